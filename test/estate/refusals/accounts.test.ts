import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an account id without quotes",
    { accounts: "accounts: { prod: { id: 111122223333 } }" },
    [
      'e.yaml:3:25: `id` of account prod must be an AWS account id: 12 digits, in quotes: the number 111122223333; expected: for example "111122223333"; help: quote it: "111122223333" [estate-wrong-type]',
    ],
  ],
  [
    "an account id without quotes that begins with 0, with its zero",
    { accounts: "accounts: { prod: { id: 012345678901 } }" },
    [
      'e.yaml:3:25: `id` of account prod must be an AWS account id: 12 digits, in quotes: the number 012345678901; expected: for example "111122223333"; help: quote it: "012345678901" [estate-wrong-type]',
    ],
  ],
  [
    "an account id that is too short",
    { accounts: 'accounts: { prod: { id: "11112222333" } }' },
    [
      'e.yaml:3:25: `id` of account prod must be an AWS account id: 12 digits, in quotes: "11112222333"; expected: for example "111122223333"; help: write for example `id: "111122223333"` [estate-wrong-value]',
    ],
  ],
  [
    "an account without id",
    { accounts: "accounts: { prod: {} }" },
    [
      'e.yaml:3:13: account prod must have `id`: none; expected: an AWS account id: 12 digits, in quotes; help: add `id: "111122223333"` [estate-missing-setting]',
    ],
  ],
  [
    "an account that is null",
    { accounts: "accounts: { prod: }" },
    [
      'e.yaml:3:13: account prod must be a map that describes an AWS account: nothing (null); expected: for example { id: "111122223333" }; help: write for example `prod: { id: "111122223333" }` [estate-wrong-type]',
    ],
  ],
  [
    "a role of another account",
    { accounts: 'accounts: { prod: { id: "111122223333", assumeRoleArn: arn:aws:iam::444455556666:role/terraform } }' },
    [
      "e.yaml:3:56: `assumeRoleArn` of account prod must be a role of account 111122223333: a role of account 444455556666; expected: arn:...:iam::111122223333:role/...; help: correct `id` or `assumeRoleArn`: Terraform would make the keys in the account of the role [key-account-expected]",
    ],
  ],
  [
    "a user where a role is wanted",
    { accounts: 'accounts: { prod: { id: "111122223333", assumeRoleArn: arn:aws:iam::111122223333:user/terraform } }' },
    [
      'e.yaml:3:56: `assumeRoleArn` of account prod must be the ARN of an IAM role: "arn:aws:iam::111122223333:user/terraform"; expected: for example arn:aws:iam::111122223333:role/terraform; help: write for example `assumeRoleArn: arn:aws:iam::111122223333:role/terraform` [estate-wrong-value]',
    ],
  ],
  [
    "administrators that are a session, an account and a wildcard",
    {
      accounts:
        'accounts: { prod: { id: "111122223333", administrators: [arn:aws:sts::111122223333:assumed-role/admin/joe, "111122223333", arn:aws:iam::111122223333:root, arn:aws:iam::111122223333:role/*, joe] } }',
    },
    [
      'e.yaml:3:58: `administrators[0]` of account prod must be the ARN of an IAM role or user: "arn:aws:sts::111122223333:assumed-role/admin/joe" (a session of a role); expected: for example arn:aws:iam::111122223333:role/key-admin; help: name the role: arn:aws:iam::111122223333:role/admin (with its path, if it has one) [estate-wrong-value]',
      'e.yaml:3:108: `administrators[1]` of account prod must be the ARN of an IAM role or user: "111122223333" (the whole account); expected: for example arn:aws:iam::111122223333:role/key-admin; help: name a role or user; the key\'s own account always keeps control of the key [estate-wrong-value]',
      'e.yaml:3:124: `administrators[2]` of account prod must be the ARN of an IAM role or user: "arn:aws:iam::111122223333:root" (the whole account); expected: for example arn:aws:iam::111122223333:role/key-admin; help: name a role or user; the key\'s own account always keeps control of the key [estate-wrong-value]',
      'e.yaml:3:156: `administrators[3]` of account prod must be the ARN of an IAM role or user: "arn:aws:iam::111122223333:role/*"; expected: for example arn:aws:iam::111122223333:role/key-admin; help: name each role or user: KMS takes no wildcard inside the ARN of a principal [estate-wrong-value]',
      'e.yaml:3:190: `administrators[4]` of account prod must be the ARN of an IAM role or user: "joe"; expected: for example arn:aws:iam::111122223333:role/key-admin; help: write for example `arn:aws:iam::111122223333:role/key-admin` [estate-wrong-value]',
    ],
  ],
  [
    "an administrator that is no list",
    { accounts: 'accounts: { prod: { id: "111122223333", administrators: arn:aws:iam::111122223333:role/admin } }' },
    [
      'e.yaml:3:57: `administrators` of account prod must be a list of IAM roles and users: "arn:aws:iam::111122223333:role/admin"; expected: for example [arn:aws:iam::111122223333:role/key-admin]; help: write for example `administrators: [arn:aws:iam::111122223333:role/key-admin]` [estate-wrong-type]',
    ],
  ],
  [
    "an administrator of another partition, once",
    {
      accounts: 'accounts: { prod: { id: "111122223333", administrators: [arn:aws-cn:iam::111122223333:role/admin] } }',
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, more: { account: prod, region: eu-west-2, product: AuraDB } }",
    },
    [
      "e.yaml:3:58: `administrators[0]` of account prod must be of the partition of key orders: partition aws-cn; expected: partition aws (of eu-west-1); help: name a role or user of partition aws, or put the key into an account of its own partition [key-account-expected]",
    ],
  ],
  [
    "tags that AWS refuses",
    { accounts: 'accounts: { prod: { id: "111122223333", tags: { "aws:x": a, cost: 4711, ok: "a;b" } } }' },
    [
      'e.yaml:3:49: a name in `tags` of account prod must be the name of an AWS tag: "aws:x"; expected: 1 to 128 letters, digits, blanks and _ . : / = + - @, not beginning with aws:; help: rename it, for example to team [estate-wrong-value]',
      'e.yaml:3:67: `tags.cost` of account prod must be the value of an AWS tag: the number 4711; expected: a text of at most 256 letters, digits, blanks and _ . : / = + - @; help: quote it: "4711" [estate-wrong-type]',
      'e.yaml:3:77: `tags.ok` of account prod must be the value of an AWS tag: "a;b"; expected: a text of at most 256 letters, digits, blanks and _ . : / = + - @; help: write for example `ok: "4711"` [estate-wrong-value]',
    ],
  ],
])("the loader refuses, in accounts, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
