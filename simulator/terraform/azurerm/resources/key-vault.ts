import {
  error,
  isSet,
  ProviderError,
  UNKNOWN,
  warning,
  type Diagnostic,
  type ObjectValue,
  type Value,
} from "../../../../provider/plugin";
import type { AccessPolicy, VaultProperties } from "../../../azure/vaults";
import { checkRange } from "../../older-sdk";
import { blocks, type Azure } from "../azure";
import { undefinedIfNotFound } from "../client";
import { alreadyExists, type AzureKind, tagsOf } from "../kind";
import { RESOURCE_SCHEMAS } from "../schemas";

/** A vault as the resource manager answers it. */
export interface VaultAnswer {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: VaultProperties & { readonly vaultUri: string };
}

const NAME = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const RETENTION_IN_DAYS = { min: 7, max: 90 };
/** The two names of one flag: version 5 has the second one only. */
const RBAC = ["enable_rbac_authorization", "rbac_authorization_enabled"] as const;
const KINDS = ["certificate", "key", "secret", "storage"] as const;

/** `azurerm_key_vault` */
export const keyVault: AzureKind = {
  label: "Key Vault",
  schema: RESOURCE_SCHEMAS.azurerm_key_vault,
  validate,
  // The networks are the vault's own where the configuration says nothing.
  plan: (_draft, { config: { network_acls: acls }, prior }): ObjectValue =>
    Array.isArray(acls) && acls.length === 0 ? { network_acls: prior?.network_acls ?? UNKNOWN } : {},
  create: async (planned, azure) => {
    const { client, features, groupId, subscriptionId } = azure;
    const id = `${groupId(planned.resource_group_name)}/providers/Microsoft.KeyVault/vaults/${String(planned.name)}`;
    if (await undefinedIfNotFound(() => client.arm("GET", id))) throw alreadyExists("azurerm_key_vault", id);
    const deleted = deletedVaultId(subscriptionId, planned);
    const isDeleted = (await undefinedIfNotFound(() => client.arm<object>("GET", deleted))) !== undefined;
    if (isDeleted && !features.recoversVaults) throw optedOut(planned);
    await client.arm("PUT", id, {
      location: planned.location,
      tags: tagsOf(planned),
      properties: { ...propertiesOf(planned), ...(isDeleted && { createMode: "recover" }) },
    });
    return { id };
  },
  read: async ({ id }, { client }) => {
    const vault = await undefinedIfNotFound(() => client.arm<VaultAnswer>("GET", String(id)));
    return vault && attributesOf(vault);
  },
  update: async (planned, prior, { client }) => {
    const changes = changesOf(planned, prior);
    const label = `updating Key Vault "${String(prior.name)}"`;
    if (prior.purge_protection_enabled === true && "enablePurgeProtection" in changes) {
      const problem = "once Purge Protection has been Enabled it's not possible to disable it";
      throw new ProviderError(error(`${label}: ${problem}`, ""));
    }
    if ("softDeleteRetentionInDays" in changes) {
      const problem = "once `soft_delete_retention_days` has been configured it cannot be modified";
      throw new ProviderError(error(`${label}: ${problem}`, ""));
    }
    await client.arm("PATCH", String(prior.id), { properties: changes, tags: tagsOf(planned) });
  },
  delete: async (prior, { client, features, subscriptionId }) => {
    const id = String(prior.id);
    const vault = await undefinedIfNotFound(() => client.arm<VaultAnswer>("GET", id));
    if (!vault) return;
    await client.arm("DELETE", id);
    if (!features.purgesVaults || vault.properties.enablePurgeProtection) return;
    await client.arm("POST", `${deletedVaultId(subscriptionId, { ...prior, location: vault.location })}/purge`);
  },
  parseId: (id) => ({ id }),
};

function deletedVaultId(subscriptionId: string, { location, name }: ObjectValue): string {
  const place = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${String(location)}`;
  return `${place}/deletedVaults/${String(name)}`;
}

function optedOut({ name, location }: ObjectValue): ProviderError {
  const detail = `An existing soft-deleted Key Vault exists with the Name "${String(name)}" in the location "${String(location)}", however automatically recovering this KeyVault has been disabled via the "features" block.`;
  return new ProviderError(error("creating Key Vault: a soft-deleted one has its name", detail));
}

/** The attributes of a resource and of a data source. */
export function attributesOf({ id, name, location, tags, properties }: VaultAnswer): ObjectValue {
  const { networkAcls, enableRbacAuthorization: isRbac = false } = properties;
  const acls = {
    bypass: networkAcls?.bypass ?? "AzureServices",
    default_action: networkAcls?.defaultAction ?? "Allow",
    ip_rules: networkAcls?.ipRules?.map(({ value }) => value) ?? [],
    virtual_network_subnet_ids: networkAcls?.virtualNetworkRules?.map(({ id }) => id) ?? [],
  };
  return {
    ...{ name, location, tags, resource_group_name: /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "" },
    access_policy: properties.accessPolicies.map(policyAttributes),
    ...Object.fromEntries(RBAC.map((flag) => [flag, isRbac])),
    enabled_for_deployment: properties.enabledForDeployment ?? false,
    enabled_for_disk_encryption: properties.enabledForDiskEncryption ?? false,
    enabled_for_template_deployment: properties.enabledForTemplateDeployment ?? false,
    network_acls: [acls],
    public_network_access_enabled: properties.publicNetworkAccess !== "Disabled",
    purge_protection_enabled: properties.enablePurgeProtection ?? false,
    sku_name: properties.sku.name.toLowerCase(),
    soft_delete_retention_days: properties.softDeleteRetentionInDays,
    ...{ tenant_id: properties.tenantId, vault_uri: properties.vaultUri },
  };
}

function policyAttributes({ tenantId, objectId, permissions }: AccessPolicy): ObjectValue {
  return {
    ...{ application_id: "", object_id: objectId, tenant_id: tenantId },
    ...Object.fromEntries(KINDS.map((kind) => [`${kind}_permissions`, permissions[azureKind(kind)] ?? []])),
  };
}

function azureKind(kind: (typeof KINDS)[number]): string {
  return kind === "storage" ? kind : `${kind}s`;
}

function propertiesOf(planned: ObjectValue): object {
  const acls = blocks(planned.network_acls)[0];
  const isOn = (name: string) => planned[name] === true;
  return {
    tenantId: planned.tenant_id,
    sku: { family: "A", name: planned.sku_name },
    accessPolicies: blocks(planned.access_policy).map((policy) => ({
      ...{ tenantId: policy.tenant_id, objectId: policy.object_id },
      permissions: Object.fromEntries(KINDS.map((kind) => [azureKind(kind), policy[`${kind}_permissions`] ?? []])),
    })),
    enabledForDeployment: isOn("enabled_for_deployment"),
    enabledForDiskEncryption: isOn("enabled_for_disk_encryption"),
    enabledForTemplateDeployment: isOn("enabled_for_template_deployment"),
    enableRbacAuthorization: RBAC.some(isOn),
    publicNetworkAccess: planned.public_network_access_enabled === false ? "Disabled" : "Enabled",
    ...(isOn("purge_protection_enabled") && { enablePurgeProtection: true }),
    softDeleteRetentionInDays: planned.soft_delete_retention_days,
    ...(acls && { networkAcls: aclsOf(acls) }),
  };
}

function aclsOf({ bypass, default_action, ip_rules, virtual_network_subnet_ids }: ObjectValue): object {
  const texts = (value: Value | undefined) => (isSet(value) ? (value as readonly string[]) : []);
  return {
    ...{ bypass, defaultAction: default_action, ipRules: texts(ip_rules).map((value) => ({ value })) },
    virtualNetworkRules: texts(virtual_network_subnet_ids).map((id) => ({ id })),
  };
}

/** The properties that differ. Of the two names of the flag, the one that was changed counts. */
function changesOf(planned: ObjectValue, prior: ObjectValue): Readonly<Record<string, unknown>> {
  const flag = RBAC.find((name) => isSet(planned[name]) && planned[name] !== prior[name]);
  const after = { ...planned, ...(flag && Object.fromEntries(RBAC.map((name) => [name, planned[flag] ?? null]))) };
  const [before, now] = [propertiesOf(prior), propertiesOf(after)].map((one) => one as Record<string, unknown>);
  const changed = Object.entries(now ?? {}).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before?.[name]),
  );
  const isUnprotected = prior.purge_protection_enabled === true && planned.purge_protection_enabled !== true;
  return { ...Object.fromEntries(changed), ...(isUnprotected && { enablePurgeProtection: false }) };
}

function validate(config: ObjectValue): readonly Diagnostic[] {
  const { name, sku_name: sku, tenant_id: tenant } = config;
  const both = RBAC.every((flag) => isSet(config[flag]));
  return [
    ...(typeof name === "string" && !NAME.test(name)
      ? [error(`"name" may only contain alphanumeric characters and dashes and must be between 3-24 chars`, "", "name")]
      : []),
    ...(typeof sku === "string" && !["standard", "premium"].includes(sku)
      ? [error(`expected sku_name to be one of ["standard" "premium"], got ${sku}`, "", "sku_name")]
      : []),
    ...(typeof tenant === "string" && !UUID.test(tenant)
      ? [error(`expected "tenant_id" to be a valid UUID, got ${tenant}`, "", "tenant_id")]
      : []),
    ...checkRange(config, "soft_delete_retention_days", RETENTION_IN_DAYS),
    ...blocks(config.network_acls).flatMap((acls) => [
      ...oneOf(acls, "bypass", ["None", "AzureServices"]),
      ...oneOf(acls, "default_action", ["Allow", "Deny"]),
    ]),
    ...(both ? [error("Conflicting configuration arguments", `"${RBAC[0]}": conflicts with ${RBAC[1]}`, RBAC[0])] : []),
    ...(isSet(config[RBAC[0]]) && !both
      ? [
          warning(
            "Argument is deprecated",
            `This property has been renamed to \`${RBAC[1]}\` and will be removed in v5.0 of the provider`,
            RBAC[0],
          ),
        ]
      : []),
    ...(blocks(config.contact).length > 0
      ? [error("The simulator keeps no contacts of a vault", "Leave contact out.", "contact")]
      : []),
  ];
}

function oneOf(acls: ObjectValue, name: string, allowed: readonly string[]): readonly Diagnostic[] {
  const value = acls[name];
  if (typeof value !== "string" || allowed.includes(value)) return [];
  const quoted = allowed.map((one) => JSON.stringify(one)).join(" ");
  return [error(`expected network_acls.0.${name} to be one of [${quoted}], got ${value}`, "", "network_acls")];
}

/** The vault with an id, or why it cannot be used. */
export async function vaultWithId(id: string, { client }: Azure): Promise<VaultAnswer> {
  const vault = await undefinedIfNotFound(() => client.arm<VaultAnswer>("GET", id));
  if (vault) return vault;
  throw new ProviderError(error(`retrieving Key Vault "${id}": it was not found`, ""));
}
