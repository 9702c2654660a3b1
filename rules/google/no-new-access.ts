import { isDeleted, type Change } from "../../model/change";
import type { CryptoKeyNode, KeyIamNode } from "../../model/google";
import { AURA_SERVICE_ACCOUNTS } from "../../model/google-roles";
import { formatList } from "../../util/format-list";
import { memoize } from "../../util/memoize";
import { changePart } from "../across-clouds";
import { MAX_NAMED, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import {
  asMember,
  entriesOn,
  grantsOf,
  isAuraRole,
  mayBeAuras,
  membersWithAuraRoles,
  placeOfKey,
  shortMembers,
  shortRole,
  whatIsUnknown,
  type KeyPlace,
  type RoleGrant,
} from "./access";
import { aCryptoKey, aKeyMember, auraMembers } from "./example";
import { accessAbout, aurasOn, membersText, placeOf, unexpectedIn, type Who } from "./who";

/** Only Aura gains access to the key. */
export const noNewAccessInGoogle = changePart({
  cloud: "gcp",
  rationale:
    "Aura's service accounts are copied by hand from the Aura Console, so their first access to a key needs review, and so do a service " +
    "account of the key's own project and people who administer it. Anyone, a primitive role and all others are unexpected. What a role " +
    "of your own allows is not known.",
  see: "https://cloud.google.com/kms/docs/reference/permissions-and-roles",
  on: ["key-iam", "crypto-key"],
  check(change, context) {
    const { before, after } = change;
    if (after?.kind === "crypto-key")
      return orCompliant(before?.kind === "crypto-key" ? expectedVerdicts(change, before, after, context) : []);
    if (after?.kind !== "key-iam" || isDeleted(change)) return [notApplicable];
    const place = placeOf(after, context.after);
    return orCompliant([
      ...gainVerdicts(change as Change<KeyIamNode>, after, place, context),
      ...firstAccessVerdicts(change, place, context),
    ]);
  },
  example: () => ({
    bad: {
      before: [aCryptoKey(), ...auraMembers()],
      after: [aCryptoKey(), ...auraMembers(), aKeyMember("allUsers", undefined, { name: "everyone" })],
    },
    good: { before: [aCryptoKey(), ...auraMembers()], after: [aCryptoKey(), ...auraMembers()] },
  }),
});

function orCompliant(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.length > 0 ? verdicts : [compliant];
}

/** What an entry gives that its key did not give before. */
function gainsOf(after: KeyIamNode, place: KeyPlace, context: ChangeContext): readonly RoleGrant[] {
  const had = entriesOn(place, context.before.model).flatMap(grantsOf);
  return grantsOf(after).filter(
    ({ role, member, condition }) =>
      !had.some(
        (one) =>
          one.role === role && one.member === member && (one.condition === undefined || one.condition === condition),
      ),
  );
}

function gainVerdicts(
  { before }: Change<KeyIamNode>,
  after: KeyIamNode,
  place: KeyPlace,
  context: ChangeContext,
): readonly Verdict[] {
  const why = whatIsUnknown(after);
  const isNew = why !== undefined && (before === undefined || whatIsUnknown(before) === undefined);
  const open = isNew ? [cannotVerify(`no principal gains access to ${place.label}`, why)] : [];
  const gains = gainsOf(after, place, context);
  const auras = aurasOn(place, context.after);
  const unexpected = unexpectedIn(gains, place, auras);
  // It may be any key.
  if (unexpected.length > 0 && place.names.length === 0 && !after.keyId.known)
    return [cannotVerify(`no principal gains access to ${place.label}`, after.keyId.reason)];
  return [...unexpected.map(({ who, grants }) => verdictOn(who, grants, place, context)), ...open];
}

const FIXES: Readonly<Record<Exclude<Who, "not-known">, string>> = {
  anyone: "name Aura's accounts instead",
  primitive: "grant a role of Cloud KMS instead, or none",
  "aura-with-more": "leave it the two roles that it needs",
  unexpected: "remove it; if it is Aura's, name it in `serviceAccounts`",
  "one-of-many": "remove it, or compare with the Aura Console: it has three",
  administrator: "make sure that they may: they can grant themselves access to the data",
  own: "make sure that it may read the data",
};

const NEEDS_REVIEW: ReadonlySet<Who> = new Set<Who>(["administrator", "own"]);

function verdictOn(who: Who, grants: readonly RoleGrant[], place: KeyPlace, context: ChangeContext): Verdict {
  const members = membersText(grants);
  const roles = formatList([...new Set(grants.map(({ role }) => shortRole(role)))], { and: true });
  if (who === "not-known")
    return cannotVerify(
      `no principal gains access to ${place.label}`,
      `${members} gets role ${roles}, which may allow anything`,
    );
  const words = {
    what:
      who === "anyone"
        ? `${place.label} becomes usable by anyone`
        : `${who === "unexpected" ? "unexpected principals" : nounOf(who)} gain access to ${place.label}`,
    got: `${members}: ${roles}`,
    expected: "",
    fix: FIXES[who],
    about: accessAbout(grants),
  };
  // Of several that may be Aura's it is not known which are, unless Aura's three were there before.
  const isKnown = who !== "one-of-many" || hadAura(place, context);
  return NEEDS_REVIEW.has(who) || !isKnown ? needsReview(words) : violation(words);
}

function nounOf(who: Who): string {
  switch (who) {
    case "primitive":
      return "principals with a primitive role";
    case "aura-with-more":
      return "Aura's accounts";
    case "administrator":
      return "people";
    case "own":
      return "accounts of its own project";
    default:
      return "more accounts than Aura has";
  }
}

/** Whether three accounts had all that Aura needs before. */
function hadAura(place: KeyPlace, { before }: ChangeContext): boolean {
  const grants = entriesOn(place, before.model).flatMap(grantsOf);
  const complete = [...membersWithAuraRoles(grants)].filter((member) => mayBeAuras(member, place));
  return complete.length >= AURA_SERVICE_ACCOUNTS;
}

/** The roles of Aura's accounts that were not there before: said once for a key. */
function firstAccessVerdicts({ id }: Change, place: KeyPlace, context: ChangeContext): readonly Verdict[] {
  const { reporter, members } = firstAccessOn(context, place);
  if (reporter !== id) return [];
  const key = context.after.otherCloudKey(place.key?.id);
  const isConfigured = key?.expectedPrincipals !== undefined;
  return [
    needsReview({
      what: `${members.length === 1 ? "a service account gets" : `${members.length} service accounts get`} access to ${place.label}`,
      got: shortMembers(members, MAX_NAMED),
      expected: "",
      fix: `compare with the Aura Console${isConfigured ? "" : "; name them in `serviceAccounts`"}`,
    }),
  ];
}

interface FirstAccess {
  readonly reporter: string | undefined;
  readonly members: readonly string[];
}

const firstAccessOn = memoize(
  (context: ChangeContext, place: KeyPlace): FirstAccess => {
    const auras = aurasOn(place, context.after);
    const expectedBefore = context.before.otherCloudKey(place.key?.id)?.expectedPrincipals?.map(asMember);
    const gains = entriesOn(place, context.after.model)
      .flatMap((node) => gainsOf(node, place, context))
      .filter(
        ({ role, member }) =>
          isAuraRole(role) &&
          (auras.configured?.includes(member) ??
            (mayBeAuras(member, place) && auras.possible.size <= AURA_SERVICE_ACCOUNTS)) &&
          // Whom the configuration named before the plan, was reviewed with that.
          !expectedBefore?.includes(member),
      );
    const first = context.changes.find(({ id }) => gains.some(({ node }) => node.id === id));
    return { reporter: first?.id, members: [...new Set(gains.map(({ member }) => member))] };
  },
  (context, { id }) => [context, id],
);

/** Service accounts that are named as Aura's from now on, or no longer: a later plan can give them access without a review. */
function expectedVerdicts(
  change: Change,
  before: CryptoKeyNode,
  after: CryptoKeyNode,
  context: ChangeContext,
): readonly Verdict[] {
  const [was, is] = [before.expectedPrincipals?.map(asMember), after.expectedPrincipals?.map(asMember)];
  const words = { what: `expected principals of ${subjectOf(change)} change`, expected: "no change" };
  if (!is) return was ? [needsReview({ ...words, got: "removed", fix: "keep `serviceAccounts`" })] : [];
  const place = placeOfKey(after);
  const { members: said } = firstAccessOn(context, place);
  const had = membersWithAuraRoles(entriesOn(place, context.before.model).flatMap(grantsOf));
  const added = is.filter((member) => !was?.includes(member) && !said.includes(member) && (was || !had.has(member)));
  if (added.length === 0) return [];
  return [
    needsReview({
      ...words,
      got: `added ${shortMembers(added, MAX_NAMED)}`,
      fix: "confirm it: a later plan can grant them access without a review",
    }),
  ];
}
