import type { RuleId } from "../model/codes";
import type { Problem } from "../model/problem";
import type { AnyNode, CmkModel, NodeId, Waiver } from "../model/model";
import { indexModel } from "./model-index";
import { RULES } from "./registry";
import { undecided, type Finding, type ModelIndex, type NodesByKind, type Rule, type Verdict } from "./rule";

/**
 * Runs every rule over the whole model.
 * @param model what is known
 * @param waivers which rules are switched off for which nodes, and why
 * @param rules the rules to run
 * @returns every violation and every unknown, in the order of the rules and then of the model
 */
export function runRules(model: CmkModel, waivers: readonly Waiver[] = [], rules: readonly Rule[] = RULES): Finding[] {
  const index = indexModel(model);
  const waived = waiverIndex(waivers);
  return rules.flatMap((rule) =>
    rule.on.flatMap((kind) =>
      model[kind].flatMap((node) =>
        judge(rule, node, index).flatMap((verdict): Finding[] => {
          if (verdict.outcome === "compliant" || verdict.outcome === "not-applicable") return [];
          const reason = reasonFor(verdict, node, (id) => waived.get(rule.id)?.get(id));
          const severity = severityOf(rule, verdict);
          return [{ rule: rule.id, severity, node, verdict, ...(reason && { waived: reason }) }];
        }),
      ),
    ),
  );
}

/**
 * The findings that must stop a synthesis, as problems for a person: violations of error rules that nobody waived.
 * @param findings what {@link runRules} found
 */
export function problemsOf(findings: readonly Finding[]): Problem[] {
  return findings.flatMap(({ rule, severity, node, verdict, waived }) =>
    verdict.outcome === "violation" && severity === "error" && !waived
      ? [
          {
            code: rule as RuleId,
            path: node.id,
            what: verdict.what,
            got: verdict.got,
            expected: verdict.expected,
            fix: verdict.fix,
          },
        ]
      : [],
  );
}

/**
 * What a finding says, in one line, for those who are shown what does not stop a synthesis.
 * @param finding a violation or an unknown
 */
export function textOf({ rule, verdict }: Pick<Finding, "rule" | "verdict">): string {
  const text =
    verdict.outcome === "unknown" ? verdict.why : `${verdict.what}, got: ${verdict.got}; fix: ${verdict.fix}`;
  return `${text} [${rule}]`;
}

/** Which rules are switched off for which nodes, and why. */
export type WaiverIndex = ReadonlyMap<string, ReadonlyMap<NodeId, string>>;

/**
 * How grave a verdict is.
 * @param rule the rule that gave it
 * @param verdict the verdict
 */
export function severityOf(rule: Pick<Rule, "severity">, verdict: Verdict): Rule["severity"] {
  return (verdict.outcome === "violation" ? verdict.severity : undefined) ?? rule.severity;
}

/**
 * The findings, in which unknowns of one node for one reason are one, under the ids of all their rules: the policy of a key
 * that is kept elsewhere is a single thing not to know.
 * @param findings what {@link runRules} found
 */
export function joinUnknowns(findings: readonly Finding[]): readonly Finding[] {
  const joined = new Map<unknown, Finding>();
  for (const finding of findings) {
    const { node, verdict, waived } = finding;
    const name = verdict.outcome === "unknown" ? JSON.stringify([node.id, verdict.why, waived]) : finding;
    const first = joined.get(name);
    joined.set(name, first ? { ...first, rule: `${first.rule}, ${finding.rule}` } : finding);
  }
  return [...joined.values()];
}

function judge(rule: Rule, node: NodesByKind[keyof NodesByKind], index: ModelIndex): readonly Verdict[] {
  try {
    const said = rule.check(node, index);
    const verdicts = "outcome" in said ? [said] : said;
    return verdicts.length > 0 ? verdicts : [undecided(`the rule itself gave no verdict on ${node.id}`)];
  } catch (error) {
    // A rule that fails has proven nothing: that is a finding of its own, never a pass.
    return [
      undecided(`the rule itself failed on ${node.id}: ${error instanceof Error ? error.message : String(error)}`),
    ];
  }
}

/**
 * The reason of the waiver that covers a verdict.
 * @param verdict the verdict
 * @param node the node that it is on
 * @param waived the reason why the rule is switched off for a node
 */
export function reasonFor(
  verdict: Verdict,
  node: AnyNode,
  waived: (id: NodeId) => string | undefined,
): string | undefined {
  // An alias is waived with its key.
  const own = waived(node.id) ?? (node.kind === "alias" && node.target ? waived(node.target) : undefined);
  if (own || verdict.outcome !== "violation" || !verdict.against?.length) return own;
  const others = verdict.against.map(waived);
  return others.every(Boolean) ? others[0] : undefined;
}

/**
 * Makes waivers findable.
 * @param waivers which rules are switched off for which nodes, and why
 */
export function waiverIndex(waivers: readonly Waiver[]): WaiverIndex {
  const byRule = new Map<string, Map<NodeId, string>>();
  for (const { rule, on, reason } of waivers) {
    const nodes = byRule.get(rule) ?? new Map<NodeId, string>();
    for (const id of on) nodes.set(id, reason);
    byRule.set(rule, nodes);
  }
  return byRule;
}
