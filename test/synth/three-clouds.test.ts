import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";
import { STATEMENT, temporaryFolder } from "../support/synth";

const SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const TENANT = "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44";
const APPLICATION = "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10";
const SERVICE_ACCOUNTS = [1, 2, 3].map((number) => `aura-${number}@neo4j-cmk.iam.gserviceaccount.com`);

const ACCOUNTS = `
  prod: { id: "111122223333" }
  corp: { cloud: azure, subscriptionId: ${SUBSCRIPTION}, tenantId: ${TENANT}, tags: { stage: prod } }
  data: { cloud: gcp, project: acme-prod, labels: { stage: prod } }`;
const ORDERS = "orders: { account: prod, region: eu-west-1, product: AuraDB, statement: statements/orders.json }";
const LEDGER =
  "ledger: { account: corp, region: northeurope, product: AuraDB, vaultName: acme-ledger, resourceGroupName: aura }";
const EVENTS = "events: { account: data, region: europe-west1, product: AuraDB }";
const INSTANCES = `
  orders-db: { key: orders, region: eu-west-1, memory: 8GB }
  ledger-db: { key: ledger, region: northeurope, memory: 8GB }
  events-db: { key: events, region: europe-west1, memory: 8GB }`;
const PHASE_2 = `, applicationId: ${APPLICATION}, serviceAccounts: [${SERVICE_ACCOUNTS.join(", ")}]`;

interface Parts {
  readonly aura?: string;
  readonly accounts?: string;
  readonly keys?: readonly string[];
  readonly instances?: string;
  readonly rest?: string;
}

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** What synth prints for an estate. */
function synth(parts: Parts = {}, frozen = false): string {
  const { aura = "", accounts = ACCOUNTS, keys = [ORDERS, LEDGER, EVENTS], instances = INSTANCES, rest = "" } = parts;
  const text = `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91${aura} }
accounts: ${accounts}
keys:
  ${keys.join("\n  ")}
instances: ${instances}
${rest}
`;
  writeFileSync(join(folder, "estate.yaml"), text);
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"), { frozen });
  const printed = "problems" in result ? renderProblems(result.problems) : result.report;
  return printed.replaceAll(`${folder}/`, "");
}

type Json = ReturnType<typeof JSON.parse>;
const configuration = (stack: string): Json =>
  JSON.parse(readFileSync(join(folder, "out/stacks", stack, "cdk.tf.json"), "utf8"));
const lock = (): { readonly stacks: Json } => JSON.parse(readFileSync(join(folder, "estate.lock.json"), "utf8"));

function saveStatement(): void {
  mkdirSync(join(folder, "statements"), { recursive: true });
  writeFileSync(join(folder, "statements/orders.json"), JSON.stringify(STATEMENT));
}

it("makes one stack for each account and region, with the providers of its cloud and no others", () => {
  synth();
  expect(Object.fromEntries(Object.keys(lock().stacks).map((stack) => [stack, configuration(stack).provider]))).toEqual(
    {
      "prod-eu-west-1": { aura: [{}], aws: [{ allowed_account_ids: ["111122223333"], region: "eu-west-1" }] },
      "corp-northeurope": {
        aura: [{}],
        azuread: [{ tenant_id: TENANT }],
        azurerm: [
          {
            features: [
              {
                key_vault: [
                  {
                    purge_soft_delete_on_destroy: false,
                    purge_soft_deleted_keys_on_destroy: false,
                    recover_soft_deleted_key_vaults: true,
                    recover_soft_deleted_keys: true,
                  },
                ],
                resource_group: [{ prevent_deletion_if_contains_resources: true }],
              },
            ],
            ...{ subscription_id: SUBSCRIPTION, tenant_id: TENANT },
          },
        ],
      },
      "data-europe-west1": { aura: [{}], google: [{ project: "acme-prod" }] },
    },
  );
});

it("says for each cloud what comes next, and shows the clouds in the table", () => {
  expect(synth()).toBe(`Warning: instances deferred until phase 2 of their key: orders-db, ledger-db, events-db

Phase 1 of 2: Aura does not have access to key "orders" yet. After the deployment:
1. Open https://console.neo4j.io, project 6981ace7-efe5-4f5c-b7c5-267b5162ce91, Security, Customer Managed Keys.
2. Click the Edit icon of "orders" (record as in output orders_customer_managed_key_id, key as in output orders_key_arn) and copy the JSON it shows.
3. Save it, as it is, to statements/orders.json.
4. Deploy again: the statement goes into the key policy, Aura turns the key ready, the instances are created.

Phase 1 of 2: Aura does not have access to key "ledger" yet. After the deployment:
1. Open https://console.neo4j.io, project 6981ace7-efe5-4f5c-b7c5-267b5162ce91, Security, Customer Managed Keys.
2. Click the Edit icon of "ledger" (record as in output ledger_customer_managed_key_id, key as in output ledger_key_id) and copy the application id it shows.
3. Add its service principal to your tenant, once: az ad sp create --id <application id>
4. Set \`applicationId\` of key ledger to it.
5. Deploy again: the application gets its role on the key, Aura turns the key ready, the instances are created.

Phase 1 of 2: Aura does not have access to key "events" yet. After the deployment:
1. Open https://console.neo4j.io, project 6981ace7-efe5-4f5c-b7c5-267b5162ce91, Security, Customer Managed Keys.
2. Click the Edit icon of "events" (record as in output events_customer_managed_key_id, key as in output events_key_id) and copy the e-mail addresses of the three service accounts it shows.
3. Set \`serviceAccounts\` of key events to them.
4. Deploy again: the accounts get their roles on the key, Aura turns the key ready, the instances are created.

stack              key     cloud         region        phase        external access  customer managed key  instances             findings
-----------------  ------  ------------  ------------  -----------  ---------------  --------------------  --------------------  --------
prod-eu-west-1     orders  AWS           eu-west-1     1 bootstrap  -                orders                orders-db (deferred)  -
corp-northeurope   ledger  Azure         northeurope   1 bootstrap  -                ledger                ledger-db (deferred)  -
data-europe-west1  events  Google Cloud  europe-west1  1 bootstrap  -                events                events-db (deferred)  -`);
});

it("creates the instances in phase 2, with what is under `aura` or at a key", () => {
  saveStatement();
  const others = [LEDGER, EVENTS].map((key) => key.replace(" }", ", removalPolicy: retain }"));
  const account = ', accountId: "444455556666"';
  const table = `stack              key     cloud         region        phase        external access                                       customer managed key  instances  findings
-----------------  ------  ------------  ------------  -----------  ----------------------------------------------------  --------------------  ---------  --------
prod-eu-west-1     orders  AWS           eu-west-1     2 encrypted  AWS account 444455556666                              orders                orders-db  -
corp-northeurope   ledger  Azure         northeurope   2 encrypted  application 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10      ledger                ledger-db  -
data-europe-west1  events  Google Cloud  europe-west1  2 encrypted  aura-1@neo4j-cmk.iam.gserviceaccount.com and 2 more  events                events-db  -`;
  const report = synth({ aura: account + PHASE_2, keys: [ORDERS, ...others] });
  expect(report.replace(/ +/g, " ").replace(/-{2,}/g, "--")).toBe(table.replace(/ +/g, " ").replace(/-{2,}/g, "--"));
  const ofKeys = [
    LEDGER.replace(" }", `, applicationId: ${APPLICATION} }`),
    EVENTS.replace(" }", `, serviceAccounts: [${SERVICE_ACCOUNTS.join(", ")}] }`),
  ];
  expect(synth({ aura: account, keys: [ORDERS, ...ofKeys] })).toBe(report);
  expect(Object.keys(configuration("data-europe-west1").resource.google_kms_crypto_key_iam_member)).toHaveLength(6);
  expect(Object.keys(configuration("corp-northeurope").resource)).toEqual(
    expect.arrayContaining(["azurerm_role_assignment", "aura_instance"]),
  );
});

it("remembers in the lock file what identifies an account of each cloud, and whom Aura's access is for", () => {
  saveStatement();
  synth({ aura: `, accountId: "444455556666"${PHASE_2}` });
  const { stacks } = lock();
  const withoutEntries = Object.entries<Json>(stacks).map(
    ([name, { keys: _keys, instances: _instances, ...stack }]) => [name, stack],
  );
  expect(Object.fromEntries(withoutEntries)).toEqual({
    "corp-northeurope": { account: "corp", cloud: "azure", accountId: SUBSCRIPTION, region: "northeurope" },
    "data-europe-west1": { account: "data", cloud: "gcp", accountId: "acme-prod", region: "europe-west1" },
    "prod-eu-west-1": { account: "prod", accountId: "111122223333", region: "eu-west-1" },
  });
  expect(stacks["corp-northeurope"].keys.ledger).toEqual({
    resources: [
      expect.stringMatching(/^aura_customer_managed_key\.records_ledger_/),
      expect.stringMatching(/^azurerm_key_vault\.keys_ledger_Vault_/),
      expect.stringMatching(/^azurerm_key_vault_key\.keys_ledger_/),
      expect.stringMatching(/^azurerm_role_assignment\.keys_ledger_/),
      expect.stringMatching(/^terraform_data\.keys_ledger_AccessGuard_/),
    ],
    protected: true,
    principals: [APPLICATION],
    identity: {
      ...{ vaultName: "acme-ledger", resourceGroupName: "aura", keyName: "ledger" },
      ...{ keyType: "RSA", keySize: 4096 },
    },
  });
  expect(stacks["data-europe-west1"].keys.events).toMatchObject({
    ...{ protected: true, principals: SERVICE_ACCOUNTS },
    identity: {
      ...{ keyRingName: "neo4j-aura-events", keyName: "events" },
      ...{ destroyScheduledDurationInDays: 30, protectionLevel: "SOFTWARE" },
    },
  });
  expect(Object.keys(stacks["prod-eu-west-1"].keys.orders)).toEqual(["resources", "protected", "statement"]);
});

it("takes the id of a subscription in either case, and --frozen finds the lock file up to date", () => {
  synth();
  expect(synth({ accounts: ACCOUNTS.replace(SUBSCRIPTION, SUBSCRIPTION.toUpperCase()) }, true)).toContain("stack ");
});

it("refuses a key without Aura's principals, once it had them", () => {
  saveStatement();
  const aura = ', accountId: "444455556666"';
  synth({ aura: aura + PHASE_2 });
  expect(synth({ aura })).toBe(
    [
      "estate.yaml:13:3: instance ledger-db would be destroyed in stack corp-northeurope: deferred, because key ledger is in phase 1; help: put it back as it was, or write `removed: [{ stack: corp-northeurope, instance: ledger-db, action: hand-over }]` or `destroy` and give the new one another name [estate-left-behind]",
      "estate.yaml:14:3: instance events-db would be destroyed in stack data-europe-west1: deferred, because key events is in phase 1; help: put it back as it was, or write `removed: [{ stack: data-europe-west1, instance: events-db, action: hand-over }]` or `destroy` and give the new one another name [estate-left-behind]",
      `estate.yaml:9:3: key ledger has lost Aura's application: ${APPLICATION} in the last synth; help: restore \`applicationId\`, here or ` +
        "under `aura`; without it Aura loses access to the key, and its instances would be destroyed [access-lost]",
      `estate.yaml:10:3: key events has lost Aura's service accounts: ${SERVICE_ACCOUNTS[0]} and 2 more in the last synth; help: restore ` +
        "`serviceAccounts`, here or under `aura`; without it Aura loses access to the key, and its instances would be destroyed [access-lost]",
      "4 problems; nothing was written.",
    ].join("\n"),
  );
});

const REPLACED =
  "help: restore it: the data is lost with the key; for a key that was never deployed, see docs/estate.md [key-replaced]";
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme-ledger`;
const RING = "projects/acme-prod/locations/europe-west1/keyRings/shared";
/** A setting in the place of another one, and every line about it. */
type Change = readonly [key: string, was: string, now: string, lines: readonly string[]];

it.each<Change>([
  [
    LEDGER,
    "vaultName: acme-ledger, resourceGroupName: aura",
    "vaultName: acme-books, resourceGroupName: books",
    [
      `\`vaultName\` of key ledger would replace the key: acme-ledger in the lock file, acme-books now; ${REPLACED}`,
      `\`resourceGroupName\` of key ledger would replace the key: aura in the lock file, books now; ${REPLACED}`,
    ],
  ],
  [
    LEDGER,
    "resourceGroupName: aura",
    "resourceGroupName: aura, keyType: RSA-HSM, keySize: 2048, keyName: other",
    [
      `\`keyName\` of key ledger would replace the key: ledger in the lock file, other now; ${REPLACED}`,
      `\`keyType\` of key ledger would replace the key: RSA in the lock file, RSA-HSM now; ${REPLACED}`,
      `\`keySize\` of key ledger would replace the key: 4096 in the lock file, 2048 now; ${REPLACED}`,
    ],
  ],
  [
    LEDGER,
    "vaultName: acme-ledger, resourceGroupName: aura",
    `vaultId: ${VAULT}`,
    [
      "key ledger would be destroyed in stack corp-northeurope: now in a vault that exists (`vaultId`); help: put it back as it was, or write `removed: [{ stack: corp-northeurope, key: ledger, action: hand-over }]` or `destroy` and give the new one another name [estate-left-behind]",
    ],
  ],
  [
    LEDGER.replace("vaultName: acme-ledger, resourceGroupName: aura", `vaultId: ${VAULT}`),
    `vaultId: ${VAULT}`,
    "vaultName: acme-ledger, resourceGroupName: aura",
    [`\`vaultId\` of key ledger would replace the key: ${VAULT} in the lock file, none now; ${REPLACED}`],
  ],
  [
    EVENTS,
    "product: AuraDB",
    "product: AuraDB, keyRingName: other, keyName: other, protectionLevel: HSM, destroyScheduledDurationInDays: 60",
    [
      `\`keyRingName\` of key events would replace the key: neo4j-aura-events in the lock file, other now; ${REPLACED}`,
      `\`keyName\` of key events would replace the key: events in the lock file, other now; ${REPLACED}`,
      `\`destroyScheduledDurationInDays\` of key events would replace the key: 30 in the lock file, 60 now; ${REPLACED}`,
      `\`protectionLevel\` of key events would replace the key: SOFTWARE in the lock file, HSM now; ${REPLACED}`,
    ],
  ],
  [
    EVENTS.replace("product: AuraDB", `product: AuraDB, keyRing: ${RING}`),
    `keyRing: ${RING}`,
    `keyRing: ${RING}-2`,
    [`\`keyRing\` of key events would replace the key: ${RING} in the lock file, ${RING}-2 now; ${REPLACED}`],
  ],
])("refuses a setting that would replace the key: %s with %s -> %s", (key, was, now, lines) => {
  const keysWith = (one: string): string[] => [ORDERS, ...(key.startsWith("ledger") ? [one, EVENTS] : [LEDGER, one])];
  synth({ keys: keysWith(key) });
  const printed = synth({ keys: keysWith(key.replace(was, now)) }).split("\n");
  expect(printed.map((line) => line.replace(/^estate\.yaml:\d+:\d+: /, ""))).toEqual([
    ...lines,
    `${lines.length} problem${lines.length > 1 ? "s" : ""}; nothing was written.`,
  ]);
});

it("lets a setting replace a key whose protection was given up in the synth before, and one of a renamed key as it was", () => {
  const change = (key: string): string => key.replace(" }", ", keySize: 3072 }");
  const givenUp = LEDGER.replace(" }", ", removalPolicy: destroy }");
  synth();
  expect(synth({ keys: [ORDERS, change(givenUp), EVENTS] })).toContain("[key-replaced]");
  expect(synth({ keys: [ORDERS, givenUp, EVENTS] })).toContain("stack ");
  expect(synth({ keys: [ORDERS, change(givenUp), EVENTS] })).toContain("stack ");
  expect(synth({ keys: [ORDERS, change(LEDGER), EVENTS] })).toContain("stack ");
  const renamed = change(LEDGER).replace("ledger: {", "books: { formerly: ledger,");
  const instances = INSTANCES.replace("key: ledger", "key: books");
  expect(synth({ keys: [ORDERS, renamed, EVENTS], instances })).toContain("stack ");
  expect(synth({ keys: [ORDERS, renamed.replace("3072", "4096"), EVENTS], instances })).toContain(
    "`keySize` of key books would replace the key: 3072 in the lock file, 4096 now",
  );
});

it("refuses another subscription or project under the name of an account", () => {
  synth();
  const accounts = ACCOUNTS.replace(SUBSCRIPTION, TENANT).replace("acme-prod", "acme-test");
  expect(synth({ accounts })).toBe(
    [
      `estate.yaml:5:25: \`subscriptionId\` of account corp is another account than before: ${TENANT}; ${SUBSCRIPTION} in the lock file; help: ` +
        "correct `subscriptionId`, or name the new account otherwise; keys cannot move to another account [key-account-expected]",
      "estate.yaml:6:23: `project` of account data is another account than before: acme-test; acme-prod in the lock file; help: correct " +
        "`project`, or name the new account otherwise; keys cannot move to another account [key-account-expected]",
      "2 problems; nothing was written.",
    ].join("\n"),
  );
});

it("names a key that is gone, and its stack", () => {
  synth();
  const rest = { keys: [ORDERS], instances: "{ orders-db: { key: orders, region: eu-west-1, memory: 8GB } }" };
  expect(synth(rest)).toBe(
    [
      "estate.yaml:7:1: stack corp-northeurope would be left behind: no longer in the estate: key ledger; help: put back what is gone, or " +
        "write `removed: [{ stack: corp-northeurope, action: hand-over }]` or `destroy` [estate-left-behind]",
      "estate.yaml:7:1: stack data-europe-west1 would be left behind: no longer in the estate: key events; help: put back what is gone, or " +
        "write `removed: [{ stack: data-europe-west1, action: hand-over }]` or `destroy` [estate-left-behind]",
      "2 problems; nothing was written.",
    ].join("\n"),
  );
  const removed =
    "removed: [{ stack: corp-northeurope, action: hand-over }, { stack: data-europe-west1, action: hand-over }]";
  expect(synth({ ...rest, accounts: '{ prod: { id: "111122223333" } }', rest: removed })).toBe(
    [
      "estate.yaml:7:13: account corp is not in the estate any more: Terraform needs it to remove what is in it; help: keep " +
        `\`corp: { cloud: azure, subscriptionId: ${SUBSCRIPTION}, tenantId: <its tenant> }\` under \`accounts\` until the removal was deployed [estate-unknown-name]`,
      "estate.yaml:7:61: account data is not in the estate any more: Terraform needs it to remove what is in it; help: keep " +
        "`data: { cloud: gcp, project: acme-prod }` under `accounts` until the removal was deployed [estate-unknown-name]",
      "2 problems; nothing was written.",
    ].join("\n"),
  );
  expect(synth({ ...rest, rest: removed })).toContain("stack ");
  expect(configuration("corp-northeurope")).toMatchObject({
    provider: { azurerm: [{ subscription_id: SUBSCRIPTION }] },
    removed: expect.arrayContaining([
      { from: expect.stringMatching(/^azurerm_key_vault_key\.keys_ledger_/), lifecycle: { destroy: false } },
      { from: expect.stringMatching(/^azurerm_key_vault\.keys_ledger_Vault_/), lifecycle: { destroy: false } },
    ]),
  });
});

it("renames accounts, keys and instances: the names in the clouds and in Aura stay", () => {
  synth();
  const accounts = ACCOUNTS.replace("corp: {", "finance: { formerly: corp,").replace(
    "data: {",
    "events: { formerly: data,",
  );
  const keys = [
    ORDERS,
    LEDGER.replace("ledger: { account: corp", "books: { formerly: ledger, account: finance"),
    EVENTS.replace("events: { account: data", "clicks: { formerly: events, account: events"),
  ];
  const instances = INSTANCES.replace("key: ledger", "key: books").replace("key: events", "key: clicks");
  expect(synth({ accounts, keys, instances })).toContain("stack ");
  expect(Object.keys(lock().stacks)).toEqual(["events-europe-west1", "finance-northeurope", "prod-eu-west-1"]);
  const { moved, resource, terraform } = configuration("events-europe-west1");
  expect(terraform.backend.local.path).toMatch(/terraform\.data-europe-west1\.tfstate$/);
  expect(moved.map(({ from }: { from: string }) => from.replace(/_[0-9A-F]{8}$/, "")).sort()).toEqual([
    "aura_customer_managed_key.records_events",
    "google_kms_crypto_key.keys_events",
    "google_kms_key_ring.keys_events_KeyRing",
    "terraform_data.keys_events_AccessGuard",
  ]);
  const only = (type: string): Json => Object.values(resource[type])[0];
  expect([
    only("google_kms_crypto_key").name,
    only("google_kms_key_ring").name,
    only("aura_customer_managed_key").name,
  ]).toEqual(["events", "neo4j-aura-events", "events"]);
});

it("gives keys of other clouds nothing of the defaults for AWS, and tags or labels of all layers", () => {
  const rest = `defaults: { alarm: true, credentialsSecret: true, deletionGuardInDays: 90 }
tags: { owner: platform, stage: none }`;
  saveStatement();
  synth({ aura: `, accountId: "444455556666"${PHASE_2}`, rest });
  const types = (stack: string): string[] => Object.keys(configuration(stack).resource).sort();
  expect(types("corp-northeurope")).toEqual([
    ...["aura_customer_managed_key", "aura_instance", "azurerm_key_vault", "azurerm_key_vault_key"],
    ...["azurerm_role_assignment", "terraform_data"],
  ]);
  expect(types("data-europe-west1")).toEqual([
    ...["aura_customer_managed_key", "aura_instance", "google_kms_crypto_key", "google_kms_crypto_key_iam_member"],
    ...["google_kms_key_ring", "terraform_data"],
  ]);
  const only = (stack: string, type: string): Json => Object.values(configuration(stack).resource[type])[0];
  expect(only("corp-northeurope", "azurerm_key_vault").tags).toEqual({ owner: "platform", stage: "prod" });
  expect(only("data-europe-west1", "google_kms_crypto_key").labels).toEqual({ stage: "prod" });
});

it("uses vaults, key rings and keys that exist", () => {
  const vault = `/subscriptions/${SUBSCRIPTION}/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme`;
  const ring = "projects/acme-prod/locations/europe-west1/keyRings/aura";
  const keys = [
    `ledger: { account: corp, region: northeurope, product: AuraDB, vaultId: "${vault}" }`,
    `events: { account: data, region: europe-west1, product: AuraDB, keyRing: ${ring} }`,
    "old-ledger: { account: corp, region: uksouth, product: AuraDB, keyId: https://acme-old.vault.azure.net/keys/ledger/0123456789abcdef0123456789abcdef }",
    "old-events: { account: data, region: us-east1, product: AuraDB, keyId: projects/acme-prod/locations/us-east1/keyRings/old/cryptoKeys/events, recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9 }",
  ];
  const instances = `{ old-db: { key: old-ledger, region: uksouth, memory: 8GB }, older-db: { key: old-events, region: us-east1, memory: 8GB } }`;
  expect(
    synth({ keys, instances })
      .split("\n")
      .slice(-4)
      .map((line) => line.replace(/ +/g, " ")),
  ).toEqual([
    "corp-northeurope ledger Azure northeurope 1 bootstrap - ledger - -",
    "data-europe-west1 events Google Cloud europe-west1 1 bootstrap - events - -",
    "corp-uksouth old-ledger Azure uksouth existing key unknown old-ledger old-db 1 unknown",
    "data-us-east1 old-events Google Cloud us-east1 existing key unknown old-events older-db 1 unknown",
  ]);
  const resources = (stack: string): Json => configuration(stack).resource;
  expect(resources("corp-northeurope").azurerm_key_vault).toBeUndefined();
  expect(Object.values<Json>(resources("corp-northeurope").azurerm_key_vault_key)[0].key_vault_id).toBe(vault);
  expect(resources("data-europe-west1").google_kms_key_ring).toBeUndefined();
  expect(Object.values<Json>(resources("data-europe-west1").google_kms_crypto_key)[0].key_ring).toBe(ring);
  expect(Object.keys(resources("corp-uksouth")).sort()).toEqual([
    "aura_customer_managed_key",
    "aura_instance",
    "terraform_data",
  ]);
  expect(Object.keys(resources("data-us-east1")).sort()).toEqual(["aura_instance", "terraform_data"]);
});

it("refuses an instance in another region than its key, in the words of its cloud", () => {
  const instances =
    "{ a: { key: ledger, region: uksouth, memory: 8GB }, b: { key: events, region: us-east1, memory: 8GB } }";
  expect(synth({ instances })).toBe(
    [
      "estate.yaml:11:14: instance a and its key are in different regions: key in northeurope (`region` of key ledger), instance in uksouth (`region` of instance a); expected: uksouth; help: use a key in uksouth [key-region-matches-instance]",
      "estate.yaml:11:64: instance b and its key are in different regions: key in europe-west1 (`region` of key events), instance in us-east1 (`region` of instance b); expected: us-east1; help: use a key in us-east1 [key-region-matches-instance]",
      "2 problems; nothing was written.",
    ].join("\n"),
  );
});

it("keeps the state in a storage account of Azure or a bucket of Google Cloud, with a name of its own for each stack", () => {
  const tenant = `subscriptionId: ${SUBSCRIPTION}, tenantId: ${TENANT}`;
  const account = `storageAccountName: tfstate, containerName: aura, keyPrefix: graph, ${tenant}, useAzureadAuth: true`;
  synth({ rest: `backend: { azurerm: { ${account} } }` });
  expect(configuration("corp-northeurope").terraform.backend).toEqual({
    azurerm: {
      ...{ storage_account_name: "tfstate", container_name: "aura", key: "graph/corp-northeurope.tfstate" },
      ...{ subscription_id: SUBSCRIPTION, tenant_id: TENANT, use_azuread_auth: true },
    },
  });
  synth({ rest: "backend: { gcs: { bucket: tf-state } }" });
  expect(["data-europe-west1", "prod-eu-west-1"].map((stack) => configuration(stack).terraform.backend)).toEqual([
    { gcs: { bucket: "tf-state", prefix: "data-europe-west1" } },
    { gcs: { bucket: "tf-state", prefix: "prod-eu-west-1" } },
  ]);
  const renamed = {
    accounts: ACCOUNTS.replace("data: {", "events: { formerly: data,"),
    keys: [ORDERS, LEDGER, EVENTS.replace("account: data", "account: events")],
  };
  synth({ ...renamed, rest: "backend: { gcs: { bucket: tf-state, keyPrefix: aura } }" });
  expect(configuration("events-europe-west1").terraform.backend.gcs.prefix).toBe("aura/data-europe-west1");
});
