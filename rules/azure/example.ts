import type { LockNode, RoleAssignmentNode, ServicePrincipalNode, VaultKeyNode, VaultNode } from "../../model/azure";
import { AURA_ROLE } from "../../model/azure-roles";
import { known } from "../../model/fact";
import type { RecordNode } from "../../model/model";
import { aRecord, later } from "../example";

/* The nodes of a small model of Azure with everything as it should be: what the examples of the rules, and tests, are made of. */

/** The application that the Aura Console shows. */
export const AURA_APPLICATION = "c0ffee00-1111-4222-8333-444455556666";
export const OTHER_APPLICATION = "0ddba110-1111-4222-8333-444455556666";
export const PRINCIPAL_ID = "11111111-aaaa-4bbb-8ccc-222222222222";
export const VAULT_ID =
  "/subscriptions/99999999-0000-4000-8000-000000000001/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme-aura";
export const VAULT_KEY_ID = "https://acme-aura.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef";

/** A vault as Aura needs it. */
export function aVault(over: Partial<VaultNode> = {}): VaultNode {
  const name = over.name ?? "acme-aura";
  return {
    kind: "vault",
    id: `prod/${name}`,
    name,
    origin: "created",
    vaultId: known(VAULT_ID, `\`id\` of vault ${name}`),
    vaultName: known(name, `\`name\` of vault ${name}`),
    region: known("westeurope", `\`location\` of vault ${name}`),
    tenantId: known("22222222-0000-4000-8000-000000000002", `\`tenant_id\` of vault ${name}`),
    sku: known("standard", `\`sku_name\` of vault ${name}`),
    rbac: known(true, `\`rbac_authorization_enabled\` of vault ${name}`),
    purgeProtection: known(true, `\`purge_protection_enabled\` of vault ${name}`),
    retentionInDays: known(90, `\`soft_delete_retention_days\` of vault ${name}`),
    diskEncryption: known(true, `\`enabled_for_disk_encryption\` of vault ${name}`),
    network: known({ publicAccess: true }, `\`network_acls\` of vault ${name}`),
    destroyPrevented: known(true, `\`prevent_destroy\` of vault ${name}`),
    ...over,
  };
}

/** A key in that vault. */
export function aVaultKey(over: Partial<VaultKeyNode> = {}): VaultKeyNode {
  const name = over.name ?? "orders";
  return {
    kind: "vault-key",
    cloud: "azure",
    id: `prod/${name}`,
    name,
    origin: "created",
    keyId: known(VAULT_KEY_ID, `\`id\` of key ${name}`),
    keyName: known(name, `\`name\` of key ${name}`),
    vault: "prod/acme-aura",
    vaultId: known(VAULT_ID, `\`key_vault_id\` of key ${name}`),
    region: known("westeurope", "`location` of vault acme-aura"),
    scope: known(`${VAULT_ID}/keys/${name}`, `\`resource_versionless_id\` of key ${name}`),
    keyType: known("RSA", `\`key_type\` of key ${name}`),
    keySize: known(3072, `\`key_size\` of key ${name}`),
    operations: known(["wrapKey", "unwrapKey"], `\`key_opts\` of key ${name}`),
    expires: known(undefined, `\`expiration_date\` of key ${name}`),
    notBefore: known(undefined, `\`not_before_date\` of key ${name}`),
    rotation: known({ timeAfterCreation: "P365D" }, `\`rotation_policy\` of key ${name}`),
    destroyPrevented: known(true, `\`prevent_destroy\` of key ${name}`),
    expectedPrincipals: [AURA_APPLICATION],
    ...over,
  };
}

/** Aura's role on that key. */
export function aRoleAssignment(over: Partial<RoleAssignmentNode> = {}): RoleAssignmentNode {
  const name = over.name ?? "orders-aura";
  return {
    kind: "role-assignment",
    id: `prod/${name}`,
    name,
    origin: "created",
    scope: known(`${VAULT_ID}/keys/orders`, `\`scope\` of ${name}`),
    ...(!("vault" in over) && { key: "prod/orders" }),
    role: known(AURA_ROLE, `\`role_definition_name\` of ${name}`),
    principalId: known(PRINCIPAL_ID, `\`principal_id\` of ${name}`),
    applicationId: known(AURA_APPLICATION, "`client_id` of data.azuread_service_principal.aura"),
    condition: known(undefined, `\`condition\` of ${name}`),
    destroyPrevented: known(true, `\`prevent_destroy\` of ${name}`),
    ...over,
  };
}

/** Aura's service principal, where it is managed here. */
export function aServicePrincipal(over: Partial<ServicePrincipalNode> = {}): ServicePrincipalNode {
  const name = over.name ?? "aura";
  return {
    kind: "service-principal",
    id: `prod/${name}`,
    name,
    origin: "created",
    clientId: known(AURA_APPLICATION, `\`client_id\` of ${name}`),
    objectId: known(PRINCIPAL_ID, `\`object_id\` of ${name}`),
    enabled: known(true, `\`account_enabled\` of ${name}`),
    destroyPrevented: known(true, `\`prevent_destroy\` of ${name}`),
    ...over,
  };
}

/** A lock on that vault. */
export function aLock(over: Partial<LockNode> = {}): LockNode {
  const name = over.name ?? "acme-aura-lock";
  return {
    kind: "lock",
    id: `prod/${name}`,
    name,
    origin: "created",
    scope: known(VAULT_ID, `\`scope\` of ${name}`),
    vault: "prod/acme-aura",
    level: known("CanNotDelete", `\`lock_level\` of ${name}`),
    ...over,
  };
}

/** A customer managed key of Azure, for AuraDS in westeurope. */
export function anAzureRecord(over: Partial<RecordNode> = {}): RecordNode {
  return aRecord({
    keyArn: over.key === undefined ? known(VAULT_KEY_ID, "`key_id`") : later("identifier of the key"),
    region: known("westeurope", "`region`"),
    cloudProvider: known("azure", "`cloud_provider`"),
    product: known("AuraDS", "`instance_type`"),
    ...over,
  });
}
