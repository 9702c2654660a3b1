import { AURA_OPERATIONS, auraAnswers } from "../../policy/access/aura-permissions";
import { findExternalAccess } from "../../policy/access/external-access";
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
 * Verdicts on expected principals that are added or removed: a later plan may grant access to an added one without a review.
 * The first expected principal of a key that can do all that Aura needs already is no new access.
 * @param gains the principals that gain access by the same plan: they are reported there
 * @param imported whether Terraform imports the policy by this plan
 */
export function expectedPrincipalVerdicts(
  policy: PolicyChange,
  gains: readonly AccessGain[],
  imported: boolean,
): readonly Verdict[] {
  const { key, before, expectedPrincipals, expectedPrincipalsBefore, against } = policy;
  // Expected principals that come with a new key, or with the import of a policy without external access, are no change.
  if (!before || (imported && hasNoExternalAccess(policy))) return [];
  const words = {
    what: `expected principals of key ${key} change`,
    expected: "no change",
    ...(against && { against }),
  };
  const noLongerAura = formerAuras(policy).filter(
    ({ name }) => !gains.some(({ principal }) => principal.name === name),
  );
  if (noLongerAura.length > 0) {
    const names = formatList(
      noLongerAura.map(({ name }) => name),
      { max: MAX_NAMED, and: true },
    );
    return [needsReview({ ...words, got: `${names} no longer taken for Aura`, fix: "make sure that it is not Aura" })];
  }
  if (!expectedPrincipals) {
    if (!expectedPrincipalsBefore) return [];
    return [needsReview({ ...words, got: "removed", fix: "keep `auraAccountId` and `auraPrincipals`" })];
  }
  const known = [
    ...(expectedPrincipalsBefore ? [] : usersOf(policy)),
    ...gains.map(({ principal }) => principal),
  ].filter((principal) => !isExpectedBy(expectedPrincipalsBefore, principal));
  const added = expectedPrincipals.filter(
    (expected) =>
      !isExpected(expectedPrincipalsBefore ?? [], principalOf(expected)) &&
      !known.some((principal) => isExpectedBy([expected], principal)),
  );
  if (added.length === 0) return [];
  return [
    needsReview({
      ...words,
      got: `added ${formatList(added, { max: MAX_NAMED, and: true })}`,
      fix: "confirm it: a later plan can grant them access without a review",
    }),
  ];
}

/** The principals that have access, and that the plan names as the owner's own: nothing that they lose later blocks. */
function formerAuras({ before, identity, besideAura = [], besideAuraBefore }: PolicyChange): readonly Principal[] {
  if (!before?.known || !identity.known || besideAura.length === 0) return [];
  const had = possibleAuraPrincipals(before.value, identity.value.accountId, besideAuraBefore);
  return had.filter((principal) => isExpected(besideAura, principal));
}

function hasNoExternalAccess({ before, identity }: PolicyChange): boolean {
  return (
    before?.known === true &&
    identity.known &&
    findExternalAccess(before.value, identity.value.accountId).possibleAuraPrincipals.length === 0
  );
}

function principalOf(expected: string): { readonly accountId: string; readonly arn?: string } {
  const arn = parseArn(expected);
  return arn ? { accountId: arn.accountId, arn: expected } : { accountId: expected };
}

/** The external principals that have all permissions that Aura needs under the current policy. */
function usersOf({ before, identity }: PolicyChange): readonly Principal[] {
  if (!before?.known || !identity.known) return [];
  const { accountId } = identity.value;
  const document = before.value;
  const arns = arnsOf(identityForPolicies(identity.value, document), document);
  return arns ? fullUsersOf(document, accountId, ...arns) : [];
}

const fullUsersOf = memoize((document: PolicyDocument, accountId: string, ...arns: readonly string[]) =>
  possibleAuraPrincipals(document, accountId).filter((principal) =>
    arns.every((keyArn) => {
      const { can } = auraAnswers(document, { keyArn, accountId }, principal);
      return AURA_OPERATIONS.every(({ name, required }) => !required || can.includes(name));
    }),
  ),
);
