import { groupBy } from "../util/group-by";
import type { ProblemParts } from "../util/problem-text";
import { runChangeRules, runRules } from "../rules/engine";
import { CHANGE_RULES, POLICY_RULES } from "../rules/registry";
import type { Finding } from "../rules/rule";
import type { ReviewContext } from "./context";
import { preExistingTest } from "./pre-existing";
import type { Level, ReviewFinding } from "./types";

/** The rule that reports once, for all rules, that a policy is unknown. */
const POLICY_READABLE = "policy-readable";
const CHANGE_IDS = idsOf(CHANGE_RULES);
const POLICY_IDS = idsOf(POLICY_RULES);

const WEIGHT: Readonly<Record<Level, number>> = { block: 0, attention: 1, note: 2 };

/** What the rules find, the heaviest first. Where several rules need one unknown policy, that is one finding. */
export function reviewFindings(context: ReviewContext): ReviewFinding[] {
  const { reading, contexts, subjects } = context;
  const findings = [...runChangeRules(reading, { contexts }), ...runRules(reading.after, reading.waivers)];
  const isPreExisting = preExistingTest(context);
  return [...groupBy(findings, ({ node }) => node.id).values()]
    .flatMap((ofNode) => groupUnknowns(ofNode))
    .map(({ finding, alsoUndetermined }): ReviewFinding => {
      const { rule, node, verdict, waived, isDrift } = finding;
      const preExisting = isPreExisting(finding);
      const { outcome } = verdict;
      return {
        ...{ level: preExisting ? "note" : levelOf(finding), rule, on: subjects.subject(node), outcome },
        ...(verdict.outcome === "unknown" ? { what: verdict.why } : problemOf(verdict)),
        ...(preExisting && { preExisting }),
        ...(isDrift && { drift: isDrift }),
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

function problemOf({ what, got, expected, fix }: ProblemParts): ProblemParts {
  return { what, got, expected, fix };
}

/** Joins the unknowns that have the same reason as a finding on the same node with that finding. */
function groupUnknowns(findings: readonly Finding[]): GroupedFinding[] {
  const source = findings.find(({ rule, waived }) => rule === POLICY_READABLE && waived === undefined);
  const reason = source?.verdict.outcome === "violation" ? source.verdict.got : undefined;
  if (!source || reason === undefined) return findings.map((finding) => ({ finding, alsoUndetermined: [] }));
  const isSameUnknown = ({ verdict }: Finding): boolean =>
    verdict.outcome === "unknown" && verdict.why.endsWith(reason);
  const alsoUndetermined = findings.filter(isSameUnknown).map(({ rule }) => rule);
  return findings
    .filter((finding) => !isSameUnknown(finding))
    .map((finding) => ({ finding, alsoUndetermined: finding === source ? alsoUndetermined : [] }));
}

function levelOf({ rule, severity, verdict, waived }: Finding): Level {
  if (verdict.outcome === "unknown") return CHANGE_IDS.has(rule) || POLICY_IDS.has(rule) ? "attention" : "note";
  if (waived === undefined) return severity === "error" ? "block" : "attention";
  // A waived change is still reviewed by a person.
  return severity === "error" && CHANGE_IDS.has(rule) ? "attention" : "note";
}

function idsOf(rules: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(rules.map(({ id }) => id));
}
