import type { NodeId } from "../../model/model";
import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { describePowers, giveControl } from "../../policy/access/powers";
import { findExternalAccess } from "../../policy/access/external-access";
import { mayBeAura } from "../../policy/access/principal";
import type { PolicyDocument } from "../../policy/document";
import { violation, type Verdict } from "../rule";
import { memoize } from "../../util/memoize";
import { accessText, type AccessGain, isExpectedBy, type PolicyChange, possibleAuraPrincipals } from "../analysis";
import { needsReview, MAX_NAMED, describeOperations } from "./verdicts";

/** Operations of a principal that one finding lists. */
const MAX_OPERATIONS = 2;

/** Why a principal outside of the key's account that gains access is expected, or is not. */
export type PrincipalTrust =
  | "anyone"
  | "unexpected"
  | "newly-expected"
  | "beside-aura"
  | "expected-in-same-plan"
  | "first-aura-access"
  | "more-access"
  | "existing"
  | "service"
  | "expected";

type Reported = Exclude<PrincipalTrust, "expected">;

/**
 * Verdicts on the principals that gain access to a key: one for each {@link PrincipalTrust}, and of the key's own account one for all
 * that gain the same powers.
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
  const isFirst = possibleAuraPrincipals(before, accountId, policy.besideAuraBefore).length === 0;
  const had = new Set(findExternalAccess(before, accountId).possibleAuraPrincipals.map(({ name }) => name));
  const trustOf = ({ principal }: AccessGain): PrincipalTrust => {
    if (principal.kind === "anyone") return "anyone";
    // Another rule evaluates for which accounts it acts.
    if (principal.kind === "service") return policy.before ? "service" : "expected";
    const { expectedPrincipalsBefore, besideAuraBefore } = policy;
    const wasExpected = [expectedPrincipalsBefore, besideAuraBefore].some((some) => isExpectedBy(some, principal));
    if (isExpectedBy(policy.besideAura, principal)) return wasExpected ? "expected" : "beside-aura";
    if (isExpectedBy(policy.expectedPrincipals, principal)) {
      if (wasExpected) return "expected";
      // The statement and the expected principals come from one author: a second person has to compare them.
      return isFirst && !expectedPrincipalsBefore ? "expected-in-same-plan" : "newly-expected";
    }
    if (!mayBeAura(principal)) return "unexpected";
    if (isFirst) return "first-aura-access";
    if (had.has(principal.name)) return "more-access";
    return knownAccounts.has(principal.accountId ?? "") ? "existing" : "unexpected";
  };
  const isOwn = ({ principal }: AccessGain): boolean => principal.accountId === accountId;
  const others = groupBy(
    gains.filter((gain) => !isOwn(gain)),
    trustOf,
  );
  return [
    ...ownPrincipalVerdicts(gains.filter(isOwn), policy),
    ...[...others].flatMap(([trust, group]) => (trust === "expected" ? [] : [verdictFor(trust, group, policy)])),
  ];
}

/** A new key needs an administrator; an existing one has those that it has. */
function ownPrincipalVerdicts(gains: readonly AccessGain[], policy: PolicyChange): readonly Verdict[] {
  const { before, key, against, expectedPrincipalsBefore } = policy;
  const unexpected = before ? gains.filter(({ principal }) => !isExpectedBy(expectedPrincipalsBefore, principal)) : [];
  const byPowers = groupBy(unexpected, (gain) => `${describeOwnGain(gain)} ${giveControl(gain.operations)}`);
  return [...byPowers.values()].flatMap((same) => {
    const names = same.map(({ principal }) => principal.name);
    const [first] = same;
    return first
      ? [
          ownPrincipalVerdict(formatList(names, { max: MAX_NAMED, and: true }), key, {
            operations: first.operations,
            got: describeOwnGain(first),
            isOne: names.length === 1,
            ...(against && { against }),
          }),
        ]
      : [];
  });
}

/** What a principal gains of its account's own key, in one sentence. */
function describeOwnGain({ principal, operations, isWithoutIam }: AccessGain): string {
  const who = principal.kind === "account" ? "all of its users and roles " : "";
  return `${who}can ${describePowers(operations)}, ${isWithoutIam ? "without IAM" : "where IAM allows it"}`;
}

/**
 * The verdict on a principal that gains powers over a key of its own account.
 * @param who the principal, or several
 * @param key its name
 */
export function ownPrincipalVerdict(
  who: string,
  key: string,
  gain: {
    readonly operations: readonly string[];
    readonly got: string;
    readonly isOne: boolean;
    readonly against?: readonly NodeId[];
  },
): Verdict {
  const { operations, got, isOne, against } = gain;
  return needsReview({
    what: `${who} ${isOne ? "gains" : "gain"} ${giveControl(operations) ? "control of" : "access to"} key ${key}`,
    got,
    expected: "",
    fix: "make sure that they may use or administer the key",
    ...(against && { against }),
  });
}

const COMPARE = "compare with the Aura Console";

const FIXES: Readonly<Record<Reported, string>> = {
  anyone: "name the account in `Principal`, or add a condition such as `kms:CallerAccount`",
  unexpected: "remove it; if it is Aura, set `auraAccountId`",
  "newly-expected": "make sure that it is Aura's account: it is set in the same plan",
  "beside-aura": "make sure that it may use the key: `keyStatements` name it",
  "expected-in-same-plan": `${COMPARE}; set \`auraAccountId\` in phase 1 to skip this review`,
  "first-aura-access": `${COMPARE}; set \`auraAccountId\``,
  "more-access": COMPARE,
  existing: "make sure that this account may use the key",
  service: "make sure that this service may use the key",
};

const HEADLINES: Readonly<Record<Reported, (who: string, key: string) => string>> = {
  anyone: (_, key) => `key ${key} becomes usable by anyone`,
  unexpected: (who, key) => `unexpected ${who} ${gains(who)} access to key ${key}`,
  "newly-expected": (who, key) => `newly expected ${who} ${gains(who)} access to key ${key}`,
  "beside-aura": (who, key) => `${who} ${gains(who)} access to key ${key}`,
  "expected-in-same-plan": (who, key) => `${who} ${gains(who)} first access to key ${key}`,
  "first-aura-access": (who, key) => `${who} ${gains(who)} first access to key ${key}`,
  "more-access": (who, key) => `${who} ${gains(who)} more access to key ${key}`,
  existing: (who, key) => `${who} ${gains(who)} access to key ${key}`,
  service: (who, key) => `${who} ${gains(who)} access to key ${key}`,
};

const SEVERAL = "principals";

function gains(who: string): string {
  return who === SEVERAL ? "gain" : "gains";
}

function verdictFor(trust: Reported, group: readonly AccessGain[], { key, against }: PolicyChange): Verdict {
  const [first] = group;
  const who = first && group.length === 1 ? first.principal.name : SEVERAL;
  const got = `${formatList(group.map(who === SEVERAL ? gainText : operationsText), { max: MAX_NAMED, and: true })}${trust === "expected-in-same-plan" ? "; `auraAccountId` is set in the same plan" : ""}`;
  const about = accessText(group.map(({ principal, operations }) => [principal, operations]));
  return trustVerdict(trust, who, key, { got, about, ...(against && { against }) });
}

/**
 * The verdict on who gains access to a key.
 * @param who the principal, or `principals`
 * @param key its name
 */
export function trustVerdict(
  trust: Reported,
  who: string,
  key: string,
  { got, about, against }: { readonly got: string; readonly about: string; readonly against?: readonly NodeId[] },
): Verdict {
  const what = HEADLINES[trust](who, key);
  const text = { what, got, about, expected: "", fix: FIXES[trust], ...(against && { against }) };
  return trust === "anyone" || trust === "unexpected" ? violation(text) : needsReview(text);
}

function gainText(gain: AccessGain): string {
  return `${gain.principal.name} gets ${operationsText(gain)}`;
}

const operationsText = memoize(({ operations }: AccessGain) => describeOperations(operations, MAX_OPERATIONS));
