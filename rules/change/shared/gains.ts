import { parseArn } from "../../../policy/arn";
import { decide, type KeyRequest } from "../../../policy/decide/decide";
import type { PolicyDocument } from "../../../policy/document";
import { admissionsOf, representativeOf } from "../../../policy/access/parties";
import type { Party } from "../../../policy/access/party";
import { PERMISSIVENESS } from "../../shared/decisions";
import { arnsOf, asPoliciesSeeIt } from "../../shared/key-identity";
import { rememberOfBoth } from "../../shared/remember";
import type { PolicyChange } from "./policy-change";

/** Somebody who may do more with a key than before. */
export interface Gain {
  readonly party: Party;
  /** What they may do now and could not do before, or only under a condition. */
  readonly operations: readonly string[];
}

/**
 * Who may do more by what a plan does to a policy.
 * @param before the policy that it is held against
 * @param policy what the plan does
 * @returns undefined where nobody can tell
 */
export function gainsOfChange(before: PolicyDocument, { after, identity }: PolicyChange): readonly Gain[] | undefined {
  if (!after?.known || !identity.known) return undefined;
  const { accountId } = identity.value;
  const arns = arnsOf(asPoliciesSeeIt(identity.value, before, after.value), before, after.value);
  return (
    arns &&
    rememberOfBoth(before, after.value, `gains on ${arns.join()}`, () => gainsOf(before, after.value, accountId, arns))
  );
}

/**
 * Who may do more under a policy than under the one before it, also because a denial is gone. What somebody may do under
 * conditions counts as not done yet where the conditions are gone, and as the same where there are conditions still.
 */
function gainsOf(
  before: PolicyDocument,
  after: PolicyDocument,
  keyAccountId: string,
  keyArns: readonly string[],
): readonly Gain[] {
  const [old, now] = [operationsByParty(before), operationsByParty(after)];
  return [...now.values()].flatMap(({ party, operations }): Gain[] => {
    const had = old.get(party.name)?.operations ?? new Set();
    const requests = keyArns.flatMap((keyArn) => requestOf(party, { keyArn, keyAccountId }) ?? []);
    const gained =
      requests.length > 0
        ? [...operations].filter((operation) => requests.some((one) => isGained(operation, one, before, after)))
        : [...operations].filter((operation) => !had.has(operation));
    return gained.length > 0 ? [{ party, operations: gained }] : [];
  });
}

function operationsByParty(document: PolicyDocument): Map<string, { party: Party; operations: Set<string> }> {
  const parties = new Map<string, { party: Party; operations: Set<string> }>();
  for (const { party, operations } of admissionsOf(document)) {
    const one = parties.get(party.name) ?? { party, operations: new Set() };
    parties.set(party.name, one);
    for (const operation of operations) one.operations.add(operation);
  }
  return parties;
}

/** What somebody who stands for a party asks of a key; undefined where nobody can stand for it. */
function requestOf(
  party: Party,
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
  return PERMISSIVENESS[decide(after, request).answer] > PERMISSIVENESS[decide(before, request).answer];
}
