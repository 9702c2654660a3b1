import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the sections that are wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "a secret of AWS and a region of AWS on an instance in Azure",
    {
      accounts:
        'accounts: { prod: { id: "111122223333" }, corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }',
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura } }",
      instances:
        "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, credentialsSecret: true, outputs: { secretArn: x } } }",
    },
    [
      'e.yaml:5:40: `region` of instance a is not an Azure region id: "eu-west-1"; expected: as the API of Azure spells it, in lower case and without blanks; help: name an account with `cloud: aws`, or a region of Azure [estate-wrong-value]',
      "e.yaml:5:64: `credentialsSecret` of instance a is no setting of Azure: Secrets Manager encrypts with keys of AWS; help: remove `credentialsSecret`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:5:100: `outputs` of instance a has an unknown setting: `secretArn`; expected: one of connectionUrl, importCommand, encryptedPassword; help: remove it [estate-unknown-setting]",
    ],
  ],
  [
    "a region of Google Cloud in an account of AWS",
    { keys: "keys: { orders: { account: prod, region: europe-west3, product: AuraDB } }", instances: "" },
    [
      'e.yaml:4:42: `region` of key orders is not an AWS region id: "europe-west3"; help: name an account with `cloud: gcp`, or a region of AWS [estate-wrong-value]',
    ],
  ],
  [
    "a key of a misspelt account, with the words of the cloud that was meant",
    {
      accounts:
        'accounts: { prod: { id: "111122223333" }, corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }',
      keys: "keys: { orders: { account: crop, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, alarm: true } }",
      instances: "",
    },
    [
      'e.yaml:4:28: `account` of key orders names an unknown account: "crop"; expected: one of prod, corp; help: declare it under `accounts`, or name another one [estate-unknown-name]',
      "e.yaml:4:118: `alarm` of key orders is no setting of Azure: alarms are made of EventBridge and SNS; help: remove `alarm`: docs/azure.md [estate-disallowed-setting]",
    ],
  ],
  [
    "a clone in another cloud than its source",
    {
      accounts: 'accounts: { prod: { id: "111122223333" }, data: { cloud: gcp, project: acme-prod } }',
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB }, copy: { cloneOf: orders-prod, region: europe-west1, memory: 8GB } }",
    },
    [
      'e.yaml:5:114: `region` of instance copy is not an AWS region id: "europe-west1"; help: name an account with `cloud: gcp`, or a region of AWS [estate-wrong-value]',
    ],
  ],
])("the loader refuses, in an estate over several clouds, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
