import type { CryptoKeyNode, KeyIamNode } from "../../model/google";
import { AURA_SERVICE_ACCOUNTS, powerOf } from "../../model/google-roles";
import { groupBy } from "../../util/group-by";
import type { ModelIndex } from "../rule";
import {
  asMember,
  entriesOn,
  grantsOf,
  isAuraRole,
  isOfOwnProject,
  mayBeAuras,
  placeOfKey,
  placesOf,
  shortMember,
  shortMembers,
  whatIsUnknown,
  type KeyPlace,
  type RoleGrant,
} from "./access";

/** Who a member with a power over a key is. */
export type Who =
  /** Everyone. */
  | "anyone"
  /** A principal with a role that is made for whole projects. */
  | "primitive"
  /** A service account of Aura, with more than it needs. */
  | "aura-with-more"
  /** Neither of Aura nor of the project of the key. */
  | "unexpected"
  /** One of more service accounts of other projects than Aura has. */
  | "one-of-many"
  /** A person, or a group of them, who administers the key. */
  | "administrator"
  /** A service account of the project of the key. */
  | "own"
  /** A role of one's own, which may allow anything. */
  | "not-known";

/** The service accounts of Aura, as far as they are configured, or may be found. */
export interface Auras {
  readonly configured?: readonly string[];
  /** Members of other projects that have a role of Aura's. */
  readonly possible: ReadonlySet<string>;
}

/** The service accounts of Aura on a key. */
export function aurasOn(place: KeyPlace, index: ModelIndex): Auras {
  const configured = index.otherCloudKey(place.key?.id)?.expectedPrincipals;
  const grants = entriesOn(place, index.model).flatMap(grantsOf);
  const possible = grants.filter(({ role, member }) => isAuraRole(role) && mayBeAuras(member, place));
  return {
    ...(configured && { configured: configured.map(asMember) }),
    possible: new Set(possible.map(({ member }) => member)),
  };
}

/**
 * Who a member is, where it has a power over the key.
 * @returns undefined where that is as it should be
 */
export function whoIs({ role, member }: RoleGrant, place: KeyPlace, { configured, possible }: Auras): Who | undefined {
  const power = powerOf(role);
  if (power === "none" || member.startsWith("deleted:")) return undefined;
  if (member === "allUsers" || member === "allAuthenticatedUsers") return "anyone";
  if (power === "manage") return "primitive";
  if (power === undefined) return "not-known";
  const mayBe = mayBeAuras(member, place);
  const isAura = configured ? configured.includes(member) : mayBe && isAuraRole(role);
  if (isAura && !isAuraRole(role)) return "aura-with-more";
  if (isAura) return configured || possible.size <= AURA_SERVICE_ACCOUNTS ? undefined : "one-of-many";
  if (isOfOwnProject(member, place)) return "own";
  return power === "grant" && /^(?:user|group):/.test(member) ? "administrator" : "unexpected";
}

/** What one entry gives to those who are not expected, by who they are. */
export interface UnexpectedGrants {
  readonly who: Who;
  readonly grants: readonly RoleGrant[];
}

/**
 * The roles that an entry gives to others than Aura.
 * @param grants those of its roles that count
 */
export function unexpectedIn(grants: readonly RoleGrant[], place: KeyPlace, auras: Auras): readonly UnexpectedGrants[] {
  const found = grants.flatMap((grant) => {
    const who = whoIs(grant, place, auras);
    return who === undefined ? [] : [{ who, grant }];
  });
  return [...groupBy(found, ({ who }) => who)].map(([who, group]) => ({
    who,
    grants: group.map(({ grant }) => grant),
  }));
}

/** The key that an entry is first of all about. */
export function placeOf(node: KeyIamNode, index: ModelIndex): KeyPlace {
  const [place] = placesOf(node, index);
  return place ?? { id: node.id, label: "a key that is not known", names: [] };
}

/** Members that one finding names. */
const MAX_NAMED = 3;

/** The members of some roles, each once. */
export function membersText(grants: readonly RoleGrant[]): string {
  return shortMembers([...new Set(grants.map(({ member }) => member))], MAX_NAMED);
}

/** What several rules find: who has which role. */
export function accessAbout(grants: readonly RoleGrant[]): string {
  return grants
    .map(({ role, member }) => `${role} ${member}`)
    .sort()
    .join(", ");
}

/** The members that can decrypt with a key or administer it, and whether they are expected; undefined where not all are known. */
export function membersOnKey(
  key: CryptoKeyNode,
  index: ModelIndex,
): readonly { readonly who: string; readonly expected: boolean }[] | undefined {
  const place = placeOfKey(key);
  const entries = entriesOn(place, index.model);
  if (entries.some((node) => whatIsUnknown(node) !== undefined)) return undefined;
  const { configured = [] } = aurasOn(place, index);
  const members = entries.flatMap(grantsOf).filter(({ role }) => powerOf(role) !== "none");
  return [...new Set(members.map(({ member }) => member))].map((member) => ({
    ...{ who: shortMember(member), expected: configured.includes(member) },
  }));
}
