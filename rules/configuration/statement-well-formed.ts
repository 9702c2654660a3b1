import { LINT_CODES, type LintCode } from "../../policy/codes";
import { lintMeanings } from "../../policy/lint/document";
import { lintStatements } from "../../policy/lint/statement";
import type { StatementProblem } from "../../policy/problem";
import { aKey, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { evaluatedPolicy, keysWithStandalonePolicy } from "../analysis";
import { memoize } from "../../util/memoize";

/** KMS accepts Aura's statement. */
export const statementWellFormed = configurationRule({
  id: "statement-well-formed",
  title: "Aura's statement is a valid key policy statement",
  severity: "error",
  rationale:
    "The statement is copied from the Aura Console by hand. KMS refuses a malformed statement only during the apply, and " +
    "accepts some that have no effect. A statement that KMS accepts but that does not work as written, with a misspelt action " +
    "or a condition that no request meets, is a warning.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
  on: ["key", "key-policy"],
  check(node, index) {
    const { statement } = node;
    if (!statement.known) {
      return keysWithStandalonePolicy(index).has(node.id) ? notApplicable : unknown(statement.reason);
    }
    // Phase 1: Aura has not been asked yet.
    if (statement.value === undefined) return notApplicable;
    const { value: statements, source } = statement;
    const evaluated = evaluatedPolicy(node, index);
    const accountId = "outcome" in evaluated ? undefined : evaluated.accountId;
    const wrong = findingsIn(statements, accountId).map(({ code, what, got, expected, fix }) =>
      violation({
        ...{ what, got: `${got} (${source})`, expected, fix },
        ...(LINT_CODES[code].severity === "warning" && { severity: "warning" as const }),
      }),
    );
    return wrong.length > 0 ? wrong : compliant;
  },
  example: () => ({
    bad: [aKey({ statement: given([], "`statement` of key orders") })],
    good: [aKey()],
  }),
});

/** Codes that a rule on the whole policy covers. */
const JUDGED_ELSEWHERE: readonly LintCode[] = ["principal-unclear", "service-without-source", "resource-other-key"];

const findingsIn = memoize(
  (statements: readonly object[], accountId: string | undefined): readonly StatementProblem[] => {
    const errors = lintStatements(statements);
    if (errors.length > 0) return errors;
    const target = accountId === undefined ? {} : { accountId };
    const circumstances = { target, variables: true, isVendors: () => true, denied: () => false };
    return lintMeanings(statements, [], () => undefined, circumstances).filter(
      ({ code }) => LINT_CODES[code].severity === "warning" && !JUDGED_ELSEWHERE.includes(code),
    );
  },
);
