import { currentVersion, type KeyVersion, sizeOf, type VaultKey } from "../azure/keys";
import { AURA_ACTIONS } from "../azure/roles";
import { vaultId } from "../azure/scope";
import type { AzureState } from "../azure/state";
import type { Vault } from "../azure/vaults";
import type { Clock } from "../http/clock";
import type { Access, KeyErrorStatus, RegisteredKey } from "./key-access";
import type { Project } from "./options";
import { auraApplicationId, AZURE_ROLE } from "./other-clouds";

const KEY_ID = /^https:\/\/([^./]+)\.vault\.azure\.net\/keys\/([^/]+)\/([0-9a-f]{32})$/i;
const SIZES = [2048, 3072, 4096];
const OPERATIONS = ["wrapKey", "unwrapKey"];
/** Azure Storage looks for a new version once a day, and uses the one before until then. */
const OVERLAP_MS = 86_400_000;

/**
 * Whether Aura can use a key: what its documentation asks for, of the vault, the key and the role of its service principal.
 * @see https://neo4j.com/docs/aura/security/customer-managed-keys/
 */
export function accessToAzureKey(
  state: AzureState,
  clock: Clock,
  { key_id, region }: RegisteredKey,
  project: Project,
): Access {
  const applicationId = auraApplicationId(project);
  const [, vaultName = "", keyName = "", versionId = ""] = KEY_ID.exec(key_id) ?? [];
  const deleted = state.vaults.findDeleted(vaultName);
  if (deleted) return refused(deleted.changedAt, "the vault is deleted", "encryption key deleted");
  const vault = state.vaults.find(vaultName);
  const missing = "encryption key not found";
  if (!vault) return refused(0, "the vault does not exist", missing);
  if (vault.location !== region) {
    const text = `the vault is in region ${vault.location}, the customer managed key in ${region}`;
    return refused(vault.changedAt, text, missing);
  }
  const key = vault.keys.get(keyName.toLowerCase());
  if (!key) return refused(0, "the key does not exist", missing);
  if (key.deletedAt !== undefined) return refused(key.deletedAt, "the key is deleted", "encryption key deleted");
  if (!key.versions.some(({ id }) => id === versionId)) return refused(0, "the key has no such version", missing);

  const principal = state.directory.ofApplication(applicationId);
  const changes = [vault.changedAt, key.changedAt, state.directory.changedAt(applicationId)];
  const since = Math.max(...changes, principal ? state.assignments.changedAt(principal.id) : 0);
  const problems = [...vaultProblems(state, vault), ...keyProblems(key, clock.now())];
  if (problems.length > 0) return refused(Math.max(since, timeOfKey(key, clock.now())), problems.join("; "));
  if (!principal) return refused(since, `the tenant has no service principal of application ${applicationId}`);
  if (!principal.accountEnabled)
    return refused(since, `the service principal of application ${applicationId} is disabled`);
  const scope = `${vaultId(state.subscriptionId, vault)}/keys/${key.name}`;
  if (!AURA_ACTIONS.every((action) => state.assignments.isAllowed(principal.id, action, scope, true))) {
    return refused(
      since,
      `the service principal of application ${applicationId} does not have the role ${AZURE_ROLE} on the key`,
    );
  }
  return { usable: true, since };
}

function vaultProblems(state: AzureState, { properties }: Vault): readonly string[] {
  const { tenantId, networkAcls, publicNetworkAccess } = properties;
  const isClosed = publicNetworkAccess === "Disabled" || networkAcls?.defaultAction === "Deny";
  return [
    ...(tenantId.toLowerCase() === state.tenantId ? [] : ["the vault belongs to another tenant"]),
    ...(properties.enableRbacAuthorization ? [] : ["the vault uses access policies, not roles"]),
    ...(properties.enablePurgeProtection ? [] : ["the vault has no purge protection"]),
    ...(properties.enabledForDiskEncryption ? [] : ["the vault is not enabled for disk encryption"]),
    ...(isClosed && networkAcls?.bypass !== "AzureServices"
      ? ["the network of the vault does not let trusted services in"]
      : []),
  ];
}

function keyProblems(key: VaultKey, now: number): readonly string[] {
  const current = currentVersion(key);
  const before = key.versions.at(-2);
  const { material, operations } = current;
  const size = sizeOf(material);
  const lacking = OPERATIONS.filter((operation) => !operations.includes(operation));
  return [
    ...(size !== undefined && SIZES.includes(size) ? [] : [`the key is no RSA key: ${material.kty}`]),
    ...(lacking.length > 0 ? [`the key does not permit ${lacking.join(", ")}`] : []),
    ...versionProblems(current, now),
    ...(before && !before.enabled && now < current.createdAt + OVERLAP_MS
      ? ["the version before the current one was disabled less than a day after the rotation"]
      : []),
  ];
}

function versionProblems({ enabled, notBefore, expires }: KeyVersion, now: number): readonly string[] {
  return [
    ...(enabled ? [] : ["the key is disabled"]),
    ...(expires !== undefined && expires <= now ? ["the key has expired"] : []),
    ...(notBefore !== undefined && notBefore > now ? ["the key is not valid yet"] : []),
  ];
}

/** When the key expired, which nobody did. */
function timeOfKey(key: VaultKey, now: number): number {
  const { expires = 0 } = currentVersion(key);
  return expires <= now ? expires : 0;
}

function refused(since: number, because: string, status: KeyErrorStatus = "encryption key error"): Access {
  return { usable: false, since, because, status };
}
