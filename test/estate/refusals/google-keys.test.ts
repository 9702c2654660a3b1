import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the sections that are wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "settings of other clouds, each with what it is called there",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, tags: { a: b }, deletionWindowInDays: 30, applicationId: x, statement: s.json, vaultName: x, alarm: true } }",
      instances: "",
    },
    [
      "e.yaml:4:73: `tags` of key orders is no setting of Google Cloud: only AWS and Azure have it; help: write `labels` instead: docs/google.md [estate-disallowed-setting]",
      "e.yaml:4:89: `deletionWindowInDays` of key orders is no setting of Google Cloud: only AWS has it; help: write `destroyScheduledDurationInDays` instead: docs/google.md [estate-disallowed-setting]",
      "e.yaml:4:115: `applicationId` of key orders is no setting of Google Cloud: only Azure has it; help: write `serviceAccounts` instead: docs/google.md [estate-disallowed-setting]",
      "e.yaml:4:133: `statement` of key orders is no setting of Google Cloud: only AWS has it; help: write `serviceAccounts` instead: docs/google.md [estate-disallowed-setting]",
      "e.yaml:4:152: `vaultName` of key orders is no setting of Google Cloud: only Azure has it; help: write `keyRingName` instead: docs/google.md [estate-disallowed-setting]",
      "e.yaml:4:166: `alarm` of key orders is no setting of Google Cloud: alarms are made of EventBridge and SNS; help: remove `alarm`: docs/google.md [estate-disallowed-setting]",
    ],
  ],
  [
    "two service accounts",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, serviceAccounts: [aura-1@neo4j-aura.iam.gserviceaccount.com, aura-2@neo4j-aura.iam.gserviceaccount.com] } }",
      instances: "",
    },
    [
      "e.yaml:4:90: `serviceAccounts` of key orders is not a list of three service accounts: 2 of them; expected: the three different e-mail addresses that the Aura Console shows; help: copy all three from the Aura Console: each needs both roles; for phase 1, leave them out [aura-principal-well-formed]",
    ],
  ],
  [
    "one service account twice",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, serviceAccounts: [aura-1@neo4j-aura.iam.gserviceaccount.com, aura-2@neo4j-aura.iam.gserviceaccount.com, aura-2@neo4j-aura.iam.gserviceaccount.com] } }",
      instances: "",
    },
    [
      "e.yaml:4:90: `serviceAccounts` of key orders is not a list of three service accounts: 2 different among 3; expected: the three different e-mail addresses that the Aura Console shows; help: copy all three from the Aura Console: each needs both roles; for phase 1, leave them out [aura-principal-well-formed]",
    ],
  ],
  [
    "one service account as a text",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, serviceAccounts: aura-1@neo4j-aura.iam.gserviceaccount.com } }",
      instances: "",
    },
    [
      'e.yaml:4:90: `serviceAccounts` of key orders is not a list of three service accounts: "aura-1@neo4j-aura.iam.gserviceaccount.com"; expected: the three different e-mail addresses that the Aura Console shows; help: write `serviceAccounts: [<account 1>, <account 2>, <account 3>]`, for example [aura-principal-well-formed]',
    ],
  ],
  [
    "members where addresses belong",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: 'keys: { orders: { account: data, region: europe-west1, product: AuraDB, serviceAccounts: ["serviceAccount:aura-1@neo4j-aura.iam.gserviceaccount.com", "user:ann@example.com", allUsers] } }',
      instances: "",
    },
    [
      'e.yaml:4:91: `serviceAccounts[0]` of key orders is not a service account: "serviceAccount:aura-1@neo4j-aura.iam.gserviceaccount.com"; expected: an e-mail address that ends in .gserviceaccount.com; help: write aura-1@neo4j-aura.iam.gserviceaccount.com: the address alone [aura-principal-well-formed]',
      'e.yaml:4:151: `serviceAccounts[1]` of key orders is not a service account: "user:ann@example.com" (another kind of member); expected: an e-mail address that ends in .gserviceaccount.com; help: copy the address from the Aura Console [aura-principal-well-formed]',
      'e.yaml:4:175: `serviceAccounts[2]` of key orders is not a service account: "allUsers" (another kind of member); expected: an e-mail address that ends in .gserviceaccount.com; help: copy the address from the Aura Console [aura-principal-well-formed]',
    ],
  ],
  [
    "a multi-region",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: global, product: AuraDB } }",
      instances: "",
    },
    [
      'e.yaml:4:42: `region` of key orders is not a Google Cloud region id: "global" (not one region); help: write the region of the instances: no other key ring fits [estate-wrong-value]',
    ],
  ],
  [
    "a zone",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1-b, product: AuraDB } }",
      instances: "",
    },
    [
      'e.yaml:4:42: `region` of key orders is not a Google Cloud region id: "europe-west1-b"; help: write europe-west1: a region, not a zone [estate-wrong-value]',
    ],
  ],
  [
    "a region in capitals",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: Europe-West1, product: AuraDB } }",
      instances: "",
    },
    [
      'e.yaml:4:42: `region` of key orders is not a Google Cloud region id: "Europe-West1"; help: write europe-west1 [estate-wrong-value]',
    ],
  ],
  [
    "a region of Azure",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: westeurope, product: AuraDB } }",
      instances: "",
    },
    [
      'e.yaml:4:42: `region` of key orders is not a Google Cloud region id: "westeurope"; help: name an account with `cloud: azure`, or a region of Google Cloud [estate-wrong-value]',
    ],
  ],
  [
    "a version of a key",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, keyId: projects/acme-prod/locations/europe-west1/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1 } }",
      instances: "",
    },
    [
      'e.yaml:4:80: `keyId` of key orders is not the resource name of a key: "projects/acme-prod/locations/europe-west1/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1": it is a version, which stays behind at the next rotation; help: write projects/acme-prod/locations/europe-west1/keyRings/r/cryptoKeys/k [key-identifier-well-formed]',
    ],
  ],
  [
    "a key of another region and project, both",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, keyId: projects/other-project/locations/us-east1/keyRings/r/cryptoKeys/k } }",
      instances: "",
    },
    [
      "e.yaml:4:80: `keyId` of key orders is in another region: us-east1 in the name, europe-west1 in `region`; help: write `region: us-east1`, or name one in europe-west1 [key-identifier-well-formed]",
      "e.yaml:4:80: `keyId` of key orders is in another project: other-project in the name, acme-prod (data) in `account`; help: name the account with `project: other-project`, or name one in acme-prod [key-account-expected]",
    ],
  ],
  [
    "service accounts on an existing key",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, serviceAccounts: [aura-1@neo4j-aura.iam.gserviceaccount.com, aura-2@neo4j-aura.iam.gserviceaccount.com, aura-3@neo4j-aura.iam.gserviceaccount.com], keyId: projects/acme-prod/locations/europe-west1/keyRings/r/cryptoKeys/k } }",
      instances: "",
    },
    [
      "e.yaml:4:73: `serviceAccounts` and `keyId` of key orders cannot be combined: access to an existing key is given by its owner; help: remove `serviceAccounts`, and have the key's owner give them both roles: docs/google.md [estate-disallowed-setting]",
    ],
  ],
  [
    "a key ring without its place",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, keyRing: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:82: `keyRing` of key orders is not the name of a key ring: "aura"; expected: projects/PROJECT/locations/REGION/keyRings/RING; help: use the name from `gcloud kms keyrings list --location <region> --format="value(name)"` [estate-wrong-value]',
    ],
  ],
  [
    "a key where a key ring belongs",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, keyRing: projects/acme-prod/locations/europe-west1/keyRings/r/cryptoKeys/k } }",
      instances: "",
    },
    [
      'e.yaml:4:82: `keyRing` of key orders is not the name of a key ring: "projects/acme-prod/locations/europe-west1/keyRings/r/cryptoKeys/k"; expected: projects/PROJECT/locations/REGION/keyRings/RING; help: write projects/acme-prod/locations/europe-west1/keyRings/r [estate-wrong-value]',
    ],
  ],
  [
    "a key ring that is nowhere in particular, and a name beside it",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, keyRing: projects/acme-prod/locations/global/keyRings/aura, keyRingName: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:82: `keyRing` of key orders is not the name of a key ring: "projects/acme-prod/locations/global/keyRings/aura": its key ring is in global, which is no region; expected: projects/PROJECT/locations/REGION/keyRings/RING; help: use the name from `gcloud kms keyrings list --location <region> --format="value(name)"` [estate-wrong-value]',
      "e.yaml:4:133: `keyRingName` and `keyRing` of key orders cannot be combined: it is of a new key ring; help: remove `keyRingName`, or remove `keyRing` to create a key ring [estate-disallowed-setting]",
    ],
  ],
  [
    "names and numbers out of range",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, keyName: 'a b', destroyScheduledDurationInDays: 7, rotationPeriodInDays: 0, protectionLevel: hsm } }",
      instances: "",
    },
    [
      'e.yaml:4:82: `keyName` of key orders is not a key name of Cloud KMS: "a b"; expected: 1 to 63 letters, digits, _ and -; help: call it a-b [estate-wrong-value]',
      "e.yaml:4:121: `destroyScheduledDurationInDays` of key orders is not a valid time for restoring: the number 7; expected: 30 to 120 days; help: write `destroyScheduledDurationInDays: 30`, for example [deletion-window-in-range]",
      "e.yaml:4:146: `rotationPeriodInDays` of key orders is not a valid rotation period: the number 0; expected: 1 to 36500 days; help: write `rotationPeriodInDays: 90`, for example [rotation-period-in-range]",
      'e.yaml:4:166: `protectionLevel` of key orders is not a protection level: "hsm"; expected: SOFTWARE or HSM; help: did you mean HSM? [estate-wrong-value]',
    ],
  ],
  [
    "labels that Google Cloud does not take",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { orders: { account: data, region: europe-west1, product: AuraDB, labels: { Team: orders, cost: A1 } } }",
      instances: "",
    },
    [
      'e.yaml:4:83: a name in `labels` of key orders is not a label key: "Team"; expected: 1 to 63 lower-case letters, digits, _ and -, beginning with a letter; help: rename it, for example to team [estate-wrong-value]',
      'e.yaml:4:103: `labels.cost` of key orders is not a label value: "A1"; expected: at most 63 lower-case letters, digits, _ and -; help: write `cost: "4711"`, for example [estate-wrong-value]',
    ],
  ],
  [
    "one name for two key rings in a region",
    {
      accounts: "accounts: { data: { cloud: gcp, project: acme-prod } }",
      keys: "keys: { a: { account: data, region: europe-west1, product: AuraDB, keyRingName: aura }, b: { account: data, region: europe-west1, product: AuraDS, keyRingName: aura }, c: { account: data, region: europe-west2, product: AuraDS, keyRingName: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:161: `keyRingName` of key b is already that of key a: "aura"; expected: a name of its own for each key; help: choose another name, or give both keys the `keyRing` of one that exists [estate-duplicate]',
    ],
  ],
])("the loader refuses, in keys of Google Cloud, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
