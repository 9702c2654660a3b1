import { valueOf, type Fact } from "../fact";
import type { RoleAssignmentNode } from "../azure";
import { roleOfDefinition } from "../azure-roles";
import type { KeyIamNode, RoleBinding } from "../google";
import type { Observed, Sought } from "../live";
import type {
  LiveCloudObject,
  LiveCryptoKey,
  LiveKeyRing,
  LiveKeyVersion,
  LiveLock,
  LiveRoleAssignment,
  LiveVault,
  LiveVaultKey,
} from "../live-clouds";
import type { CmkModel, NodeId, OtherCloudNode } from "../model";
import type { ResourceChange } from "../../terraform/plan/resource-change";
import { textOf, type JsonObject } from "../../util/json";
import type { LiveValues } from "./account-values";
import { endingVersions, unnamedUsers, unusableKey, unusableNewest } from "./cloud-remarks";
import { assignmentValues, cloudValues, policyData, TYPE_OF_OBJECT } from "./cloud-values";
import type { Gap } from "./types";

/** Something that was found, and that no resource names. */
export interface Unnamed {
  readonly type: string;
  readonly address: string;
  readonly name: string;
  readonly live: LiveValues;
  /** The object itself, where it is a key. */
  readonly key?: LiveCryptoKey | LiveVaultKey;
}

type Found = LiveValues | { readonly missing: string; readonly recovery?: Gap } | undefined;
type Place = LiveKeyRing | LiveCryptoKey;
type Scope = LiveVault | LiveVaultKey;

/** Puts what was read of Azure and Google Cloud beside what is expected, resource by resource. */
export class CloudAccount {
  /** The keys that were found, by the node that each became. */
  public readonly keys = new Map<NodeId, LiveCryptoKey | LiveVaultKey>();
  private readonly objects: readonly LiveCloudObject[];
  /** Resource ids of the role assignments that resources name. */
  private readonly namedAssignments = new Set<string>();
  /** Names of the versions of keys that resources name. */
  private readonly namedVersions = new Set<string>();

  public constructor(
    private readonly model: CmkModel,
    private readonly observed: Pick<Observed, "clouds" | "others">,
  ) {
    const sought = [...observed.clouds.values()].flatMap((one) => ("found" in one ? [one.found] : []));
    this.objects = [...new Set([...sought, ...observed.others.clouds])];
    for (const [id, one] of observed.clouds) if ("found" in one && isKey(one.found)) this.keys.set(id, one.found);
  }

  /** What is there of a node; undefined where it was not looked for. */
  public valuesOf(node: OtherCloudNode, { after, type }: ResourceChange): Found {
    const written = after?.values ?? {};
    switch (node.kind) {
      case "key-version":
        return ofPart(
          this.place(node),
          (place) => (place.kind === "crypto-key" ? place.versions : undefined),
          (versions) => this.version(versions, textOf(written["name"]) ?? textOf(written["id"])),
        );
      case "key-iam":
        return ofPart(
          this.place(node),
          ({ bindings }) => bindings,
          (bindings, { id }) => iamValues(node, bindings, type, id),
        );
      case "role-assignment":
        return this.assignment(node, written);
      case "lock":
        return ofPart(
          this.scope(node),
          ({ locks }) => locks,
          (locks) => lockValues(locks, written),
        );
      default: {
        const sought = this.observed.clouds.get(node.id);
        if (!sought || "missing" in sought) return sought;
        return "found" in sought
          ? cloudValues(sought.found, written)
          : { values: {}, unread: { "*": sought.unread.reason } };
      }
    }
  }

  /** What was found and no resource names. */
  public unnamed(): readonly Unnamed[] {
    const objects = this.observed.others.clouds.map((found): Unnamed => ({
      ...{ type: TYPE_OF_OBJECT[found.kind], address: addressOf(found), name: nameOf(found), live: cloudValues(found) },
      ...(isKey(found) && { key: found }),
    }));
    return [...objects, ...this.objects.flatMap((found) => this.unnamedAccess(found))];
  }

  /** What no rule judges: keys that cannot be used and that nothing says more about, versions under which data can still be. */
  public remarks(): readonly Gap[] {
    const keys = this.objects.filter(isKey);
    return [
      ...keys.flatMap((found) => unusableKey(found, this.observed.others.clouds.includes(found))),
      ...keys.flatMap((found) => (found.kind === "crypto-key" ? endingVersions(found, this.namedVersions) : [])),
      ...keys.flatMap((found) => (found.kind === "vault-key" ? unusableNewest(found) : [])),
      ...this.model.otherClouds.flatMap((node) => {
        const found = node.kind === "vault-key" ? this.foundFor(node.id) : undefined;
        return node.kind === "vault-key" && found?.kind === "vault-key"
          ? unnamedUsers(node, this.unnamedAssignments(found), (id) => this.applicationOf(id))
          : [];
      }),
    ];
  }

  private applicationOf(principalId: string): string | undefined {
    for (const one of this.objects)
      if (one.kind === "service-principal" && isSame(one.objectId, principalId)) return one.applicationId;
    return undefined;
  }

  /** The role assignments on a vault or a key that no resource names. */
  private unnamedAssignments(found: Scope): readonly LiveRoleAssignment[] {
    return (valueOf(found.assignments) ?? []).filter(
      ({ id, scope }) => isSame(scope, scopeOf(found)) && !this.namedAssignments.has(id.toLowerCase()),
    );
  }

  private unnamedAccess(found: LiveCloudObject): readonly Unnamed[] {
    switch (found.kind) {
      case "crypto-key":
      case "key-ring":
        return unnamedMembers(
          found,
          this.model.otherClouds.filter(
            (node): node is KeyIamNode => node.kind === "key-iam" && this.objectOf(node) === found,
          ),
        );
      case "vault":
      case "vault-key":
        return this.unnamedAssignments(found).map((one) => ({
          ...{ type: "azurerm_role_assignment", address: one.id, name: one.id.split("/").at(-1) ?? one.id },
          live: sure(assignmentValues(one)),
        }));
      default:
        return [];
    }
  }

  private version(versions: readonly LiveKeyVersion[], name: string | undefined): Found {
    const found = versions.find(({ id }) => id === name);
    if (!found) return { missing: "no such version of the key" };
    this.namedVersions.add(found.id);
    return sure({ id: found.id, name: found.id, state: found.state });
  }

  /** A role holds on what is in its scope: it is looked for wherever it was listed. */
  private assignment(node: RoleAssignmentNode, written: JsonObject): Found {
    const holder = this.foundFor(node.key ?? node.vault);
    const scope = valueOf(node.scope) ?? (holder && isScope(holder) ? scopeOf(holder) : undefined);
    if (scope === undefined) return undefined;
    const lists = this.objects.flatMap((one) =>
      isScope(one) && isWithin(scopeOf(one), scope) ? [one.assignments] : [],
    );
    const id = textOf(written["id"]);
    const found = lists
      .flatMap((list) => valueOf(list) ?? [])
      .find((one) => (id === undefined ? this.isLike(one, node, scope) : isSame(one.id, id)));
    if (found) {
      this.namedAssignments.add(found.id.toLowerCase());
      return sure(assignmentValues(found));
    }
    const unread = lists.find((list) => !list.known);
    if (unread && !unread.known) return { values: {}, unread: { "*": unread.reason } };
    // With a vault or a key its roles are gone.
    return lists.length > 0 || this.isGone(scope) ? { missing: "no such role assignment" } : undefined;
  }

  /** What a configuration describes has no id yet, and may name its principal by an expression. */
  private isLike(found: LiveRoleAssignment, node: RoleAssignmentNode, scope: string): boolean {
    const linked = this.foundFor(node.principal);
    const principal = valueOf(node.principalId) ?? (linked?.kind === "service-principal" ? linked.objectId : undefined);
    const role = valueOf(node.role);
    return (
      isSame(found.scope, scope) &&
      (role === undefined || roleOfDefinition(found.roleDefinitionId) === role) &&
      (principal === undefined || isSame(found.principalId, principal))
    );
  }

  private foundFor(id: NodeId | undefined): LiveCloudObject | undefined {
    const sought = id === undefined ? undefined : this.observed.clouds.get(id);
    return sought && "found" in sought ? sought.found : undefined;
  }

  private isGone(scope: string): boolean {
    return this.model.otherClouds.some((node) => {
      const sought = this.observed.clouds.get(node.id);
      const id =
        node.kind === "vault" ? valueOf(node.vaultId) : node.kind === "vault-key" ? valueOf(node.scope) : undefined;
      return sought !== undefined && "missing" in sought && id !== undefined && isWithin(scope, id);
    });
  }

  private place(node: Extract<OtherCloudNode, { kind: "key-version" | "key-iam" }>): Sought<Place> | undefined {
    const linked = node.key ?? ("ring" in node ? node.ring : undefined);
    const sought = linked === undefined ? undefined : this.observed.clouds.get(linked);
    if (sought && !("found" in sought)) return sought;
    const found = this.objectOf(node);
    return found && { found };
  }

  private objectOf(node: Extract<OtherCloudNode, { kind: "key-version" | "key-iam" }>): Place | undefined {
    const linked = node.key ?? ("ring" in node ? node.ring : undefined);
    const sought = linked === undefined ? undefined : this.observed.clouds.get(linked);
    if (sought && "found" in sought) return isPlace(sought.found) ? sought.found : undefined;
    const id = valueOf(node.keyId);
    return this.objects.find((one): one is Place => isPlace(one) && one.id === id);
  }

  private scope(node: Extract<OtherCloudNode, { kind: "lock" }>): Sought<LiveVault> | undefined {
    const sought = node.vault === undefined ? undefined : this.observed.clouds.get(node.vault);
    if (sought && !("found" in sought)) return sought;
    const scope = valueOf(node.scope);
    const found = this.objects.find(
      (one): one is LiveVault => one.kind === "vault" && scope !== undefined && isWithin(one.id, scope),
    );
    return found && { found };
  }
}

function isKey(found: LiveCloudObject): found is LiveCryptoKey | LiveVaultKey {
  return found.kind === "crypto-key" || found.kind === "vault-key";
}

function isPlace(found: LiveCloudObject): found is Place {
  return found.kind === "crypto-key" || found.kind === "key-ring";
}

/** What a part of an object tells, where the object was found and the part could be read. */
function ofPart<O, V>(
  sought: Sought<O> | undefined,
  part: (found: O) => Fact<V> | undefined,
  read: (value: V, found: O) => Found,
): Found {
  if (!sought || "missing" in sought) return sought && { missing: sought.missing };
  const fact = "unread" in sought ? sought.unread : part(sought.found);
  if (!fact) return undefined;
  if (!fact.known) return { values: {}, unread: { "*": fact.reason } };
  return "found" in sought ? read(fact.value, sought.found) : undefined;
}

/** A member, a binding or a policy as the provider would read it. */
function iamValues(
  { authority, bindings: expected }: KeyIamNode,
  bindings: readonly RoleBinding[],
  type: string,
  on: string,
): Found {
  const on_ = { [type.startsWith("google_kms_key_ring_") ? "key_ring_id" : "crypto_key_id"]: on };
  if (authority === "policy") return sure({ ...on_, policy_data: policyData(bindings) });
  const [wanted] = valueOf(expected) ?? [];
  if (!wanted) return undefined;
  const found = bindings.find((one) => isSameRole(one, wanted));
  if (authority === "binding")
    return found
      ? sure({ ...on_, role: found.role, members: [...found.members].sort() })
      : { missing: "nobody has that role" };
  const [member = ""] = wanted.members;
  return found && hasMember(found, member)
    ? sure({ ...on_, role: found.role })
    : { missing: "the member does not have that role" };
}

/** The members of roles on a key or a key ring that no resource names. */
function unnamedMembers(place: Place, nodes: readonly KeyIamNode[]): readonly Unnamed[] {
  if (nodes.some(({ authority }) => authority === "policy")) return [];
  const kind = place.kind === "crypto-key" ? "crypto_key" : "key_ring";
  return (valueOf(place.bindings) ?? []).flatMap((binding) => {
    const here = nodes.filter(({ bindings }) => valueOf(bindings)?.some((one) => isSameRole(one, binding)));
    if (here.some(({ authority }) => authority === "binding")) return [];
    const named = here.flatMap(({ bindings }) => valueOf(bindings) ?? []);
    return binding.members
      .filter((member) => !named.some((one) => hasMember(one, member)))
      .map((member): Unnamed => ({
        type: `google_kms_${kind}_iam_member`,
        address: `${binding.role} of ${member} on ${place.id}`,
        name: member,
        live: sure({
          ...{ [`${kind}_id`]: place.id, role: binding.role, member },
          condition: binding.condition === undefined ? [] : [{ expression: binding.condition, title: "" }],
        }),
      }));
  });
}

function isSameRole(one: RoleBinding, other: RoleBinding): boolean {
  return one.role === other.role && one.condition === other.condition;
}

function hasMember({ members }: RoleBinding, wanted: string): boolean {
  return members.some((member) => isSame(member, wanted));
}

function lockValues(locks: readonly LiveLock[], written: JsonObject): Found {
  const [id, name] = [textOf(written["id"]), textOf(written["name"])];
  const found = locks.find((lock) => (id === undefined ? lock.name === name : isSame(lock.id, id)));
  if (!found) return { missing: "no such lock" };
  return sure({ id: found.id, name: found.name, scope: found.scope, lock_level: found.level });
}

function isScope(found: LiveCloudObject): found is Scope {
  return found.kind === "vault" || found.kind === "vault-key";
}

function scopeOf(found: Scope): string {
  return found.kind === "vault" ? found.id : `${found.vaultId ?? ""}/keys/${found.name}`;
}

function addressOf(found: LiveCloudObject): string {
  return found.kind === "service-principal" ? `service principal ${found.objectId}` : found.id;
}

function nameOf(found: LiveCloudObject): string {
  return found.kind === "service-principal"
    ? found.applicationId
    : "name" in found
      ? found.name
      : (found.id.split("/").at(-1) ?? found.id);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether a resource of Azure is another one, or in it. */
function isWithin(id: string, outer: string): boolean {
  return isSame(id, outer) || id.toLowerCase().startsWith(`${outer.toLowerCase().replace(/\/$/, "")}/`);
}

function sure(values: JsonObject): LiveValues {
  return { values, unread: {} };
}
