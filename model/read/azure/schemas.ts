import type { ResourceSchema } from "../../../terraform/configuration/as-plan";

/** The attributes that the reader asks for, by type of resource of Azure; the providers fill in what is computed. */
export const AZURE_SCHEMAS: Readonly<Record<string, ResourceSchema>> = {
  azurerm_key_vault: {
    computed: ["id", "vault_uri", "network_acls"],
    optional: [
      ...["rbac_authorization_enabled", "enable_rbac_authorization", "purge_protection_enabled", "tags"],
      ...["soft_delete_retention_days", "enabled_for_disk_encryption", "public_network_access_enabled"],
    ],
  },
  azurerm_key_vault_key: {
    computed: ["id", "version", "versionless_id", "resource_id", "resource_versionless_id"],
    optional: ["key_size", "curve", "expiration_date", "not_before_date", "rotation_policy", "tags"],
  },
  azurerm_role_assignment: {
    computed: ["id", "name", "principal_type"],
    optional: ["role_definition_id", "role_definition_name", "condition"],
  },
  azurerm_management_lock: { computed: ["id"], optional: ["notes"] },
  azuread_service_principal: { computed: ["id", "object_id"], optional: ["account_enabled", "use_existing"] },
};
