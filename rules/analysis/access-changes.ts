import { parseArn } from "../../policy/arn";
import { evaluate, type KeyRequest } from "../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../policy/document";
import { allowedPrincipals, representativeOf } from "../../policy/access/allowed-principals";
import type { Principal } from "../../policy/access/principal";
import { PERMISSIVENESS } from "./permissions";
import { arnsOf, identityForPolicies } from "./key-identity";
import { memoize } from "../../util/memoize";
import type { PolicyChange } from "./policy-change";
import { combined, relationsOf } from "../../policy/diff/compare";
import { diffPolicies, type StatementChange } from "../../policy/diff/diff";
import { normalizeStatement, partitionIn } from "../../policy/diff/normalize";
import { canonicalStatement } from "../../policy/canonical";
import { formatList } from "../../util/format-list";
import type { Verdict } from "../rule";
import { needsReview, MAX_NAMED } from "../change/verdicts";

/** Somebody who may do more with a key than before. */
export interface AccessGain {
  readonly principal: Principal;
  /** What they may do now and could not do before, or only under a condition. */
  readonly operations: readonly string[];
}

/**
 * Who may do more by what a plan does to a policy.
 * @param before the policy that it is held against
 * @param policy what the plan does
 * @returns undefined where nobody can tell
 */
export function accessGains(
  before: PolicyDocument,
  { after, identity }: PolicyChange,
): readonly AccessGain[] | undefined {
  if (!after?.known || !identity.known) return undefined;
  const { accountId } = identity.value;
  const arns = arnsOf(identityForPolicies(identity.value, before, after.value), before, after.value);
  return arns && gainsOf(before, after.value, accountId, ...arns);
}

/**
 * Who may do more under a policy than under the one before it, also because a denial is gone. What somebody may do under
 * conditions counts as not done yet where the conditions are gone, and as the same where there are conditions still.
 */
const gainsOf = memoize(
  (
    before: PolicyDocument,
    after: PolicyDocument,
    keyAccountId: string,
    ...keyArns: readonly string[]
  ): readonly AccessGain[] => {
    const [old, now] = [operationsByParty(before), operationsByParty(after)];
    return [...now.values()].flatMap(({ party, operations }): AccessGain[] => {
      const had = old.get(party.name)?.operations ?? new Set();
      const requests = keyArns.flatMap((keyArn) => requestOf(party, { keyArn, keyAccountId }) ?? []);
      const gained =
        requests.length > 0
          ? [...operations].filter((operation) => requests.some((one) => isGained(operation, one, before, after)))
          : [...operations].filter((operation) => !had.has(operation));
      return gained.length > 0 ? [{ principal: party, operations: gained }] : [];
    });
  },
);

function operationsByParty(document: PolicyDocument): Map<string, { party: Principal; operations: Set<string> }> {
  const parties = new Map<string, { party: Principal; operations: Set<string> }>();
  for (const { principal, operations } of allowedPrincipals(document)) {
    const one = parties.get(principal.name) ?? { party: principal, operations: new Set() };
    parties.set(principal.name, one);
    for (const operation of operations) one.operations.add(operation);
  }
  return parties;
}

/** What somebody who stands for a party asks of a key; undefined where nobody can stand for it. */
function requestOf(
  party: Principal,
  key: Pick<KeyRequest, "keyArn" | "keyAccountId">,
): Omit<KeyRequest, "action"> | undefined {
  const who = representativeOf(party, parseArn(key.keyArn)?.partition);
  return who && { ...who, ...key, others: "unknown" };
}

function isGained(
  action: string,
  one: Omit<KeyRequest, "action">,
  before: PolicyDocument,
  after: PolicyDocument,
): boolean {
  const request = { ...one, action };
  return PERMISSIVENESS[evaluate(after, request).answer] > PERMISSIVENESS[evaluate(before, request).answer];
}

/**
 * What there is to say of denials that go away, or deny less: whom they kept out may get in, also where no statement names
 * them, such as roles of an account that is let in.
 * @param before the policy as it is
 * @param after the policy as it will be
 * @param policy what the plan does
 */
export function lostDenialVerdicts(
  before: PolicyDocument,
  after: PolicyDocument,
  { key, against }: PolicyChange,
): readonly Verdict[] {
  const lost = lostDenials(before, after);
  if (lost.length === 0) return [];
  return [
    needsReview({
      what: `what the policy of key ${key} denies has to stay denied, or to be looked at`,
      got: formatList(lost.map(inWords), { max: MAX_NAMED, separator: "; " }),
      expected: "every denial as it is, or a wider one",
      fix: "make sure that those who were denied may use the key",
      ...(against && { against }),
    }),
  ];
}

function inWords({ name, kind, words }: StatementChange): string {
  return kind === "removed" ? `${name} is gone, which ${words.join(" and ")}` : `${name}: ${words.join(", ")}`;
}

const lostDenials = memoize((before: PolicyDocument, after: PolicyDocument): readonly StatementChange[] => {
  const partition = partitionIn(before, after);
  const denials = after.Statement.filter(isDenial).map((one) => normalizeStatement(one, partition));
  return diffPolicies(before, after).filter(({ kind, before: place = -1 }) => {
    const old = before.Statement[place];
    if (!old || !isDenial(old) || kind === "unchanged" || kind === "narrowed") return false;
    const normal = normalizeStatement(old, partition);
    // What `${...}` means hangs on the version of its policy, which is not compared here.
    if (canonicalStatement(normal).includes("${")) return true;
    return !denials.some((now) => ["same", "more"].includes(combined(Object.values(relationsOf(normal, now)))));
  });
});

function isDenial({ Effect: effect }: Statement): boolean {
  return effect === "Deny";
}
