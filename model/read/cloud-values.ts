import { isDeepStrictEqual } from "node:util";
import type { VaultKeyRotation } from "../azure";
import { mapFact } from "../fact";
import type { RoleBinding } from "../google";
import type {
  LiveCloudObject,
  LiveCryptoKey,
  LiveKeyRing,
  LiveRoleAssignment,
  LiveServicePrincipal,
  LiveVault,
  LiveVaultKey,
  VaultKeyDescription,
} from "../live-clouds";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { KEY_ENABLED } from "./azure/nodes";
import { facts, type LiveValues } from "./account-values";

/*
 * What is in Azure and Google Cloud, as the attributes of resources: what the providers would read.
 */

/** The types of resource that objects would have been made by. */
export const TYPE_OF_OBJECT = {
  vault: "azurerm_key_vault",
  "vault-key": "azurerm_key_vault_key",
  "service-principal": "azuread_service_principal",
  "key-ring": "google_kms_key_ring",
  "crypto-key": "google_kms_crypto_key",
} as const satisfies Readonly<Record<LiveCloudObject["kind"], string>>;

/**
 * An object as its provider would read it.
 * @param written the attributes of the resource that is expected, where one is
 */
export function cloudValues(found: LiveCloudObject, written: JsonObject = {}): LiveValues {
  switch (found.kind) {
    case "vault":
      return sure(vaultValues(found, written));
    case "vault-key":
      return vaultKeyValues(found);
    case "service-principal":
      return sure(principalValues(found));
    case "key-ring":
      return sure(ringValues(found));
    case "crypto-key":
      return cryptoKeyValues(found);
  }
}

function vaultValues(vault: LiveVault, written: JsonObject): JsonObject {
  const { id, name, location, tenantId, sku, rbac, purgeProtection, retentionInDays, diskEncryption, network } = vault;
  const { publicAccess, rules } = network;
  return {
    ...{ id, name, location, tenant_id: tenantId, sku_name: sku },
    // Its former name, where the provider has both.
    ...("enable_rbac_authorization" in written && { enable_rbac_authorization: rbac }),
    ...(("rbac_authorization_enabled" in written || !("enable_rbac_authorization" in written)) && {
      rbac_authorization_enabled: rbac,
    }),
    ...{ purge_protection_enabled: purgeProtection, enabled_for_disk_encryption: diskEncryption },
    ...(retentionInDays !== undefined && { soft_delete_retention_days: retentionInDays }),
    public_network_access_enabled: publicAccess,
    network_acls: rules ? [{ bypass: rules.bypass, default_action: rules.defaultAction }] : [],
  };
}

function vaultKeyValues({ id, name, vaultId, description, rotation }: LiveVaultKey): LiveValues {
  const place =
    vaultId === undefined ? {} : { key_vault_id: vaultId, resource_versionless_id: `${vaultId}/keys/${name}` };
  const of = <T>(read: (found: VaultKeyDescription) => T) => mapFact(description, read);
  return facts({ id, name, ...place }, [
    ["key_type", of(({ type }) => type)],
    ["key_size", of(({ sizeInBits }) => sizeInBits)],
    ["key_opts", of(({ operations }) => operations)],
    [KEY_ENABLED, of(({ enabled }) => enabled)],
    ["expiration_date", of(({ expires }) => expires)],
    ["not_before_date", of(({ notBefore }) => notBefore)],
    ["rotation_policy", mapFact(rotation, (policy) => (policy ? [rotationBlock(policy)] : []))],
  ]);
}

function rotationBlock({ timeAfterCreation, timeBeforeExpiry, expireAfter }: VaultKeyRotation): JsonObject {
  const automatic = { time_after_creation: timeAfterCreation ?? null, time_before_expiry: timeBeforeExpiry ?? null };
  return { automatic: [automatic], expire_after: expireAfter ?? null };
}

function principalValues({ objectId, applicationId, enabled }: LiveServicePrincipal): JsonObject {
  return { object_id: objectId, client_id: applicationId, account_enabled: enabled };
}

function ringValues({ id }: LiveKeyRing): JsonObject {
  const [, project, , location, , name] = id.split("/");
  return { id, name, location, project };
}

function cryptoKeyValues({ id, description }: LiveCryptoKey): LiveValues {
  const [ring = "", name = ""] = id.split("/cryptoKeys/");
  const known = { id, name, key_ring: ring };
  if (!description.known) return { values: known, unread: { purpose: description.reason } };
  const { purpose, rotationPeriod, destroyScheduledDuration, importOnly, backend, primary } = description.value;
  const { algorithm, protectionLevel } = description.value;
  return sure({
    ...{ ...known, purpose, rotation_period: rotationPeriod ?? null, import_only: importOnly },
    ...(destroyScheduledDuration !== undefined && { destroy_scheduled_duration: destroyScheduledDuration }),
    ...(backend !== undefined && { crypto_key_backend: backend }),
    version_template: [{ algorithm: algorithm ?? "", protection_level: protectionLevel ?? "SOFTWARE" }],
    primary: primary ? [{ name: primary.id, state: primary.state }] : [],
  });
}

/**
 * A role assignment as the provider would read it.
 * @param assignment what Azure shows
 */
export function assignmentValues({
  id,
  scope,
  roleDefinitionId,
  principalId,
  condition,
}: LiveRoleAssignment): JsonObject {
  return {
    ...{ id, scope, role_definition_id: roleDefinitionId, principal_id: principalId, condition: condition ?? null },
  };
}

function sure(values: JsonObject): LiveValues {
  return { values, unread: {} };
}

/** Attributes of which only a part counts, or that can be written in several ways: what of them does count. */
const MEANING: Readonly<Record<string, (value: unknown) => unknown>> = {
  location: (value) => textOf(value)?.replaceAll(" ", "").toLowerCase(),
  network_acls: (value) => partOf(value, "bypass", "default_action"),
  rotation_policy: (value) => [
    partOf(value, "expire_after"),
    partOf(firstOf(value)["automatic"], "time_after_creation", "time_before_expiry"),
  ],
  version_template: (value) => partOf(value, "protection_level"),
  // It moves with each rotation.
  primary: (value) => partOf(value, "state"),
  policy_data: (value) => (typeof value === "string" ? bindingsIn(value) : value),
};
/** Azure does not tell upper from lower case in ids. */
const IDS: ReadonlySet<string> = new Set([
  ...["id", "tenant_id", "key_vault_id", "resource_versionless_id", "scope", "role_definition_id", "principal_id"],
  ...["object_id", "client_id", "sku_name"],
]);
/** Times are written with or without what is less than a second. */
const TIMES: ReadonlySet<string> = new Set(["expiration_date", "not_before_date"]);

/**
 * Whether two values of an attribute mean the same to Azure or Google Cloud.
 * @param type of the resource
 * @param name of the attribute
 */
export function isSameInCloud(type: string, name: string, expected: unknown, found: unknown): boolean {
  const isAzure = /^azure(rm|ad)_/.test(type);
  if (!isAzure && !type.startsWith("google_")) return false;
  const meaning = MEANING[name];
  if (meaning) return isDeepStrictEqual(meaning(expected), meaning(found));
  // The provider of Azure writes an empty text for what is not set.
  if (isAzure && !(expected || found)) return true;
  if (typeof expected !== "string" || typeof found !== "string") return false;
  if (isAzure && IDS.has(name)) return bareId(name, expected) === bareId(name, found);
  return TIMES.has(name) && Date.parse(expected) === Date.parse(found);
}

/** The provider writes the definition of a role with the subscription in front, or without. */
function bareId(name: string, id: string): string {
  const isShort = name === "role_definition_id" || name === "principal_id" || name === "object_id";
  return (isShort ? (id.split("/").at(-1) ?? id) : id).toLowerCase();
}

function firstOf(value: unknown): JsonObject {
  return objectOf(Array.isArray(value) ? value[0] : value);
}

function partOf(value: unknown, ...names: readonly string[]): readonly unknown[] {
  const block = firstOf(value);
  return names.map((name) => block[name] || null);
}

/** The bindings of a policy as text, in an order of their own. */
function bindingsIn(text: string): unknown {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return text;
  }
  return listOf(objectOf(policy)["bindings"])
    .filter(isObject)
    .map(({ role, members, condition }) =>
      JSON.stringify([
        role,
        textsOf(members)
          .map((member) => member.toLowerCase())
          .sort(),
        objectOf(condition)["expression"] ?? null,
      ]),
    )
    .sort();
}

/** A policy as text, as the provider has it. */
export function policyData(bindings: readonly RoleBinding[]): string {
  return JSON.stringify({
    bindings: bindings.map(({ role, members, condition }) => ({
      ...{ role, members },
      ...(condition !== undefined && { condition: { expression: condition } }),
    })),
  });
}
