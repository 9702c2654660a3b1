import { valueOf } from "../../model/fact";
import type { CryptoKeyNode, KeyIamNode, RoleBinding } from "../../model/google";
import { AURA_ROLES } from "../../model/google-roles";
import type { CmkModel, NodeId } from "../../model/model";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import type { ModelIndex } from "../rule";

/** A key, as far as those who give access to it know it: it may be in another state. */
export interface KeyPlace {
  /** The id of the key in the model, or its resource name. */
  readonly id: string;
  /** What people call it: `key orders`. */
  readonly label: string;
  readonly key?: CryptoKeyNode;
  /** What entries on the key and on its key ring name: ids of nodes, or resource names. */
  readonly names: readonly string[];
}

/** A role that a member has, and the resource that gives it. */
export interface RoleGrant {
  readonly role: string;
  readonly member: string;
  /** The expression of its condition; absent where it has none. */
  readonly condition?: string;
  readonly node: KeyIamNode;
}

/** The role without what all of them begin with: `cloudkms.viewer`. */
export function shortRole(role: string): string {
  return role.replace(/^roles\//, "");
}

/** The member as people know it: an e-mail address of a service account, `user:jo@example.com`, `allUsers`. */
export function shortMember(member: string): string {
  return member.replace(/^serviceAccount:/, "");
}

/** Several members in short: what is before the @ tells them apart. */
export function shortMembers(members: readonly string[], max: number): string {
  const [only, ...others] = members;
  if (only !== undefined && others.length === 0) return shortMember(only);
  return formatList(
    members.map((member) => shortMember(member).replace(/@.*$/s, "")),
    { max, and: true },
  );
}

/**
 * The keys that a role reaches: the one that it is on, or those of its key ring.
 * @returns none where the key is not known
 */
export function placesOf(node: KeyIamNode, { model, ...index }: ModelIndex): readonly KeyPlace[] {
  const key = index.otherCloudKey(node.key);
  if (key?.kind === "crypto-key") return [placeOfKey(key)];
  const name = valueOf(node.keyId);
  const ring = node.ring ?? name;
  const inRing = ring === undefined ? [] : (keysByRing(model).get(ring) ?? []);
  if (inRing.length > 0) return inRing.map(placeOfKey);
  const id = node.key ?? node.ring ?? name;
  if (id === undefined) return [];
  const label = `${isOnRing(node) ? "key ring" : "key"} ${name?.split("/").at(-1) ?? id}`;
  return [{ id, label, names: name === undefined ? [id] : [id, name] }];
}

/** A key of the model, with what entries on it name. */
export function placeOfKey(key: CryptoKeyNode): KeyPlace {
  const names = [key.id, valueOf(key.keyId), key.ring, valueOf(key.ringId)];
  return { id: key.id, label: `key ${key.name}`, key, names: names.filter((name) => name !== undefined) };
}

/** What gives roles on a key: on itself and on its key ring. */
export function entriesOn({ names }: KeyPlace, model: CmkModel): readonly KeyIamNode[] {
  const found = names.flatMap((name) => entriesByName(model).get(name) ?? []);
  return [...new Set(found)];
}

/** Whether an entry is on the key ring, and not on the key itself. */
export function isOnRing(node: KeyIamNode): boolean {
  return (
    node.ring !== undefined ||
    (node.keyId.known && !node.keyId.value.includes("/cryptoKeys/") && node.key === undefined)
  );
}

/** By all that an entry names its key with: on one side of a plan it may be a node, on the other a name. */
const entriesByName = memoize(({ otherClouds }: CmkModel) => {
  const named = otherClouds.flatMap((node) => {
    if (node.kind !== "key-iam") return [];
    const names = new Set([node.key, node.ring, valueOf(node.keyId)].filter((name) => name !== undefined));
    return [...names].map((name) => ({ name, node }));
  });
  return new Map([...groupBy(named, ({ name }) => name)].map(([name, group]) => [name, group.map(({ node }) => node)]));
});

const keysByRing = memoize(({ otherClouds }: CmkModel) => {
  const keys = otherClouds.filter((node) => node.kind === "crypto-key");
  const byName = groupBy(keys, ({ ring, ringId }) => ring ?? valueOf(ringId));
  return byName as ReadonlyMap<NodeId | undefined, readonly CryptoKeyNode[]>;
});

/** The roles that an entry gives, as far as they are known. */
export function grantsOf(node: KeyIamNode): readonly RoleGrant[] {
  return (valueOf(node.bindings) ?? []).flatMap(({ role, members, condition }) =>
    members.map((member) => ({ role, member, ...(condition !== undefined && { condition }), node })),
  );
}

/** Why an entry may give more than is known; undefined where all is known. */
export function whatIsUnknown({ bindings }: KeyIamNode): string | undefined {
  if (!bindings.known) return bindings.reason;
  return bindings.value.find(({ unknownMembers }) => unknownMembers !== undefined)?.unknownMembers;
}

/** A service account as a member. */
export function asMember(account: string): string {
  return `serviceAccount:${account.toLowerCase()}`;
}

/** Whether a role is one that Aura needs. */
export function isAuraRole(role: string): boolean {
  return (AURA_ROLES as readonly string[]).includes(role);
}

/** Whether a member may be one of Aura's service accounts: it is one, and not of the project of the key. */
export function mayBeAuras(member: string, place: KeyPlace): boolean {
  return member.startsWith("serviceAccount:") && !isOfOwnProject(member, place);
}

/** Whether a member is a service account of the project of the key. */
export function isOfOwnProject(member: string, place: KeyPlace): boolean {
  const project = place.names.flatMap((name) => /^projects\/([^/]+)\//.exec(name)?.[1] ?? [])[0];
  if (project === undefined || !member.startsWith("serviceAccount:")) return false;
  // In the addresses of an old organization `acme.com:orders` is `orders.acme.com`.
  const domain = project.split(":").reverse().join(".");
  return (
    member.endsWith(`@${domain}.iam.gserviceaccount.com`) ||
    [`${domain}@appspot`, `${project}-compute@developer`, `${project}@cloudservices`].some(
      (account) => member === `serviceAccount:${account}.gserviceaccount.com`,
    )
  );
}

/** The members that have both roles without a condition, or, where `part` is set, one of them. */
export function membersWithAuraRoles(grants: readonly RoleGrant[], part = false): ReadonlySet<string> {
  const sets = AURA_ROLES.map(
    (role) =>
      new Set(grants.filter((one) => one.role === role && one.condition === undefined).map(({ member }) => member)),
  );
  const all = new Set(sets.flatMap((members) => [...members]));
  return part ? all : new Set([...all].filter((member) => sets.every((members) => members.has(member))));
}

/** Whether an entry decides alone who has a role: one that it does not list loses it. */
export function decidesOn({ authority, bindings }: KeyIamNode, role: string): boolean {
  if (authority === "member") return false;
  if (authority === "policy") return true;
  // Its role may be any.
  return !bindings.known || bindings.value.some((one: RoleBinding) => one.role === role && one.condition === undefined);
}
