import { controlBy } from "../access/caller";
import type { PolicyDocument } from "../document";
import type { StatementProblem } from "../problem";
import { keyFor } from "./key";
import type { LintTarget } from "./lint";

/**
 * Finds that whoever is to set the policy could not change it again, which KMS refuses. What depends on his own IAM policies,
 * or on what nobody knows of his request, is not found here.
 * @param merged the key policy with the statements in it
 * @param target whose policy it is, and who is to set it
 */
export function lintCaller(merged: PolicyDocument, target: LintTarget): readonly StatementProblem[] {
  const key = keyFor(merged, target);
  if (!key || !target.caller) return [];
  const { answer, because } = controlBy(merged, key, target.caller);
  if (answer !== "no") return [];
  return [
    {
      code: "caller-loses-control",
      path: "",
      what: `the key policy must leave it to ${target.caller.name}, who sets it, to change it again`,
      got: because,
      expected: "a statement that allows that caller or the account kms:PutKeyPolicy, and none that denies it",
      fix: "keep the account's own statement (kms:* for its root), take out what denies kms:PutKeyPolicy, or let somebody else set the policy",
    },
  ];
}
