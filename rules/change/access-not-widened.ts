import { groupBy } from "../../model/group-by";
import { isDeleted, type Change } from "../../model/plan/change";
import { mayBeAura, type Party } from "../../policy/access/party";
import type { PolicyDocument } from "../../policy/document";
import { compliant, notApplicable, undecided, violation, type Verdict } from "../rule";
import { arnsOf, asPoliciesSeeIt } from "../shared/key-identity";
import { remember, rememberOfBoth } from "../shared/remember";
import type { ChangeContext, ChangeRule } from "./change";
import { gainsOf, type Gain } from "./shared/gains";
import { isPinned, partiesOutside } from "./shared/parties";
import { policyChangeOf, TOO_MANY_KEYS, type PolicyChange } from "./shared/policy-change";
import { attention } from "./shared/verdicts";
import { listed, MOST_NAMED, operationsInWords } from "./shared/words";

/** Operations that one finding names of a party. */
const MAX_OPERATIONS = 8;

const NOBODY: PolicyDocument = { Statement: [] };

/** Nobody gets access to the key who was not expected. */
export const accessNotWidened: ChangeRule = {
  id: "access-not-widened",
  title: "Nobody gets access to the key, or more of it, without being expected",
  severity: "error",
  rationale:
    "Whoever may decrypt with the key can read the data, and Aura's statement is copied by hand from a page that nobody can " +
    "check afterwards. Expected is who was pinned with `auraAccountId` before; a pin that comes with the statement, an " +
    "account that the plans or the estate know, or the first statement on a key, has to be looked at; anybody else is a " +
    "stranger.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  waiveWhen: "whoever gets access is meant to have it, and can not be pinned.",
  on: ["key", "key-policy"],
  check(change, context) {
    const policy = policyChangeOf(change, context);
    if (!policy?.after || isDeleted(change)) return [notApplicable];
    if (policy.isSame) return orCompliant(pinVerdicts(policy, []));
    const { before, after, identity, key } = policy;
    const open = [after, identity, before].find((fact) => fact?.known === false);
    if (open?.known === false) return [undecided(`whether anybody gets access to key ${key}: ${open.reason}`)];
    if (!after.known || !identity.known) return [notApplicable];
    const primary = policy.before ? undefined : primaryOf(change, context);
    const [present] = [before, primary?.before].filter((fact) => fact?.known);
    const was = present?.known ? present.value : NOBODY;
    const { accountId } = identity.value;
    const arns = arnsOf(asPoliciesSeeIt(identity.value, was, after.value), was, after.value);
    if (!arns) return [undecided(`whether anybody gets access to key ${key}: ${TOO_MANY_KEYS}`)];
    const gains = rememberOfBoth(was, after.value, `gains on ${arns.join()}`, () =>
      gainsOf(was, after.value, accountId, arns),
    );
    const pinnedBefore = policy.pinnedBefore ?? primary?.pinnedBefore;
    const news = gains.filter(({ party }) => !(isPinned(policy.pinned, party) && isToldOf(party, primary)));
    return orCompliant([
      ...judged(news, was, accountId, { ...policy, ...(pinnedBefore && { pinnedBefore }) }, context),
      ...pinVerdicts(policy, gains),
    ]);
  },
};

/** What becomes of the primary of a new replica: whoever may use the one key can read what the other encrypted. */
function primaryOf({ after }: Change, context: ChangeContext): PolicyChange | undefined {
  const primary = after?.kind === "key" ? context.changeOf(after.replicaOf?.primary) : undefined;
  return primary && policyChangeOf(primary, context);
}

/** Whether the primary lets in somebody who is pinned there as well: what there is to say of them is said of that. */
function isToldOf(party: Party, primary: PolicyChange | undefined): boolean {
  const { pinned, after, identity } = primary ?? {};
  if (!isPinned(pinned, party) || !after?.known || !identity?.known) return false;
  return partiesOutside(after.value, identity.value.accountId).some(({ name }) => name === party.name);
}

function orCompliant(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.length > 0 ? verdicts : [compliant];
}

/** Whoever is pinned by one plan gets access by the next one, and nobody would be asked. */
function pinVerdicts(policy: PolicyChange, gains: readonly Gain[]): readonly Verdict[] {
  const { key, before, pinned, pinnedBefore, against, identity } = policy;
  if (!before) return [];
  const words = {
    what: `whom the policy of key ${key} may let in has to stay the same, or to be looked at`,
    expected: "the pin as it is",
    ...(against && { against }),
  };
  if (!pinned) {
    if (!pinnedBefore) return [];
    return [
      attention({ ...words, got: "no pin any more", fix: "leave `auraAccountId` and `auraPrincipals` as they are" }),
    ];
  }
  const had = before.known && identity.known ? partiesOutside(before.value, identity.value.accountId) : [];
  // Before the first statement the pin is what that is held against.
  if (!pinnedBefore && had.length === 0) return [];
  const seen = [...had, ...gains.map(({ party }) => party)];
  const added = pinned.filter((pin) => !pinnedBefore?.includes(pin) && !seen.some((party) => isPinned([pin], party)));
  if (added.length === 0) return [];
  return [
    attention({
      ...words,
      got: `${listed(added, MOST_NAMED)} as well, who is not let in yet`,
      fix: "make sure that the new pin is meant: a later plan can let them in without a question",
    }),
  ];
}

/** Why somebody who gets access is no stranger, or is one. */
type Standing =
  | "anyone"
  | "stranger"
  | "newly pinned"
  | "pinned with it"
  | "first"
  | "more"
  | "known"
  | "own"
  | "service"
  | "expected";

function judged(
  gains: readonly Gain[],
  before: PolicyDocument,
  accountId: string,
  policy: PolicyChange,
  context: ChangeContext,
): readonly Verdict[] {
  const had = new Set(partiesOutside(before, accountId).map(({ name }) => name));
  const standingOf = ({ party }: Gain): Standing => {
    if (party.kind === "anyone") return "anyone";
    // A new key has to be given somebody who looks after it.
    if (party.accountId === accountId) return policy.before ? "own" : "expected";
    // On behalf of whom it acts is the matter of another rule, which judges a new key as well.
    if (party.kind === "service") return policy.before ? "service" : "expected";
    if (isPinned(policy.pinned, party)) {
      if (policy.pinnedBefore) return isPinned(policy.pinnedBefore, party) ? "expected" : "newly pinned";
      if (had.has(party.name)) return "expected";
      // Whoever brings the statement brings the pin that it is held against: nobody else has compared the two.
      return had.size === 0 ? "pinned with it" : "newly pinned";
    }
    if (!mayBeAura(party)) return "stranger";
    if (had.size === 0) return "first";
    if (had.has(party.name)) return "more";
    return context.knownAccounts.has(party.accountId ?? "") ? "known" : "stranger";
  };
  return [...groupBy(gains, standingOf)].flatMap(([standing, group]) =>
    standing === "expected" ? [] : [verdictFor(standing, group, policy)],
  );
}

const PIN = "pin it with `auraAccountId`";

const FIXES: Readonly<Record<Exclude<Standing, "expected">, string>> = {
  anyone: "name the account in `Principal`, or narrow `*` with a condition such as `kms:CallerAccount`",
  stranger: `take it out; if it is Aura, compare it with the statement in the Aura Console and ${PIN}`,
  "newly pinned": "make sure that the new pin is Aura's account: it comes with the same plan",
  "pinned with it":
    "compare it with the statement in the Aura Console; where it is pinned in phase 1 already, the statement needs no look",
  first: `compare it with the statement in the Aura Console, and ${PIN}`,
  more: "compare it with the statement in the Aura Console",
  known: "make sure that this account is meant to use the key",
  own: "make sure that they are meant to use or to administer the key",
  service: "make sure that this service is meant to use the key, for your own account",
};

const WHO: Readonly<Record<Exclude<Standing, "expected">, string>> = {
  anyone: "nobody may get access to key KEY without being named",
  stranger: "no stranger may get access to key KEY",
  "newly pinned": "whoever gets access to key KEY has to be expected",
  "pinned with it": "whoever the first statement on key KEY lets in has to be Aura",
  first: "whoever the first statement on key KEY lets in has to be Aura",
  more: "whoever gets more access to key KEY has to need it",
  known: "an account that is known has to need the access that it gets to key KEY",
  own: "whoever in the key's own account gets more access to key KEY has to need it",
  service: "an AWS service has to need the access that it gets to key KEY",
};

function verdictFor(
  standing: Exclude<Standing, "expected">,
  gains: readonly Gain[],
  { key, against }: PolicyChange,
): Verdict {
  const words = {
    what: WHO[standing].replace("KEY", () => key),
    got: `${listed(gains.map(gainText), MOST_NAMED)}${standing === "pinned with it" ? "; the pin comes with the same plan" : ""}`,
    expected: "those who are expected, and nobody else",
    fix: FIXES[standing],
    ...(against && { against }),
  };
  return standing === "anyone" || standing === "stranger" ? violation(words) : attention(words);
}

function gainText(gain: Gain): string {
  const { party, operations } = gain;
  return remember(
    gain,
    "in words",
    () => `${party.name} gets ${listed(operationsInWords(operations), MAX_OPERATIONS)}`,
  );
}
