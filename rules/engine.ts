import type { Problem } from "../model/problem";
import type { RuleId } from "../model/rule-ids";
import { type AnyNode, type CmkModel, type NodeId, type Waiver } from "../model/model";
import { problemText } from "../util/problem-text";
import { indexModel } from "./analysis";
import { CONFIGURATION_RULES } from "./configuration-rules";
import { unknown, type ConfigurationRule, type Finding, type NodeKind, type RuleText, type Verdict } from "./rule";

/**
 * Runs the rules over a whole model.
 * @param model what is known
 * @param waivers which rules are waived for which nodes, and why
 * @param rules the rules to run
 * @returns every violation and every unknown, in the order of the rules and then of the model
 */
export function runRules(
  model: CmkModel,
  waivers: readonly Waiver[] = [],
  rules: readonly ConfigurationRule<NodeKind, RuleId>[] = CONFIGURATION_RULES,
): Finding<RuleId>[] {
  const index = indexModel(model);
  const waived = waiverIndex(waivers);
  return rules.flatMap((rule) =>
    rule.on.flatMap((kind) =>
      nodesOfKind(model, kind).flatMap((node) =>
        findingsOf(rule, node, waived, () => {
          const verdicts = [rule.check(node, index)].flat();
          return verdicts.length > 0 ? verdicts : [unknown(`the rule itself gave no verdict on ${node.id}`)];
        }),
      ),
    ),
  );
}

/** Where a model keeps the nodes of each kind of AWS and Aura. */
const LISTS: Readonly<Partial<Record<NodeKind, keyof CmkModel>>> = {
  key: "keys",
  "key-policy": "keyPolicies",
  record: "records",
  instance: "instances",
  alias: "aliases",
  grant: "grants",
};

function nodesOfKind(model: CmkModel, kind: NodeKind): readonly AnyNode[] {
  const list = LISTS[kind];
  return list === undefined ? model.otherClouds.filter((node) => node.kind === kind) : model[list];
}

/**
 * What one rule, of either kind, finds on one node.
 * @param rule the rule
 * @param node the node
 * @param waived the waivers
 * @param check gives the verdicts
 */
export function findingsOf<Id extends string>(
  rule: RuleText<Id>,
  node: AnyNode,
  waived: WaiverIndex,
  check: () => readonly Verdict[],
): Finding<Id>[] {
  return verdictsOf(node, check).flatMap((verdict): Finding<Id>[] => {
    if (verdict.outcome === "compliant" || verdict.outcome === "not-applicable") return [];
    // A rule without `waiveWhen` cannot be waived, neither by a program nor by an estate or the metadata of a stack.
    const reason = rule.waiveWhen === undefined ? undefined : reasonFor(verdict, node, waived.get(rule.id));
    const severity = verdict.severity ?? rule.severity;
    return [{ rule: rule.id, severity, node, verdict, ...(reason && { waived: reason }) }];
  });
}

function verdictsOf({ id }: AnyNode, check: () => readonly Verdict[]): readonly Verdict[] {
  try {
    return check();
  } catch (error) {
    // A rule that fails has verified nothing: that is a finding of its own, never a pass.
    return [unknown(`the rule itself failed on ${id}: ${error instanceof Error ? error.message : String(error)}`)];
  }
}

/**
 * The findings that must stop a synthesis, as problems for a person: violations of error rules that are not waived.
 * @param findings what {@link runRules} found
 */
export function problemsOf(findings: readonly Finding<RuleId>[]): Problem[] {
  return findings.flatMap(({ rule, severity, node, verdict, waived }) =>
    verdict.outcome === "violation" && severity === "error" && !waived
      ? [
          {
            code: rule,
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
  const after = ` [${rule}]`;
  return verdict.outcome === "unknown"
    ? `${verdict.why}${after}`
    : problemText({ ...verdict, expected: "" }, { after });
}

/** The waivers of one rule, by node. */
interface WaiversOfRule {
  readonly reasons: Map<NodeId, string>;
  /** What they were given for; a node without an entry is waived whatever the rule finds. */
  readonly facts: Map<NodeId, ReadonlySet<string>>;
}

/** The waivers, by rule. */
export type WaiverIndex = ReadonlyMap<string, WaiversOfRule>;

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

/**
 * The reason of the waiver that covers a verdict.
 * @param verdict the verdict
 * @param node the node that it is on
 * @param waivers the waivers of its rule
 */
function reasonFor(verdict: Verdict, node: AnyNode, waivers: WaiversOfRule | undefined): string | undefined {
  const waived = (id: NodeId): string | undefined => waivers?.reasons.get(id);
  const given = waivers?.facts.get(node.id);
  if (given && verdict.outcome === "violation" && verdict.facts !== undefined && !given.has(verdict.facts))
    return undefined;
  // An alias is waived with its key.
  const own = waived(node.id) ?? (node.kind === "alias" && node.target ? waived(node.target) : undefined);
  if (own || verdict.outcome !== "violation" || !verdict.against?.length) return own;
  const others = verdict.against.map(waived);
  return others.every(Boolean) ? others[0] : undefined;
}

/**
 * Makes waivers findable.
 * @param waivers which rules are waived for which nodes, and why
 */
export function waiverIndex(waivers: readonly Waiver[]): WaiverIndex {
  const byRule = new Map<string, WaiversOfRule>();
  for (const { rule, on, reason, facts = {} } of waivers) {
    const ofRule = byRule.get(rule) ?? { reasons: new Map(), facts: new Map() };
    for (const id of on) ofRule.reasons.set(id, reason);
    for (const [id, texts] of Object.entries(facts))
      ofRule.facts.set(id, new Set([...(ofRule.facts.get(id) ?? []), ...texts]));
    byRule.set(rule, ofRule);
  }
  return byRule;
}
