import { estateText, linesOf } from "../sample";

const ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const key = (settings: string): string =>
  `keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, ${settings} } }`;

it("takes a key and an instance that exist, with the policy of the key", () => {
  const keys = key(
    `import: { keyArn: "${ARN}", recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9 }, currentPolicy: policies/orders.json`,
  );
  const instances =
    "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, import: { instanceId: db1d1234 } } }";
  expect(linesOf(estateText({ keys, instances }))).toEqual([]);
});

test.each<[what: string, settings: string, lines: readonly string[]]>([
  [
    "a key of another region and another account",
    `import: { keyArn: "${ARN.replace("eu-west-1", "us-east-1").replace("111122223333", "444455556666")}" }`,
    [
      "e.yaml:4:88: `import.keyArn` of key orders is in another region: us-east-1 in the ARN, eu-west-1 in `region`; help: write `region: us-east-1`, or use the ARN of a key in eu-west-1 [key-arn-well-formed]",
      "e.yaml:4:88: `import.keyArn` of key orders is in another account: 444455556666 in the ARN, 111122223333 (prod) in `account`; help: name the account with id 444455556666, or use the ARN of a key in account 111122223333 [key-account-expected]",
    ],
  ],
  [
    "an import of nothing",
    "import: {}",
    [
      'e.yaml:4:70: `import` of key orders has no `keyArn`; expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: add `keyArn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"` [estate-missing-setting]',
    ],
  ],
  [
    "a list in place of an import",
    "import: [db1d1234]",
    [
      "e.yaml:4:78: `import` of key orders is not a map: a list; expected: ids of what exists; help: write `import: { keyArn: <ARN>, recordId: <UUID> }`, for example [estate-wrong-type]",
    ],
  ],
  [
    "an import beside a key that is owned elsewhere",
    `arn: "${ARN}", import: { keyArn: "${ARN}" }, currentPolicy: a.json`,
    [
      "e.yaml:4:154: `import` and `arn` of key orders cannot be combined: an existing key is never changed from here; help: remove `import`, or remove `arn` to create a key [estate-disallowed-setting]",
      "e.yaml:4:253: `currentPolicy` and `arn` of key orders cannot be combined: an existing key is never changed from here; help: remove `currentPolicy`, or remove `arn` to create a key [estate-disallowed-setting]",
    ],
  ],
  [
    "administrators beside a policy that is taken over as it is",
    `currentPolicy: a.json, administrators: ["arn:aws:iam::111122223333:role/a"]`,
    [
      "e.yaml:4:93: `administrators` of key orders and `currentPolicy` exclude each other: both; expected: one of them; help: remove `administrators`: write the administrators into the policy itself [estate-disallowed-setting]",
    ],
  ],
  [
    "replicas of a key that is imported",
    `import: { keyArn: "${ARN}" }, replicas: [eu-central-1]`,
    [
      "e.yaml:4:169: `replicas` of key orders and `import` exclude each other: both; expected: one of them; help: remove `replicas`: add replicas when the key is deployed and `import` is removed [estate-disallowed-setting]",
    ],
  ],
])("refuses %s", (_, settings, lines) => {
  expect(linesOf(estateText({ keys: key(settings) }))).toEqual(lines);
});
