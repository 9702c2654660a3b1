import { groupBy } from "../util/group-by";
import type { Finding } from "../rules/rule";
import type { Subjects } from "./subjects";
import type { Level, ReviewFinding } from "./types";

/** What the rules of a review are, beside the ids that a finding carries. */
interface RuleGroups {
  /** Rules over what changes. */
  readonly change: ReadonlySet<string>;
  /** Rules over policies. */
  readonly policy: ReadonlySet<string>;
  /** Whether nobody could tell before the plan either, of a policy that stays as it is. */
  readonly isAsBefore: (finding: Finding) => boolean;
}

/** The rule that says once for all of them that a policy can not be seen. */
const POLICY_READABLE = "policy-readable";

const WEIGHT: Readonly<Record<Level, number>> = { block: 0, attention: 1, note: 2 };

/**
 * What the rules found, for people: the heaviest first. Where several rules can not see one policy, that is one finding.
 * @param findings what the rules found
 * @param names finds what belongs to a node
 * @param groups which rule is of which kind
 */
export function reviewFindings(findings: readonly Finding[], names: Subjects, groups: RuleGroups): ReviewFinding[] {
  return [...groupBy(findings, ({ node }) => node.id).values()]
    .flatMap((ofNode) => groupUnknowns(ofNode))
    .map(({ finding, alsoUndetermined }): ReviewFinding => {
      const { rule, node, verdict, waived } = finding;
      const asBefore = groups.isAsBefore(finding);
      const words =
        verdict.outcome === "unknown"
          ? { what: asBefore ? `as before: ${verdict.why}` : verdict.why }
          : { what: asBefore ? `as before: ${verdict.what}` : verdict.what, got: verdict.got, fix: verdict.fix };
      return {
        ...{
          level: asBefore ? "note" : levelOf(finding, groups),
          rule,
          on: names.subject(node),
          outcome: verdict.outcome,
          ...words,
        },
        ...(alsoUndetermined.length > 0 && { alsoUndetermined }),
        ...(waived !== undefined && { waived }),
      };
    })
    .sort((a, b) => WEIGHT[a.level] - WEIGHT[b.level]);
}

interface GroupedFinding {
  readonly finding: Finding;
  readonly alsoUndetermined: readonly string[];
}

/** What is unknown for the reason that another finding on the same node names already is told with that one. */
function groupUnknowns(findings: readonly Finding[]): GroupedFinding[] {
  const source = findings.find(({ rule, waived }) => rule === POLICY_READABLE && waived === undefined);
  const reason = source?.verdict.outcome === "violation" ? source.verdict.got : undefined;
  if (!source || reason === undefined) return findings.map((finding) => ({ finding, alsoUndetermined: [] }));
  const isEcho = ({ verdict }: Finding): boolean => verdict.outcome === "unknown" && verdict.why.endsWith(reason);
  const alsoUndetermined = findings.filter(isEcho).map(({ rule }) => rule);
  return findings
    .filter((finding) => !isEcho(finding))
    .map((finding) => ({ finding, alsoUndetermined: finding === source ? alsoUndetermined : [] }));
}

function levelOf({ rule, severity, verdict, waived }: Finding, { change, policy }: RuleGroups): Level {
  if (verdict.outcome === "unknown") return change.has(rule) || policy.has(rule) ? "attention" : "note";
  if (waived === undefined) return severity === "error" ? "block" : "attention";
  // What a plan does is looked at by a person once more, whoever waived the rule.
  return severity === "error" && change.has(rule) ? "attention" : "note";
}
