import { canCallerChangePolicy, PUT_KEY_POLICY, canChangePolicy, namedAccountPrincipals } from "../access/lockout";
import type { PolicyDocument } from "../document";
import type { StatementProblem } from "../problem";
import { keyFor, unknownKeyArn, whyKeyArnIsNeeded } from "./key";
import type { LintTarget } from "./lint";
import { allowedPrincipals } from "../access/allowed-principals";
import { distinctPrincipals } from "../access/principal";
import { parseArn } from "../arn";

/**
 * Finds that the caller who sets the policy could not change it again, which KMS refuses. What depends on the caller's own
 * IAM policies, or on unknown condition keys of the request, is not reported.
 */
export function lintCaller(merged: PolicyDocument, target: LintTarget): readonly StatementProblem[] {
  const key = keyFor(merged, target);
  if (!key || !target.caller) return [];
  const { answer, because } = canCallerChangePolicy(merged, key, target.caller);
  if (answer !== "no") return [];
  return [
    {
      code: "caller-lockout",
      path: "",
      what: `the policy locks out its author ${target.caller.name}`,
      got: because,
      expected: "kms:PutKeyPolicy for the caller or the account, and no Deny",
      fix: "keep the account's own statement (kms:* for its root), or remove the Deny",
    },
  ];
}

/**
 * Whether a principal of the key's account can change the policy again: any principal that IAM allows it, or one that any
 * part of the policy names. Also true where that is unknown.
 */
export function accountKeepsControl(document: PolicyDocument, target: LintTarget): boolean {
  if (target.keyArn === undefined && whyKeyArnIsNeeded(document, target) !== undefined) return true;
  const allowed = allowedPrincipals(document).flatMap(({ principal, operations }) =>
    operations.includes(PUT_KEY_POLICY) ? [principal] : [],
  );
  const accountIds = new Set(allowed.map(({ accountId }) => target.accountId ?? accountId));
  return [...accountIds].some((accountId) => {
    if (accountId === undefined) return true;
    const own = allowed.filter((principal) => principal.accountId === undefined || principal.accountId === accountId);
    if (own.some(({ kind }) => kind === "unclear")) return true;
    if (own.length === 0) return false;
    const named = namedAccountPrincipals(document, accountId, target.partition ?? "aws");
    return distinctPrincipals([...own, ...named]).some((principal) => {
      const keyArn =
        target.keyArn ?? unknownKeyArn(accountId, parseArn(principal.arn ?? "")?.partition ?? target.partition);
      return canChangePolicy(document, { keyArn, accountId }, { ...principal, accountId });
    });
  });
}
