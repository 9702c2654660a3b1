import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an account id without quotes",
    { accounts: "accounts: { prod: { id: 111122223333 } }" },
    [
      'e.yaml:3:25: `id` of account prod is not an AWS account id: the number 111122223333; expected: 12 digits, in quotes; help: quote it: "111122223333" [estate-wrong-type]',
    ],
  ],
  [
    "an account id without quotes that begins with 0, with its zero",
    { accounts: "accounts: { prod: { id: 012345678901 } }" },
    [
      'e.yaml:3:25: `id` of account prod is not an AWS account id: the number 012345678901; expected: 12 digits, in quotes; help: quote it: "012345678901" [estate-wrong-type]',
    ],
  ],
  [
    "an account id that is too short",
    { accounts: 'accounts: { prod: { id: "11112222333" } }' },
    [
      'e.yaml:3:25: `id` of account prod is not an AWS account id: "11112222333"; expected: 12 digits, in quotes; help: write `id: "111122223333"`, for example [estate-wrong-value]',
    ],
  ],
  [
    "an account without id",
    { accounts: "accounts: { prod: {} }" },
    [
      'e.yaml:3:13: account prod has no `id`; expected: 12 digits, in quotes; help: add `id: "111122223333"` [estate-missing-setting]',
    ],
  ],
  [
    "an account that is null",
    { accounts: "accounts: { prod: }" },
    [
      'e.yaml:3:13: account prod is not a map: no value; help: write `prod: { id: "111122223333" }`, for example [estate-wrong-type]',
    ],
  ],
  [
    "a role of another account",
    { accounts: 'accounts: { prod: { id: "111122223333", assumeRoleArn: arn:aws:iam::444455556666:role/terraform } }' },
    [
      "e.yaml:3:56: `assumeRoleArn` of account prod is a role of another account: 444455556666 in the ARN, 111122223333 in `id`; help: correct `id` or `assumeRoleArn`; Terraform creates keys in the account of the role [key-account-expected]",
    ],
  ],
  [
    "a user where a role is wanted",
    { accounts: 'accounts: { prod: { id: "111122223333", assumeRoleArn: arn:aws:iam::111122223333:user/terraform } }' },
    [
      'e.yaml:3:56: `assumeRoleArn` of account prod is not the ARN of an IAM role: "arn:aws:iam::111122223333:user/terraform"; help: write `assumeRoleArn: arn:aws:iam::111122223333:role/terraform`, for example [estate-wrong-value]',
    ],
  ],
  [
    "administrators that are a session, an account and a wildcard",
    {
      accounts:
        'accounts: { prod: { id: "111122223333", administrators: [arn:aws:sts::111122223333:assumed-role/admin/joe, "111122223333", arn:aws:iam::111122223333:root, arn:aws:iam::111122223333:role/*, joe] } }',
    },
    [
      'e.yaml:3:58: `administrators[0]` of account prod is not an IAM role or user ARN: "arn:aws:sts::111122223333:assumed-role/admin/joe" (a role session); help: name the role: arn:aws:iam::111122223333:role/admin (with its path, if it has one) [estate-wrong-value]',
      'e.yaml:3:108: `administrators[1]` of account prod is not an IAM role or user ARN: "111122223333" (the whole account); help: name a role or user; the key\'s account always keeps control [estate-wrong-value]',
      'e.yaml:3:124: `administrators[2]` of account prod is not an IAM role or user ARN: "arn:aws:iam::111122223333:root" (the whole account); help: name a role or user; the key\'s account always keeps control [estate-wrong-value]',
      'e.yaml:3:156: `administrators[3]` of account prod is not an IAM role or user ARN: "arn:aws:iam::111122223333:role/*"; help: name each role or user; KMS takes no wildcards in principals [estate-wrong-value]',
      'e.yaml:3:190: `administrators[4]` of account prod is not an IAM role or user ARN: "joe"; help: write `arn:aws:iam::111122223333:role/key-admin`, for example [estate-wrong-value]',
    ],
  ],
  [
    "an administrator that is no list",
    { accounts: 'accounts: { prod: { id: "111122223333", administrators: arn:aws:iam::111122223333:role/admin } }' },
    [
      'e.yaml:3:57: `administrators` of account prod is not a list of roles and users: "arn:aws:iam::111122223333:role/admin"; help: write `administrators: [arn:aws:iam::111122223333:role/key-admin]`, for example [estate-wrong-type]',
    ],
  ],
  [
    "an administrator of another partition, once",
    {
      accounts: 'accounts: { prod: { id: "111122223333", administrators: [arn:aws-cn:iam::111122223333:role/admin] } }',
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, more: { account: prod, region: eu-west-2, product: AuraDB } }",
    },
    [
      "e.yaml:3:58: `administrators[0]` of account prod is not in the partition of key orders: aws-cn; expected: aws (of eu-west-1); help: name a role or user of partition aws, or move the key to another account [key-account-expected]",
    ],
  ],
  [
    "tags that AWS refuses",
    { accounts: 'accounts: { prod: { id: "111122223333", tags: { "aws:x": a, cost: 4711, ok: "a;b" } } }' },
    [
      'e.yaml:3:49: a name in `tags` of account prod is not an AWS tag key: "aws:x"; expected: 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:; help: rename it, for example to team [estate-wrong-value]',
      'e.yaml:3:67: `tags.cost` of account prod is not an AWS tag value: the number 4711; expected: at most 256 letters, digits, spaces and _ . : / = + - @; help: quote it: "4711" [estate-wrong-type]',
      'e.yaml:3:77: `tags.ok` of account prod is not an AWS tag value: "a;b"; expected: at most 256 letters, digits, spaces and _ . : / = + - @; help: write `ok: "4711"`, for example [estate-wrong-value]',
    ],
  ],
])("the loader refuses, in accounts, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
