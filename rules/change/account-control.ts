import type { PolicyDocument } from "../../policy/document";
import { canChangePolicy } from "../../policy/access/lockout";
import { allowedPrincipals } from "../../policy/access/allowed-principals";
import { accountPrincipal } from "../../policy/access/principal";
import type { Change } from "../../model/change";
import type { Verdict, ChangeContext } from "../rule";
import { arnsOf, identityForPolicies, policyChangeOf } from "../analysis";
import { memoize } from "../../util/memoize";
import { needsReview } from "./verdicts";

/**
 * What there is to say when the IAM policies of a key's own account no longer decide who may change its policy: then the
 * roles and users that the policy names decide. Where it names none, another rule finds that no principal can change it.
 * @param change what the plan does
 * @param context the models
 */
export function accountControlVerdicts(change: Change, context: ChangeContext): Verdict[] {
  const policy = policyChangeOf(change, context);
  if (!policy?.before || !policy.after || policy.isSame || !policy.identity.known) return [];
  const { before, after } = policy;
  const { accountId } = policy.identity.value;
  if (!before.known || !after.known) return [];
  const arns =
    arnsOf(identityForPolicies(policy.identity.value, before.value, after.value), before.value, after.value) ?? [];
  if (!losesControlOfAny(before.value, after.value, accountId, ...arns)) return [];
  return [
    needsReview({
      what: `account ${accountId} loses control of the policy of key ${policy.key}`,
      got: "only principals named in the policy can change it",
      expected: "kms:* for the account's root",
      fix: "restore the account's statement, or make sure that these principals are never deleted",
      ...(policy.against && { against: policy.against }),
    }),
  ];
}

const losesControlOfAny = memoize(
  (before: PolicyDocument, after: PolicyDocument, accountId: string, ...arns: readonly string[]) =>
    arns.some((arn) => losesControl(accountId, before, after, arn)),
);

function losesControl(accountId: string, before: PolicyDocument, after: PolicyDocument, keyArn: string): boolean {
  const account = accountPrincipal(accountId);
  const key = { keyArn, accountId };
  if (!canChangePolicy(before, key, account) || canChangePolicy(after, key, account)) return false;
  return allowedPrincipals(after).some(
    ({ principal }) => principal.accountId === accountId && canChangePolicy(after, key, principal),
  );
}
