import { canCallerChangePolicy, PUT_KEY_POLICY, canChangePolicy, namedAccountPrincipals } from "../access/lockout";
import type { Key } from "../access/aura-permissions";
import type { PolicyDocument } from "../document";
import type { StatementProblem } from "../problem";
import { unknownKeyArn, whyKeyArnIsNeeded } from "./key";
import type { LintTarget } from "./lint";
import { allowedPrincipals } from "../access/allowed-principals";
import { distinctPrincipals } from "../access/principal";
import { parseArn } from "../arn";

/**
 * Finds that the caller who sets the policy could not change it again, which KMS refuses. What depends on the caller's own
 * IAM policies, or on unknown condition keys of the request, is not reported.
 */
export function lintCaller(
  merged: PolicyDocument,
  key: Key | undefined,
  target: LintTarget,
): readonly StatementProblem[] {
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
 * Finds that no principal of the key's account can change the policy again: none that IAM allows it, and none that any part of
 * the policy names. What is unknown is not reported.
 */
export function lintControl(document: PolicyDocument, target: LintTarget): readonly StatementProblem[] {
  if (accountKeepsControl(document, target)) return [];
  const session = allowedPrincipals(document).find(
    ({ principal, operations }) => principal.kind === "session" && operations.includes(PUT_KEY_POLICY),
  );
  return [session ? { ...CONTROL_BY_SESSION, got: `only session ${session.principal.name}` } : NO_CONTROL];
}

const NO_CONTROL: StatementProblem = {
  code: "administrators-keep-control",
  path: "",
  what: "no principal of the key's account can change the policy",
  got: "no principal with kms:PutKeyPolicy",
  expected: "kms:PutKeyPolicy for the account or an administrator",
  fix: "add the account's own statement (kms:* for its root)",
};

const CONTROL_BY_SESSION = {
  code: "control-by-session",
  path: "",
  what: "only a session can change the policy, and each run has another one",
  expected: "kms:PutKeyPolicy for the account or a role",
  fix: "name the role instead of its session, and add the account's own statement",
} as const;

function accountKeepsControl(document: PolicyDocument, target: LintTarget): boolean {
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
