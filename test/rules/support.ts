import type { AnyNode } from "../../model/model";
import { renderProblem } from "../../model/problem";
import { indexModel } from "../../rules/analysis";
import { modelOf } from "../../rules/example";
import type { RULES } from "../../rules/registry";
import { runExample } from "../../rules/run-example";
import type { ConfigurationRule, ModelIndex, NodeKind, NodeOf, Verdict } from "../../rules/rule";

export * from "../../rules/example";

export const COMPLIANT: Verdict = { outcome: "compliant" };
export const NOT_APPLICABLE: Verdict = { outcome: "not-applicable" };

/** The verdict "unknown", with its reason. */
export function unknownBecause(why: string): Verdict {
  return { outcome: "unknown", why };
}

/** The verdict of a change rule to which a fact is missing. */
export function unverified(claim: string, cause: string): Verdict {
  return { ...unknownBecause(`cannot verify that ${claim}: ${cause}`), cause } as Verdict;
}

/**
 * What a rule says about the last node, in a model of all of them; what a waiver is bound to is tested in waiver-facts.test.ts, and what
 * several rules find in review/echoes.test.ts.
 */
export function evaluate<K extends NodeKind>(
  rule: ConfigurationRule<K>,
  ...nodes: readonly AnyNode[]
): Verdict | readonly Verdict[] {
  const verdicts = evaluateWithFacts(rule, ...nodes);
  return "outcome" in verdicts ? withoutFacts(verdicts) : verdicts.map(withoutFacts);
}

/** The same with what a waiver is bound to. */
export function evaluateWithFacts<K extends NodeKind>(
  rule: ConfigurationRule<K>,
  ...nodes: readonly AnyNode[]
): Verdict | readonly Verdict[] {
  const index: ModelIndex = indexModel(modelOf(...nodes));
  return rule.check(nodes.at(-1) as NodeOf<K>, index);
}

function withoutFacts(verdict: Verdict): Verdict {
  if (verdict.outcome !== "violation") return withoutAbout(verdict);
  const { facts: _, ...rest } = verdict;
  return withoutAbout(rest);
}

/** What a person reads of a verdict. */
export function withoutAbout(verdict: Verdict): Verdict {
  if (verdict.outcome !== "violation" && verdict.outcome !== "unknown") return verdict;
  const { about: _, ...rest } = verdict;
  return rest;
}

/** The line that a person reads about the bad example of a rule. */
export function exampleLine(rule: (typeof RULES)[number]): string {
  const lines = runExample(rule, "bad").map(({ node, verdict }) => {
    if (verdict.outcome !== "violation") throw new Error(verdict.why);
    return renderProblem({ ...verdict, code: rule.id, path: node.id });
  });
  return lines.join("\n");
}
