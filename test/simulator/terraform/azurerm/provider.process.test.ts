import { isDeepStrictEqual } from "node:util";
import { DEFAULT_PROJECT } from "../../../../simulator";
import { describeWithTerraform } from "../../../support/terraform";
import { APPLICATION, ENCRYPTION_USER } from "../../support/azure";
import { AzureStage, azureConfiguration, KEY, LOCKED, PRINCIPAL, ROLE, VAULT, type Changes } from "./support";

const EXPIRY = "2031-01-01T00:00:00Z";

describeWithTerraform("the providers for Azure against the simulator", () => {
  let stage: AzureStage;
  let terraform: AzureStage["terraform"];
  let azure: AzureStage["azure"];
  beforeEach(async () => {
    stage = await AzureStage.start();
    ({ terraform, azure } = stage);
  });
  afterEach(() => stage.stop());

  it("makes vault, key, principal and role, plans nothing afterwards, and destroys them", async () => {
    await stage.apply();
    expect(await terraform.plannedChanges()).toEqual({});
    const { vaults, assignments, deployer } = azure.state;
    expect(vaults.list().map(({ name, location }) => [name, location])).toEqual([["orders", "westeurope"]]);
    const { id, resource_versionless_id: scope } = terraform.state(KEY);
    expect(id).toMatch(/^https:\/\/orders\.vault\.azure\.net\/keys\/aura\/[0-9a-f]{32}$/);
    const { object_id: principalId } = terraform.state(PRINCIPAL);
    expect(assignments.list(String(scope)).filter((one) => one.principalId !== deployer.id)).toEqual([
      {
        ...{ name: terraform.state(ROLE).name, scope, principalId },
        ...{ principalType: "ServicePrincipal", role: ENCRYPTION_USER },
      },
    ]);

    azure.simulator.calls.clear();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    const deletions = azure.simulator.calls.names("*delete");
    expect([...deletions].sort()).toEqual([
      "Microsoft.Authorization/roleAssignments/delete",
      "Microsoft.KeyVault/vaults/delete",
      "Microsoft.KeyVault/vaults/keys/delete",
      "Microsoft.Resources/subscriptions/resourceGroups/delete",
      "microsoft.directory/servicePrincipals/delete",
    ]);
    expect(vaults.list()).toEqual([]);
    expect(vaults.findDeleted("orders")?.keys.get("aura")?.deletedAt).toBeDefined();
  });

  it("plans a new key with what is known and what is not, as the real providers do", async () => {
    await terraform.apply({
      ...azureConfiguration(),
      resource: { azurerm_resource_group: { main: { name: "keys", location: "West Europe" } } },
    });
    terraform.write(azureConfiguration());
    const shape = async () => {
      const { resource_changes: changes = [] } = await stage.plan();
      return Object.fromEntries(
        changes.map(({ address, change: { after, after_unknown } }) => [address, { after, after_unknown }]),
      );
    };
    const shapes = await shape();
    expect(shapes[VAULT]).toEqual({
      after: {
        ...{ contact: [], enabled_for_deployment: null, enabled_for_disk_encryption: true },
        ...{ enabled_for_template_deployment: null, location: "westeurope", name: "orders" },
        ...{ public_network_access_enabled: true, purge_protection_enabled: true, rbac_authorization_enabled: true },
        ...{ resource_group_name: "keys", sku_name: "standard", soft_delete_retention_days: 90, tags: null },
        ...{ tenant_id: azure.state.tenantId, timeouts: null },
      },
      after_unknown: {
        ...{ access_policy: true, contact: [], enable_rbac_authorization: true, id: true, network_acls: true },
        vault_uri: true,
      },
    });
    expect(shapes[KEY]).toEqual({
      after: {
        ...{ expiration_date: null, key_opts: ["wrapKey", "unwrapKey"], key_size: 2048, key_type: "RSA", name: "aura" },
        ...{ not_before_date: null, tags: null, timeouts: null },
        rotation_policy: [
          {
            automatic: [{ time_after_creation: "P365D", time_before_expiry: null }],
            ...{ expire_after: null, notify_before_expiry: null },
          },
        ],
      },
      after_unknown: {
        ...{ curve: true, e: true, id: true, key_opts: [false, false], key_vault_id: true, n: true },
        ...{ public_key_openssh: true, public_key_pem: true, resource_id: true, resource_versionless_id: true },
        ...{ rotation_policy: [{ automatic: [{}] }], version: true, versionless_id: true, x: true, y: true },
      },
    });
    expect(shapes[ROLE]).toEqual({
      after: {
        ...{ condition: null, delegated_managed_identity_resource_id: null, description: null },
        ...{ role_definition_name: "Key Vault Crypto Service Encryption User", timeouts: null },
      },
      after_unknown: {
        ...{ condition_version: true, id: true, name: true, principal_id: true, principal_type: true },
        ...{ role_definition_id: true, scope: true, skip_service_principal_aad_check: true },
      },
    });
    expect(shapes[PRINCIPAL]?.after).toMatchObject({
      account_enabled: true,
      client_id: APPLICATION,
      description: null,
    });
    expect(shapes[PRINCIPAL]?.after_unknown).toMatchObject({
      id: true,
      object_id: true,
      feature_tags: true,
      tags: true,
    });
  });

  it("has empty texts in the state for what is not set, and both names of the rbac flag", async () => {
    await stage.apply({ others: LOCKED });
    expect(terraform.state(VAULT)).toMatchObject({
      ...{ enable_rbac_authorization: true, rbac_authorization_enabled: true, access_policy: [], contact: [] },
      ...{ enabled_for_deployment: false, location: "westeurope", tags: null },
      network_acls: [
        { bypass: "AzureServices", default_action: "Allow", ip_rules: [], virtual_network_subnet_ids: [] },
      ],
      vault_uri: "https://orders.vault.azure.net/",
    });
    const version = String(terraform.state(KEY).version);
    const vaultId = `/subscriptions/${azure.state.subscriptionId}/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/orders`;
    expect(terraform.state(KEY)).toMatchObject({
      ...{ curve: "", expiration_date: "", not_before_date: "", x: "", y: "", tags: null, key_vault_id: vaultId },
      id: `https://orders.vault.azure.net/keys/aura/${version}`,
      versionless_id: "https://orders.vault.azure.net/keys/aura",
      resource_id: `${vaultId}/keys/aura/versions/${version}`,
      resource_versionless_id: `${vaultId}/keys/aura`,
      public_key_pem: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/),
      public_key_openssh: expect.stringMatching(/^ssh-rsa AAAAB3NzaC1yc2E/),
    });
    expect(terraform.state(ROLE)).toMatchObject({
      ...{ condition: "", condition_version: "", delegated_managed_identity_resource_id: "", description: "" },
      role_definition_id: `/subscriptions/${azure.state.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${ENCRYPTION_USER}`,
      role_definition_name: "Key Vault Crypto Service Encryption User",
      ...{ principal_type: "ServicePrincipal", skip_service_principal_aad_check: null },
    });
    const { object_id: objectId } = terraform.state(PRINCIPAL);
    expect(terraform.state(PRINCIPAL)).toMatchObject({ id: `/servicePrincipals/${String(objectId)}`, description: "" });
    expect(terraform.state("azurerm_management_lock.main")).toMatchObject({ notes: "", scope: vaultId });
    // Lists and maps are null after the creation and empty from the first refresh on: drift, and no change.
    const { resource_drift: drift = [], resource_changes: changes = [] } = await stage.plan();
    expect(changes.filter(({ change }) => change.actions[0] !== "no-op")).toEqual([]);
    const moved = drift.map(({ address, change: { before, after } }) => [
      address,
      Object.keys(after ?? {}).filter((name) => !isDeepStrictEqual(before?.[name], after?.[name])),
    ]);
    expect(Object.fromEntries(moved)).toEqual({
      [PRINCIPAL]: ["alternative_names", "notification_email_addresses", "owners"],
      ...{ [VAULT]: ["tags"], [KEY]: ["tags"], "azurerm_resource_group.main": ["tags"] },
    });
  });

  it("takes the flag by either name, and not by both", async () => {
    const old = { rbac_authorization_enabled: null, enable_rbac_authorization: true };
    await stage.apply({ vault: old });
    expect(azure.state.vaults.list()[0]?.properties.enableRbacAuthorization).toBe(true);
    await stage
      .apply({ vault: { ...old, enable_rbac_authorization: false }, key: { tags: null } })
      .catch(() => undefined);
    expect(azure.state.vaults.list()[0]?.properties.enableRbacAuthorization).toBe(false);
    terraform.write(azureConfiguration({ vault: { enable_rbac_authorization: true } }));
    expect(await stage.failure("validate")).toContain(
      '"enable_rbac_authorization": conflicts with rbac_authorization_enabled',
    );
  });

  it.each([
    [
      "purge protection off",
      { purge_protection_enabled: false },
      "once Purge Protection has been Enabled it's not possible to disable it",
    ],
    ["purge protection left out", { purge_protection_enabled: null }, "it's not possible to disable it"],
    [
      "another retention period",
      { soft_delete_retention_days: 30 },
      "once `soft_delete_retention_days` has been configured it cannot be modified",
    ],
  ])("plans %s as an update, which fails", async (_name, vault, text) => {
    await stage.apply();
    expect(await stage.planned({ vault })).toEqual({ [VAULT]: "update" });
    expect(await stage.failure("apply", "-auto-approve")).toContain(text);
    expect(azure.state.vaults.list()[0]?.properties).toMatchObject({
      ...{ enablePurgeProtection: true, softDeleteRetentionInDays: 90 },
    });
  });

  it("replaces a key whose expiration is taken out of the configuration", async () => {
    await stage.apply({ key: { expiration_date: EXPIRY } });
    expect(terraform.state(KEY).expiration_date).toBe(EXPIRY);
    expect(await stage.planned({ key: { expiration_date: "2032-01-01T00:00:00Z" } })).toEqual({ [KEY]: "update" });
    expect(await stage.planned()).toEqual({ [KEY]: "replace", [ROLE]: "replace" });
    expect((await stage.changeOf(KEY)).replace_paths).toEqual([["expiration_date"]]);
  });

  it("keeps the id on rotation; n and the public key change, which is drift", async () => {
    await stage.apply();
    const before = terraform.state(KEY);
    await azure.client.vault("orders", "POST", "keys/aura/rotate");
    const { resource_drift: drift = [], resource_changes: changes = [] } = await stage.plan();
    expect(changes.filter(({ change }) => change.actions[0] !== "no-op")).toEqual([]);
    const moved = drift.find(({ address }) => address === KEY)?.change;
    expect(moved?.after).toMatchObject({ id: before.id, version: before.version });
    expect(moved?.after?.n).not.toBe(before.n);
  });

  it("plans to replace a key after the first rotation under a policy with an expiry", async () => {
    const policy = { expire_after: "P90D", notify_before_expiry: "P29D", automatic: [{ time_before_expiry: "P30D" }] };
    await stage.apply({ key: { rotation_policy: [policy] } });
    expect(await terraform.plannedChanges()).toEqual({});
    await azure.client.vault("orders", "POST", "keys/aura/rotate");
    expect(await terraform.plannedChanges()).toEqual({ [KEY]: "replace", [ROLE]: "replace" });
    const ignored = { lifecycle: { ignore_changes: ["expiration_date"] } };
    expect(await stage.planned({ key: { rotation_policy: [policy], ...ignored } })).toEqual({});
  });

  it("shows no drift for a key that was disabled by hand, and the next update enables it", async () => {
    await stage.apply();
    await azure.client.vault("orders", "PATCH", "keys/aura", { attributes: { enabled: false } });
    expect(await terraform.plannedChanges()).toEqual({});
    await stage.apply({ key: { tags: { team: "a" } } });
    const { attributes } = await azure.client.vault<{ attributes: object }>("orders", "GET", "keys/aura");
    expect(attributes).toMatchObject({ enabled: true });
  });

  it("brings a deleted key back with its old material, also where another size is asked for", async () => {
    await stage.apply();
    const { n, id } = terraform.state(KEY);
    const features = { key_vault: [{ purge_soft_deleted_keys_on_destroy: false }] };
    await stage.apply({ key: { key_size: 4096 }, features });
    expect(terraform.state(KEY)).toMatchObject({ n, id, key_size: 2048 });
    expect(await terraform.plannedChanges()).toEqual({ [KEY]: "replace", [ROLE]: "replace" });
  });

  it("brings a deleted vault back as it was, whatever is configured now: the next plan shows it", async () => {
    await stage.apply();
    const { n } = terraform.state(KEY);
    await terraform.must("destroy", "-auto-approve", "-no-color");
    await stage.apply({ vault: { enabled_for_disk_encryption: false } });
    expect(terraform.state(VAULT)).toMatchObject({ enabled_for_disk_encryption: true });
    expect(terraform.state(KEY)).toMatchObject({ n });
    expect(await terraform.plannedChanges()).toEqual({ [VAULT]: "update" });
  });

  it("finds in a vault that it recovers a key that nobody deleted, and asks for an import", async () => {
    await stage.apply();
    const { id } = terraform.state(KEY);
    await azure.client.arm("DELETE", azure.vaultId());
    expect(await terraform.plannedChanges()).toEqual({ [VAULT]: "create", [KEY]: "create", [ROLE]: "create" });
    expect(await stage.failure("apply", "-auto-approve")).toContain(
      `A resource with the ID "${String(id)}" already exists`,
    );
    await terraform.must("import", "-no-color", KEY, String(id));
    expect(await terraform.plannedChanges()).toEqual({ [ROLE]: "create" });
  });

  it("keeps the networks of a vault that are no longer configured, and access policies as they are written", async () => {
    const network_acls = [{ bypass: "AzureServices", default_action: "Deny", ip_rules: ["203.0.113.0/24"] }];
    const access_policy = [
      {
        ...{ tenant_id: azure.state.tenantId, object_id: azure.state.deployer.id, key_permissions: ["Get"] },
        ...{ application_id: null, certificate_permissions: null, secret_permissions: null, storage_permissions: null },
      },
    ];
    await stage.apply({ vault: { network_acls, access_policy } });
    expect(await terraform.plannedChanges()).toEqual({});
    expect(await stage.planned({ vault: { access_policy } })).toEqual({});
    expect(await stage.planned()).toEqual({});
    expect(terraform.state(VAULT).network_acls).toEqual([{ ...network_acls[0], virtual_network_subnet_ids: [] }]);
  });

  it("recovers nothing where the features say so", async () => {
    await stage.apply();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    const features = { key_vault: [{ recover_soft_deleted_key_vaults: false, recover_soft_deleted_keys: false }] };
    terraform.write(azureConfiguration({ features }));
    expect(await stage.failure("apply", "-auto-approve")).toContain(
      'automatically recovering this KeyVault has been disabled via the "features" block',
    );
    await azure.client.arm("PUT", azure.vaultId(), { location: "westeurope", properties: { createMode: "recover" } });
    await terraform.must("import", "-no-color", VAULT, azure.vaultId());
    expect(await stage.failure("apply", "-auto-approve")).toContain("in a deleted but recoverable state");
  });

  it("purges vault and key of an unprotected vault, unless the features say otherwise", async () => {
    const unprotected = { vault: { purge_protection_enabled: null } };
    await stage.apply(unprotected);
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(azure.state.vaults.all()).toEqual([]);
    const features = {
      key_vault: [{ purge_soft_delete_on_destroy: false, purge_soft_deleted_keys_on_destroy: false }],
    };
    await stage.apply({ ...unprotected, features });
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(azure.state.vaults.findDeleted("orders")?.keys.get("aura")?.deletedAt).toBeDefined();
  });

  it("is stopped by a lock after the key is gone", async () => {
    await stage.apply({ others: LOCKED });
    // Whoever takes the vault out and leaves the lock outside of Terraform.
    await terraform.must("state", "rm", "azurerm_management_lock.main");
    expect(await stage.failure("destroy", "-auto-approve")).toContain("ScopeLocked");
    expect(azure.state.vaults.list().map(({ name }) => name)).toEqual(["orders"]);
    await azure.client.arm("DELETE", `${azure.vaultId()}/providers/Microsoft.Authorization/locks/keep`);
    await terraform.must("destroy", "-auto-approve", "-no-color");
  });

  it("makes a service principal once in a tenant, takes over one that is there, and deletes that too", async () => {
    const id = await azure.principal();
    terraform.write(azureConfiguration());
    expect(await stage.failure("apply", "-auto-approve")).toContain(
      `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
    );
    const existing = { azuread_service_principal: { aura: { client_id: APPLICATION, use_existing: true } } };
    await stage.apply({ others: existing });
    expect(terraform.state(PRINCIPAL)).toMatchObject({ object_id: id, use_existing: true });
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(azure.state.directory.ofApplication(APPLICATION)).toBeUndefined();
  });

  it("reads a service principal, a vault and a key that exist; the data source has the current version", async () => {
    const objectId = await azure.principal();
    const data = {
      azuread_service_principal: { aura: { client_id: APPLICATION } },
      azurerm_key_vault: { main: { name: "orders", resource_group_name: "keys", depends_on: [KEY] } },
      azurerm_key_vault_key: { main: { name: "aura", key_vault_id: `\${${VAULT}.id}`, depends_on: [KEY] } },
      azurerm_resource_group: { main: { name: "keys", depends_on: [VAULT] } },
    };
    const configuration: Changes = {
      data,
      role: { principal_id: "${data.azuread_service_principal.aura.object_id}" },
      others: { azuread_service_principal: undefined },
    };
    await stage.apply(configuration);
    expect(terraform.state("data.azuread_service_principal.aura")).toMatchObject({
      ...{ object_id: objectId, id: `/servicePrincipals/${objectId}`, account_enabled: true },
    });
    expect(terraform.state("data.azurerm_resource_group.main")).toMatchObject({ location: "westeurope" });
    expect(terraform.state("data.azurerm_key_vault.main")).toMatchObject({ id: azure.vaultId(), tags: {} });
    const { id } = terraform.state(KEY);
    expect(terraform.state("data.azurerm_key_vault_key.main")).toMatchObject({ id });
    await azure.client.vault("orders", "POST", "keys/aura/rotate");
    await stage.apply(configuration);
    expect(terraform.state(KEY).id).toBe(id);
    expect(terraform.state("data.azurerm_key_vault_key.main").id).not.toBe(id);
    expect(terraform.state("data.azurerm_client_config.me")).toMatchObject({
      ...{ object_id: azure.state.deployer.id, tenant_id: azure.state.tenantId },
    });
  });

  it("imports all of them", async () => {
    await stage.apply({ others: LOCKED });
    const ids = Object.fromEntries(
      ["azurerm_resource_group.main", VAULT, KEY, ROLE, PRINCIPAL, "azurerm_management_lock.main"].map((address) => [
        address,
        String(terraform.state(address).id),
      ]),
    );
    for (const [address, id] of Object.entries(ids)) {
      await terraform.must("state", "rm", address);
      await terraform.must("import", "-no-color", address, id);
    }
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.must("state", "rm", KEY);
    await terraform.must("import", "-no-color", KEY, "https://orders.vault.azure.net/keys/aura");
    expect(terraform.state(KEY)).toMatchObject({ version: "", key_vault_id: azure.vaultId() });
    await terraform.must("state", "rm", KEY);
    expect(await stage.failure("import", KEY, "https://orders.vault.azure.net/keys/none")).toContain(
      "Cannot import non-existent remote object",
    );
    expect(await stage.failure("import", KEY, "aura")).toContain('parsing "aura": it is no id of a key');
  });

  it("makes Aura's key ready, and Aura loses it with the role", async () => {
    await stage.apply();
    const place = { cloud_provider: "azure", region: "westeurope", instance_type: "enterprise-ds" };
    const record = await azure.aura.record(String(terraform.state(KEY).id), {
      ...place,
      tenant_id: DEFAULT_PROJECT.id,
    });
    azure.simulator.clock.advance(60_000);
    expect(await azure.aura.recordStatus(record)).toBe("ready");
    await stage.apply({ role: { condition: "@Resource[x] StringEquals 'y'" } });
    expect(await azure.aura.recordStatus(record)).toBe("pending");
  });
});
