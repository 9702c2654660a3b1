import { isUntouched } from "../model/change";
import type { RuleId } from "../model/rule-ids";
import { CLOUDS } from "../model/clouds";
import { nodesOf, OTHER_CLOUD_KINDS, type AnyNode, type CmkModel, type NodeId } from "../model/model";
import type { SourcePlace } from "../model/read/types";
import { runChangeRules, waiversInForce } from "../rules/change-engine";
import { runRules } from "../rules/engine";
import type { CheckedEquality } from "../rules/equalities";
import { CHANGE_RULES } from "../rules/change-rules";
import { POLICY_RULES } from "../rules/configuration-rules";
import { RULES } from "../rules/registry";
import type { Finding } from "../rules/rule";
import { groupBy } from "../util/group-by";
import type { ProblemParts } from "../util/problem-text";
import type { ReviewContext } from "./context";
import { preExistingTest, sameVerdictTest } from "./pre-existing";
import type { Level, ReviewFinding, Subject } from "./types";

/** The rule that reports once, for all rules, that a policy is unknown. */
const POLICY_READABLE = "policy-readable";
const CHANGE_IDS = idsOf(CHANGE_RULES);
const POLICY_IDS = idsOf(POLICY_RULES);
const TITLES: ReadonlyMap<string, string> = new Map(RULES.map(({ id, title }) => [id, title]));

const WEIGHT: Readonly<Record<Level, number>> = { block: 0, attention: 1, note: 2 };

/** A finding, and what it means for the verdict. */
interface WeighedFinding {
  readonly finding: Finding;
  readonly on: Subject;
  readonly level: Level;
  readonly preExisting: boolean;
  readonly place?: SourcePlace;
  /** Other rules that find the same. */
  readonly alsoFoundBy?: readonly string[];
}

/** What the rules find, the heaviest first. What several rules or resources need and the plan does not show is one finding. */
export function reviewFindings(context: ReviewContext): ReviewFinding[] {
  const { reading, contexts, subjects } = context;
  const findings = [...runChangeRules(reading, { contexts }), ...runRules(reading.after, waiversInForce(reading))];
  const [isPreExisting, isTouched] = [preExistingTest(context), touchedTest(context)];
  const wasThere = sameVerdictTest(context);
  const weighed = findings.map((finding): WeighedFinding => {
    const preExisting = isPreExisting(finding);
    const level = preExisting ? "note" : levelOf(finding, isTouched, wasThere);
    return { finding, on: subjects.subject(finding.node), level, preExisting };
  });
  return sorted(grouped(withoutEchoes(weighed), CHECK_BY_HAND));
}

/**
 * What the rules find in an account as it is, the heaviest first: what is wrong now, and what is not as it is expected to be. Of what
 * could not be read no rule says anything: a gap does, for all of them.
 * @param unread the nodes of which something could not be read
 */
export function accountFindings(context: ReviewContext, unread: ReadonlySet<NodeId>): ReviewFinding[] {
  const { reading, contexts, subjects } = context;
  const found = [...runRules(reading.after, reading.waivers), ...runChangeRules(reading, { contexts })];
  const weighed = found
    .filter(
      ({ rule, node, verdict }) => !OF_TERRAFORM.has(rule) && !(verdict.outcome === "unknown" && unread.has(node.id)),
    )
    .map((finding): WeighedFinding => {
      const level = levelOf(
        finding,
        () => true,
        () => true,
      );
      return { finding, on: subjects.subject(finding.node), level, preExisting: false };
    });
  return sorted(grouped(weighed, `look at it in ${cloudsOf(reading.after)} and in the Aura Console`));
}

/** The clouds in which an account has keys. */
function cloudsOf({ keys, otherClouds }: CmkModel): string {
  const others = distinct(otherClouds.map(({ kind }) => CLOUDS[OTHER_CLOUD_KINDS[kind]].name));
  return [...(keys.length > 0 || others.length === 0 ? [CLOUDS.aws.name] : []), ...others].join(", ");
}

/** Rules about what only Terraform knows. */
const OF_TERRAFORM: ReadonlySet<string> = new Set<RuleId>([
  ...(["key-is-protected", "deletion-window-in-range", "import-uses-database-upload", "version-supported"] as const),
]);

/**
 * What the rules find in configurations, the heaviest first. Of two values that have to be equal and are not known it counts
 * whether that is proved, or left to a precondition.
 * @param equalities what has to be equal
 * @param placeOf finds where a resource is written
 */
export function configurationFindings(
  { reading, subjects }: ReviewContext,
  equalities: readonly CheckedEquality[],
  placeOf: (id: NodeId) => SourcePlace | undefined,
): ReviewFinding[] {
  const compared = new Set(equalities.map(({ code, id }) => `${code} ${id}`));
  const nodes = new Map(nodesOf(reading.after).map((node) => [node.id, node]));
  const weighed = runRules(reading.after, reading.waivers)
    .filter(({ rule, node, verdict }) => verdict.outcome !== "unknown" || !compared.has(`${rule} ${node.id}`))
    .map((finding): WeighedFinding => {
      const level = levelOf(
        finding,
        () => true,
        () => true,
      );
      const place = placeOf(finding.node.id);
      return { finding, on: subjects.subject(finding.node), level, preExisting: false, ...(place && { place }) };
    });
  const unproved = equalities.flatMap((equality): ReviewFinding[] => {
    const node = nodes.get(equality.id);
    if (equality.isProved || !node) return [];
    const { code: rule, condition, problem } = equality;
    const fix = condition ? `add to its \`lifecycle\` a precondition: ${condition.condition}` : problem.fix;
    const { what, got, expected } = problem;
    const place = placeOf(equality.id);
    const on = subjects.subject(node);
    return [{ level: "attention", rule, on, outcome: "unknown", what, got, expected, fix, ...(place && { place }) }];
  });
  return sorted([...grouped(weighed, REVIEW_THE_PLAN), ...unproved]);
}

function sorted(findings: readonly ReviewFinding[]): ReviewFinding[] {
  return [...findings].sort((a, b) => WEIGHT[a.level] - WEIGHT[b.level]);
}

/** What several rules find of one fact is one finding: the heaviest, and of these the first. */
function withoutEchoes(weighed: readonly WeighedFinding[]): WeighedFinding[] {
  const groups = groupBy(weighed, (one) => {
    const { node, verdict } = one.finding;
    return verdict.about === undefined ? one : JSON.stringify([node.id, verdict.about]);
  });
  return [...groups.values()].map((group) => {
    const main = heaviest(group);
    const rules = distinct(group.map(({ finding }) => finding.rule)).filter((rule) => rule !== main.finding.rule);
    return rules.length > 0 ? { ...main, alsoFoundBy: rules } : main;
  });
}

/**
 * One finding for each cause.
 * @param remedy what to do about what is unknown
 */
function grouped(weighed: readonly WeighedFinding[], remedy: string): ReviewFinding[] {
  return [...groupBy(weighed, causeOf).values()].map((group): ReviewFinding => {
    // The rule about the policy itself says more than those that need it.
    const main = group.find(({ finding }) => finding.rule === POLICY_READABLE) ?? heaviest(group);
    return reviewFinding(main, group, remedy);
  });
}

function heaviest(group: readonly WeighedFinding[]): WeighedFinding {
  return group.reduce((one, other) => (WEIGHT[other.level] < WEIGHT[one.level] ? other : one));
}

function reviewFinding(
  { finding, on, level, preExisting, place, alsoFoundBy }: WeighedFinding,
  group: readonly WeighedFinding[],
  remedy: string,
): ReviewFinding {
  const { rule, verdict, waived, isDrift } = finding;
  const alsoUndetermined = distinct(group.map((one) => one.finding.rule)).filter((id) => id !== rule);
  const alsoOn = distinct(group.map((one) => one.on.address)).filter((address) => address !== on.address);
  return {
    ...{ level, rule, on, outcome: verdict.outcome },
    ...(verdict.outcome === "unknown" ? unknownParts(rule, verdict, level, remedy) : problemOf(verdict)),
    ...(preExisting && { preExisting }),
    ...(isDrift && { drift: isDrift }),
    ...(alsoFoundBy && { alsoFoundBy }),
    ...(verdict.about !== undefined && { about: verdict.about }),
    ...(alsoUndetermined.length > 0 && { alsoUndetermined }),
    ...(alsoOn.length > 0 && { alsoOn }),
    ...(waived !== undefined && { waived }),
    ...(place && { place }),
  };
}

function problemOf({
  what,
  got,
  expected,
  fix,
  snippet,
}: ProblemParts & { readonly snippet?: string }): ProblemParts & { snippet?: string } {
  return { what, got, expected, fix, ...(snippet !== undefined && { snippet }) };
}

/** The headline says what cannot be verified, the detail why. Where a bare fact is unknown, what it is needed for is said beside it. */
function unknownParts(
  rule: string,
  { why, cause }: Extract<Finding["verdict"], { outcome: "unknown" }>,
  level: Level,
  remedy: string,
): Pick<ReviewFinding, "what" | "got" | "fix"> {
  const fix = level === "note" ? {} : { fix: remedy };
  const [, claim, reason] = CLAIM.exec(why) ?? [];
  if (claim !== undefined && reason !== undefined) return { what: claim, got: reason, ...fix };
  const title = level === "note" || cause !== undefined ? undefined : TITLES.get(rule);
  return { what: why, ...(title !== undefined && { got: `cannot verify: ${asClause(title)}` }), ...fix };
}

/** What cannot be found out, and why. */
const CLAIM = /^(cannot .*?): (.*)$/s;

/** Names stay as they are. */
function asClause(sentence: string): string {
  return /^[A-Z][a-z]*(?!'s|\w)/.test(sentence) && !sentence.startsWith("Aura")
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
}

const CHECK_BY_HAND = "check it by hand before the apply, or use a value that the plan shows";
const REVIEW_THE_PLAN = "review the plan with `aura-cmk review`, or write the value itself";

/** What groups a finding with others: the unknown fact, in the same plan. Everything else stands alone. */
function causeOf(weighed: WeighedFinding): unknown {
  const { finding, on, preExisting } = weighed;
  const { rule, verdict, waived, isDrift } = finding;
  const isUnreadablePolicy = verdict.outcome === "violation" && rule === POLICY_READABLE;
  if (waived !== undefined || (verdict.outcome !== "unknown" && !isUnreadablePolicy)) return weighed;
  const cause = verdict.outcome === "unknown" ? (verdict.cause ?? verdict.why) : verdict.got;
  return JSON.stringify([cause, on.plan, preExisting, isDrift]);
}

function levelOf(
  finding: Finding,
  isTouched: (node: AnyNode) => boolean,
  wasThere: (finding: Finding) => boolean,
): Level {
  const { rule, severity, node, verdict, waived } = finding;
  if (verdict.outcome === "unknown") {
    const matters = CHANGE_IDS.has(rule) || POLICY_IDS.has(rule) || (severity === "error" && isTouched(node));
    return matters && waived === undefined ? "attention" : "note";
  }
  if (waived === undefined) return severity === "error" ? "block" : "attention";
  // A waived change is still reviewed by a person, and a waiver covers what it was written for, not what comes after it.
  if (CHANGE_IDS.has(rule)) return severity === "error" ? "attention" : "note";
  return wasThere(finding) ? "note" : "attention";
}

/** Whether a plan changes a node: what was there before and stays was reviewed once. */
function touchedTest({ reading }: ReviewContext): (node: AnyNode) => boolean {
  const touched = new Set(reading.changes.filter((change) => !isUntouched(change)).map(({ id }) => id));
  return ({ id }) => touched.has(id);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function idsOf(rules: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(rules.map(({ id }) => id));
}
