import { canCallerChangePolicy, PUT_KEY_POLICY, canChangePolicy, namedAccountPrincipals } from "../access/lockout";
import type { PolicyDocument } from "../document";
import type { StatementProblem } from "../problem";
import { keyFor, unknownKeyArn, whyKeyArnIsNeeded } from "./key";
import type { LintTarget } from "./lint";
import { allowedPrincipals } from "../access/allowed-principals";
import { distinctPrincipals } from "../access/principal";
import { parseArn } from "../arn";

/**
 * Finds that whoever is to set the policy could not change it again, which KMS refuses. What depends on his own IAM policies,
 * or on what nobody knows of his request, is not found here.
 * @param merged the key policy with the statements in it
 * @param target whose policy it is, and who is to set it
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
 * Whether a key policy leaves it to somebody of the key's account to change it again: anybody whom IAM allows it, or one of
 * those whom the policy names, in whatever part of it. So also where nobody can tell.
 * @param document the policy
 * @param target whose policy it is
 */
export function accountKeepsControl(document: PolicyDocument, target: LintTarget): boolean {
  if (target.keyArn === undefined && whyKeyArnIsNeeded(document, target) !== undefined) return true;
  const admitted = allowedPrincipals(document).flatMap(({ principal, operations }) =>
    operations.includes(PUT_KEY_POLICY) ? [principal] : [],
  );
  const accountIds = new Set(admitted.map(({ accountId }) => target.accountId ?? accountId));
  return [...accountIds].some((accountId) => {
    if (accountId === undefined) return true;
    const own = admitted.filter((party) => party.accountId === undefined || party.accountId === accountId);
    if (own.some(({ kind }) => kind === "unclear")) return true;
    if (own.length === 0) return false;
    const named = namedAccountPrincipals(document, accountId, target.partition ?? "aws");
    return distinctPrincipals([...own, ...named]).some((party) => {
      const keyArn =
        target.keyArn ?? unknownKeyArn(accountId, parseArn(party.arn ?? "")?.partition ?? target.partition);
      return canChangePolicy(document, { keyArn, accountId }, { ...party, accountId });
    });
  });
}
