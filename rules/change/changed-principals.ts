import { AURA_OPERATIONS, auraPermissions } from "../../policy/access/aura-permissions";
import { formatList } from "../../util/format-list";
import { type Principal, isExpected } from "../../policy/access/principal";
import { parseArn } from "../../policy/arn";
import type { PolicyDocument } from "../../policy/document";
import type { Verdict } from "../rule";
import {
  type AccessGain,
  arnsOf,
  identityForPolicies,
  isExpectedBy,
  type PolicyChange,
  possibleAuraPrincipals,
} from "../analysis";
import { memoize } from "../../util/memoize";
import { needsReview, MAX_NAMED } from "./verdicts";

/**
 * What there is to say of pins that come or go: whoever is pinned by one plan may get access by the next one, and nobody
 * would be asked. A first pin that says who may do all that Aura needs already lets nobody do more.
 * @param policy what the plan does
 * @param gains who gets what by the same plan: of them that is told
 * @param imported whether Terraform takes the policy over by this plan
 */
export function expectedPrincipalVerdicts(
  policy: PolicyChange,
  gains: readonly AccessGain[],
  imported: boolean,
): readonly Verdict[] {
  const { key, before, expectedPrincipals, expectedPrincipalsBefore, against } = policy;
  // A pin that comes with its key is part of how the key is made, or taken over before anybody is let in.
  if (!before || (imported && letsNobodyIn(policy))) return [];
  const words = {
    what: `whom the policy of key ${key} may let in has to stay the same, or to be looked at`,
    expected: "the pin as it is",
    ...(against && { against }),
  };
  if (!expectedPrincipals) {
    if (!expectedPrincipalsBefore) return [];
    return [
      needsReview({ ...words, got: "no pin any more", fix: "leave `auraAccountId` and `auraPrincipals` as they are" }),
    ];
  }
  const known = [
    ...(expectedPrincipalsBefore ? [] : usersOf(policy)),
    ...gains.map(({ principal }) => principal),
  ].filter((party) => !isExpectedBy(expectedPrincipalsBefore, party));
  const added = expectedPrincipals.filter(
    (pin) =>
      !isExpected(expectedPrincipalsBefore ?? [], whoIs(pin)) && !known.some((party) => isExpectedBy([pin], party)),
  );
  if (added.length === 0) return [];
  return [
    needsReview({
      ...words,
      got: `a new pin for ${formatList(added, { max: MAX_NAMED, and: true })}`,
      fix: "make sure that the new pin is meant: a later plan can let them in, or let them do more, without a question",
    }),
  ];
}

function letsNobodyIn({ before, identity }: PolicyChange): boolean {
  return (
    before?.known === true &&
    identity.known &&
    possibleAuraPrincipals(before.value, identity.value.accountId).length === 0
  );
}

function whoIs(pin: string): { readonly accountId: string; readonly arn?: string } {
  const arn = parseArn(pin);
  return arn ? { accountId: arn.accountId, arn: pin } : { accountId: pin };
}

/** Those from outside who may do all that Aura needs under the policy as it is. */
function usersOf({ before, identity }: PolicyChange): readonly Principal[] {
  if (!before?.known || !identity.known) return [];
  const { accountId } = identity.value;
  const document = before.value;
  const arns = arnsOf(identityForPolicies(identity.value, document), document);
  return arns ? fullUsersOf(document, accountId, ...arns) : [];
}

const fullUsersOf = memoize((document: PolicyDocument, accountId: string, ...arns: readonly string[]) =>
  possibleAuraPrincipals(document, accountId).filter((party) =>
    arns.every((keyArn) => {
      const { can } = auraPermissions(document, { keyArn, accountId }, party);
      return AURA_OPERATIONS.every(({ name, required }) => !required || can.includes(name));
    }),
  ),
);
