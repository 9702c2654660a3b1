import type { OtherCloud } from "./limits";

/** The name of a vault. @see https://learn.microsoft.com/en-us/azure/key-vault/general/about-keys-secrets-certificates */
export const VAULT_NAME = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/;
/** The name of a key in a vault. */
export const VAULT_KEY_NAME = /^[0-9a-zA-Z-]{1,127}$/;
/** The name of a key ring of Google Cloud KMS, or of a key in it. */
export const CLOUD_KMS_NAME = /^[a-zA-Z0-9_-]{1,63}$/;
/** A region of Azure, as its API spells it. */
export const AZURE_REGION = /^[a-z]+[0-9]?$/;
/** A region of Google Cloud: no multi-region, and not `global`. */
export const GOOGLE_REGION = /^[a-z]+-[a-z]+[0-9]+$/;
/** A project of Google Cloud: its id, with a domain in front in old organizations, or its number. */
export const GOOGLE_PROJECT =
  /^(?:(?:[-a-z0-9]{1,63}\.)*[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?:)?(?:[0-9]{1,19}|[a-z][-a-z0-9]{4,28}[a-z0-9])$/;
/** A UUID: the id of an application, a tenant, a subscription or a principal of Azure. */
export const UUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
/** An e-mail address of a service account of Google Cloud, service agents included. */
export const SERVICE_ACCOUNT = /^[a-z0-9][-a-z0-9]{4,62}@[-a-z0-9.]{1,63}\.gserviceaccount\.com$/;

/** A version of a key in Azure Key Vault, by its identifier. */
export interface VaultKeyVersion {
  readonly vault: string;
  readonly key: string;
  readonly version: string;
}

/** A key of Google Cloud KMS, by its resource name. */
export interface CloudKmsKeyName {
  readonly project: string;
  readonly region: string;
  readonly keyRing: string;
  readonly key: string;
}

/** What is wrong with the identifier of a key. */
export interface IdentifierError {
  /** The fact, as a clause: "it names no version". */
  readonly error: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Clouds of Azure beside the public one: Aura runs in none of them. */
const OTHER_AZURE_CLOUD = /\.vault\.(?:azure\.cn|usgovcloudapi\.net|microsoftazure\.de)$/i;

/**
 * Reads the identifier of a version of a key in Azure Key Vault, and says of each wrong form what it is.
 * @see https://learn.microsoft.com/en-us/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning
 */
export function parseVaultKeyId(text: string): VaultKeyVersion | IdentifierError {
  const copy = "register `id` of `azurerm_key_vault_key`";
  if (/^arn:/.test(text)) return { error: "it is an ARN of AWS", fix: copy };
  if (/^projects\//.test(text)) return { error: "it is a key of Google Cloud", fix: copy };
  if (/^\/subscriptions\//i.test(text)) return { error: "it is a resource id of Azure Resource Manager", fix: copy };
  const [, scheme = "", host = "", path = ""] = /^([a-z]+):\/\/([^/]*)(\/.*)?$/i.exec(text) ?? [];
  if (scheme === "") return { error: "it is no identifier of a key", fix: copy };
  if (scheme !== "https") return { error: `it begins with ${scheme}://`, fix: "write https://" };
  if (/:\d+$/.test(host)) return { error: "it has a port", fix: "leave the port out" };
  if (/\.managedhsm\.azure\.net$/i.test(host))
    return { error: "it is a key of a Managed HSM, which Aura does not document", fix: "use a key of a vault" };
  if (OTHER_AZURE_CLOUD.test(host))
    return { error: "it is in another cloud of Azure than the public one", fix: "use a vault of the public cloud" };
  const vault = /^(.+)\.vault\.azure\.net$/.exec(host)?.[1];
  if (vault === undefined || !VAULT_NAME.test(vault)) return { error: `${host} is no vault`, fix: copy };
  const [, kind = "", ...parts] = path.split("/");
  if (kind !== "keys") return { error: kind === "" ? "it names no key" : `it is of ${kind}, not of keys`, fix: copy };
  const [key = "", version, ...more] = parts;
  if (!VAULT_KEY_NAME.test(key)) return { error: "it names no key", fix: copy };
  if (version === undefined) return { error: "it names no version, and to Azure that is another key", fix: copy };
  if (version === "" || more.length > 0)
    return { error: "it ends with a slash or with more than a version", fix: copy };
  if (!/^[0-9a-f]{32}$/.test(version))
    return { error: "its version is not 32 hexadecimal digits in lower case", fix: copy };
  return { vault, key, version };
}

/**
 * Reads the resource name of a key of Google Cloud KMS, and says of each wrong form what it is.
 * @see https://cloud.google.com/kms/docs/getting-resource-ids
 */
export function parseCloudKmsKeyName(text: string): CloudKmsKeyName | IdentifierError {
  const copy = "register `id` of `google_kms_crypto_key`";
  if (/^arn:/.test(text)) return { error: "it is an ARN of AWS", fix: copy };
  if (/^https:\/\/[^/]+\.vault\./.test(text)) return { error: "it is a key of Azure", fix: copy };
  if (/^(?:https?:)?\/\//.test(text)) return { error: "it is a URL", fix: copy };
  const parts = text.split("/");
  const [projects, project = "", locations, region = "", keyRings, keyRing = "", cryptoKeys, key = "", ...more] = parts;
  if (projects !== "projects" || locations !== "locations" || keyRings !== "keyRings")
    return { error: "it is no resource name of a key", fix: copy };
  if (cryptoKeys === undefined) return { error: "it is a key ring, and names no key", fix: copy };
  if (cryptoKeys !== "cryptoKeys" || !CLOUD_KMS_NAME.test(key)) return { error: "it names no key", fix: copy };
  if (more[0] === "cryptoKeyVersions")
    return {
      error: "it is a version, which stays behind at the next rotation",
      fix: "leave out /cryptoKeyVersions/ and what follows",
    };
  if (more.length > 0) return { error: "it ends with a slash or with more than a key", fix: copy };
  if (!GOOGLE_PROJECT.test(project)) return { error: `${project} is no project of Google Cloud`, fix: copy };
  if (!GOOGLE_REGION.test(region))
    return {
      error: `its key ring is in ${region}, which is no region`,
      fix: "use a key ring in the region of the instance",
    };
  if (!CLOUD_KMS_NAME.test(keyRing)) return { error: "it names no key ring", fix: copy };
  return { project, region, keyRing, key };
}

/** The cloud, other than AWS, whose keys have such an identifier, well formed or not. */
export function cloudOfIdentifier(text: string): OtherCloud | undefined {
  if (/^https:\/\/[^/]+\.(?:vault|managedhsm)\./i.test(text)) return "azure";
  return /^projects\/[^/]+\/locations\//.test(text) ? "gcp" : undefined;
}

/** A location of Azure as its API spells it: `westeurope` for "West Europe". */
export function normalizedLocation(location: string): string {
  return location.replace(/\s/g, "").toLowerCase();
}
