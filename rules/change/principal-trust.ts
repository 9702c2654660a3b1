import type { NodeId } from "../../model/model";
import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { mayBeAura } from "../../policy/access/principal";
import type { PolicyDocument } from "../../policy/document";
import { violation, type Verdict } from "../rule";
import { memoize } from "../../util/memoize";
import { type AccessGain, isExpectedBy, type PolicyChange, possibleAuraPrincipals } from "../analysis";
import { needsReview, MAX_NAMED, describeOperations } from "./verdicts";

/** Operations of a principal that one finding lists. */
const MAX_OPERATIONS = 2;

/** Why a principal that gains access is expected, or is not. */
export type PrincipalTrust =
  | "anyone"
  | "unexpected"
  | "newly-expected"
  | "expected-in-same-plan"
  | "first-aura-access"
  | "more-access"
  | "existing"
  | "key-account"
  | "service"
  | "expected";

/**
 * Verdicts on the principals that gain access to a key: one for each {@link PrincipalTrust}.
 * @param before the policy to compare with
 * @param accountId the account of the key
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
  const trustOf = ({ principal }: AccessGain): PrincipalTrust => {
    if (principal.kind === "anyone") return "anyone";
    // A new key needs an administrator.
    if (principal.accountId === accountId) return policy.before ? "key-account" : "expected";
    // Another rule evaluates for which accounts it acts.
    if (principal.kind === "service") return policy.before ? "service" : "expected";
    if (isExpectedBy(policy.expectedPrincipals, principal)) {
      if (isExpectedBy(policy.expectedPrincipalsBefore, principal)) return "expected";
      // The statement and the expected principals come from one author: a second person has to compare them.
      return had.size === 0 && !policy.expectedPrincipalsBefore ? "expected-in-same-plan" : "newly-expected";
    }
    if (!mayBeAura(principal)) return "unexpected";
    if (had.size === 0) return "first-aura-access";
    if (had.has(principal.name)) return "more-access";
    return knownAccounts.has(principal.accountId ?? "") ? "existing" : "unexpected";
  };
  return [...groupBy(gains, trustOf)].flatMap(([trust, group]) =>
    trust === "expected" ? [] : [verdictFor(trust, group, policy)],
  );
}

const COMPARE = "compare with the Aura Console";

const FIXES: Readonly<Record<Exclude<PrincipalTrust, "expected">, string>> = {
  anyone: "name the account in `Principal`, or add a condition such as `kms:CallerAccount`",
  unexpected: "remove it; if it is Aura, set `auraAccountId`",
  "newly-expected": "make sure that it is Aura's account: it is set in the same plan",
  "expected-in-same-plan": `${COMPARE}; set \`auraAccountId\` in phase 1 to skip this review`,
  "first-aura-access": `${COMPARE}; set \`auraAccountId\``,
  "more-access": COMPARE,
  existing: "make sure that this account may use the key",
  "key-account": "make sure that they may use or administer the key",
  service: "make sure that this service may use the key",
};

const HEADLINES: Readonly<Record<Exclude<PrincipalTrust, "expected">, (who: string, key: string) => string>> = {
  anyone: (_, key) => `key ${key} becomes usable by anyone`,
  unexpected: (who, key) => `unexpected ${who} ${gains(who)} access to key ${key}`,
  "newly-expected": (who, key) => `newly expected ${who} ${gains(who)} access to key ${key}`,
  "expected-in-same-plan": (who, key) => `${who} ${gains(who)} first access to key ${key}`,
  "first-aura-access": (who, key) => `${who} ${gains(who)} first access to key ${key}`,
  "more-access": (who, key) => `${who} ${gains(who)} more access to key ${key}`,
  existing: (who, key) => `${who} ${gains(who)} access to key ${key}`,
  "key-account": (_, key) => `principals of the key's account gain access to key ${key}`,
  service: (who, key) => `${who} ${gains(who)} access to key ${key}`,
};

const SEVERAL = "principals";

function gains(who: string): string {
  return who === SEVERAL ? "gain" : "gains";
}

function verdictFor(
  trust: Exclude<PrincipalTrust, "expected">,
  group: readonly AccessGain[],
  { key, against }: PolicyChange,
): Verdict {
  const [first] = group;
  const who = first && group.length === 1 ? first.principal.name : SEVERAL;
  const got = `${formatList(group.map(who === SEVERAL || trust === "key-account" ? gainText : operationsText), { max: MAX_NAMED, and: true })}${trust === "expected-in-same-plan" ? "; `auraAccountId` is set in the same plan" : ""}`;
  return trustVerdict(trust, who, key, { got, ...(against && { against }) });
}

/**
 * The verdict on who gains access to a key.
 * @param who the principal, or `principals`
 * @param key its name
 */
export function trustVerdict(
  trust: Exclude<PrincipalTrust, "expected">,
  who: string,
  key: string,
  { got, against }: { readonly got: string; readonly against?: readonly NodeId[] },
): Verdict {
  const what = HEADLINES[trust](who, key);
  const text = { what, got, expected: "", fix: FIXES[trust], ...(against && { against }) };
  return trust === "anyone" || trust === "unexpected" ? violation(text) : needsReview(text);
}

function gainText(gain: AccessGain): string {
  return `${gain.principal.name} gets ${operationsText(gain)}`;
}

const operationsText = memoize(({ operations }: AccessGain) => describeOperations(operations, MAX_OPERATIONS));
