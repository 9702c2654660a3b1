import type { Simulator } from "../../../../simulator";

/** Settings of the configuration that differ from a vault and a key as Aura wants them. */
export interface Changes {
  readonly vault?: object;
  readonly key?: object;
  readonly role?: object;
  readonly others?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly data?: object;
  readonly features?: object;
}

/** The application that Aura's Console shows for the project of the simulator. */
export const APPLICATION = "c5dd7a33-3c6c-4d62-8d80-8e2d6bb2e2aa";

/** A resource group, a vault, a key, and Aura's role on it. */
export function azureConfiguration({ vault, key, role, others, data, features = {} }: Changes = {}): object {
  return {
    terraform: {
      required_providers: {
        azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
        azuread: { source: "hashicorp/azuread", version: "3.7.0" },
      },
    },
    provider: { azurerm: { features: [features] }, azuread: {} },
    data: { azurerm_client_config: { me: {} }, ...data },
    resource: {
      azurerm_resource_group: { main: { name: "keys", location: "West Europe" } },
      azurerm_key_vault: {
        main: {
          name: "orders",
          location: "${azurerm_resource_group.main.location}",
          resource_group_name: "${azurerm_resource_group.main.name}",
          tenant_id: "${data.azurerm_client_config.me.tenant_id}",
          sku_name: "standard",
          rbac_authorization_enabled: true,
          purge_protection_enabled: true,
          enabled_for_disk_encryption: true,
          ...vault,
        },
      },
      azurerm_key_vault_key: {
        main: {
          name: "aura",
          key_vault_id: "${azurerm_key_vault.main.id}",
          key_type: "RSA",
          key_size: 2048,
          key_opts: ["wrapKey", "unwrapKey"],
          rotation_policy: [{ automatic: [{ time_after_creation: "P365D" }] }],
          ...key,
        },
      },
      azuread_service_principal: { aura: { client_id: APPLICATION } },
      azurerm_role_assignment: {
        aura: {
          scope: "${azurerm_key_vault_key.main.resource_versionless_id}",
          role_definition_name: "Key Vault Crypto Service Encryption User",
          principal_id: "${azuread_service_principal.aura.object_id}",
          ...role,
        },
      },
      ...others,
    },
  };
}

/** The simulated Azure of a simulator that has one. */
export function azureOf({ clouds }: Simulator) {
  const { azure } = clouds;
  if (!azure) throw new Error("the simulator has no Azure");
  return azure.state;
}
