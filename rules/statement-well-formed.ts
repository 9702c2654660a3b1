import { lintStatements } from "../policy/lint-statement";
import { compliant, notApplicable, undecided, violation, type Rule } from "./rule";
import { keysWithPolicyApart } from "./shared/policy-targets";

/** Aura's statement is one that KMS takes. */
export const statementWellFormed: Rule<"keys" | "keyPolicies"> = {
  id: "statement-well-formed",
  title: "Aura's statement has the shape and the grammar of a key policy statement",
  severity: "error",
  rationale:
    "The statement is copied from the Aura Console by hand. KMS refuses a malformed one only when the configuration is applied, " +
    "and accepts some that do nothing, such as one without Action or Resource.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
  on: ["keys", "keyPolicies"],
  check(node, index) {
    const { statement } = node;
    if (!statement.known) {
      return keysWithPolicyApart(index).has(node.id) ? notApplicable : undecided(statement.reason);
    }
    // Phase 1: Aura has not been asked yet.
    if (statement.value === undefined) return notApplicable;
    const { source } = statement;
    const wrong = lintStatements(statement.value).map(({ what, got, expected, fix }) =>
      violation({ what, got: `${got} (${source})`, expected, fix }),
    );
    return wrong.length > 0 ? wrong : compliant;
  },
};
