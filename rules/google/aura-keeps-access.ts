import { isDeleted, isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import type { KeyIamNode } from "../../model/google";
import { AURA_ROLES } from "../../model/google-roles";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { changePart } from "../across-clouds";
import { isHandedOver, MAX_NAMED, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import {
  asMember,
  decidesOn,
  entriesOn,
  grantsOf,
  isAuraRole,
  isOnRing,
  mayBeAuras,
  membersWithAuraRoles,
  placesOf,
  shortMembers,
  shortRole,
  whatIsUnknown,
  type KeyPlace,
  type RoleGrant,
} from "./access";
import { aCryptoKey, auraMembers } from "./example";

/** Aura's service accounts keep their roles. */
export const auraKeepsAccessInGoogle = changePart({
  cloud: "gcp",
  rationale:
    "Aura's service accounts need two roles on the key, without a condition. A member that is destroyed is taken out of its role, whoever " +
    "else lists it; a binding sets all members of a role and a policy all roles, and what they do not list is gone. Where no service " +
    "accounts are configured, those of other projects count as Aura's. Roles on the project are not read.",
  see: "https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/google_kms_crypto_key_iam",
  on: ["key-iam"],
  check(change, context) {
    const node = change.after ?? change.before;
    if (node?.kind !== "key-iam") return [notApplicable];
    const places = placesIn(change as Change<KeyIamNode>, context);
    if (places.length === 0) return [withoutKey(change as Change<KeyIamNode>, context)];
    const verdicts = places.flatMap((place) => {
      const { reporter, verdicts: found } = reportOn(context, place);
      return reporter === change.id ? found : [];
    });
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: { before: [aCryptoKey(), ...auraMembers()], after: [aCryptoKey(), ...auraMembers().slice(0, -1)] },
    good: { before: [aCryptoKey(), ...auraMembers()], after: [aCryptoKey(), ...auraMembers()] },
  }),
});

/** The keys that an entry reaches, before or after. */
function placesIn({ before, after }: Change<KeyIamNode>, context: ChangeContext): readonly KeyPlace[] {
  const all = [...(before ? placesOf(before, context.before) : []), ...(after ? placesOf(after, context.after) : [])];
  return [...groupBy(all, ({ id }) => id).values()].flatMap(([first]) => first ?? []);
}

/** An entry whose key is not known may take the access to any. */
function withoutKey(change: Change<KeyIamNode>, { after: index }: ChangeContext): Verdict {
  const { after } = change;
  if (!after || after.authority === "member" || isUntouched(change)) return notApplicable;
  const isInGoogle = index.model.otherClouds.some(({ kind }) => kind === "crypto-key");
  return isInGoogle && !after.keyId.known
    ? cannotVerify(`${subjectOf(change)} leaves Aura's access to a key as it is`, after.keyId.reason)
    : notApplicable;
}

/** What becomes of the access to a key: said once, of the first resource that causes it. */
interface Report {
  readonly reporter: string | undefined;
  readonly verdicts: readonly Verdict[];
}

const reportOn = memoize(
  (context: ChangeContext, place: KeyPlace): Report => {
    const keyChange = context.changeOf(place.key?.id);
    // What is lost with the key, `key-survives` says.
    if (keyChange && (isDeleted(keyChange) || isReplaced(keyChange))) return NOTHING;
    const access = accessOn(place, context);
    const lost = [...lossesOf(access), ...neverListed(access)];
    const said = [
      ...lossVerdicts(access, lost),
      ...(lost.length === 0 ? unknownVerdicts(access) : []),
      ...handOverVerdicts(access),
    ];
    const causes = new Set(said.flatMap(({ causes: ids }) => ids));
    const first = context.changes.find(({ id }) => causes.has(id));
    return { reporter: first?.id, verdicts: said.map(({ verdict }) => verdict) };
  },
  (context, { id }) => [context, id],
);

const NOTHING: Report = { reporter: undefined, verdicts: [] };

/** Who has access to a key before and after, and what the plan does to what gives it. */
interface Access {
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

function accessOn(place: KeyPlace, context: ChangeContext): Access {
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
interface Loss {
  readonly member: string;
  readonly role: string;
  readonly why: string;
  readonly causes: readonly string[];
}

function lossesOf(access: Access): readonly Loss[] {
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
function neverListed(access: Access): readonly Loss[] {
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

/** A verdict, and the resources that it is about. */
interface Said {
  readonly verdict: Verdict;
  readonly causes: readonly string[];
}

const KEEP = "keep both roles of each of Aura's service accounts";

function lossVerdicts({ place, former }: Access, losses: readonly Loss[]): readonly Said[] {
  const [expected, others] = [false, true].map((isFormer) =>
    losses.filter(({ member }) => former.has(member) === isFormer),
  );
  const words = (group: readonly Loss[], fix: string) => ({
    what: `this plan revokes Aura's access to key ${place.name}`,
    got: lossText(group),
    expected: "",
    fix,
  });
  return [
    ...(expected?.length ? [{ verdict: violation(words(expected, KEEP)), causes: causesOf(expected) }] : []),
    ...(others?.length
      ? [{ verdict: needsReview(words(others, "make sure that it is not Aura's any more")), causes: causesOf(others) }]
      : []),
  ];
}

function causesOf(losses: readonly Loss[]): readonly string[] {
  return losses.flatMap(({ causes }) => causes);
}

function lossText(losses: readonly Loss[]): string {
  const groups = groupBy([...groupBy(losses, ({ member }) => member)], ([, ofMember]) =>
    formatList([...new Set(ofMember.map(({ role }) => shortRole(role)))].sort(), { and: true }),
  );
  const texts = [...groups].map(([roles, ofRoles]) => {
    const members = ofRoles.map(([member]) => member);
    const who = members.includes("") ? "Aura" : shortMembers(members, MAX_NAMED);
    const [why = "", ...more] = new Set(ofRoles.flatMap(([, ofMember]) => ofMember.map((loss) => loss.why)));
    return `${who} ${members.length > 1 ? "lose" : "loses"} ${roles}: ${why}${more.length > 0 ? `; and ${more.length} more` : ""}`;
  });
  return formatList(texts, { max: MAX_NAMED, separator: "; " });
}

/** What is set may list Aura's accounts, or not, and what goes may have listed them. */
function unknownVerdicts({ place, context, after, changeOf }: Access): readonly Said[] {
  const going = entriesOn(place, context.before.model);
  return [...going, ...after.filter(({ authority }) => authority !== "member")].flatMap((node) => {
    const change = changeOf(node);
    const why = whatIsUnknown(node);
    const decides = node.authority === "member" || AURA_ROLES.some((role) => decidesOn(node, role));
    if (!change || isUntouched(change) || why === undefined || !decides) return [];
    return [{ verdict: cannotVerify(`Aura keeps its access to key ${place.name}`, why), causes: [node.id] }];
  });
}

/** What gives Aura access, and is no longer managed: said once. */
function handOverVerdicts({ before, auras, changeOf }: Access): readonly Said[] {
  const left = before.filter(({ role, member, node }) => {
    const change = changeOf(node);
    return isAuraRole(role) && auras.has(member) && change !== undefined && isForgotten(change);
  });
  const [first] = left;
  const change = first && changeOf(first.node);
  if (!change) return [];
  const others = new Set(left.map(({ node }) => node.id)).size - 1;
  const got = `Aura's access continues, unprotected${others > 0 ? `; so does that of ${others} more` : ""}`;
  return [{ verdict: isHandedOver(change, got), causes: [change.id] }];
}
