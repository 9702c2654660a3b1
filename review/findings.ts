import { groupBy } from "../model/group-by";
import type { Finding } from "../rules/rule";
import type { Names } from "./naming";
import type { Level, ReviewFinding } from "./types";

/** What the rules of a review are, beside the ids that a finding carries. */
export interface RuleGroups {
  /** Rules over what changes. */
  readonly change: ReadonlySet<string>;
  /** Rules over policies. */
  readonly policy: ReadonlySet<string>;
}

const WEIGHT: Readonly<Record<Level, number>> = { block: 0, attention: 1, note: 2 };

/**
 * What the rules found, for people: the heaviest first; where several rules are blind for one reason, that is one line.
 * @param findings what the rules found
 * @param names finds what belongs to a node
 * @param groups which rule is of which kind
 */
export function reviewFindings(findings: readonly Finding[], names: Names, groups: RuleGroups): ReviewFinding[] {
  const judged = findings.map((finding) => ({ finding, level: levelOf(finding, groups) }));
  const alike = groupBy(judged, ({ finding, level }) => JSON.stringify([level, finding.node.id, wordsOf(finding)]));
  return [...alike.values()]
    .flatMap((group): ReviewFinding[] => {
      const [first] = group;
      if (!first) return [];
      const rules = [...new Set(group.map(({ finding }) => finding.rule))];
      return [{ level: first.level, rules, on: names.subject(first.finding.node), ...wordsOf(first.finding) }];
    })
    .sort((a, b) => WEIGHT[a.level] - WEIGHT[b.level]);
}

function wordsOf({ verdict, waived }: Finding): Pick<ReviewFinding, "what" | "got" | "fix" | "waived"> {
  const words =
    verdict.outcome === "unknown" ? { what: verdict.why } : { what: verdict.what, got: verdict.got, fix: verdict.fix };
  return { ...words, ...(waived !== undefined && { waived }) };
}

function levelOf({ rule, severity, verdict, waived }: Finding, { change, policy }: RuleGroups): Level {
  if (verdict.outcome === "unknown") return change.has(rule) || policy.has(rule) ? "attention" : "note";
  if (waived === undefined) return severity === "error" ? "block" : "attention";
  // What a plan does is looked at by a person once more, whoever waived the rule.
  return severity === "error" && change.has(rule) ? "attention" : "note";
}
