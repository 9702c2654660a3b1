import { valueOf } from "../model/fact";
import { groupBy } from "../util/group-by";
import { isOfOtherCloud, nodesOf, OTHER_CLOUD_KINDS, type AnyNode, type NodeId, type Waiver } from "../model/model";
import type { AccountReading } from "../model/read/read-account";
import type { ConfigurationReading } from "../model/read/read-configurations";
import type { PlanReading, PlanSummary, SourcePlace } from "../model/read/types";
import { parseKeyArn, type KeyArn } from "../policy/arn";
import { checkEqualities } from "../rules/equalities";
import { changeLines } from "./changes";
import { ownerOf } from "./cloud-keys";
import { reviewContext, type ReviewContext, type ReviewOptions } from "./context";
import { evidenceOf } from "./evidence";
import { accountFindings, configurationFindings, reviewFindings } from "./findings";
import { irreversibleActions } from "./irreversible";
import { landscapeOf } from "./landscape";
import { accountOf } from "./subjects";
import { phasesOf } from "./phases";
import { policyReviews } from "./policy-changes";
import { reasonOf, verdictOf } from "./verdict";
import type { ChangeKind, Review, ReviewedPlan, WaiverLine } from "./types";

/** Reviews plans that were read. */
export function reviewPlans(reading: PlanReading, options: ReviewOptions): Review {
  const context = reviewContext(reading, options);
  const findings = reviewFindings(context);
  const plans = reading.plans.map((plan) => reviewedPlan(plan, context));
  const verdict = verdictOf(findings, plans);
  const landscape = landscapeOf(context);
  return {
    ...{ verdict, reason: reasonOf(verdict, { findings, plans, ...landscape }), plans, findings },
    changes: changeLines(context),
    irreversible: irreversibleActions(context),
    ...landscape,
    policies: policyReviews(context),
    phases: phasesOf(context),
    waivers: waiverLines(reading),
  };
}

/**
 * Judges configurations that were read, by the rules that synth goes by: what they say, and nothing about changes.
 * @param configurations what was read
 */
export function reviewConfigurations({ reading, blocks }: ConfigurationReading, options: ReviewOptions): Review {
  const written = new Map(
    [...blocks].map(([id, { configuration, block, values }]) => [id, { module: configuration.module, block, values }]),
  );
  const settled = withoutChanges(reading);
  const context = reviewContext(settled, options);
  const placeOf = (id: NodeId): SourcePlace | undefined => {
    const { configuration, block } = blocks.get(id) ?? {};
    return block && configuration?.placeOf?.(block.address);
  };
  const findings = configurationFindings(context, checkEqualities(settled.after, written, true), placeOf);
  const plans = settled.plans.map((plan) => ({ ...reviewedPlan(plan, context), changes: {} }));
  const verdict = verdictOf(findings, plans);
  const landscape = landscapeOf(context);
  return {
    ...{ of: "configuration", verdict, reason: reasonOf(verdict, { findings, plans, ...landscape }, "configuration") },
    ...{ plans, findings },
    changes: [],
    irreversible: [],
    ...landscape,
    policies: [],
    phases: phasesOf(context),
    waivers: waiverLines(settled),
  };
}

/**
 * Judges an account as it is, by all rules: what is wrong now, and what is not as it is expected to be.
 * @param account what was read
 */
export function reviewAccount(account: AccountReading, options: ReviewOptions): Review {
  const { reading, unread } = account;
  const context = reviewContext(reading, options);
  const findings = accountFindings(context, unread);
  const plans = reading.plans.map((plan) => ({ ...reviewedPlan(plan, context), changes: {} }));
  const verdict = verdictOf(findings, plans);
  const landscape = landscapeOf(context);
  return {
    ...{ of: "account", verdict, reason: reasonOf(verdict, { findings, plans, ...landscape }, "account") },
    ...{ plans, findings },
    changes: [],
    irreversible: [],
    ...landscape,
    // A policy that could not be read is a gap.
    policies: policyReviews(context).filter(({ drifted, changes: found }) => drifted && found.length > 0),
    // Nothing is applied: what a person does next, the next steps of the deployment say.
    phases: phasesOf(context).map(({ next, ...phase }) => phase),
    waivers: waiverLines(reading),
    evidence: evidenceOf(context, account),
  };
}

/** A configuration is read as the plan that would create all of it; judged is what there is afterwards. */
function withoutChanges({ changes, metadataAfter, ...reading }: PlanReading): PlanReading {
  return {
    ...reading,
    before: reading.after,
    changes: changes.map((change) => ({
      ...change,
      ...(change.after && { before: change.after }),
      actions: ["no-op"],
    })),
    metadataBefore: metadataAfter,
    metadataAfter,
  };
}

function reviewedPlan(
  { name, terraformVersion, isOpenTofu, errored, gaps, resources, relevant, skipped }: PlanSummary,
  { reading, subjects, accountNames }: ReviewContext,
): ReviewedPlan {
  const changes = reading.changes.filter(({ plan }) => plan === name);
  const nodes = changes.flatMap(({ before, after }) => after ?? before ?? []);
  const otherClouds = [...reading.after.otherClouds, ...reading.before.otherClouds];
  const kinds = groupBy(
    nodes.map((node) => subjects.changeKind(node)),
    (kind) => kind,
  );
  const accounts = [
    ...distinct(nodes.map(accountIn)).map((id) => ({ id })),
    ...OTHER_CLOUDS.flatMap((cloud) =>
      distinct(nodes.filter((node) => cloudOf(node) === cloud).map((node) => ownerOf(node, { otherClouds }))).map(
        (id) => ({ cloud, id }),
      ),
    ),
  ];
  return {
    ...{ name, errored, gaps, resources, relevant, skipped },
    ...(terraformVersion !== undefined && { terraformVersion }),
    ...(isOpenTofu && { isOpenTofu }),
    accounts: accounts.map((account) => {
      const known = accountNames.get(account.id);
      return { ...account, ...(known !== undefined && { name: known }) };
    }),
    regions: distinct(nodes.map(regionIn)),
    changes: Object.fromEntries([...kinds].map(([kind, { length }]): [ChangeKind, number] => [kind, length])),
  };
}

const OTHER_CLOUDS = ["azure", "gcp"] as const;

function cloudOf(node: AnyNode): (typeof OTHER_CLOUDS)[number] | undefined {
  return isOfOtherCloud(node) ? OTHER_CLOUD_KINDS[node.kind] : undefined;
}

function accountIn(node: AnyNode): string | undefined {
  return node.kind === "key" ? accountOf(node) : keyArnIn(node)?.accountId;
}

function regionIn(node: AnyNode): string | undefined {
  return "region" in node ? valueOf(node.region) : keyArnIn(node)?.region;
}

/** The account and region of a policy whose key is managed elsewhere. */
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
