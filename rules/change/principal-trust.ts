import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { mayBeAura } from "../../policy/access/principal";
import type { PolicyDocument } from "../../policy/document";
import { violation, type Verdict } from "../rule";
import { memoize } from "../../util/memoize";
import { type AccessGain, isExpectedBy, type PolicyChange, possibleAuraPrincipals } from "../analysis";
import { needsReview, MAX_NAMED, describeOperations } from "./verdicts";
/** Operations that one finding names of a party. */
const MAX_OPERATIONS = 8;

/** Why somebody who gets access is no stranger, or is one. */
type PrincipalTrust =
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

/**
 * What there is to say of those who get access to a key: one verdict for all of one standing.
 * @param gains who gets what
 * @param before the policy that they get more than
 * @param accountId the account of the key
 * @param policy what the plan does
 * @param knownAccounts AWS accounts that the plans or the estate name
 */
export function accessGainVerdicts(
  gains: readonly AccessGain[],
  before: PolicyDocument,
  accountId: string,
  policy: PolicyChange,
  knownAccounts: ReadonlySet<string>,
): readonly Verdict[] {
  const had = new Set(possibleAuraPrincipals(before, accountId).map(({ name }) => name));
  const standingOf = ({ principal }: AccessGain): PrincipalTrust => {
    if (principal.kind === "anyone") return "anyone";
    // A new key has to be given somebody who looks after it.
    if (principal.accountId === accountId) return policy.before ? "own" : "expected";
    // On behalf of whom it acts is the matter of another rule, which judges a new key as well.
    if (principal.kind === "service") return policy.before ? "service" : "expected";
    if (isExpectedBy(policy.expectedPrincipals, principal)) {
      if (isExpectedBy(policy.expectedPrincipalsBefore, principal)) return "expected";
      // Whoever brings the statement brings the pin that it is held against: nobody else has compared the two.
      return had.size === 0 && !policy.expectedPrincipalsBefore ? "pinned with it" : "newly pinned";
    }
    if (!mayBeAura(principal)) return "stranger";
    if (had.size === 0) return "first";
    if (had.has(principal.name)) return "more";
    return knownAccounts.has(principal.accountId ?? "") ? "known" : "stranger";
  };
  return [...groupBy(gains, standingOf)].flatMap(([standing, group]) =>
    standing === "expected" ? [] : [verdictFor(standing, group, policy)],
  );
}

const PIN = "pin it with `auraAccountId`";

const FIXES: Readonly<Record<Exclude<PrincipalTrust, "expected">, string>> = {
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

const WHO: Readonly<Record<Exclude<PrincipalTrust, "expected">, string>> = {
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
  standing: Exclude<PrincipalTrust, "expected">,
  gains: readonly AccessGain[],
  { key, against }: PolicyChange,
): Verdict {
  const words = {
    what: WHO[standing].replace("KEY", () => key),
    got: `${formatList(gains.map(gainText), { max: MAX_NAMED, and: true })}${standing === "pinned with it" ? "; the pin comes with the same plan" : ""}`,
    expected: "those who are expected, and nobody else",
    fix: FIXES[standing],
    ...(against && { against }),
  };
  return standing === "anyone" || standing === "stranger" ? violation(words) : needsReview(words);
}

const gainText = memoize(
  ({ principal, operations }: AccessGain) =>
    `${principal.name} gets ${formatList(describeOperations(operations), { max: MAX_OPERATIONS, and: true })}`,
);
