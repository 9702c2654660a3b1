import type { RoleAssignmentNode, VaultKeyNode, VaultNode } from "../../model/azure";
import { powerOf } from "../../model/azure-roles";
import { isWideScope, scopeHolds } from "../../model/azure-scope";
import { valueOf } from "../../model/fact";
import type { CmkModel } from "../../model/model";
import type { RolePower } from "../../model/role-power";
import { memoize } from "../../util/memoize";
import type { ModelIndex } from "../rule";

/** An answer that may have to wait for a value. */
export type Answer = "yes" | "no" | "unknown";

const nodesIn = memoize(({ otherClouds }: CmkModel) => ({
  keys: otherClouds.filter((node) => node.kind === "vault-key"),
  vaults: new Map(otherClouds.flatMap((node) => (node.kind === "vault" ? [[node.id, node] as const] : []))),
  roles: otherClouds.filter((node) => node.kind === "role-assignment"),
  disabled: new Set(
    otherClouds.flatMap((node) =>
      node.kind === "service-principal" && valueOf(node.enabled) === false ? [node.id] : [],
    ),
  ),
}));

/** The keys of Azure in a model. */
export function vaultKeysIn({ model }: ModelIndex): readonly VaultKeyNode[] {
  return nodesIn(model).keys;
}

/** The vault of a key, where it is in the model. */
export function vaultOf({ vault }: Pick<VaultKeyNode, "vault">, { model }: ModelIndex): VaultNode | undefined {
  return vault === undefined ? undefined : nodesIn(model).vaults.get(vault);
}

/** A role assignment that is, or may be, one on a key. */
export interface RoleOnKey {
  readonly assignment: RoleAssignmentNode;
  /** Whether it is on the key, or on what holds it. */
  readonly covers: "yes" | "unknown";
  /** What the role can do to the key; undefined where that is not known. */
  readonly power: RolePower | undefined;
  /** Whether its principal is disabled. */
  readonly isDisabled: boolean;
}

/**
 * The role assignments that hold on a key: those on it, and on what holds it, which it inherits.
 * @param key the key
 * @param index the model that both are in
 */
export function rolesOn(key: VaultKeyNode, index: ModelIndex): readonly RoleOnKey[] {
  const { roles, disabled } = nodesIn(index.model);
  return roles.flatMap((assignment) => {
    const covers = coversKey(assignment, key, index);
    const isDisabled = assignment.principal !== undefined && disabled.has(assignment.principal);
    return covers === "no" ? [] : [{ assignment, covers, power: powerIn(assignment), isDisabled }];
  });
}

/** The keys that a role assignment is on, or may be. */
export function keysUnder(assignment: RoleAssignmentNode, index: ModelIndex): readonly VaultKeyNode[] {
  return nodesIn(index.model).keys.filter((key) => coversKey(assignment, key, index) !== "no");
}

/** What the role of an assignment can do to a key; undefined where that is not known. */
export function powerIn({ role }: RoleAssignmentNode): RolePower | undefined {
  return role.known ? powerOf(role.value) : undefined;
}

/** Whether an assignment is on a key or on what holds it. */
function coversKey(assignment: RoleAssignmentNode, key: VaultKeyNode, index: ModelIndex): Answer {
  if (assignment.scopeFlaw === "identifier") return "no";
  if (assignment.key !== undefined)
    return assignment.key !== key.id ? "no" : assignment.scopeFlaw === "version" ? "unknown" : "yes";
  if (assignment.vault !== undefined && key.vault !== undefined) return assignment.vault === key.vault ? "yes" : "no";
  const scope = valueOf(assignment.scope)?.toLowerCase();
  if (scope === undefined) return "unknown";
  const vault = vaultOf(key, index);
  const known = (valueOf(key.scope) ?? withKey(vault && valueOf(vault.vaultId), key))?.toLowerCase();
  const held = known === undefined ? undefined : scopeHolds(scope, known);
  if (held !== undefined) return held ? "yes" : "no";
  // Of a vault that Azure has yet to name, its name is known.
  const [, vaultName, keyName] = /\/vaults\/([^/]+)(?:\/keys\/([^/]+))?$/.exec(scope) ?? [];
  if (vaultName === undefined) return isWideScope(scope) ? "unknown" : "no";
  const isVault = vaultName === valueOf(vault?.vaultName)?.toLowerCase();
  return isVault && (keyName === undefined || keyName === valueOf(key.keyName)?.toLowerCase()) ? "yes" : "no";
}

function withKey(vaultId: string | undefined, { keyName }: VaultKeyNode): string | undefined {
  const name = valueOf(keyName);
  return vaultId === undefined || name === undefined ? undefined : `${vaultId}/keys/${name}`;
}

/**
 * Whether an assignment is for one of the applications.
 * @param applications their ids
 */
export function isFor({ applicationId, principalId }: RoleAssignmentNode, applications: readonly string[]): Answer {
  // An application is no principal: it has one in each tenant, with an id of its own.
  if (principalId.known && applications.some((one) => one.toLowerCase() === principalId.value.toLowerCase()))
    return "no";
  if (!applicationId?.known) return "unknown";
  return applications.some((one) => one.toLowerCase() === applicationId.value.toLowerCase()) ? "yes" : "no";
}

/** Whether a role lets its principal use the key: nothing narrows it. */
export function letsUse({ assignment, covers, power, isDisabled }: RoleOnKey): Answer {
  if (isDisabled || power === "none" || power === "grant" || power === "delete") return "no";
  const { condition } = assignment;
  if (condition.known && condition.value !== undefined) return "no";
  return covers === "yes" && power !== undefined && condition.known ? "yes" : "unknown";
}

/**
 * The assignments that may be Aura's on a key: those of the application that is expected, or, where none is, of any application, as long as
 * they are for using keys.
 * @param applications the applications that are expected; undefined where none are
 */
export function aurasRoles(
  roles: readonly RoleOnKey[],
  applications: readonly string[] | undefined,
): readonly RoleOnKey[] {
  if (applications) return roles.filter(({ assignment }) => isFor(assignment, applications) !== "no");
  return roles.filter(({ power, assignment }) => power !== "manage" || assignment.applicationId?.known === true);
}

/** The applications that are expected on any of the keys; undefined where none are configured for one of them. */
export function expectedOn(keys: readonly VaultKeyNode[]): readonly string[] | undefined {
  const all = keys.map(({ expectedPrincipals }) => expectedPrincipals);
  return all.length === 0 || all.includes(undefined) ? undefined : all.flatMap((some) => some ?? []);
}

/** The name of a principal for people: its application, or its object id. */
export function principalText({ applicationId, principalId }: RoleAssignmentNode): string {
  if (applicationId?.known) return `application ${applicationId.value}`;
  return principalId.known ? `principal ${principalId.value}` : "a principal that is known only at apply";
}

/** Whether an assignment may be Aura's on a key: it lets its principal use it, and nothing says that this is another one. */
export function mayBeAuras(assignment: RoleAssignmentNode, key: VaultKeyNode, index: ModelIndex): boolean {
  const role = rolesOn(key, index).find((one) => one.assignment.id === assignment.id);
  return role !== undefined && letsUse(role) !== "no" && aurasRoles([role], key.expectedPrincipals).length > 0;
}
