import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the sections that are wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "settings that only AWS has, each with its reason or what it is called there",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, alarm: true, statement: s.json, replicas: [northeurope], administrators: [], deletionGuardInDays: 90, alias: alias/x, auraAccountId: '999988887777', deletionWindowInDays: 30, keySpec: RSA_2048 } }",
      instances: "",
    },
    [
      "e.yaml:4:118: `alarm` of key orders is no setting of Azure: alarms are made of EventBridge and SNS; help: remove `alarm`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:131: `statement` of key orders is no setting of Azure: only AWS has it; help: write `applicationId` instead: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:150: `replicas` of key orders is no setting of Azure: a key there is in one region; help: remove `replicas`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:175: `administrators` of key orders is no setting of Azure: roles decide who has access there, not a key policy; help: remove `administrators`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:195: `deletionGuardInDays` of key orders is no setting of Azure: it is a statement of a key policy; help: remove `deletionGuardInDays`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:220: `alias` of key orders is no setting of Azure: only AWS has it; help: write `keyName` instead: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:236: `auraAccountId` of key orders is no setting of Azure: only AWS has it; help: write `applicationId` instead: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:267: `deletionWindowInDays` of key orders is no setting of Azure: a deleted key can be recovered for 90 days there; help: remove `deletionWindowInDays`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:4:293: `keySpec` of key orders is no setting of Azure: it is what `aws kms describe-key` shows; help: remove `keySpec`: docs/azure.md [estate-disallowed-setting]",
    ],
  ],
  [
    "the ARN of a key",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: 'keys: { orders: { account: corp, region: westeurope, product: AuraDB, arn: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" } }',
      instances: "",
    },
    [
      "e.yaml:4:71: `arn` of key orders is no setting of Azure: only AWS has it; help: write `keyId` instead: docs/azure.md [estate-disallowed-setting]",
    ],
  ],
  [
    "an identifier without a version",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, keyId: https://acme.vault.azure.net/keys/orders } }",
      instances: "",
    },
    [
      'e.yaml:4:78: `keyId` of key orders is not the identifier of a key version: "https://acme.vault.azure.net/keys/orders": it names no version, and to Azure that is another key; help: use the identifier from `az keyvault key show --vault-name acme --name orders --query key.kid` [key-identifier-well-formed]',
    ],
  ],
  [
    "an application on an existing key",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, keyId: https://acme.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef, applicationId: 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10 } }",
      instances: "",
    },
    [
      "e.yaml:4:153: `applicationId` and `keyId` of key orders cannot be combined: access to an existing key is given by its owner; help: remove `applicationId`, and have the key's owner assign the role: docs/azure.md [estate-disallowed-setting]",
    ],
  ],
  [
    "the address of a vault where its id belongs",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultId: https://acme.vault.azure.net/ } }",
      instances: "",
    },
    [
      'e.yaml:4:80: `vaultId` of key orders is not the resource id of a vault: "https://acme.vault.azure.net/"; expected: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME; help: use the id from `az keyvault show --name acme --query id` [estate-wrong-value]',
    ],
  ],
  [
    "a vault in another subscription, and a name beside it",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultId: /subscriptions/5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44/resourceGroups/g/providers/Microsoft.KeyVault/vaults/acme, vaultName: acme-aura } }",
      instances: "",
    },
    [
      "e.yaml:4:80: `vaultId` of key orders is in another subscription: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 in the id, 0b1f6471-1bf0-4dda-aec3-cb9272f09590 in `account`; help: name the account with `subscriptionId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44`, or use a vault of 0b1f6471-1bf0-4dda-aec3-cb9272f09590 [key-account-expected]",
      "e.yaml:4:191: `vaultName` and `vaultId` of key orders cannot be combined: it is of a new vault; help: remove `vaultName`, or remove `vaultId` to create a vault [estate-disallowed-setting]",
    ],
  ],
  [
    "a key without a vault",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB } }",
      instances: "",
    },
    [
      "e.yaml:4:9: key orders has no `vaultName`; expected: 3 to 24 letters, digits and single -, beginning with a letter; help: add `vaultName: acme-aura` [estate-missing-setting]",
      "e.yaml:4:9: key orders has no `resourceGroupName`; expected: 1 to 90 letters, digits and . _ - ( ), not ending with a full stop; help: add `resourceGroupName: aura` [estate-missing-setting]",
    ],
  ],
  [
    "the address of a vault as its name, and a misspelt setting, which is not missing too",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: https://acme.vault.azure.net, resourceGroup: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:82: `vaultName` of key orders is not a valid vault name: "https://acme.vault.azure.net"; expected: 3 to 24 letters, digits and single -, beginning with a letter; help: write acme; for a vault that exists, use `vaultId` [estate-wrong-value]',
      "e.yaml:4:112: key orders has an unknown setting: `resourceGroup`; help: did you mean `resourceGroupName`? [estate-unknown-setting]",
    ],
  ],
  [
    "a resource id as the name of a group",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: /subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/aura } }",
      instances: "",
    },
    [
      'e.yaml:4:112: `resourceGroupName` of key orders is not a resource group name: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/aura"; expected: 1 to 90 letters, digits and . _ - ( ), not ending with a full stop; help: write aura: the name alone [estate-wrong-value]',
    ],
  ],
  [
    "kinds of key that Aura does not take",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, keySize: 1024, keyType: EC, rotationPeriodInDays: 5 } }",
      instances: "",
    },
    [
      "e.yaml:4:127: `keySize` of key orders is not a key size for Aura: the number 1024; expected: 2048, 3072 or 4096; help: write `keySize: 4096`, for example [estate-wrong-value]",
      'e.yaml:4:142: `keyType` of key orders is not a key type for Aura: "EC"; expected: RSA or RSA-HSM; help: write `keyType: RSA`, for example [estate-wrong-value]',
      "e.yaml:4:168: `rotationPeriodInDays` of key orders is not a valid rotation period: the number 5; expected: 7 to 3650 days; help: write `rotationPeriodInDays: 365`, for example [rotation-period-in-range]",
    ],
  ],
  [
    "a key of an HSM in a standard vault",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, keyType: RSA-HSM, sku: standard } }",
      instances: "",
    },
    [
      "e.yaml:4:141: key orders of type RSA-HSM is in a standard vault: `sku: standard`; expected: premium; help: remove `sku`, or write `keyType: RSA` [estate-wrong-value]",
    ],
  ],
  [
    "what describes an existing key",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9 } }",
      instances: "",
    },
    [
      "e.yaml:4:118: `recordId` of key orders needs `keyId`: it describes an existing key; help: remove `recordId`, or add the `keyId` of the existing key [estate-disallowed-setting]",
    ],
  ],
  [
    "a name, an address and an AWS account as Aura's application",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      aura: "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, applicationId: Neo4j CMK }",
      keys: 'keys: { a: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-a, resourceGroupName: aura, applicationId: ann@example.com }, b: { account: corp, region: westeurope, product: AuraDS, vaultName: acme-b, resourceGroupName: aura, applicationId: "999988887777" } }',
      instances: "",
    },
    [
      'e.yaml:2:73: `aura.applicationId` is not the id of an application: "Neo4j CMK"; expected: the UUID that the Aura Console shows for the key; help: copy the application id from the Aura Console, not a name or an object id; for phase 1, leave it out [aura-principal-well-formed]',
      'e.yaml:4:125: `applicationId` of key a is not the id of an application: "ann@example.com" (an e-mail address); expected: the UUID that the Aura Console shows for the key; help: copy the application id from the Aura Console, not a name or an object id; for phase 1, leave it out [aura-principal-well-formed]',
      'e.yaml:4:260: `applicationId` of key b is not the id of an application: "999988887777" (an AWS account id); expected: the UUID that the Aura Console shows for the key; help: copy the application id from the Aura Console, not a name or an object id; for phase 1, leave it out [aura-principal-well-formed]',
    ],
  ],
  [
    "the display name of a region",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: West Europe, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:42: `region` of key orders is not an Azure region id: "West Europe"; expected: as the API of Azure spells it, in lower case and without blanks; help: write westeurope [estate-wrong-value]',
    ],
  ],
  [
    "a region of AWS",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: eu-west-1, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:42: `region` of key orders is not an Azure region id: "eu-west-1"; expected: as the API of Azure spells it, in lower case and without blanks; help: name an account with `cloud: aws`, or a region of Azure [estate-wrong-value]',
    ],
  ],
  [
    "several regions",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: [westeurope, northeurope], product: AuraDB, vaultName: acme-aura, resourceGroupName: aura } }",
      instances: "",
    },
    [
      "e.yaml:4:42: `region` of key orders is not an Azure region id: a list; expected: as the API of Azure spells it, in lower case and without blanks; help: name one region: a key in Azure has no replicas [estate-wrong-type]",
    ],
  ],
  [
    "one name for two vaults, whatever its case",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { a: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura }, b: { account: corp, region: westeurope, product: AuraDS, vaultName: Acme-Aura, resourceGroupName: aura } }",
      instances: "",
    },
    [
      'e.yaml:4:183: `vaultName` of key b is already that of key a: "Acme-Aura"; expected: a name of its own for each key; help: choose another name, or give both keys the `vaultId` of one that exists [estate-duplicate]',
    ],
  ],
  [
    "a tag of the whole file that Azure does not take",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura } }",
      instances: "",
      rest: "tags: { cost/center: '4711' }",
    },
    [
      'e.yaml:6:9: a name in `tags` is not an Azure tag name: "cost/center"; key orders is in Azure; expected: no < > % & \\ ? /; help: rename it, or set the tag on the accounts of AWS [estate-wrong-value]',
    ],
  ],
  [
    "more tags than Azure takes",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, tags: { t0: x, t1: x, t2: x, t3: x, t4: x, t5: x, t6: x, t7: x, t8: x, t9: x, t10: x, t11: x, t12: x, t13: x } } }",
      instances: "",
      rest: "tags: { a: '1', b: '2' }",
    },
    [
      "e.yaml:4:9: key orders has more tags than Azure takes: 16, with those of its account and of the whole file; expected: at most 15; help: remove some of them [estate-wrong-value]",
    ],
  ],
  [
    "a rule of the firewall that is none",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "keys: { orders: { account: corp, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura, allowedIpRanges: [example.com, 203.0.113.0/24, 300.0.0.1], allowedSubnetIds: [ci] } }",
      instances: "",
    },
    [
      'e.yaml:4:136: `allowedIpRanges[0]` of key orders is not an IP address or range: "example.com"; expected: IPv4, with or without a length of the prefix; help: write `203.0.113.0/24`, for example [estate-wrong-value]',
      'e.yaml:4:165: `allowedIpRanges[2]` of key orders is not an IP address or range: "300.0.0.1"; expected: IPv4, with or without a length of the prefix; help: write `203.0.113.0/24`, for example [estate-wrong-value]',
      'e.yaml:4:196: `allowedSubnetIds[0]` of key orders is not the resource id of a subnet: "ci"; help: write `/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/ci/subnets/runners`, for example [estate-wrong-value]',
    ],
  ],
])("the loader refuses, in keys of Azure, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
