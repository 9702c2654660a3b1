import type { PolicyDocument } from "../../policy/document";
import { canChangePolicy } from "../../policy/access/lockout";
import { allowedPrincipals, representativeOf } from "../../policy/access/allowed-principals";
import { accountPrincipal } from "../../policy/access/principal";
import type { Change } from "../../model/change";
import type { Verdict, ChangeContext } from "../rule";
import { arnsOf, identityForPolicies, policyChangeOf } from "../analysis";
import { memoize } from "../../util/memoize";
import { evaluate, isPossiblyAllowed } from "../../policy/evaluate/evaluate";
import { parseArn } from "../../policy/arn";
import { describeOperations, needsReview } from "./verdicts";

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
  if (!losesControlOfAny(before.value, after.value, accountId, ...arns)) {
    const lost = rescueLost(before.value, after.value, accountId, ...arns);
    if (lost.length === 0) return [];
    return [
      needsReview({
        what: `account ${accountId} loses access to key ${policy.key}`,
        got: `its IAM policies can no longer allow ${describeOperations(lost)}`,
        expected: "kms:* for the account's root",
        fix: "restore the account's statement: it takes back a deletion, and lets Terraform read the key",
        ...(policy.against && { against: policy.against }),
      }),
    ];
  }
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

/** What an account needs to see its key, and to take back that it was disabled or scheduled for deletion. */
const RESCUE = ["kms:EnableKey", "kms:CancelKeyDeletion", "kms:DescribeKey", "kms:GetKeyPolicy"];

/** Those of them that the IAM policies of an account could allow before, and no longer. */
const rescueLost = memoize(
  (before: PolicyDocument, after: PolicyDocument, accountId: string, ...arns: readonly string[]): readonly string[] =>
    RESCUE.filter((action) =>
      arns.some((keyArn) => {
        // Another rule covers a policy that no principal can change.
        if (!canChangePolicy(after, { keyArn, accountId }, accountPrincipal(accountId))) return false;
        const caller = representativeOf(accountPrincipal(accountId), parseArn(keyArn)?.partition);
        const allows = (document: PolicyDocument): boolean =>
          caller !== undefined &&
          isPossiblyAllowed(
            evaluate(document, { ...caller, action, keyArn, keyAccountId: accountId, others: "unknown" }),
          );
        return allows(before) && !allows(after);
      }),
    ),
);

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
