import { isUntouched } from "../model/change";
import { nodesOf, type CmkModel, type NodeId, type Waiver } from "../model/model";
import type { PlanReading } from "../model/read/types";
import type { RuleId } from "../model/rule-ids";
import { indexModel } from "./analysis";
import { CHANGE_RULES } from "./change-rules";
import { findingsOf, waiverIndex, type WaiverIndex } from "./engine";
import type { ChangeContext, ChangeRule, Finding } from "./rule";

/** What a review knows beside the plans. */
export interface ChangeOptions {
  /** 12-digit ids of AWS accounts that are expected. @default - those that the plans name */
  readonly knownAccounts?: ReadonlySet<string>;
  /** The contexts, where they were built before. @default - built from the plans */
  readonly contexts?: ChangeContexts;
  /** @default - all of them */
  readonly rules?: readonly ChangeRule<RuleId>[];
}

/**
 * Runs the rules over what plans do, over what was changed outside of Terraform since the last apply, and over the waivers that the plans bring.
 * @param reading the plans
 * @param options what else is known
 * @returns every violation and every unknown, in the order of the rules and then of the plans
 */
export function runChangeRules(reading: PlanReading, options: ChangeOptions = {}): Finding[] {
  const { rules = CHANGE_RULES } = options;
  const { planned, drifted, others, driftedOthers } = options.contexts ?? changeContexts(reading, options);
  const waived = waiverIndex(waiversInForce(reading));
  return [
    ...rules.flatMap((rule) => [
      ...findingsOnChanges(rule, rule.of === "others" ? others : planned, waived),
      ...findingsOnChanges(rule, rule.of === "others" ? driftedOthers : drifted, waived).map((finding) =>
        asDrift(finding, reading),
      ),
    ]),
    ...newWaivers(reading),
  ];
}

/**
 * The waivers that excuse what plans do: those that were there before. One that comes with a plan excuses nothing of a resource that is
 * there already; for a new resource it could not have been there before. With its stack its metadata goes, so what was waived before
 * stays waived.
 */
export function waiversInForce({ metadataBefore, waivers, withMetadata, changes }: PlanReading): readonly Waiver[] {
  const name = (rule: string, id: NodeId): string => JSON.stringify([rule, id]);
  const old = new Set(metadataBefore.waivers.flatMap(({ rule, on }) => on.map((id) => name(rule, id))));
  const byId = new Map(changes.map((change) => [change.id, change]));
  const isNew = (id: NodeId): boolean => {
    const change = byId.get(id);
    return change !== undefined && (!change.before || (change.imported && isUntouched(change)));
  };
  const leaving = new Set(
    changes.filter(({ plan }) => !withMetadata.after.has(plan)).flatMap(({ id, after }) => (after ? [] : [id])),
  );
  return [
    ...waivers.map((waiver) => ({
      ...waiver,
      on: waiver.on.filter((id) => old.has(name(waiver.rule, id)) || isNew(id)),
    })),
    ...metadataBefore.waivers.map((waiver) => ({ ...waiver, on: waiver.on.filter((id) => leaving.has(id)) })),
  ].filter(({ on }) => on.length > 0);
}

/** What the change rules see of plans. */
export interface ChangeContexts {
  readonly planned: ChangeContext;
  /** What was changed outside of Terraform since the last apply; absent when nothing was. */
  readonly drifted?: ChangeContext;
  /** What shows no sign of Aura; absent when there is nothing. */
  readonly others?: ChangeContext;
  /** What of that was changed outside of Terraform. */
  readonly driftedOthers?: ChangeContext;
}

/** Builds what the change rules see of plans. */
export function changeContexts(reading: PlanReading, options: ChangeOptions = {}): ChangeContexts {
  const { before, after, changes, drift, others } = reading;
  const common = commonOf(reading, options);
  const lastKnown = drift && { lastKnown: indexModel(drift.before) };
  return {
    planned: contextOf({ ...common, isDrift: false, ...lastKnown, before, after, changes }),
    ...(drift && { drifted: contextOf({ ...common, isDrift: true, ...drift, after: before }) }),
    ...(others && {
      others: contextOf({
        ...{ ...common, isDrift: false },
        ...{ before: others.before, after: others.after, changes: others.changes },
      }),
    }),
    ...(others?.drift && {
      driftedOthers: contextOf({ ...common, isDrift: true, ...others.drift, after: others.before }),
    }),
  };
}

function commonOf(
  { metadataBefore, metadataAfter, withMetadata, accounts, isAccount }: PlanReading,
  { knownAccounts = new Set() }: ChangeOptions,
): Pick<ChangeContext, "metadataBefore" | "metadataAfter" | "withMetadata" | "knownAccounts" | "isAccount"> {
  return {
    ...{ metadataBefore, metadataAfter, withMetadata, knownAccounts: new Set([...knownAccounts, ...accounts]) },
    ...(isAccount && { isAccount }),
  };
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

function findingsOnChanges<Id extends string>(
  rule: ChangeRule<Id>,
  context: ChangeContext | undefined,
  waived: WaiverIndex,
): Finding<Id>[] {
  if (!context) return [];
  return context.changes.flatMap((change) => {
    const node = change.after ?? change.before;
    if (!node || !rule.on.includes(node.kind)) return [];
    return findingsOf(rule, node, waived, () => rule.check(change, context));
  });
}

/**
 * Drift has happened already, and the plan beside which it is found cannot undo it: a person has to know of it. Of an account that is
 * judged itself it is as grave as it is.
 */
function asDrift(finding: Finding, { isAccount }: PlanReading): Finding {
  const { verdict } = finding;
  if (verdict.outcome === "unknown") return { ...finding, isDrift: true };
  const fix = `find out who changed it; ${verdict.fix}`;
  if (isAccount) return { ...finding, isDrift: true, verdict: { ...verdict, fix } };
  const severity = "warning";
  return { ...finding, isDrift: true, severity, verdict: { ...verdict, severity, fix } };
}

/** Every waiver that is new in a plan needs one review, and so does one that is there for something else now. */
function newWaivers({ metadataBefore, metadataAfter, before, after }: PlanReading): Finding[] {
  if (metadataAfter.waivers.length === 0) return [];
  const old = waiverIndex(metadataBefore.waivers);
  const nodes = new Map([...nodesOf(before), ...nodesOf(after)].map((node) => [node.id, node]));
  // What it is on may be made by a later plan, or be owned elsewhere.
  const [anyNode] = nodes.values();
  return metadataAfter.waivers.flatMap(({ rule, on, reason, facts = {} }) => {
    const ofRule = old.get(rule);
    const fresh = on.filter((id) => !ofRule?.reasons.has(id));
    const here = fresh.filter((id) => nodes.has(id));
    const changed = Object.entries(facts).flatMap(([id, texts]) => {
      const given = ofRule?.facts.get(id) ?? (on.includes(id) ? undefined : new Set<string>());
      return !ofRule || !given || fresh.includes(id)
        ? []
        : texts
            .filter((text) => !given.has(text))
            .map((text) => ({ id, what: "changed", got: `now for ${text}: ${reason}` }));
    });
    const added = (here.length > 0 ? here : fresh).map((id) => ({ id, what: "new", got: reason }));
    return [...added, ...changed].flatMap(({ id, what, got }): Finding[] => {
      const node = nodes.get(id) ?? anyNode;
      if (!node) return [];
      const verdict: Finding["verdict"] = {
        ...({ outcome: "violation", severity: "warning" } as const),
        what: `${what} waiver of ${rule} needs a second reviewer`,
        got: node.id === id ? got : `on ${id}: ${got}`,
        expected: "",
        fix: "confirm the reason, or remove the waiver",
      };
      return [{ rule, severity: "warning", node, verdict }];
    });
  });
}
