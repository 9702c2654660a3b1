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
      'e.yaml:4:75: `arn` of key orders must be the ARN of a KMS key: "arn:aws:kms:eu-west-1:111122223333:alias/orders" (an alias ARN); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: give the ARN of the key behind it: aws kms describe-key --key-id arn:aws:kms:eu-west-1:111122223333:alias/orders --query KeyMetadata.Arn [key-arn-well-formed]',
    ],
  ],
  [
    "a bare key id",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: 1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      'e.yaml:4:75: `arn` of key orders must be the ARN of a KMS key: "1234abcd-12ab-34cd-56ef-1234567890ab" (a bare key id); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: give the ARN of the key: aws kms describe-key --key-id <key> --query KeyMetadata.Arn [key-arn-well-formed]',
    ],
  ],
  [
    "an ARN of the wrong partition",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws-cn:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      'e.yaml:4:75: `arn` of key orders must be the ARN of a KMS key: "arn:aws-cn:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" (a key ARN of partition aws-cn with region eu-west-1 of partition aws); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: give the ARN of the key: aws kms describe-key --key-id <key> --query KeyMetadata.Arn [key-arn-well-formed]',
    ],
  ],
  [
    "an ARN of another region and account, both",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:75: `arn` of key orders must be of the key's region: region us-east-1 in the ARN, region eu-west-1 declared; expected: one region in both; help: write `region: us-east-1`, or give the ARN of a key in eu-west-1 [key-arn-well-formed]",
      "e.yaml:4:75: `arn` of key orders must be of the key's account: account 444455556666 in the ARN, account 111122223333 (prod) declared; expected: one account in both; help: name the account with id 444455556666, or give the ARN of a key in account 111122223333 [key-account-expected]",
    ],
  ],
  [
    "the ARN of another region of a multi-Region key",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, arn: arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab } }",
    },
    [
      "e.yaml:4:75: `arn` of key orders must be of the key's region: region us-east-1 in the ARN, region eu-west-1 declared; expected: one region in both; help: give arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab, or write `region: us-east-1` [key-arn-well-formed]",
    ],
  ],
  [
    "replicas of a single-region key",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, replicas: [us-east-1], arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:70: `replicas` of key orders must be those of a multi-Region key: the single-region key 1234abcd-12ab-34cd-56ef-1234567890ab; expected: a key id that begins with mrk-; help: take `replicas` out, or name a multi-Region key: a single-region key can not become one [estate-wrong-value]",
    ],
  ],
  [
    "a statement",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, statement: s.json, arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:70: key orders must not have `statement`: it is owned elsewhere (`arn`), and so is its policy: `statement`; expected: Aura's statement in the policy that the owner of the key keeps; help: give the statement to the owner of the key, who merges it where the key is defined (AuraKeyPolicy does it), and take `statement` out [estate-misplaced-setting]",
    ],
  ],
  [
    "settings of a key to create",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/x, rotationPeriodInDays: 90, arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:70: key orders must not have `alias`: it is owned elsewhere (`arn`) and never changed from here: `alias`; expected: settings of an existing key; help: take `alias` out; or take `arn` out, and a new key is created [estate-misplaced-setting]",
      "e.yaml:4:86: key orders must not have `rotationPeriodInDays`: it is owned elsewhere (`arn`) and never changed from here: `rotationPeriodInDays`; expected: settings of an existing key; help: take `rotationPeriodInDays` out; or take `arn` out, and a new key is created [estate-misplaced-setting]",
    ],
  ],
  [
    "a record id that is no UUID",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, recordId: 12, arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab } }",
    },
    [
      "e.yaml:4:80: `recordId` of key orders must be the UUID of the key's record in Aura, in lower case: the number 12; expected: for example 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9; help: write for example `recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9` [estate-wrong-type]",
    ],
  ],
])("the loader refuses, in existing keys, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
