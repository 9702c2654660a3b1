import { describeWithTerraform } from "../../../support/terraform";
import { APPLICATION, ENCRYPTION_USER } from "../../support/azure";
import { AzureStage, azureConfiguration, KEY, LOCK, LOCKED, PRINCIPAL, ROLE, VAULT, type Changes } from "./support";

const EXPIRY = "2031-01-01T00:00:00Z";
/** What hangs on a vault. */
const IN_VAULT = { [KEY]: "replace", [ROLE]: "replace", [LOCK]: "replace" };
const lockedWith = (more: object) => ({
  azurerm_management_lock: { main: { ...LOCKED.azurerm_management_lock.main, ...more } },
});
const withLock = (changes: Changes): Changes => ({ ...changes, others: { ...LOCKED, ...changes.others } });

describeWithTerraform("what the providers for Azure plan for what is there", () => {
  let stage: AzureStage;
  beforeAll(async () => {
    stage = await AzureStage.start();
    await stage.apply(withLock({}));
  });
  afterAll(() => stage.stop());

  it.each<[string, Changes, string, Record<string, string>]>([
    ["the name of a vault", { vault: { name: "others" } }, VAULT, IN_VAULT],
    ["its location", { vault: { location: "northeurope" } }, VAULT, IN_VAULT],
    ["the name of a key", { key: { name: "other" } }, KEY, { [ROLE]: "replace" }],
    ["its type", { key: { key_type: "RSA-HSM" } }, KEY, { [ROLE]: "replace" }],
    ["its size", { key: { key_size: 4096 } }, KEY, { [ROLE]: "replace" }],
    [
      "its curve",
      { key: { key_type: "EC", key_size: null, curve: "P-384", key_opts: ["sign"] } },
      KEY,
      { [ROLE]: "replace" },
    ],
    ["the role", { role: { role_definition_name: "Key Vault Crypto User" } }, ROLE, {}],
    ["the name of its assignment", { role: { name: "11111111-0000-4000-8000-000000000000" } }, ROLE, {}],
    ["its scope", { role: { scope: `\${${VAULT}.id}` } }, ROLE, {}],
    ["its principal", { role: { principal_id: "${data.azurerm_client_config.me.object_id}" } }, ROLE, {}],
    ["the type of its principal", { role: { principal_type: "Group" } }, ROLE, {}],
    [
      "its delegated identity",
      { role: { delegated_managed_identity_resource_id: "/subscriptions/x/resourceGroups/y" } },
      ROLE,
      {},
    ],
    [
      "the application of a principal",
      { others: { azuread_service_principal: { aura: { client_id: ENCRYPTION_USER } } } },
      PRINCIPAL,
      { [ROLE]: "replace" },
    ],
    ["the level of a lock", { others: lockedWith({ lock_level: "ReadOnly" }) }, LOCK, {}],
    ["its notes", { others: lockedWith({ notes: "for Aura" }) }, LOCK, {}],
  ])("replaces for %s, and what hangs on it", async (_name, changes, address, others) => {
    expect(await stage.planned(withLock(changes))).toEqual({ [address]: "replace", ...others });
  });

  it("replaces all for another resource group", async () => {
    const group = { azurerm_resource_group: { main: { name: "others", location: "westeurope" } } };
    expect(await stage.planned(withLock({ others: group }))).toEqual({
      "azurerm_resource_group.main": "replace",
      [VAULT]: "replace",
      ...IN_VAULT,
    });
  });

  it.each<[string, Changes, string, object]>([
    ["the rbac flag", { vault: { rbac_authorization_enabled: false } }, VAULT, { rbac_authorization_enabled: false }],
    ["disk encryption", { vault: { enabled_for_disk_encryption: null } }, VAULT, { enabled_for_disk_encryption: null }],
    [
      "the network",
      { vault: { public_network_access_enabled: false } },
      VAULT,
      { public_network_access_enabled: false },
    ],
    [
      "its rules",
      { vault: { network_acls: [{ bypass: "None", default_action: "Deny" }] } },
      VAULT,
      {
        network_acls: [{ bypass: "None", default_action: "Deny", ip_rules: [], virtual_network_subnet_ids: [] }],
      },
    ],
    ["the tenant", { vault: { tenant_id: ENCRYPTION_USER } }, VAULT, { tenant_id: ENCRYPTION_USER }],
    ["what a key may do", { key: { key_opts: ["wrapKey"] } }, KEY, { key_opts: ["wrapKey"] }],
    ["an expiration", { key: { expiration_date: EXPIRY } }, KEY, { expiration_date: EXPIRY }],
    ["a beginning", { key: { not_before_date: EXPIRY } }, KEY, { not_before_date: EXPIRY }],
    ["the rotation", { key: { rotation_policy: [] } }, KEY, { rotation_policy: [] }],
    [
      "a condition",
      { role: { condition: "@Resource[x] StringEquals 'y'" } },
      ROLE,
      { condition: "@Resource[x] StringEquals 'y'" },
    ],
    [
      "a disabled principal",
      { others: { azuread_service_principal: { aura: { client_id: APPLICATION, account_enabled: false } } } },
      PRINCIPAL,
      { account_enabled: false },
    ],
  ])("changes %s in place", async (_name, changes, address, after) => {
    expect(await stage.planned(withLock(changes))).toEqual({ [address]: "update" });
    expect((await stage.changeOf(address)).after).toMatchObject(after);
  });

  it("changes nothing for another way to say the same", async () => {
    const same: Changes = {
      vault: { location: "WEST EUROPE", rbac_authorization_enabled: null, enable_rbac_authorization: true, tags: {} },
      key: { expiration_date: "", not_before_date: null, tags: {} },
      role: { role_definition_name: "key vault crypto service encryption user", description: null },
    };
    expect(await stage.planned(withLock(same))).toEqual({});
    const byId = `/subscriptions/${stage.azure.state.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${ENCRYPTION_USER}`;
    expect(await stage.planned(withLock({ role: { role_definition_name: null, role_definition_id: byId } }))).toEqual(
      {},
    );
  });

  it.each<[string, Changes, string]>([
    ["the name of a vault", { vault: { name: "a--b" } }, '"name" may only contain alphanumeric characters and dashes'],
    ["a tenant", { vault: { tenant_id: "mine" } }, 'expected "tenant_id" to be a valid UUID, got mine'],
    [
      "a SKU",
      { vault: { sku_name: "Standard" } },
      'expected sku_name to be one of ["standard" "premium"], got Standard',
    ],
    [
      "a retention period",
      { vault: { soft_delete_retention_days: 6 } },
      "expected soft_delete_retention_days to be in the range (7 - 90), got 6",
    ],
    [
      "a bypass",
      { vault: { network_acls: [{ bypass: "All", default_action: "Deny" }] } },
      'expected network_acls.0.bypass to be one of ["None" "AzureServices"], got All',
    ],
    ["the name of a key", { key: { name: "a_b" } }, '"name" may only contain alphanumeric characters and dashes'],
    ["a type", { key: { key_type: "rsa" } }, 'expected key_type to be one of ["EC" "EC-HSM" "RSA" "RSA-HSM"], got rsa'],
    ["an operation", { key: { key_opts: ["WrapKey"] } }, "got WrapKey"],
    ["size and curve", { key: { curve: "P-256" } }, '"key_size": conflicts with curve'],
    ["a date", { key: { expiration_date: "tomorrow" } }, 'expected "expiration_date" to be a valid RFC3339 date'],
    ["a vault", { key: { key_vault_id: "orders" } }, 'parsing "orders": it is no id of a Key Vault'],
    [
      "a rotation policy",
      { key: { rotation_policy: [{ notify_before_expiry: "P30D" }] } },
      "`rotation_policy.0.expire_after,rotation_policy.0.notify_before_expiry` must be specified together",
    ],
    [
      "a role by both",
      { role: { role_definition_id: "/x" } },
      "one of `role_definition_id,role_definition_name` must be specified",
    ],
    ["a principal", { role: { principal_id: "aura" } }, 'expected "principal_id" to be a valid UUID, got aura'],
    [
      "an application",
      { others: { azuread_service_principal: { aura: { client_id: "aura" } } } },
      "Value must be a valid UUID",
    ],
  ])("refuses %s before anything is planned", async (_name, changes, text) => {
    stage.terraform.write(azureConfiguration(changes));
    expect(await stage.failure("validate")).toContain(text);
  });

  it("refuses a provider block without features", async () => {
    stage.terraform.write({ ...azureConfiguration(), provider: { azurerm: {}, azuread: {} } });
    expect(await stage.failure("plan")).toContain('At least 1 "features" blocks are required.');
  });
});
