import { scopeHolds } from "../../../model/azure-scope";
import { VAULT_ID, VAULT_KEY_ID } from "../../../rules/azure/example";
import { KEY, LOCK, planText, reviewOf, ROLE_ON_KEY, said, STATE, VAULT } from "./plan";
import type { Planned } from "./plan";
import { readPlans } from "../../../model/read/read-plans";
import { reviewPlans } from "../../../review/review";

const GROUP = VAULT_ID.replace(/\/providers.*/, "");
const SUBSCRIPTION = GROUP.replace(/\/resourceGroups.*/, "");
const MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/acme";

describe("a scope", () => {
  it.each([
    [GROUP, true],
    [`${GROUP.toUpperCase()}/`, true],
    [VAULT_ID, true],
    ["/", true],
    [`${GROUP}2`, false],
    [`${VAULT_ID}/keys/orders`, false],
    [MANAGEMENT_GROUP, undefined],
  ])("%s holds the vault: %s", (scope, answer) => expect(scopeHolds(scope, VAULT_ID)).toBe(answer));
});

const SCOPES = [
  ...[`${VAULT_ID}/keys/orders`, `${VAULT_ID}/keys/orders/versions/${VAULT_KEY_ID.slice(-32)}`, VAULT_ID],
  ...[GROUP, `${GROUP}/`, SUBSCRIPTION, MANAGEMENT_GROUP, "/"],
];
const spelled = SCOPES.flatMap((scope) => [scope, scope.toUpperCase()]);

describe("Aura's role", () => {
  it.each(spelled)("is lost where it is deleted on %s", (scope) => {
    expect(said(reviewOf({ [ROLE_ON_KEY]: { before: { scope }, after: null } })).slice(0, 2)).toEqual([
      "BLOCK",
      "block aura-keeps-access: this plan revokes Aura's access to key orders",
    ]);
  });

  const elsewhere = { [VAULT]: undefined, [KEY]: undefined, [LOCK]: undefined };
  const ELSEWHERE = "aura-keeps-access: this plan revokes access to a key that is managed elsewhere";

  it("is lost where it is deleted on a vault whose key only the customer managed key names", () => {
    expect(
      said(reviewOf({ ...elsewhere, [ROLE_ON_KEY]: { before: { scope: VAULT_ID }, after: null } })).slice(0, 2),
    ).toEqual(["BLOCK", `block ${ELSEWHERE}`]);
  });

  it.each([GROUP, SUBSCRIPTION, MANAGEMENT_GROUP, VAULT_ID.replace("acme-aura", "acme-shop")])(
    "may be lost where it is deleted on %s, and the key is managed elsewhere",
    (scope) => {
      expect(said(reviewOf({ ...elsewhere, [ROLE_ON_KEY]: { before: { scope }, after: null } }))).toEqual([
        "NEEDS REVIEW",
        `attention ${ELSEWHERE}`,
      ]);
    },
  );
});

const stranger = { principal_id: "99999999-aaaa-4bbb-8ccc-222222222222", role_definition_id: null };
const anew = (over: object): Planned => ({ before: null, after: { ...STATE[ROLE_ON_KEY], ...stranger, ...over } });

describe("a new role of another principal", () => {
  it.each(
    ["Contributor", "Key Vault Contributor", "Key Vault Purge Operator", "Owner", "Key Vault Crypto Officer"].flatMap(
      (name) => [VAULT_ID, GROUP.toUpperCase(), MANAGEMENT_GROUP].map((scope) => [name, scope] as const),
    ),
  )("%s on %s needs review: it controls the key", (role_definition_name, scope) => {
    expect(said(reviewOf({ "azurerm_role_assignment.new": anew({ scope, role_definition_name }) }))).toEqual([
      "NEEDS REVIEW",
      "attention no-new-access: a principal gains control over key orders",
    ]);
  });

  it.each(["Acme Operators", "aaaaaaaa-0000-4000-8000-000000000001"])(
    "%s on the resource group needs review: what it allows is not known",
    (role_definition_name) => {
      expect(
        said(reviewOf({ "azurerm_role_assignment.new": anew({ scope: GROUP, role_definition_name }) })).slice(0, 2),
      ).toEqual(["NEEDS REVIEW", "attention no-new-access: a role that is not known is given on key orders"]);
    },
  );

  it.each(["Reader", "Storage Blob Data Owner", "AcrPull", "Virtual Machine Contributor", "Key Vault Secrets User"])(
    "%s on the subscription is OK",
    (role_definition_name) => {
      expect(
        said(reviewOf({ "azurerm_role_assignment.new": anew({ scope: SUBSCRIPTION, role_definition_name }) })),
      ).toEqual(["OK"]);
    },
  );

  it("on the resource group needs review where the vault is new: Azure has yet to name it", () => {
    const later = { before: null, unknown: { id: true } };
    const { findings } = reviewOf({
      [VAULT]: later,
      [KEY]: { before: null, unknown: { id: true, key_vault_id: true, resource_versionless_id: true } },
      "azurerm_role_assignment.new": anew({ scope: GROUP, role_definition_name: "Key Vault Crypto Officer" }),
    });
    expect(findings.map(({ what }) => what)).toContain("a principal gains control over key orders");
  });
});

describe("a lock", () => {
  it.each([VAULT_ID, GROUP, SUBSCRIPTION].flatMap((scope) => [scope, scope.toUpperCase()]))(
    "on %s is missed where it is deleted",
    (scope) => {
      expect(said(reviewOf({ [LOCK]: { before: { scope }, after: null } }))).toEqual([
        "NEEDS REVIEW",
        "attention key-survives: the lock vault no longer protects the vault",
      ]);
    },
  );
});

describe("a vault that a data source found", () => {
  const without = { [VAULT]: undefined, [LOCK]: undefined };
  const withVault = (values: object, changes: Readonly<Record<string, Planned | undefined>> = without) => {
    const { enable_rbac_authorization: _, soft_delete_retention_days: __, ...found } = STATE[VAULT] ?? {};
    const data = { address: "data.azurerm_key_vault.given", mode: "data", type: "azurerm_key_vault", name: "given" };
    const resources = [{ ...data, values: { ...found, ...values } }];
    const text = planText(changes, { root: { prior_state: { values: { root_module: { resources } } } } });
    const result = readPlans([{ name: "plan", text }]);
    if ("problems" in result) throw new Error(JSON.stringify(result.problems));
    return said(reviewPlans(result.reading, { now: new Date("2026-11-29T22:00:00Z") }));
  };

  it.each([
    ["fits", {}],
    ["is spelled in other letters", { id: VAULT_ID.toUpperCase(), location: "West Europe" }],
    ["is behind a closed network that trusted services pass", { public_network_access_enabled: false }],
  ])("is OK where it %s", (_, values) => expect(withVault(values)).toEqual(["OK"]));

  it.each([
    [{ rbac_authorization_enabled: false }, "vault-fits-aura: vault acme-aura goes by access policies, not by roles"],
    [
      { rbac_authorization_enabled: undefined, enable_rbac_authorization: false },
      "vault-fits-aura: vault acme-aura goes by access policies, not by roles",
    ],
    [{ purge_protection_enabled: false }, "vault-fits-aura: vault acme-aura has no purge protection"],
    [{ enabled_for_disk_encryption: false }, "vault-fits-aura: vault acme-aura is not enabled for disk encryption"],
    [
      { network_acls: [{ bypass: "None", default_action: "Deny" }] },
      "vault-fits-aura: the network of vault acme-aura is closed to Aura",
    ],
    [
      { location: "northeurope" },
      "key-region-matches-instance: instance orders-prod and its key are in different regions",
    ],
  ])("is judged: %j", (values, finding) => {
    expect(withVault(values).slice(0, 2)).toEqual(["BLOCK", `block ${finding}`]);
  });

  it("is judged once where it is managed in the same plan, by what the plan makes of it", () => {
    expect(withVault({ rbac_authorization_enabled: false }, {})).toEqual(["OK"]);
  });

  it("is none of Aura's without a key of Aura in it", () => {
    const shop = { id: VAULT_ID.replace("acme-aura", "acme-shop"), name: "acme-shop" };
    expect(withVault({ ...shop, purge_protection_enabled: false }, {})).toEqual(["OK"]);
  });
});

it("a tenant that is sensitive is not known to stay", () => {
  const plan = JSON.parse(planText({ [VAULT]: { after: { tenant_id: "33333333-0000-4000-8000-000000000003" } } })) as {
    readonly resource_changes: readonly { readonly address: string; readonly change: Record<string, unknown> }[];
  };
  const change = plan.resource_changes.find(({ address }) => address === VAULT)?.change ?? {};
  change["before_sensitive"] = change["after_sensitive"] = { tenant_id: true };
  const result = readPlans([{ name: "plan", text: JSON.stringify(plan) }]);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  expect(said(reviewPlans(result.reading, { now: new Date("2026-11-29T22:00:00Z") }))).toEqual([
    "NEEDS REVIEW",
    "attention aura-keeps-access: cannot verify that vault acme-aura stays in its tenant",
  ]);
});
