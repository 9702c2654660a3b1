import { valueOf } from "../../fact";
import type { AzureNode, LockNode, RoleAssignmentNode, VaultKeyNode } from "../../azure";
import { AURA_ROLE, mayBeAboutKeys } from "../../azure-roles";
import { isWideScope, scopeHolds } from "../../azure-scope";
import { OTHER_CLOUD_KINDS, type CmkModel, type NodeId } from "../../model";
import { hasUnknownKey, SIGN, speaksOfAura, unrelatedIn, usesUnseenKey, type Evidence } from "../signs";
import { keyOfIdentifier, vaultOfIdentifier, vaultOfResourceId } from "./ids";

/**
 * The vaults, keys, role assignments, service principals and locks of Azure without any sign of Aura. A sign is:
 * - a customer managed key that names the key, or any version of it;
 * - review metadata, which this library writes;
 * - a name: address, name or tag of the key, or address, name or tag of its vault;
 * - Aura's role on the key for an application, or, where something of Aura uses a key that cannot be determined, for anyone;
 * - that role on a key of another state, where it changes.
 *
 * The vault, the role assignments and the locks of a key belong to it, and the service principals to its role assignments. None is left
 * out while the key of a customer managed key is unknown.
 */
export function unrelatedInAzure(evidence: Evidence): readonly NodeId[] {
  return unrelatedIn(evidence, {
    nodesIn: ({ otherClouds }) => otherClouds.filter(isOfAzure),
    mayBeAny: (models) => models.some((model) => hasUnknownKey(model, "azure")),
    addRelated: (related, nodes) => addRelated(related, nodes, evidence),
  });
}

/** First the keys: whatever else is related belongs to one of them, or to its vault. */
function addRelated(related: Set<NodeId>, nodes: readonly AzureNode[], evidence: Evidence): void {
  const of = <K extends AzureNode["kind"]>(kind: K) =>
    nodes.filter((node): node is Extract<AzureNode, { kind: K }> => node.kind === kind);
  const [vaults, keys, roles] = [of("vault"), of("vault-key"), of("role-assignment")];
  const names = namesInRecords(evidence);
  const signed = new Set(
    vaults.filter((vault) => speaksOfAura(evidence, vault, valueOf(vault.vaultName))).map(({ id }) => id),
  );
  const granted = keysGranted(roles, evidence);
  for (const key of keys) {
    const isNamed = names.keys.has(keyOfIdentifier(valueOf(key.keyId) ?? ""));
    const isInSigned = key.vault !== undefined ? signed.has(key.vault) : SIGN.test(vaultNameOf(key) ?? "");
    const hasSign = isNamed || isInSigned || granted.has(key.id) || speaksOfAura(evidence, key, valueOf(key.keyName));
    if (hasSign) related.add(key.id);
  }
  const ofAura = keys.filter(({ id }) => related.has(id));
  const vaultNames = new Set<Name>([...names.vaults, ...ofAura.flatMap((key) => vaultNameOf(key) ?? [])]);
  const vaultIds = new Set([...signed, ...ofAura.flatMap(({ vault }) => vault ?? [])]);
  const auraVaults = vaults.filter(
    ({ id, vaultName }) => vaultIds.has(id) || vaultNames.has(valueOf(vaultName)?.toLowerCase()),
  );
  for (const { id } of auraVaults) related.add(id);
  const all = [...ofAura.map(({ scope }) => scope), ...auraVaults.map(({ vaultId }) => vaultId)];
  const scopes = all.flatMap((scope) => valueOf(scope)?.toLowerCase() ?? []);
  const seen = new Set(scopes.map(vaultOfResourceId));
  const places: Places = {
    ...{ related, vaultNames, keyNames: names.keys, hasKeys: ofAura.length > 0, scopes },
    isOpen: all.some((scope) => !scope.known) || [...names.vaults].some((name) => !seen.has(name)),
  };
  for (const role of roles) if (isOnPlaceOfAura(role, places, evidence)) related.add(role.id);
  const expected = new Set(evidence.expected.map((one) => one.toLowerCase()));
  const ofAuraRoles = roles.filter(({ id }) => related.has(id));
  const users = new Set(ofAuraRoles.flatMap(({ principal }) => principal ?? []));
  // One that was deleted outside Terraform is not there for a role to be linked to.
  const objectIds = new Set<Name>(ofAuraRoles.flatMap(({ principalId }) => valueOf(principalId)?.toLowerCase() ?? []));
  for (const principal of of("service-principal")) {
    const isExpected = expected.has(valueOf(principal.clientId) ?? "");
    const isUser = users.has(principal.id) || objectIds.has(valueOf(principal.objectId)?.toLowerCase());
    if (isUser || isExpected || speaksOfAura(evidence, principal)) related.add(principal.id);
  }
  for (const lock of of("lock")) if (locksPlaceOfAura(lock, places, evidence)) related.add(lock.id);
}

/** The keys and the vaults that the identifiers in customer managed keys name. */
function namesInRecords({ before, after }: Evidence): Readonly<Record<"keys" | "vaults", ReadonlySet<Name>>> {
  const identifiers = [...before, after].flatMap(({ records }) =>
    records.flatMap(({ keyArn }) => valueOf(keyArn) ?? []),
  );
  return {
    keys: new Set(identifiers.flatMap((identifier) => keyOfIdentifier(identifier) ?? [])),
    vaults: new Set(identifiers.flatMap((identifier) => vaultOfIdentifier(identifier) ?? [])),
  };
}

/** A name that may not be known. */
type Name = string | undefined;

/** The keys with Aura's role: a service of Azure has a managed identity, and no application that a directory shows. */
function keysGranted(roles: readonly RoleAssignmentNode[], evidence: Evidence): ReadonlySet<NodeId> {
  const isOpen = usesUnseenKey(evidence);
  const granted = roles.filter(
    ({ role, applicationId }) => valueOf(role) === AURA_ROLE && (isOpen || applicationId?.known),
  );
  return new Set(granted.flatMap(({ key }) => key ?? []));
}

/** Where the keys of Aura and their vaults are. */
interface Places {
  /** Those in the models. */
  readonly related: ReadonlySet<NodeId>;
  readonly hasKeys: boolean;
  /** Their resource ids, in lower case. */
  readonly scopes: readonly string[];
  /** Whether one of them is in a resource group that is not known: Azure has yet to name it, or only an identifier names it. */
  readonly isOpen: boolean;
  readonly vaultNames: ReadonlySet<Name>;
  /** What is common to the identifiers of all versions of a key. */
  readonly keyNames: ReadonlySet<Name>;
}

function isOnPlaceOfAura(node: RoleAssignmentNode, places: Places, evidence: Evidence): boolean {
  const { key, vault } = node;
  if (key !== undefined || vault !== undefined) return [key, vault].some((id) => places.related.has(id ?? ""));
  const scope = valueOf(node.scope)?.toLowerCase();
  if (scope !== undefined && vaultOfResourceId(scope) !== undefined)
    return isInVaultOfAura(scope, places) || isChangedOnUnseenKey(node, evidence);
  const role = valueOf(node.role);
  if (role !== undefined && !mayBeAboutKeys(role)) return false;
  if (scope === undefined) return places.hasKeys || speaksOfAura(evidence, node);
  return holdsPlaceOfAura(scope, places);
}

function holdsPlaceOfAura(scope: string, { scopes, isOpen }: Places): boolean {
  return scopes.some((one) => scopeHolds(scope, one) !== false) || (isOpen && isWideScope(scope));
}

/** Whose key an application's role is on, only a plan of that key shows; a new role takes nothing away. */
function isChangedOnUnseenKey({ id, role, applicationId }: RoleAssignmentNode, evidence: Evidence): boolean {
  const isForApplication = valueOf(role) === AURA_ROLE && applicationId?.known === true;
  return isForApplication && evidence.touched.has(id) && evidence.before.some((model) => hasNode(model, id));
}

/** A scope in a vault whose own id is not known yet. */
function isInVaultOfAura(scope: string, { scopes, vaultNames, keyNames }: Places): boolean {
  const vault = vaultOfResourceId(scope);
  const [, key] = /\/keys\/([^/]+)/.exec(scope) ?? [];
  if (key === undefined) return vaultNames.has(vault);
  return (
    scopes.some((one) => one === scope || scope.startsWith(`${one}/versions`)) ||
    keyNames.has(`https://${vault}.vault.azure.net/keys/${key}`)
  );
}

function locksPlaceOfAura(lock: LockNode, places: Places, evidence: Evidence): boolean {
  if (lock.vault !== undefined) return places.related.has(lock.vault);
  const scope = valueOf(lock.scope);
  return scope === undefined ? speaksOfAura(evidence, lock) : holdsPlaceOfAura(scope, places);
}

function hasNode({ otherClouds }: CmkModel, id: NodeId): boolean {
  return otherClouds.some((node) => node.id === id);
}

function isOfAzure(node: CmkModel["otherClouds"][number]): node is AzureNode {
  return OTHER_CLOUD_KINDS[node.kind] === "azure";
}

function vaultNameOf({ vaultId, keyId }: VaultKeyNode): string | undefined {
  return vaultOfIdentifier(valueOf(keyId) ?? "") ?? vaultOfResourceId(valueOf(vaultId) ?? "");
}

/** Kinds that are as frequent as what they belong to: without a sign of Aura they are not listed. */
export const ACCESSORIES: ReadonlySet<string> = new Set(["role-assignment", "service-principal", "lock"]);
