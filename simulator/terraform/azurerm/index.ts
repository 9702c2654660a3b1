import { error, type ObservedCall, type Provider } from "../../../provider/plugin";
import { PROVIDER_SCHEMA as AZUREAD_SCHEMA } from "../azuread/schemas";
import { servicePrincipal, servicePrincipalData } from "../azuread/service-principal";
import { Azure } from "./azure";
import { DATA_SOURCES } from "./data-sources";
import { azureResourceOf, type AzureKind } from "./kind";
import { keyVault } from "./resources/key-vault";
import { keyVaultKey } from "./resources/key-vault-key";
import { managementLock } from "./resources/management-lock";
import { resourceGroup } from "./resources/resource-group";
import { roleAssignment } from "./resources/role-assignment";
import { PROVIDER_SCHEMA, type RESOURCE_SCHEMAS } from "./schemas";

const KINDS: Readonly<Record<keyof typeof RESOURCE_SCHEMAS, AzureKind>> = {
  azurerm_key_vault: keyVault,
  azurerm_key_vault_key: keyVaultKey,
  azurerm_management_lock: managementLock,
  azurerm_resource_group: resourceGroup,
  azurerm_role_assignment: roleAssignment,
};

/**
 * Substitutes for hashicorp/azurerm and hashicorp/azuread, against the simulator.
 * @param environment what the real providers would read from the process' environment
 * @param observe called for every call of Terraform
 */
export function azureStandIns(
  environment: Readonly<Record<string, string>>,
  observe?: (call: ObservedCall) => void,
): Readonly<Record<string, Provider<Azure>>> {
  const common = {
    configure: async (config) => Azure.of(config, environment),
    // The real providers are built on the older SDK and ask for this too.
    legacyTypeSystem: true,
    observe,
  } satisfies Partial<Provider<Azure>>;
  const resources = Object.entries(KINDS).map(([type, kind]) => [type, azureResourceOf(type, kind)]);
  return {
    azurerm: {
      ...{ schema: PROVIDER_SCHEMA, resources: Object.fromEntries(resources), dataSources: DATA_SOURCES },
      validate: ({ features }) =>
        Array.isArray(features) && features.length === 0
          ? [error("Insufficient features blocks", 'At least 1 "features" blocks are required.')]
          : [],
      ...common,
    },
    azuread: {
      schema: AZUREAD_SCHEMA,
      resources: { azuread_service_principal: azureResourceOf("azuread_service_principal", servicePrincipal) },
      dataSources: { azuread_service_principal: servicePrincipalData },
      ...common,
    },
  };
}
