import { isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import type { KeyIamNode } from "../../model/google";
import { AURA_ROLES } from "../../model/google-roles";
import { groupBy } from "../../util/group-by";
import type { ChangeContext } from "../rule";
import {
  asMember,
  decidesOn,
  entriesOn,
  grantsOf,
  isAuraRole,
  isOnRing,
  mayBeAuras,
  membersWithAuraRoles,
  whatIsUnknown,
  type KeyPlace,
  type RoleGrant,
} from "./access";

/* Which roles Aura's service accounts lose on a key, and why: of several entries that give a role, one may take it away from all. */

/** Who has access to a key before and after, and what the plan does to what gives it. */
export interface Access {
  readonly place: KeyPlace;
  readonly context: ChangeContext;
  readonly before: readonly RoleGrant[];
  readonly after: readonly KeyIamNode[];
  /** Aura's members, and which of them the configuration no longer names as Aura's. */
  readonly auras: ReadonlySet<string>;
  readonly former: ReadonlySet<string>;
  /** Whether the service accounts of Aura are configured. */
  readonly isConfigured: boolean;
  readonly changeOf: (node: KeyIamNode) => Change | undefined;
}

/** Who has access to a key before and after the plan. */
export function accessOn(place: KeyPlace, context: ChangeContext): Access {
  const entries = entriesOn(place, context.before.model);
  const before = entries.flatMap(grantsOf);
  const [was, is] = [context.before, context.after].map((index) => {
    const key = index.otherCloudKey(place.key?.id);
    return key?.expectedPrincipals?.map(asMember);
  });
  const found = before.filter(({ role, member }) => isAuraRole(role) && mayBeAuras(member, place));
  const configured = was || is ? [...(was ?? []), ...(is ?? [])] : undefined;
  const auras = new Set(configured ?? found.map(({ member }) => member));
  // Before the accounts were configured, any of another project may have been Aura's.
  if (is && !was) for (const { member } of found) auras.add(member);
  return {
    ...{ place, context, before, after: entriesOn(place, context.after.model), auras },
    former: new Set(is ? [...auras].filter((member) => !is.includes(member)) : []),
    isConfigured: configured !== undefined,
    changeOf: ({ id }) => context.changeOf(id),
  };
}

/** A role that a member loses. */
export interface Loss {
  readonly member: string;
  readonly role: string;
  readonly why: string;
  readonly causes: readonly string[];
}

/** The roles that Aura's members lose. */
export function lossesOf(access: Access): readonly Loss[] {
  const pairs = groupBy(
    access.before.filter(
      ({ role, member, condition }) => condition === undefined && isAuraRole(role) && access.auras.has(member),
    ),
    ({ role, member }) => JSON.stringify([role, member]),
  );
  return [...pairs.values()].flatMap((grants) => {
    const levels = [...groupBy(grants, ({ node }) => isOnRing(node)).values()];
    const losses = levels.map((group) => lossAt(group, access));
    const [first] = losses;
    // A role on the key ring holds for the key as well.
    return first && losses.every((loss) => loss !== undefined) ? [first] : [];
  });
}

/** How a member loses a role on the key, or on its key ring; undefined where it keeps it there. */
function lossAt(grants: readonly RoleGrant[], access: Access): Loss | undefined {
  const [first] = grants;
  if (!first) return undefined;
  const { role, member } = first;
  const isHere = (node: KeyIamNode): boolean => isOnRing(node) === isOnRing(first.node);
  const after = access.after.filter(isHere);
  const granting = after.filter((node) => grantsOf(node).some((one) => isSame(one, first)));
  const loss = (why: string, causes: readonly KeyIamNode[]): Loss => ({
    ...{ member, role, why },
    causes: causes.map(({ id }) => id),
  });
  const destroyed = destroyedEntries(access, role, member).filter(isHere);
  const [gone] = destroyed;
  if (gone) return loss(whyGone(gone, granting, first, access), destroyed);
  const deciding = after.filter((node) => {
    const change = access.changeOf(node);
    const isSet = change !== undefined && !isUntouched(change) && !change.actions.includes("forget");
    return isSet && decidesOn(node, role) && whatIsUnknown(node) === undefined && !granting.includes(node);
  });
  const [setter] = deciding;
  if (setter) return loss(whyNotListed(setter), deciding);
  // What Terraform no longer manages stays as it is.
  const isKept = grants.some(({ node }) => {
    const change = access.changeOf(node);
    return change !== undefined && isForgotten(change);
  });
  if (granting.length > 0 || isKept || after.some((node) => mayGrant(node, role))) return undefined;
  const conditioned = after.flatMap(grantsOf).find((one) => one.role === role && one.member === member);
  return loss(
    conditioned ? `only if ${conditioned.condition}` : "no longer listed",
    grants.map(({ node }) => node),
  );
}

function isSame(one: RoleGrant, { role, member }: RoleGrant): boolean {
  return one.role === role && one.member === member && one.condition === undefined;
}

function mayGrant(node: KeyIamNode, role: string): boolean {
  if (whatIsUnknown(node) === undefined) return false;
  return !node.bindings.known || node.bindings.value.some((one) => one.role === role);
}

/** What is destroyed, and takes the member out of its role: by itself, with the whole role, or with all roles. */
function destroyedEntries({ place, context }: Access, role: string, member: string): readonly KeyIamNode[] {
  // Outside of Terraform nothing is taken away beside what is seen.
  if (context.isDrift) return [];
  return entriesOn(place, context.before.model).filter((node) => {
    const change = context.changeOf(node.id);
    if (!change || !isDestroyed(change)) return false;
    if (node.authority !== "member") return decidesOn(node, role);
    return grantsOf(node).some((one) => one.role === role && one.member === member && one.condition === undefined);
  });
}

function whyGone(
  gone: KeyIamNode,
  granting: readonly KeyIamNode[],
  { node, member }: RoleGrant,
  access: Access,
): string {
  const change = access.changeOf(gone);
  const address = addressOf(gone);
  const conditioned =
    change?.after?.kind === "key-iam" ? grantsOf(change.after).find((one) => one.member === member) : undefined;
  if (conditioned?.condition !== undefined) return `replaced, only if ${conditioned.condition}`;
  const again = granting.find(({ id }) => id === gone.id);
  if (again && change) {
    return change.actions[0] === "create"
      ? `${address} is created first, and its destruction takes the member out again`
      : `${address} is replaced, and until the new one works Aura has no access`;
  }
  const takesAway = { member: "the role", binding: "the whole role", policy: "all roles" }[gone.authority];
  const other = granting.find(({ id }) => id !== gone.id);
  if (other) return `${address} is destroyed and takes away ${takesAway}, although ${addressOf(other)} grants it`;
  if (gone.authority !== "member" && gone.id !== node.id) return `${address} is destroyed and takes away ${takesAway}`;
  return `${address} is ${change && isReplaced(change) ? "replaced by another" : "destroyed"}`;
}

function whyNotListed(setter: KeyIamNode): string {
  const all = setter.authority === "policy" ? "all roles" : "all members of the role";
  return `${addressOf(setter)} sets ${all}, and leaves Aura's out`;
}

function addressOf({ address, id }: KeyIamNode): string {
  return address ?? id;
}

/** A new or changed binding or policy without Aura's accounts, which have access by another state, or will have it. */
export function neverListed(access: Access): readonly Loss[] {
  const { place, context, auras, isConfigured, changeOf } = access;
  const isNewKey = place.key !== undefined && context.before.otherCloudNode(place.key.id) === undefined;
  if (isNewKey || context.isDrift) return [];
  const had = new Set(access.before.map(({ role, member }) => `${role} ${member}`));
  return access.after.flatMap((node) => {
    const change = changeOf(node);
    const isSet = change !== undefined && !isUntouched(change) && !change.actions.includes("forget");
    if (!isSet || whatIsUnknown(node) !== undefined) return [];
    const roles = AURA_ROLES.filter((role) => decidesOn(node, role));
    if (roles.length === 0 || (isOnRing(node) && membersWithAuraRoles(access.before).size > 0)) return [];
    const listed = grantsOf(node).filter(({ condition }) => condition === undefined);
    if (!isConfigured && auras.size === 0) {
      const mayBe = listed.some(({ role, member }) => isAuraRole(role) && mayBeAuras(member, place));
      return mayBe ? [] : roles.map((role) => ({ ...missing(node), role, member: "" }));
    }
    return roles.flatMap((role) =>
      [...auras]
        .filter((member) => !had.has(`${role} ${member}`) && !access.former.has(member))
        .filter((member) => !listed.some((one) => one.role === role && one.member === member))
        // Of accounts that are not configured it is not known that they are Aura's.
        .filter(() => isConfigured)
        .map((member) => ({ ...missing(node), role, member })),
    );
  });
}

function missing(node: KeyIamNode): Pick<Loss, "why" | "causes"> {
  return { why: whyNotListed(node), causes: [node.id] };
}
