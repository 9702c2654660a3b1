import { valueOf } from "../model/fact";
import { groupBy } from "../util/group-by";
import { nodesOf, type AnyNode, type Waiver } from "../model/model";
import type { PlanReading, PlanSummary } from "../model/read/types";
import { parseKeyArn, type KeyArn } from "../policy/arn";
import { runRules, runChangeRules } from "../rules/engine";
import { POLICY_RULES, CHANGE_RULES } from "../rules/registry";
import { reviewFindings } from "./findings";
import { irreversibleActions } from "./irreversible";
import { landscapeOf } from "./landscape";
import { Subjects } from "./subjects";
import { phasesOf } from "./phases";
import { driftedPolicies, policyChanges, accountOf, effectivePolicies } from "./policy-changes";
import { isPreExisting } from "./pre-existing";
import { verdictOf, whyOf } from "./verdict";
import type { ChangeKind, Review, ReviewedPlan, WaiverLine } from "./types";

/** What a review needs beside the plans. */
interface ReviewOptions {
  /** The day on which the plans would be applied. */
  readonly now: Date;
  /** What the estate calls AWS accounts, by their 12-digit ids: they are no strangers. @default - there is no estate */
  readonly accountNames?: ReadonlyMap<string, string>;
}

/**
 * Reviews plans that were read.
 * @param reading the plans
 * @param options what else is known
 */
export function reviewPlans(reading: PlanReading, { now, accountNames = new Map() }: ReviewOptions): Review {
  const names = new Subjects(reading);
  const before = effectivePolicies(reading.before);
  const after = effectivePolicies(reading.after);
  const found = [
    ...runChangeRules(reading, { knownAccounts: new Set(accountNames.keys()) }),
    ...runRules(reading.after, reading.waivers),
  ];
  const findings = reviewFindings(found, names, {
    ...{ change: idsOf(CHANGE_RULES), policy: idsOf(POLICY_RULES) },
    isAsBefore: isPreExisting(reading),
  });
  const landscape = landscapeOf(reading, names, after, accountNames);
  const plans = reading.plans.map((plan) => reviewedPlan(plan, reading, names, accountNames));
  const verdict = verdictOf(findings, plans);
  return {
    verdict,
    why: whyOf(verdict, findings, plans),
    plans,
    findings,
    irreversible: irreversibleActions(reading.changes, names, now),
    ...landscape,
    policies: [...driftedPolicies(reading, before, names), ...policyChanges(before, after, names)],
    phases: phasesOf(reading.after, names, before, after),
    waivers: waiverLines(reading),
  };
}

function idsOf(rules: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(rules.map(({ id }) => id));
}

function reviewedPlan(
  { name, terraformVersion, errored, gaps, resources, relevant, skipped }: PlanSummary,
  reading: PlanReading,
  names: Subjects,
  accountNames: ReadonlyMap<string, string>,
): ReviewedPlan {
  const changes = reading.changes.filter(({ plan }) => plan === name);
  const nodes = changes.flatMap(({ before, after }) => after ?? before ?? []);
  const fates = groupBy(
    nodes.map((node) => names.fate(node)),
    (fate) => fate,
  );
  const accounts = distinct(nodes.map(accountIn));
  return {
    ...{ name, errored, gaps, resources, relevant, skipped },
    ...(terraformVersion !== undefined && { terraformVersion }),
    accounts: accounts.map((id) => {
      const known = accountNames.get(id);
      return { id, ...(known !== undefined && { name: known }) };
    }),
    regions: distinct(nodes.map(regionIn)),
    changes: Object.fromEntries([...fates].map(([fate, { length }]): [ChangeKind, number] => [fate, length])),
  };
}

function accountIn(node: AnyNode): string | undefined {
  return node.kind === "key" ? accountOf(node) : keyArnIn(node)?.accountId;
}

function regionIn(node: AnyNode): string | undefined {
  return "region" in node ? valueOf(node.region) : keyArnIn(node)?.region;
}

/** Of a policy whose key is elsewhere, the ARN says where. */
function keyArnIn(node: AnyNode): KeyArn | undefined {
  const arn = node.kind === "key-policy" ? parseKeyArn(valueOf(node.keyId) ?? "") : undefined;
  return arn && "accountId" in arn ? arn : undefined;
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))].sort();
}

function waiverLines({ before, after, metadataBefore, waivers }: PlanReading): WaiverLine[] {
  if (waivers.length === 0) return [];
  const old = new Set(metadataBefore.waivers.map(waiverText));
  const nodes = new Map([...nodesOf(before), ...nodesOf(after)].map((node) => [node.id, node]));
  return waivers.map((waiver) => {
    const { rule, on, reason } = waiver;
    return { rule, on: on.map((id) => nodes.get(id)?.address ?? id), reason, isNew: !old.has(waiverText(waiver)) };
  });
}

function waiverText({ rule, on, reason }: Waiver): string {
  return JSON.stringify([rule, reason, ...[...on].sort()]);
}
