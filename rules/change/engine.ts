import { nodesOf, type CmkModel, type NodeId } from "../../model/model";
import type { Change } from "../../model/plan/change";
import type { PlanReading } from "../../model/plan/reading";
import { waiverIndex, reasonFor, severityOf, type WaiverIndex } from "../engine";
import { indexModel } from "../model-index";
import { undecided, type Finding, type Verdict } from "../rule";
import type { ChangeContext, ChangeRule } from "./change";
import { CHANGE_RULES } from "./registry";

/** What a review knows beside the plans. */
export interface ChangeOptions {
  /** 12-digit ids of AWS accounts that are no strangers. @default - those that the plans speak of */
  readonly knownAccounts?: ReadonlySet<string>;
  /** @default - all of them */
  readonly rules?: readonly ChangeRule[];
}

/**
 * Judges what plans do, what was changed outside of Terraform since the last apply, and the waivers that the plans bring.
 * @param reading the plans
 * @param options what else is known
 * @returns every violation and every unknown, in the order of the rules and then of the plans
 */
export function runChangeRules(reading: PlanReading, options: ChangeOptions = {}): Finding[] {
  const { rules = CHANGE_RULES } = options;
  const context = planContext(reading, options);
  const drifted = driftContext(reading, options);
  const waived = waiverIndex(reading.waivers);
  return [
    ...rules.flatMap((rule) => [
      ...findings(rule, context, waived),
      ...(drifted ? findings(rule, drifted, waived).map(asDrift) : []),
    ]),
    ...newWaivers(reading),
  ];
}

/**
 * What the rules may look at beside a change that the plans make.
 * @param reading the plans
 * @param options what else is known
 */
export function planContext(reading: PlanReading, options: ChangeOptions = {}): ChangeContext {
  const { before, after, changes, drift } = reading;
  const lastKnown = drift && { lastKnown: indexModel(drift.before) };
  return contextOf({ ...commonOf(reading, options), isDrift: false, ...lastKnown, before, after, changes });
}

/**
 * What the rules may look at beside what was changed outside of Terraform.
 * @param reading the plans
 * @param options what else is known
 * @returns undefined when nothing was
 */
export function driftContext(reading: PlanReading, options: ChangeOptions = {}): ChangeContext | undefined {
  const { before: after, drift } = reading;
  if (!drift) return undefined;
  const { before, changes } = drift;
  return contextOf({ ...commonOf(reading, options), isDrift: true, before, after, changes });
}

function commonOf(
  { statedBefore, statedAfter, accounts }: PlanReading,
  { knownAccounts = new Set() }: ChangeOptions,
): Pick<ChangeContext, "statedBefore" | "statedAfter" | "knownAccounts"> {
  return { statedBefore, statedAfter, knownAccounts: new Set([...knownAccounts, ...accounts]) };
}

function contextOf({
  before,
  after,
  ...rest
}: Omit<ChangeContext, "before" | "after" | "changeOf"> & {
  readonly before: CmkModel;
  readonly after: CmkModel;
}): ChangeContext {
  const byId = new Map(rest.changes.map((change) => [change.id, change]));
  return {
    ...rest,
    before: indexModel(before),
    after: indexModel(after),
    changeOf: (id: NodeId | undefined) => (id === undefined ? undefined : byId.get(id)),
  };
}

function findings(rule: ChangeRule, context: ChangeContext, waived: WaiverIndex): Finding[] {
  return context.changes.flatMap((change) => {
    const node = change.after ?? change.before;
    if (!node || !rule.on.includes(node.kind)) return [];
    return judge(rule, change, context).flatMap((verdict): Finding[] => {
      if (verdict.outcome === "compliant" || verdict.outcome === "not-applicable") return [];
      const reason = reasonFor(verdict, node, (id) => waived.get(rule.id)?.get(id));
      const severity = severityOf(rule, verdict);
      return [{ rule: rule.id, severity, node, verdict, ...(reason && { waived: reason }) }];
    });
  });
}

function judge(rule: ChangeRule, change: Change, context: ChangeContext): readonly Verdict[] {
  try {
    return rule.check(change, context);
  } catch (error) {
    // A rule that fails has proven nothing: that is a finding of its own, never a pass.
    return [
      undecided(`the rule itself failed on ${change.id}: ${error instanceof Error ? error.message : String(error)}`),
    ];
  }
}

/** What has happened already can not be blocked: a person has to know it. */
function asDrift(finding: Finding): Finding {
  const { verdict } = finding;
  const outside = "changed outside of Terraform";
  if (verdict.outcome === "unknown") {
    return { ...finding, verdict: { outcome: "unknown", why: `${outside}: ${verdict.why}` } };
  }
  const { what, got, expected, fix, against } = verdict;
  return {
    ...finding,
    severity: "warning",
    verdict: {
      ...({ outcome: "violation", severity: "warning" } as const),
      ...{ what, got: `${outside}: ${got}`, expected, ...(against && { against }) },
      fix: `find out who did it, and whether this plan puts it right; ${fix}`,
    },
  };
}

/** A waiver that a plan brings is a decision that somebody has to look at once. */
function newWaivers({ statedBefore, statedAfter, before, after }: PlanReading): Finding[] {
  if (statedAfter.waivers.length === 0) return [];
  const old = new Set(statedBefore.waivers.flatMap(({ rule, on }) => on.map((id) => JSON.stringify([rule, id]))));
  const nodes = new Map([...nodesOf(before), ...nodesOf(after)].map((node) => [node.id, node]));
  // What it is on may be made by a later plan, or be owned elsewhere.
  const [anyNode] = nodes.values();
  return statedAfter.waivers.flatMap(({ rule, on, reason }) => {
    const fresh = on.filter((id) => !old.has(JSON.stringify([rule, id])));
    const here = fresh.filter((id) => nodes.has(id));
    return (here.length > 0 ? here : fresh).flatMap((id): Finding[] => {
      const node = nodes.get(id) ?? anyNode;
      if (!node) return [];
      const verdict: Finding["verdict"] = {
        ...({ outcome: "violation", severity: "warning" } as const),
        what: `a waiver of ${rule} has to be looked at by somebody else`,
        got: `a new one on ${id}: ${reason}`,
        expected: "a reason that holds",
        fix: "agree to the reason, or take the waiver out",
      };
      return [{ rule, severity: "warning", node, verdict }];
    });
  });
}
