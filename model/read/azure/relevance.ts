import { valueOf } from "../../fact";
import type { AzureNode, RoleAssignmentNode, VaultKeyNode } from "../../azure";
import { AURA_ROLE, powerOf } from "../../azure-roles";
import { OTHER_CLOUD_KINDS, type CmkModel, type NodeId } from "../../model";
import { UUID } from "../../key-identifiers";
import { SIGN, usesUnknownKey, type Evidence } from "../relevance";
import { keyOfIdentifier, vaultOfIdentifier, vaultOfResourceId } from "./ids";

/**
 * The vaults, keys, role assignments, service principals and locks of Azure without any sign of Aura. A sign is:
 * - a customer managed key that names the key, or any version of it;
 * - review metadata, which this library writes;
 * - a name: address, name or tag of the key, or address, name or tag of its vault;
 * - Aura's role on the key for an application, or, where something of Aura uses a key that cannot be determined, for anyone.
 *
 * The vault, the role assignments and the locks of a key belong to it, and the service principals to its role assignments. None is left
 * out while the key of a customer managed key is unknown.
 */
export function unrelatedInAzure(evidence: Evidence): ReadonlySet<NodeId> {
  const { before, after, inMetadata, texts, expected, hasOtherAura } = evidence;
  const models = [...before, after];
  const nodes = models.flatMap(({ otherClouds }) => otherClouds.filter(isOfAzure));
  if (nodes.length === 0) return new Set();
  const records = models.flatMap((model) => model.records);
  if (records.some(({ key, keyArn }) => key === undefined && !keyArn.known)) return new Set();
  const identifiers = records.flatMap(({ keyArn }) => valueOf(keyArn) ?? []);
  const named = {
    nodes: new Set(records.flatMap(({ key }) => key ?? [])),
    keys: new Set(identifiers.flatMap((identifier) => keyOfIdentifier(identifier) ?? [])),
    vaults: new Set(identifiers.flatMap((identifier) => vaultOfIdentifier(identifier) ?? [])),
  };
  const hasName = ({ id }: AzureNode, ...names: readonly (string | undefined)[]): boolean =>
    inMetadata.has(id) ||
    SIGN.test(id) ||
    names.some((name) => SIGN.test(name ?? "")) ||
    SIGN.test(texts.get(id) ?? "");
  const of = <K extends AzureNode["kind"]>(kind: K) =>
    nodes.filter((node): node is Extract<AzureNode, { kind: K }> => node.kind === kind);
  const [vaults, keys, roles, principals, locks] = [
    ...([of("vault"), of("vault-key"), of("role-assignment"), of("service-principal"), of("lock")] as const),
  ];
  const related = new Set<NodeId>();
  // A service of Azure has a managed identity, and no application that a directory shows.
  const isOpen = hasOtherAura || models.some(usesUnknownKey);
  const granted = roles.filter(
    ({ role, applicationId }) => valueOf(role) === AURA_ROLE && (isOpen || applicationId?.known),
  );
  const isGranted = ({ id }: VaultKeyNode): boolean => granted.some(({ key }) => key === id);
  const signedVaults = new Set(vaults.filter((vault) => hasName(vault, valueOf(vault.vaultName))).map(({ id }) => id));
  for (const key of keys) {
    const identifier = keyOfIdentifier(valueOf(key.keyId) ?? "");
    const isNamed = named.nodes.has(key.id) || (identifier !== undefined && named.keys.has(identifier));
    const isInSigned = key.vault !== undefined ? signedVaults.has(key.vault) : SIGN.test(vaultNameOf(key) ?? "");
    if (isNamed || isInSigned || hasName(key, valueOf(key.keyName)) || isGranted(key)) related.add(key.id);
  }
  const ofAura = keys.filter(({ id }) => related.has(id));
  const [auraVaults, auraVaultNames] = [
    new Set([...signedVaults, ...ofAura.flatMap(({ vault }) => vault ?? [])]),
    new Set([...named.vaults, ...ofAura.flatMap((key) => vaultNameOf(key) ?? [])]),
  ];
  for (const vault of vaults) {
    const name = valueOf(vault.vaultName)?.toLowerCase();
    if (auraVaults.has(vault.id) || (name !== undefined && auraVaultNames.has(name))) {
      related.add(vault.id);
      auraVaults.add(vault.id);
    }
  }
  const scopes = [
    ...ofAura.flatMap(({ scope }) => valueOf(scope) ?? []),
    ...vaults.flatMap(({ id, vaultId }) => (auraVaults.has(id) ? (valueOf(vaultId) ?? []) : [])),
  ].map((scope) => scope.toLowerCase());
  const isOfAura = (node: RoleAssignmentNode): boolean => {
    if ((node.key !== undefined && related.has(node.key)) || (node.vault !== undefined && related.has(node.vault)))
      return true;
    if (node.key !== undefined || node.vault !== undefined) return false;
    const scope = valueOf(node.scope)?.toLowerCase();
    const vault = vaultOfResourceId(scope ?? "");
    if (scope !== undefined && vault !== undefined) return isVaultScope(scope, vault);
    if (!mayTouchKeys(node)) return false;
    if (scope === undefined) return ofAura.length > 0 || hasName(node);
    return scopes.some((one) => one.startsWith(`${scope}/`));
  };
  /** A scope in a vault whose own id is not known yet. */
  const isVaultScope = (scope: string, vault: string): boolean => {
    const [, key] = /\/keys\/([^/]+)/.exec(scope) ?? [];
    if (key === undefined) return auraVaultNames.has(vault);
    return (
      scopes.some((one) => one === scope || scope.startsWith(`${one}/versions`)) ||
      named.keys.has(`https://${vault}.vault.azure.net/keys/${key}`)
    );
  };
  for (const role of roles) if (isOfAura(role)) related.add(role.id);
  const applications = new Set(expected.map((one) => one.toLowerCase()));
  const users = new Set(roles.flatMap(({ id, principal }) => (related.has(id) ? (principal ?? []) : [])));
  for (const principal of principals) {
    const isExpected = applications.has(valueOf(principal.clientId) ?? "");
    if (users.has(principal.id) || isExpected || hasName(principal)) related.add(principal.id);
  }
  for (const lock of locks) {
    const scope = valueOf(lock.scope)?.toLowerCase();
    const covers =
      lock.vault === undefined
        ? scope !== undefined && scopes.some((one) => isAtOrAbove(scope, one))
        : related.has(lock.vault);
    if (covers || (scope === undefined && lock.vault === undefined && hasName(lock))) related.add(lock.id);
  }
  return new Set(nodes.map(({ id }) => id).filter((id) => !related.has(id)));
}

function isOfAzure(node: CmkModel["otherClouds"][number]): node is AzureNode {
  return OTHER_CLOUD_KINDS[node.kind] === "azure";
}

function isAtOrAbove(scope: string, other: string): boolean {
  return other === scope || other.startsWith(`${scope}/`);
}

function vaultNameOf({ vaultId, keyId }: VaultKeyNode): string | undefined {
  return vaultOfIdentifier(valueOf(keyId) ?? "") ?? vaultOfResourceId(valueOf(vaultId) ?? "");
}

/** Whether a role on what holds a vault may be one on its keys: most are on storage, networks and machines, and their names say so. */
function mayTouchKeys({ role }: RoleAssignmentNode): boolean {
  if (!role.known) return true;
  return (
    (powerOf(role.value) ?? (UUID.test(role.value) ? "use" : "none")) !== "none" ||
    /key ?vault|crypto/i.test(role.value)
  );
}

/** Kinds that are as frequent as what they belong to: without a sign of Aura they are not listed. */
export const ACCESSORIES: ReadonlySet<string> = new Set(["role-assignment", "service-principal", "lock"]);
