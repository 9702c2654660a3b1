import { canonicalStatement } from "./canonical";
import { statementName, type PolicyDocument, type Statement } from "./document";
import type { StatementProblem } from "./problem";

/**
 * Adds statements at the end of a policy. The existing statements stay unchanged and in their order; a statement that the
 * policy contains in the same canonical form is not added again, so merging twice is merging once.
 *
 * Two different statements with one Sid are a conflict, which is never resolved here: only the owner can know whether the
 * one in the policy is an earlier statement of Aura's, to be removed, or the owner's own, to be renamed.
 * @param document the policy; it is not changed
 */
export function mergeStatements(
  document: PolicyDocument,
  statements: readonly Statement[],
): { readonly document: PolicyDocument } | { readonly problems: readonly StatementProblem[] } {
  const merged = [...document.Statement];
  const problems: StatementProblem[] = [];
  const known = new Set(merged.map(canonicalStatement));
  for (const [index, statement] of statements.entries()) {
    const text = canonicalStatement(statement);
    if (known.has(text)) continue;
    const conflicting = statement.Sid ? merged.findIndex((other) => other.Sid === statement.Sid) : -1;
    if (conflicting >= 0)
      problems.push(conflict(statement, index, conflicting, conflicting < document.Statement.length));
    if (text.includes("${") && document.Version !== "2012-10-17") problems.push(variables(statement, index, document));
    known.add(text);
    merged.push(statement);
  }
  return problems.length > 0 ? { problems } : { document: { ...document, Statement: merged } };
}

function conflict(statement: Statement, index: number, conflicting: number, owned: boolean): StatementProblem {
  const sid = JSON.stringify(statement.Sid);
  return {
    code: "sid-conflict",
    path: `Statement[${index}].Sid`,
    what: `Sid ${sid} belongs to another statement`,
    got: owned
      ? `${statementName(conflicting, undefined)} of the given policy has it`
      : "two statements to add have it",
    expected: "the same statement, or another Sid",
    fix: owned
      ? "remove an older statement of the Aura Console from the given policy, or rename the Sid of your own"
      : "rename one of them",
  };
}

function variables(statement: Statement, index: number, document: PolicyDocument): StatementProblem {
  return {
    code: "variables-change-meaning",
    path: `Statement[${index}]`,
    what: `the given policy has no Version for the variables of ${statement.Sid ? `statement ${JSON.stringify(statement.Sid)}` : "a statement to add"}`,
    got: document.Version ? `"Version": ${JSON.stringify(document.Version)}` : "a policy without Version",
    expected: '"Version": "2012-10-17"',
    fix: 'set its Version to "2012-10-17", unless a statement of it means "${" literally',
  };
}
