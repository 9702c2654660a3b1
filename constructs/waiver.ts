import type { IConstruct } from "constructs";
import { didYouMean } from "../util/did-you-mean";
import { RULE_IDS, UNWAIVABLE_RULE_IDS } from "../model/rule-ids";
import { WAIVER_METADATA } from "../model/from-constructs";
import { AuraCmkError, type Problem } from "../model/problem";
import { propProblems, text } from "./private/validate-props";
import { show } from "./private/tokens";

/**
 * Waives a rule for a construct and everything inside it. The waiver and its reason are shown at synth and in the review.
 *
 * IMPORTANT: a waiver hides the finding; it does not remove the risk.
 * @param rule id of the rule, such as `one-key-per-product-and-region`
 * @param reason why, for reviewers; not empty
 * @throws {@link AuraCmkError} `unknown-rule`, `rule-not-waivable`, `waiver-needs-reason`
 */
export function waiveRule(scope: IConstruct, rule: string, reason: string): void {
  const path = scope.node.path;
  const mistyped = propProblems(path, { rule, reason }, { rule: text, reason: text });
  if (mistyped.length > 0) throw new AuraCmkError(mistyped);
  const problems: Problem[] = [];
  const ids: readonly string[] = RULE_IDS;
  if (!ids.includes(rule)) {
    const guess = didYouMean(rule, ids);
    problems.push({
      code: "unknown-rule",
      path,
      what: "the waiver names an unknown rule",
      got: show(rule),
      expected: "the id of a rule",
      fix: guess ? `did you mean "${guess}"?` : "take an id from docs/rules.md",
    });
  }
  if (UNWAIVABLE_RULE_IDS.includes(rule)) {
    problems.push({
      code: "rule-not-waivable",
      path,
      what: `rule ${rule} cannot be waived`,
      got: "a waiver of it",
      expected: "a rule whose page says when to waive it",
      fix: "remove the waiver, and correct what the rule reports",
    });
  }
  if (!reason.trim()) {
    problems.push({
      code: "waiver-needs-reason",
      path,
      what: "the waiver gives no reason",
      got: "an empty text",
      expected: "a sentence for reviewers",
      fix: "give the reason, the person who agreed, or the support case number",
    });
  }
  if (problems.length > 0) throw new AuraCmkError(problems);
  scope.node.addMetadata(WAIVER_METADATA, { rule, reason: reason.trim() });
}
