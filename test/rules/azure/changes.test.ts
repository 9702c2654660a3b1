import { OTHER_APPLICATION } from "../../../rules/azure/example";
import { INSTANCE, KEY, LOCK, PRINCIPAL, RECORD, reviewOf, ROLE_ON_KEY, said, STATE, VAULT } from "./plan";
import type { Beside, Planned } from "./plan";

type Case = readonly [
  what: string,
  Readonly<Record<string, Planned | undefined>>,
  readonly string[],
  (Beside | undefined)?,
];

const replaced = (by: string, after: object = {}, unknown: object = {}): Planned => ({
  ...{ actions: ["delete", "create"], replaceBy: [by], unknown: { id: true, ...unknown } },
  after: { ...after },
});
const acls = (bypass: string, action: string) => ({ network_acls: [{ bypass, default_action: action, ip_rules: [] }] });
const sets = (address: string, values: Readonly<Record<string, unknown>>): Beside => ({
  configured: { [address]: values },
});

const BLOCKS: Case[] = [
  ["the vault is deleted", { [VAULT]: { after: null } }, ["block key-survives: vault acme-aura will be deleted"]],
  [
    "the vault is replaced, and the key with it",
    {
      [VAULT]: replaced("name", { name: "acme-2" }),
      [KEY]: replaced("key_vault_id", {}, { key_vault_id: true, resource_versionless_id: true }),
      [ROLE_ON_KEY]: replaced("scope", {}, { scope: true }),
    },
    ["block key-survives: vault acme-aura will be deleted", "block key-survives: key orders will be deleted"],
  ],
  [
    "the vault moves to another location",
    { [VAULT]: replaced("location", { location: "northeurope" }) },
    ["block key-survives: vault acme-aura will be deleted"],
  ],
  ["the key is deleted", { [KEY]: { after: null } }, ["block key-survives: key orders will be deleted"]],
  ...(["key_type", "key_size", "curve", "name", "key_vault_id", "expiration_date"] as const).map((argument): Case => [
    `\`${argument}\` replaces the key`,
    { [KEY]: replaced(argument) },
    ["block key-survives: key orders will be deleted"],
  ]),
  [
    "the key gets an expiry",
    { [KEY]: { after: { expiration_date: "2028-01-01T00:00:00Z" } } },
    ["block key-survives: key orders will expire"],
  ],
  [
    "the key cannot be used before a day in the future",
    { [KEY]: { after: { not_before_date: "2027-01-01T00:00:00Z" } } },
    ["block key-survives: key orders cannot be used for some time"],
  ],
  [
    "new versions of the key expire",
    {
      [KEY]: { after: { rotation_policy: [{ automatic: [{ time_after_creation: "P1Y" }], expire_after: "P2Y" }] } },
    },
    ["block key-survives: key orders will expire after each rotation"],
  ],
  [
    "the key no longer unwraps",
    { [KEY]: { after: { key_opts: ["wrapKey"] } } },
    ["block aura-keeps-access: key orders will no longer unwrap"],
  ],
  [
    "the vault goes by access policies",
    { [VAULT]: { after: { rbac_authorization_enabled: false } } },
    ["block aura-keeps-access: vault acme-aura will go by access policies, and ignore Aura's role"],
    sets(VAULT, { rbac_authorization_enabled: false }),
  ],
  [
    "the vault goes by access policies, by the former name of the flag",
    { [VAULT]: { after: { enable_rbac_authorization: false, rbac_authorization_enabled: false } } },
    ["block aura-keeps-access: vault acme-aura will go by access policies, and ignore Aura's role"],
  ],
  [
    "the network is closed",
    { [VAULT]: { after: acls("None", "Deny") } },
    ["block aura-keeps-access: the network of vault acme-aura will be closed to Aura"],
  ],
  [
    "the public network is off, without a bypass",
    { [VAULT]: { after: { ...acls("None", "Allow"), public_network_access_enabled: false } } },
    ["block aura-keeps-access: the network of vault acme-aura will be closed to Aura"],
  ],
  [
    "the vault is no longer for disk encryption",
    { [VAULT]: { after: { enabled_for_disk_encryption: false } } },
    ["block aura-keeps-access: vault acme-aura will no longer be enabled for disk encryption"],
  ],
  [
    "the vault moves to another tenant",
    { [VAULT]: { after: { tenant_id: "33333333-0000-4000-8000-000000000003" } } },
    ["block aura-keeps-access: vault acme-aura will move to another tenant"],
  ],
  [
    "purge protection is turned off",
    { [VAULT]: { after: { purge_protection_enabled: false } } },
    ["block key-survives: purge protection of vault acme-aura will be turned off"],
  ],
  [
    "the retention is shortened",
    { [VAULT]: { after: { soft_delete_retention_days: 7 } } },
    ["block key-survives: the retention of vault acme-aura will be shortened"],
  ],
  [
    "the role assignment is deleted",
    { [ROLE_ON_KEY]: { after: null } },
    ["block aura-keeps-access: this plan revokes Aura's access to key orders"],
  ],
  ...(["scope", "role_definition_id", "role_definition_name", "principal_id", "name"] as const).map(
    (argument): Case => [
      `\`${argument}\` replaces the role assignment`,
      { [ROLE_ON_KEY]: replaced(argument) },
      ["block aura-keeps-access: this plan revokes Aura's access to key orders"],
    ],
  ),
  [
    "the role assignment gets a condition",
    { [ROLE_ON_KEY]: { after: { condition: "@Resource[...]", condition_version: "2.0" } } },
    ["block aura-keeps-access: this plan revokes Aura's access to key orders"],
  ],
  [
    "the service principal is deleted, although it was adopted",
    { [PRINCIPAL]: { after: null } },
    ["block aura-keeps-access: this plan deletes Aura's service principal aura"],
  ],
  [
    "the service principal becomes that of another application",
    { [PRINCIPAL]: replaced("client_id", { client_id: OTHER_APPLICATION }, { object_id: true }) },
    ["block aura-keeps-access: this plan deletes Aura's service principal aura"],
  ],
  [
    "the service principal is disabled",
    { [PRINCIPAL]: { after: { account_enabled: false } } },
    ["block aura-keeps-access: Aura's service principal aura will be disabled"],
  ],
];

const stranger = { principal_id: "99999999-aaaa-4bbb-8ccc-222222222222" };
const onVault = { scope: STATE[VAULT]?.["id"], role_definition_id: null };
const anew = (over: object): Planned => ({ before: null, after: { ...STATE[ROLE_ON_KEY], ...over } });
const without = (...addresses: readonly string[]) =>
  Object.fromEntries(addresses.map((address) => [address, undefined]));
const NO_METADATA: Beside = { hasMetadata: false };

BLOCKS.push(
  [
    "the role assignment is deleted, and the key is managed elsewhere",
    { [ROLE_ON_KEY]: { after: null }, ...without(KEY, VAULT) },
    ["block aura-keeps-access: this plan revokes access to a key that is managed elsewhere"],
    NO_METADATA,
  ],
  [
    "the vault is deleted, and its keys are managed elsewhere",
    { [VAULT]: { after: null }, ...without(KEY, ROLE_ON_KEY, RECORD, INSTANCE, PRINCIPAL, LOCK) },
    ["block key-survives: vault acme-aura will be deleted"],
    NO_METADATA,
  ],
  [
    "an object that an earlier replacement left over is deleted",
    { "azurerm_key_vault_key.orders[0]": { before: STATE[KEY] ?? {}, after: null, more: { deposed: "abcd" } } },
    ["block key-survives: key orders will be deleted"],
  ],
  [
    "rotation is turned off",
    { [KEY]: { after: { rotation_policy: [] } } },
    ["block rotation-stays-on: automatic rotation of key orders will be turned off"],
  ],
  [
    "the role assignment is for another principal",
    { [ROLE_ON_KEY]: { after: stranger } },
    ["block aura-keeps-access: this plan revokes Aura's access to key orders"],
  ],
  [
    "the role assignment is of another role",
    { [ROLE_ON_KEY]: { after: { role_definition_name: "Key Vault Reader", role_definition_id: null } } },
    ["block aura-keeps-access: this plan revokes Aura's access to key orders"],
  ],
  [
    "the role assignment is deleted with what says who Aura is",
    { [ROLE_ON_KEY]: { after: null } },
    ["block aura-keeps-access: this plan revokes Aura's access to key orders"],
    { expected: { after: [] } },
  ],
  [
    "another principal gets the role",
    { "azurerm_role_assignment.other": anew(stranger) },
    ["block no-unexpected-principals: unexpected principal can use key orders"],
  ],
  [
    "the current version is registered, by a data source",
    {},
    ["block key-identifier-well-formed: customer managed key orders names another version after each rotation"],
    sets(RECORD, { key_id: { references: ["data.azurerm_key_vault_key.x.id", "data.azurerm_key_vault_key.x"] } }),
  ],
  [
    "an identifier without a version is registered",
    { [RECORD]: { before: null, unknown: { key_id: true, id: true } } },
    ["block key-identifier-well-formed: customer managed key orders is not registered by the identifier of its key"],
    sets(RECORD, { key_id: { references: ["azurerm_key_vault_key.orders.versionless_id"] } }),
  ],
  [
    "the vault is in another region than the instance",
    { [VAULT]: { before: { location: "northeurope" } } },
    ["block key-region-matches-instance: instance orders-prod and its key are in different regions"],
  ],
);

const NEEDS_REVIEW: Case[] = [
  ...(
    [
      ["the flag of the roles", VAULT, { rbac_authorization_enabled: true }, "vault acme-aura goes by roles"],
      ["the network", VAULT, { network_acls: true }, "Aura reaches vault acme-aura"],
      ["the bypass", VAULT, { network_acls: [{ bypass: true }] }, "Aura reaches vault acme-aura"],
      ["the tenant", VAULT, { tenant_id: true }, "vault acme-aura stays in its tenant"],
      ["the operations", KEY, { key_opts: true }, "Aura can still wrap and unwrap with key orders"],
      ["the condition", ROLE_ON_KEY, { condition: true }, "Aura keeps its access to key orders"],
      ["the scope", ROLE_ON_KEY, { scope: true }, "Aura keeps its access to key orders"],
      ["the principal", ROLE_ON_KEY, { principal_id: true }, "Aura keeps its access to key orders"],
      ["whether it is enabled", PRINCIPAL, { account_enabled: true }, "Aura's service principal stays enabled"],
    ] as const
  ).map(([what, address, unknown, claim]): Case => [
    `it is known only at apply: ${what}`,
    { [address]: { unknown } },
    [`attention aura-keeps-access: cannot verify that ${claim}`],
    "rbac_authorization_enabled" in unknown
      ? sets(VAULT, { rbac_authorization_enabled: { references: ["var.x"] } })
      : undefined,
  ]),
  [
    "the expiry is known only at apply",
    { [KEY]: { unknown: { expiration_date: true } } },
    ["attention key-survives: cannot verify that key orders does not expire"],
  ],
  [
    "another principal may administer the keys of the vault",
    {
      "azurerm_role_assignment.officer": anew({
        ...{ ...stranger, ...onVault },
        role_definition_name: "Key Vault Crypto Officer",
      }),
    },
    ["attention no-new-access: a principal gains control over key orders"],
  ],
  [
    "nothing says any more who Aura is",
    {},
    ["attention no-new-access: key orders no longer says which application is Aura's"],
    { expected: { after: [] } },
  ],
  [
    "the provider does not recover what was deleted",
    {},
    ["attention key-can-be-recovered: key orders will not be recovered when it is created again"],
    { features: { recover_soft_deleted_keys: false } },
  ],
  ...(
    [
      [
        "azurerm_resource_group.aura",
        { before: { id: STATE[VAULT]?.["id"]?.toString().split("/providers")[0] }, after: null },
      ],
      ["azurerm_key_vault_access_policy.x", { before: null, after: { key_vault_id: STATE[VAULT]?.["id"] } }],
      ["azapi_update_resource.x", { before: null, after: { type: "Microsoft.KeyVault/vaults@2023-07-01" } }],
    ] as const
  ).map(([address, planned]): Case => [
    `no rule covers ${address}`,
    { [address]: planned },
    [`gap: ${address} is not covered by this review`],
  ]),
  [
    "the lock is deleted",
    { [LOCK]: { after: null } },
    ["attention key-survives: the lock vault no longer protects the vault"],
  ],
  [
    "the lock is replaced",
    { [LOCK]: replaced("scope") },
    ["attention key-survives: the lock vault no longer protects the vault"],
  ],
  [
    "the retention grows",
    { [VAULT]: { after: { soft_delete_retention_days: 90 }, before: { soft_delete_retention_days: 7 } } },
    ["attention key-survives: the retention of vault acme-aura will be changed"],
  ],
  ...([VAULT, KEY, ROLE_ON_KEY, PRINCIPAL] as const).map((address): Case => {
    const names = { [VAULT]: "vault acme-aura", [KEY]: "key orders", [ROLE_ON_KEY]: "role assignment aura" };
    return [
      `\`prevent_destroy\` of ${address} is removed`,
      {},
      [
        `attention key-survives: ${names[address as typeof VAULT] ?? "service principal aura"} will no longer be protected from destruction`,
      ],
      { protectedAfter: [VAULT, KEY, ROLE_ON_KEY, PRINCIPAL].filter((one) => one !== address) },
    ];
  }),
  ...([VAULT, KEY, ROLE_ON_KEY, PRINCIPAL, LOCK] as const).map((address): Case => {
    const names: Readonly<Record<string, readonly string[]>> = {
      [VAULT]: ["attention key-survives: vault acme-aura will no longer be managed by Terraform"],
      [KEY]: ["attention key-survives: key orders will no longer be managed by Terraform"],
      [ROLE_ON_KEY]: ["attention aura-keeps-access: role assignment aura will no longer be managed by Terraform"],
      [PRINCIPAL]: ["attention aura-keeps-access: service principal aura will no longer be managed by Terraform"],
      [LOCK]: ["attention key-survives: management lock vault will no longer be managed by Terraform"],
    };
    return [`Terraform forgets ${address}`, { [address]: { after: null, actions: ["forget"] } }, names[address] ?? []];
  }),
];

const FINE: readonly Case[] = [
  [
    "a role on storage is given on the resource group",
    {
      "azurerm_role_assignment.storage": anew({
        ...{ ...stranger, role_definition_id: null, role_definition_name: "Storage Blob Data Owner" },
        scope: STATE[VAULT]?.["id"]?.toString().split("/providers")[0],
      }),
    },
    [],
  ],
  ["the location is spelled as people do", { [VAULT]: { before: { location: "West Europe" } } }, []],
  ["the key has been moved", { [KEY]: { more: { previous_address: "azurerm_key_vault_key.old" } } }, []],
  ["nothing changes", {}, []],
  ["tags change", { [VAULT]: { after: { tags: { team: "graph" } } } }, []],
  ["a time that is past is set", { [KEY]: { after: { not_before_date: "2026-01-01T00:00:00Z" } } }, []],
  [
    "`not_before_date` is spelled null instead of empty",
    { [KEY]: { before: { not_before_date: null }, after: { not_before_date: "" } } },
    [],
  ],
  [
    "the former name of the flag is replaced by the new one",
    { [VAULT]: { after: { tags: { team: "graph" } } } },
    [],
    sets(VAULT, { rbac_authorization_enabled: true }),
  ],
  ["trusted services stay, behind a closed network", { [VAULT]: { after: acls("AzureServices", "Deny") } }, []],
];

describe.each([
  ["BLOCK", BLOCKS],
  ["NEEDS REVIEW", NEEDS_REVIEW],
  ["OK", FINE],
] as const)("a plan of Azure is %s", (verdict, cases) => {
  for (const [what, changes, findings, beside] of cases) {
    it(`where ${what}`, () =>
      expect(said(reviewOf(changes, beside)).slice(0, findings.length + 1)).toEqual([verdict, ...findings]));
  }
});

describe("a key in a vault is given up in two plans", () => {
  const all = [VAULT, KEY, ROLE_ON_KEY, PRINCIPAL, LOCK, RECORD, INSTANCE];
  const gone = (...addresses: readonly string[]) =>
    Object.fromEntries(addresses.map((address) => [address, { after: null }]));

  it("blocks the first plan that deletes it, whatever the same plan does to its protection", () => {
    const { verdict, findings } = reviewOf(gone(KEY, ROLE_ON_KEY, INSTANCE, RECORD), { protectedAfter: [VAULT] });
    expect(verdict).toBe("BLOCK");
    expect(findings.map(({ what }) => what)).toContain("key orders will be deleted");
  });

  it("needs review once it was unprotected, and its instances go with it", () => {
    const unprotected = { before: { deletion_protection: false }, after: null };
    const { verdict, findings } = reviewOf(
      { ...gone(KEY, ROLE_ON_KEY), [INSTANCE]: unprotected, [RECORD]: unprotected },
      { protectedBefore: [VAULT, PRINCIPAL] },
    );
    expect(verdict).toBe("NEEDS REVIEW");
    expect(findings.filter(({ level }) => level === "attention").map(({ what, fix }) => [what, fix])).toContainEqual([
      "key orders will be deleted",
      "make sure that nothing is encrypted with it; until it is purged you can recover it",
    ]);
  });

  it("blocks while an instance needs it", () => {
    expect(said(reviewOf(gone(KEY, ROLE_ON_KEY), { protectedBefore: [VAULT, PRINCIPAL] }))[0]).toBe("BLOCK");
  });

  it("blocks where a whole stack goes", () => {
    const changes = { ...gone(...all), "terraform_data.AuraCmkReviewMetadata": { after: null } };
    expect(said(reviewOf(changes, { hasMetadata: false }))[0]).toBe("BLOCK");
  });
});

describe("what was done outside of Terraform", () => {
  it("is said of a key that is gone, and of the plan that makes it again", () => {
    const review = reviewOf({ [KEY]: { before: null } }, { drift: { [KEY]: { after: null } } });
    expect(said(review).slice(0, 2)).toEqual(["BLOCK", "block key-survives: key orders was deleted outside Terraform"]);
  });

  it("is said once where the role on the key is replaced with it", () => {
    const again = { before: null, unknown: { id: true, resource_id: true, resource_versionless_id: true } };
    const review = reviewOf(
      { [KEY]: again, [ROLE_ON_KEY]: replaced("scope", {}, { scope: true }) },
      { drift: { [KEY]: { after: null } } },
    );
    expect(said(review).filter((line) => line.startsWith("block"))).toEqual([
      "block key-survives: key orders was deleted outside Terraform",
    ]);
  });

  it("is said beside the access to other keys of the vault, which the plan revokes", () => {
    const { id: scope } = STATE[VAULT] ?? {};
    const review = reviewOf(
      { [KEY]: { before: null }, [ROLE_ON_KEY]: { before: { scope }, after: null } },
      { drift: { [KEY]: { after: null } } },
    );
    expect(said(review)).toContain(
      "block aura-keeps-access: this plan revokes access to a key that is managed elsewhere",
    );
  });

  it("is said of a role assignment", () => {
    const review = reviewOf({ [ROLE_ON_KEY]: { before: null } }, { drift: { [ROLE_ON_KEY]: { after: null } } });
    expect(said(review)).toContain("attention aura-keeps-access: this plan revokes Aura's access to key orders");
  });

  it("is nothing where only the public part of the key is another one, after a rotation", () => {
    const rotated = { n: "two", public_key_pem: "two", public_key_openssh: "two" };
    expect(said(reviewOf({ [KEY]: { before: rotated } }, { drift: { [KEY]: { after: rotated } } }))).toEqual(["OK"]);
  });
});

describe("an address", () => {
  it("that changes without a moved block destroys the key", () => {
    const now = "azurerm_key_vault_key.renamed";
    const { verdict, findings } = reviewOf({
      [KEY]: { after: null, reason: "delete_because_no_resource_config" },
      [now]: { before: null, after: STATE[KEY] ?? {} },
    });
    expect(verdict).toBe("BLOCK");
    expect(findings[0]).toMatchObject({
      what: "key orders will be deleted",
      snippet: `moved {\n  from = ${KEY}\n  to   = ${now}\n}`,
    });
  });
});

describe("the table of keys", () => {
  it("has a key of Azure with its region, and what is encrypted with it", () => {
    expect(reviewOf({}).keys).toMatchObject([
      {
        on: { address: KEY, name: "orders" },
        region: "westeurope",
        records: [{ on: { address: RECORD }, instances: [{ on: { address: INSTANCE, name: "orders-prod" } }] }],
      },
    ]);
    expect(reviewOf({}).withoutKnownKey).toEqual([]);
  });
});
