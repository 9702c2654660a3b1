import { textOf } from "../../../util/json";
import type { OtherType } from "../other-type";

const isDeleted = (actions: readonly string[]): boolean => actions.includes("delete");
/** What is about vaults, or about roles. */
const ABOUT_VAULTS = /Microsoft\.KeyVault|Microsoft\.Authorization|roleAssignments|az keyvault|AzKeyVault/i;

/** What can touch a key of Aura in Azure and is not judged. */
export const OTHER_AZURE_TYPES: readonly OtherType[] = [
  {
    types: /^azurerm_key_vault_access_policy$/,
    why: "it gives access to keys where the vault goes by access policies",
  },
  {
    types: /^azurerm_key_vault_managed_hardware_security_module/,
    why: "keys of a Managed HSM are not read",
  },
  {
    types: /^azuread_(application|service_principal_\w+)$/,
    why: "without its application a service principal loses its roles",
  },
  {
    types: /^azurerm_resource_group$/,
    why: "its vaults are deleted with it, and with them their keys",
    matters: ({ actions, before, values }, around) =>
      isDeleted(actions) && around.holdsVault() && around.holdsVault(textOf((before ?? values)["id"]) ?? ""),
  },
  {
    types: /^azurerm_subscription$/,
    why: "a subscription that is cancelled takes its vaults with it",
    matters: ({ before }, around) => around.holdsVault() && before !== undefined,
  },
  {
    types: /^azurerm_role_definition$/,
    why: "it changes what a role allows",
    matters: ({ actions, text }, around) =>
      around.holdsVault() && !actions.every((action) => action === "create") && /Microsoft\.KeyVault|"\*"/i.test(text),
  },
  {
    types: /^azurerm_(\w+_)?policy_(assignment|definition|set_definition)$/,
    why: "a policy can demand an expiry of keys, or deny changes of a vault",
    matters: ({ actions, text }, around) =>
      around.holdsVault() && !actions.every((action) => action === "delete") && /KeyVault|152b15f7/i.test(text),
  },
  {
    types: /^(azapi_\w+|azurerm_(\w+_)?template_deployment)$/,
    why: "it can change or delete a vault, a key or a role, past the azurerm provider",
    says: (text) => ABOUT_VAULTS.test(text),
    matters: (_, around) => around.holdsVault(),
  },
  {
    types:
      /^azurerm_(\w*virtual_machine(_scale_set)?_extension|resource_deployment_script_\w+|automation_runbook|container_group)$/,
    why: "it runs code that changes vaults, without a plan",
    says: (text) => ABOUT_VAULTS.test(text),
    matters: ({ actions }, around) => around.holdsVault() && !actions.every((action) => action === "delete"),
  },
];
