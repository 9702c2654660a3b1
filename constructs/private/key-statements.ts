import type { Problem } from "../../model/problem";
import { findExternalAccess } from "../../policy/access/external-access";
import type { KeyPolicyStatement } from "../../policy/document";
import type { LintTarget } from "../../policy/lint/lint";
import { lintOwnStatements } from "../../policy/lint/own-statements";
import { checkSizeAndDepth } from "../../policy/size";
import { needsLiteral } from "./formats";
import { holdsCdktfToken } from "./tokens";

/**
 * Checks the owner's own statements of a key policy. A hand-written `${...}` is a policy variable of IAM, not a token.
 * @param target what is known of the key
 */
export function keyStatementProblems(
  path: string,
  statements: readonly KeyPolicyStatement[],
  target: LintTarget,
): readonly Problem[] {
  // What is nested too deeply cannot be searched for tokens, and is refused.
  if (!checkSizeAndDepth(statements)) {
    const open = statements.flatMap((statement, index) =>
      holdsCdktfToken(statement)
        ? needsLiteral(path, `keyStatements[${index}]`, statement, "a statement with literal strings")
        : [],
    );
    if (open.length > 0) return open;
  }
  return lintOwnStatements(statements, target).map(({ path: part, what, got, expected, fix }) => ({
    ...({ code: "policy-well-formed", path: `${path} (${part.replace(/^Statement|^$/, "keyStatements")})` } as const),
    ...{ what, got, expected, fix },
  }));
}

/**
 * The external principals that sound statements allow by name: who is named there is expected. Nobody names "anyone".
 * @param accountId the account of the key
 */
export function principalsNamedIn(statements: readonly KeyPolicyStatement[], accountId: string): readonly string[] {
  const { possibleAuraPrincipals } = findExternalAccess({ Version: "2012-10-17", Statement: statements }, accountId);
  return possibleAuraPrincipals.flatMap(
    ({ arn, accountId: account, organizationId }) => arn ?? account ?? organizationId ?? [],
  );
}
