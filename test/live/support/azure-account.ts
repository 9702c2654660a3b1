import { DEFAULT_PROJECT, type Simulator } from "../../../simulator";
import { AuraClient } from "../../simulator/support/aura-client";
import { APPLICATION, AzureWorld, ENCRYPTION_USER } from "../../simulator/support/azure";
import { resource, stateOf } from "./state";

const REGION = "northeurope";
const ROTATION = { timeAfterCreate: "P1Y" };

/** A key in a vault of Azure with an instance of Aura on it, in the simulated cloud, and the state of Terraform that has made them. */
export interface AzureAccount {
  readonly azure: AzureWorld;
  readonly aura: AuraClient;
  /** `https://orders.vault.azure.net/keys/aura/VERSION`. */
  readonly keyId: string;
  /** Resource id of the role assignment of Aura. */
  readonly assignmentId: string;
  readonly lockId: string;
  /** Object id of Aura's service principal. */
  readonly principalId: string;
  /** What `terraform show -json` prints. */
  readonly state: string;
}

/** Makes a vault with a key that Aura can use, its customer managed key and an instance. */
export async function makeAzureAccount(simulator: Simulator): Promise<AzureAccount> {
  const azure = new AzureWorld(simulator);
  const aura = new AuraClient(simulator);
  await azure.vault({ networkAcls: { bypass: "AzureServices", defaultAction: "Allow" } });
  const { key } = await azure.key();
  await azure.client.vault("orders", "PUT", "keys/aura/rotationpolicy", {
    lifetimeActions: [{ trigger: ROTATION, action: { type: "Rotate" } }],
  });
  const principalId = await azure.principal();
  const assignmentId = await azure.role(principalId);
  const lockId = `${azure.vaultId()}/providers/Microsoft.Authorization/locks/aura`;
  await azure.client.arm("PUT", lockId, { properties: { level: "CanNotDelete" } });
  const keyId = key.kid;
  const common = { cloud_provider: "azure", region: REGION, tenant_id: DEFAULT_PROJECT.id, name: "orders" };
  const record = await aura.data(202, "POST", "/customer-managed-keys", {
    ...{ ...common, key_id: keyId, instance_type: "enterprise-db" },
  });
  simulator.clock.advance(60_000);
  const instance = await aura.data(202, "POST", "/instances", {
    ...{ ...common, type: "enterprise-db", version: "5", memory: "8GB", customer_managed_key_id: record.id },
  });
  simulator.clock.advance(600_000);
  const [recordId, instanceId] = [String(record.id), String(instance.id)];
  const project = { cloud_provider: "azure", region: REGION, project_id: DEFAULT_PROJECT.id, name: "orders" };
  const protection = { deletion_protection: true };
  const { tenantId } = azure.state;
  const version = keyId.split("/").at(-1) ?? "";
  const state = stateOf([
    resource("azurerm_key_vault", {
      ...{ id: azure.vaultId(), name: "orders", location: REGION, resource_group_name: "keys", tenant_id: tenantId },
      ...{ sku_name: "standard", rbac_authorization_enabled: true, enable_rbac_authorization: true },
      ...{ purge_protection_enabled: true, soft_delete_retention_days: 90, enabled_for_disk_encryption: true },
      ...{ public_network_access_enabled: true, access_policy: [], tags: {} },
      network_acls: [
        { bypass: "AzureServices", default_action: "Allow", ip_rules: [], virtual_network_subnet_ids: [] },
      ],
    }),
    resource("azurerm_key_vault_key", {
      ...{ id: keyId, name: "aura", key_vault_id: azure.vaultId(), key_type: "RSA", key_size: 2048, curve: "" },
      ...{ key_opts: ["wrapKey", "unwrapKey"], expiration_date: "", not_before_date: "", tags: {}, version },
      ...{ versionless_id: keyId.replace(`/${version}`, ""), resource_versionless_id: azure.keyScope() },
      rotation_policy: [
        {
          automatic: [{ time_after_creation: "P1Y", time_before_expiry: "" }],
          ...{ expire_after: "", notify_before_expiry: "" },
        },
      ],
    }),
    resource("azuread_service_principal", {
      ...{ id: principalId, object_id: principalId, client_id: APPLICATION, account_enabled: true, use_existing: true },
    }),
    resource("azurerm_role_assignment", {
      ...{ id: assignmentId, name: assignmentId.split("/").at(-1), scope: azure.keyScope(), principal_id: principalId },
      ...{ role_definition_name: "Key Vault Crypto Service Encryption User", condition: "", description: "" },
      role_definition_id: `/subscriptions/${azure.state.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${ENCRYPTION_USER}`,
    }),
    resource("azurerm_management_lock", {
      ...{ id: lockId, name: "aura", scope: azure.vaultId(), lock_level: "CanNotDelete", notes: "" },
    }),
    resource("aura_customer_managed_key", {
      ...{ ...project, id: recordId, key_id: keyId, instance_type: "enterprise-db", status: "ready", ...protection },
    }),
    resource("aura_instance", {
      ...{ ...project, id: instanceId, type: "enterprise-db", version: "5", memory: "8GB", status: "running" },
      ...{ ...protection, customer_managed_key_id: recordId, source_instance_id: null, source_snapshot_id: null },
    }),
  ]);
  return { azure, aura, keyId, assignmentId, lockId, principalId, state };
}
