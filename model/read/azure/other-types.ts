import { textOf } from "../../../util/json";
import type { OtherChange, OtherType } from "../other-type";
import type { Surroundings } from "../surroundings";

/** What is about vaults, about roles, or about all that a resource group or a deployment stack holds. */
const ABOUT_VAULTS =
  /Microsoft\.(?:KeyVault|Authorization)|Microsoft\.Resources\/(?:deployment|resourceGroup|subscriptions\/resourceGroup)|roleAssignments|servicePrincipals/i;
/**
 * How the Azure CLI, its PowerShell module and the APIs are called where they reach keys, vaults, roles or what holds them. A script that
 * fetches a secret is none of these.
 */
const CALLS_VAULTS =
  /az\s+(?:keyvault\s+(?!secret|certificate)|role\s|lock\s|group\s+delete|resource\s+(?:delete|update|patch)|rest\b|ad\s+(?:sp|app)\b|deployment\s)|-Az(?:KeyVault(?!Secret|Certificate)|RoleAssignment|ResourceLock|ResourceGroup\b|ADServicePrincipal|ADApplication)|Microsoft\.(?:KeyVault|Authorization)|vault\.azure\.net\/keys|KeyClient\b/i;
/** Constraints and effects on vaults and keys; built-in ones are named by a UUID alone. */
const BUILT_IN_POLICY = /\/policy(?:Set)?Definitions\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** What can touch a key of Aura in Azure and is not judged. */
export const OTHER_AZURE_TYPES: readonly OtherType[] = [
  {
    types: /^azurerm_key_vault_access_policy$/,
    why: "it gives access to keys where the vault goes by access policies",
    matters: (change, around) => around.isAbout(change) || reaches(change, around, "key_vault_id"),
  },
  {
    types: /^azurerm_key_vault_managed_hardware_security_module/,
    why: "keys of a Managed HSM are not read",
    matters: (change, around) => around.isAbout(change) || (around.holdsVault() && !isNew(change)),
  },
  {
    types: /^azurerm_pim_\w*role_assignment$/,
    why: "it gives roles for a time, which no rule judges",
    matters: (change, around) => around.isAbout(change) || reaches(change, around, "scope"),
  },
  {
    types: /^azurerm_(?:role_management_policy|blueprint_assignment|lighthouse_assignment)$/,
    why: "it changes who can get roles, or what they allow",
    matters: (change, around) => around.isAbout(change) || reaches(change, around, ...PLACES),
  },
  {
    types: /^azuread_(application(_registration)?|service_principal_\w+|conditional_access_policy)$/,
    why: "without its application a service principal loses its roles, and a policy can keep it out",
  },
  {
    types: /^msgraph_(resource|update_resource|resource_action|resource_collection)$/,
    why: "it can change or delete Aura's service principal, past the azuread provider",
    says: (text) => /servicePrincipals|applications/i.test(text),
    matters: (change, around) =>
      around.isAbout(change) || (around.holdsVault() && ["url", "resource_url", "api_url"].some(change.isUnknown)),
  },
  {
    types: /^azurerm_resource_group$/,
    why: "its vaults are deleted with it, and with them their keys",
    isHarmless: () => true,
    matters: ({ actions, before, values }, around) =>
      isDestroyed(actions) && around.holdsVault() && around.holdsVault(textOf((before ?? values)["id"]) ?? ""),
  },
  {
    types: /^azurerm_(?:subscription|management_group(?:_subscription_association)?)$/,
    why: "a subscription that is cancelled or moved takes its vaults with it, and inherits other roles and policies",
    isHarmless: () => true,
    matters: (change, around) => around.holdsVault() && !isNew(change),
  },
  {
    types: /^azurerm_role_definition$/,
    why: "it changes what a role allows",
    matters: (change, around) =>
      around.holdsVault() && !isNew(change) && /Microsoft\.(?:KeyVault|Authorization)|"\*"/i.test(change.text),
  },
  {
    types: /^azurerm_(\w+_)?policy_(assignment|definition|set_definition|remediation)$/,
    why: "a policy can demand an expiry of keys, or change or deny a vault",
    matters: (change, around) =>
      around.holdsVault() &&
      !isDeleted(change) &&
      (/KeyVault/i.test(change.text) ||
        ((BUILT_IN_POLICY.test(change.text) || change.isUnknown("policy_definition_id")) &&
          reaches(change, around, ...PLACES))),
  },
  {
    types: /^azurerm_network_security_perimeter\w*$/,
    why: "a perimeter decides who reaches its vaults, whatever their own network rules are",
    matters: (change, around) =>
      around.holdsVault() && (around.isAbout(change) || reaches(change, around, "resource_id")),
  },
  {
    types: /^azapi_\w+$/,
    why: "it can change or delete a vault, a key or a role, past the azurerm provider",
    matters: (change, around) => around.holdsVault() && (ABOUT_VAULTS.test(change.text) || change.isUnknown("type")),
  },
  {
    types: /^azurerm_(\w+_)?template_deployment$/,
    why: "it can change or delete a vault, a key or a role, past the azurerm provider",
    matters: (change, around) =>
      around.holdsVault() &&
      (ABOUT_VAULTS.test(change.text) ||
        /"complete"/i.test(change.text) ||
        textOf(change.values["template_spec_version_id"]) !== undefined ||
        ["template_content", "template_spec_version_id", "deployment_mode"].some(change.isUnknown)),
  },
  {
    types:
      /^azurerm_(\w*virtual_machine(_scale_set)?(_extension|_run_command)?|resource_deployment_script_\w+|automation_(runbook|webhook|job_schedule)|container_(group|app|app_job|registry_task)|logic_app_\w+|\w*function_app\w*|batch_\w+|data_factory_\w+)$/,
    why: "it runs code that changes vaults, without a plan",
    says: (text) => CALLS_VAULTS.test(text),
    matters: (change, around) => around.holdsVault() && !isDeleted(change),
  },
];

/** Where resources of Azure name what they are in. */
const PLACES = [
  ...["scope", "resource_id", "resource_group_id", "subscription_id", "management_group_id", "target_subscription_id"],
] as const;

/** Whether one of the arguments names a vault, or what holds one; where none says a place, it may be any. */
function reaches({ values, before, isUnknown }: OtherChange, around: Surroundings, ...names: string[]): boolean {
  if (!around.holdsVault()) return false;
  const places = names.flatMap((name) => [textOf(values[name]) ?? [], textOf(before?.[name]) ?? []].flat());
  return names.some(isUnknown) || places.length === 0 || places.some((place) => around.holdsVault(place));
}

function isDestroyed(actions: readonly string[]): boolean {
  return actions.includes("delete");
}

function isDeleted({ actions }: OtherChange): boolean {
  return isDestroyed(actions) && !actions.includes("create");
}

function isNew({ actions }: OtherChange): boolean {
  return actions.every((action) => action === "create");
}
