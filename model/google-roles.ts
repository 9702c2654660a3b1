import type { RolePower } from "./role-power";

/** The roles that each of Aura's service accounts needs on a key. @see https://neo4j.com/docs/aura/security/customer-managed-keys/ */
export const AURA_ROLES = ["roles/cloudkms.cryptoKeyEncrypterDecrypter", "roles/cloudkms.viewer"] as const;

/** How many service accounts Aura has. */
export const AURA_SERVICE_ACCOUNTS = 3;

/** Primitive roles: they are made for whole projects. Each has two names. */
const MANAGE: ReadonlySet<string> = new Set(["roles/owner", "roles/editor", "roles/admin", "roles/writer"]);
const GRANT: ReadonlySet<string> = new Set([
  ...["roles/cloudkms.admin", "roles/iam.securityAdmin", "roles/resourcemanager.projectIamAdmin"],
]);
/** Roles that read what is known about a key, encrypt with it, or are for keys of another kind. */
const NONE =
  /^roles\/(?:viewer|reader|browser|iam\.securityReviewer|cloudkms\.(?:viewer|publicKeyViewer|cryptoKeyEncrypter(?:ViaDelegation)?|signer|verifier|signerVerifier|decapsulator|importer|protectedResourcesViewer|expertRaw\w+|autokeyUser|ekmConnectionsAdmin))$/;

/**
 * What a role can do to a key.
 * @returns undefined for a role that is not known: a role of the customer's own, or one that is not made for keys, may do anything
 */
export function powerOf(role: string): RolePower | undefined {
  if (MANAGE.has(role)) return "manage";
  if (GRANT.has(role)) return "grant";
  if (/^roles\/cloudkms\.(?:cryptoKey\w*Decrypter\w*|cryptoOperator)$/.test(role)) return "use";
  return NONE.test(role) ? "none" : undefined;
}
