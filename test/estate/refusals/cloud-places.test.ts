import { estateText, linesOf } from "../sample";

const SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const TENANT = "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44";
const OTHER_TENANT = "6f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44";
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme`;
const RING = "projects/acme-prod/locations/europe-west1/keyRings";
const VERSION = "0123456789abcdef0123456789abcdef";

const ACCOUNTS = `accounts:
  corp: { cloud: azure, subscriptionId: ${SUBSCRIPTION}, tenantId: ${TENANT} }
  corp2: { cloud: azure, subscriptionId: ${TENANT}, tenantId: ${TENANT} }
  data: { cloud: gcp, project: acme-prod }
  data2: { cloud: gcp, project: acme-prod }
  data3: { cloud: gcp, project: acme-test }`;
const vault = (account: string, region: string, settings: string): string =>
  `{ account: ${account}, region: ${region}, product: AuraDB, ${settings} }`;
const ring = (account: string, settings = "product: AuraDB", region = "europe-west1"): string =>
  `{ account: ${account}, region: ${region}, product: AuraDB, ${settings} }`.replace(
    "product: AuraDB, product",
    "product",
  );

/** Every line about two keys, without the place in the file. */
const aboutKeys = (a: string, b: string): string[] =>
  linesOf(estateText({ accounts: ACCOUNTS, keys: `keys:\n  a_1: ${a}\n  a-1: ${b}`, instances: "" })).map((line) =>
    line.replace(/^e\.yaml:\d+:\d+: /, ""),
  );

/** What two keys share, the settings of both, and every line that a person reads about the second one. */
type Case = readonly [what: string, a: string, b: string, lines: readonly string[]];

test.each<Case>([
  [
    "the name of a new vault, in two subscriptions, regions and spellings",
    vault("corp", "westeurope", "vaultName: acme, resourceGroupName: aura"),
    vault("corp2", "uksouth", "vaultName: Acme, resourceGroupName: aura"),
    [
      '`vaultName` of key a-1 is already that of key a_1: "Acme"; expected: a name of its own for each key; help: choose another name, or give both keys the `vaultId` of one that exists [estate-duplicate]',
    ],
  ],
  [
    "a key name in a given vault, which is the same in either case",
    vault("corp", "westeurope", `vaultId: ${VAULT}, keyName: orders`),
    vault(
      "corp",
      "westeurope",
      `vaultId: ${VAULT.toUpperCase().replace("MICROSOFT.KEYVAULT", "Microsoft.KeyVault")}, keyName: Orders`,
    ),
    [
      '`keyName` of key a-1 is already that of key a_1: "Orders"; expected: a name of its own for each key; help: choose another `keyName`, or another vault [estate-duplicate]',
    ],
  ],
  [
    "a default key name in a given vault, because Azure takes no underscore",
    vault("corp", "westeurope", `vaultId: ${VAULT}`),
    vault("corp", "westeurope", `vaultId: ${VAULT}`),
    [
      'key a-1 has the key name of key a_1: "a-1", by default; expected: a name of its own for each key; help: choose another `keyName`, or another vault [estate-duplicate]',
    ],
  ],
  [
    "a vault, in two regions",
    vault("corp", "westeurope", `vaultId: ${VAULT}`),
    vault("corp", "uksouth", `keyId: https://ACME.vault.azure.net/keys/orders/${VERSION}`),
    [
      "`region` of key a-1 is not that of its vault: uksouth; vault acme is in westeurope for key a_1; help: a vault is in one region: correct `region`, or name another vault [estate-wrong-value]",
    ],
  ],
  [
    "a key ring name in one project that two accounts name",
    ring("data", "keyRingName: aura"),
    ring("data2", "keyRingName: aura"),
    [
      '`keyRingName` of key a-1 is already that of key a_1: "aura"; expected: a name of its own for each key; help: choose another name, or give both keys the `keyRing` of one that exists [estate-duplicate]',
    ],
  ],
  [
    "a key ring that one of them has by default",
    ring("data", "keyRingName: neo4j-aura-a-1"),
    ring("data"),
    [
      'key a-1 has the key ring name of key a_1: "neo4j-aura-a-1", by default; expected: a name of its own for each key; help: choose another name, or give both keys the `keyRing` of one that exists [estate-duplicate]',
    ],
  ],
  [
    "a key name in a key ring that one makes and the other one uses",
    ring("data", "keyRingName: aura, keyName: orders"),
    ring("data", `keyRing: ${RING}/aura, keyName: orders`),
    [
      '`keyName` of key a-1 is already that of key a_1: "orders"; expected: a name of its own for each key; help: choose another `keyName`, or another key ring [estate-duplicate]',
    ],
  ],
])("the loader refuses of two keys in other clouds %s", (_, a, b, lines) => {
  expect(aboutKeys(a, b)).toEqual(lines);
});

test.each([
  [
    "vaults",
    vault("corp", "westeurope", "vaultName: acme, resourceGroupName: aura"),
    vault("corp", "uksouth", "vaultName: acme-2, resourceGroupName: aura"),
  ],
  [
    "key names in one vault",
    vault("corp", "westeurope", `vaultId: ${VAULT}`),
    vault("corp", "westeurope", `vaultId: ${VAULT}, keyName: other`),
  ],
  ["key rings in one project", ring("data"), ring("data2")],
  ["projects", ring("data", "keyRingName: aura"), ring("data3", "keyRingName: aura")],
  ["regions of one project", ring("data", "keyRingName: aura"), ring("data", "keyRingName: aura", "europe-west2")],
  ["key names in one key ring", ring("data", `keyRing: ${RING}/aura`), ring("data", `keyRing: ${RING}/aura`)],
])("the loader takes two keys with different %s", (_, a, b) => {
  expect(aboutKeys(a, b)).toEqual([]);
});

test("the loader refuses two tenants for one subscription", () => {
  const accounts = `accounts:
  corp: { cloud: azure, subscriptionId: ${SUBSCRIPTION}, tenantId: ${TENANT} }
  same: { cloud: azure, subscriptionId: ${SUBSCRIPTION.toUpperCase()}, tenantId: ${TENANT.toUpperCase()} }
  other: { cloud: azure, subscriptionId: ${SUBSCRIPTION}, tenantId: ${OTHER_TENANT} }`;
  expect(linesOf(estateText({ accounts, keys: "", instances: "" }))).toEqual([
    `e.yaml:6:90: \`tenantId\` of account other is not that of its subscription: ${OTHER_TENANT}; ${TENANT} at account corp, of the same subscription; help: a subscription has one tenant: use the one from \`az account show --query tenantId\` [estate-wrong-value]`,
  ]);
});
