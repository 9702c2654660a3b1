import { LINT_CODES } from "../codes";
import type { StatementProblem } from "../problem";
import { lintMeanings } from "./document";
import type { LintTarget } from "./lint";
import { lintStatements } from "./statement";

/**
 * Checks the statements that the owner of a key adds to its policy: what KMS would refuse, and errors without which a statement
 * has no effect. What they allow is judged with the whole policy.
 * @param statements the statements, which may be none
 * @param target what is known of the key
 */
export function lintOwnStatements(statements: readonly unknown[], target: LintTarget): readonly StatementProblem[] {
  if (statements.length === 0) return [];
  const problems = lintStatements(statements);
  if (problems.length > 0) return problems;
  const circumstances = { target, variables: true, isVendors: () => false, denied: () => false };
  return lintMeanings(statements, [], () => undefined, circumstances).filter(({ code }) => {
    const { severity, kind } = LINT_CODES[code];
    return severity === "error" && kind !== "dangerous";
  });
}
