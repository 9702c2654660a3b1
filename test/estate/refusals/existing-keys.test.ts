import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an alias ARN",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws:kms:eu-west-1:111122223333:alias/orders } }",
    },
    [
      'e.yaml:4:75: `arn` of key orders is not the ARN of a KMS key: "arn:aws:kms:eu-west-1:111122223333:alias/orders" (an alias ARN); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: use the ARN from `aws kms describe-key --key-id arn:aws:kms:eu-west-1:111122223333:alias/orders --query KeyMetadata.Arn` [key-arn-well-formed]',
    ],
  ],
  [
    "a bare key id",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: 1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      'e.yaml:4:75: `arn` of key orders is not the ARN of a KMS key: "1234abcd-12ab-34cd-56ef-1234567890ab" (a bare key id); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: use the ARN from `aws kms describe-key --key-id <key> --query KeyMetadata.Arn` [key-arn-well-formed]',
    ],
  ],
  [
    "an ARN of the wrong partition",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws-cn:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      'e.yaml:4:75: `arn` of key orders is not the ARN of a KMS key: "arn:aws-cn:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" (a key ARN of partition aws-cn with region eu-west-1 of partition aws); help: use the ARN from `aws kms describe-key --key-id <key> --query KeyMetadata.Arn` [key-arn-well-formed]',
    ],
  ],
  [
    "an ARN of another region and account, both",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:75: `arn` of key orders is in another region: us-east-1 in the ARN, eu-west-1 in `region`; help: write `region: us-east-1`, or use the ARN of a key in eu-west-1 [key-arn-well-formed]",
      "e.yaml:4:75: `arn` of key orders is in another account: 444455556666 in the ARN, 111122223333 (prod) in `account`; help: name the account with id 444455556666, or use the ARN of a key in account 111122223333 [key-account-expected]",
    ],
  ],
  [
    "the ARN of another region of a multi-Region key",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab } }",
    },
    [
      "e.yaml:4:75: `arn` of key orders is in another region: us-east-1 in the ARN, eu-west-1 in `region`; help: use arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab, or write `region: us-east-1` [key-arn-well-formed]",
    ],
  ],
  [
    "replicas of a single-region key",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, replicas: [us-east-1], arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:70: key orders has replicas, but is a single-Region key: 1234abcd-12ab-34cd-56ef-1234567890ab; expected: a key id that begins with mrk-; help: remove `replicas`, or name a multi-Region key; a single-Region key cannot become one [estate-wrong-value]",
    ],
  ],
  [
    "a statement",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, statement: s.json, arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:70: `statement` and `arn` of key orders cannot be combined: the policy of an existing key belongs to its owner; help: remove `statement`, and have the key's owner add it to the policy (AuraKeyPolicy) [estate-disallowed-setting]",
    ],
  ],
  [
    "settings of a key to create",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/x, rotationPeriodInDays: 90, arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:70: `alias` and `arn` of key orders cannot be combined: an existing key is never changed from here; help: remove `alias`, or remove `arn` to create a key [estate-disallowed-setting]",
      "e.yaml:4:86: `rotationPeriodInDays` and `arn` of key orders cannot be combined: an existing key is never changed from here; help: remove `rotationPeriodInDays`, or remove `arn` to create a key [estate-disallowed-setting]",
    ],
  ],
  [
    "a record id that is no UUID",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, recordId: 12, arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:80: `recordId` of key orders is not a customer managed key id: the number 12; expected: a lower-case UUID; help: write `recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9`, for example [estate-wrong-type]",
    ],
  ],
])("the loader refuses, in existing keys, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
