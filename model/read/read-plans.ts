import { valueOf, type Fact } from "../fact";
import { groupBy } from "../../util/group-by";
import type { AnyNode, CmkModel, NodeId } from "../model";
import type { Change } from "../change";
import { objectOf, textOf } from "../../util/json";
import { policyAfterResourceRemoved } from "./key-node";
import { Links } from "./links";
import { nameNodes } from "./names";
import { nodeOf } from "./nodes";
import { parsePlan, type ParsedPlan } from "../../terraform/plan/parse";
import { Policies } from "./policies";
import type { ResourceChange } from "../../terraform/plan/resource-change";
import type { Side } from "./resource-reader";
import type { PlanReading, PlanSummary, PlanText } from "./types";
import { unrelatedNodes } from "./relevance";
import { PlanSource, type SideName, mergeMetadata } from "./plan-side";
import { describeUnsupported } from "./unsupported";
import type { Problem } from "../problem";

/**
 * Reads the models before and after, and the changes between them, from Terraform plans. What can not be read is unknown; a
 * text that is no plan at all is a problem. Never throws for what a plan holds.
 * @param plans the plans: all that belong together, such as a key of one stack and the instances of another
 */
export function readPlans(
  plans: readonly PlanText[],
): { readonly reading: PlanReading } | { readonly problems: readonly Problem[] } {
  const parsed = plans.map(parsePlan);
  const problems = parsed.filter((one): one is Problem => "code" in one);
  if (problems.length > 0) return { problems };
  return { reading: readingOf(parsed as readonly ParsedPlan[]) };
}

/** One node of a side, and what the plan says of it. */
interface Entry {
  readonly source: PlanSource;
  readonly change: ResourceChange;
  readonly node: AnyNode;
}

function readingOf(parsed: readonly ParsedPlan[]): PlanReading {
  const sources = parsed.map((plan) => new PlanSource(plan, parsed.length > 1 ? `${plan.name}: ` : ""));
  const policies = new Policies();
  const [before, coming, drifted] = named([
    entriesOf(sources, "before", policies),
    entriesOf(sources, "after", policies),
    driftedEntries(sources, policies),
  ]);
  const after = withPoliciesLeft(coming, before, policies);
  const all = { before: modelOf(before), after: modelOf(after) };
  const unrelated = unrelatedNodes({
    there: [all.before, modelOf(drifted)],
    coming: all.after,
    stated: new Set(sources.flatMap(({ metadata }) => Object.values(metadata).flatMap(statedIds))),
    texts: new Map([...before, ...after].flatMap(textsOf)),
  });
  const kept = (entries: readonly Entry[]) => entries.filter(({ node }) => !unrelated.has(node.id));
  const models = unrelated.size === 0 ? all : { before: modelOf(kept(before)), after: modelOf(kept(after)) };
  // What there is now is what a drift has led to.
  const drift = changesOf(sources, "drift", drifted, before, unrelated);
  const was = drift.length > 0 ? kept([...new Map([...before, ...drifted].map(byId)).values()]) : [];
  const statedAfter = mergeMetadata(sources, "after");
  return {
    ...models,
    changes: changesOf(sources, "changes", before, after, unrelated),
    ...(drift.length > 0 && { drift: { before: modelOf(was), changes: drift } }),
    metadataBefore: mergeMetadata(sources, "before"),
    metadataAfter: statedAfter,
    waivers: statedAfter.waivers,
    accounts: accountsIn(sources, [models.before, models.after]),
    plans: sources.map((source) => summaryOf(source, unrelated, models)),
  };
}

function named(sides: readonly [before: Entry[], after: Entry[], drifted: Entry[]]): typeof sides {
  const [before, after, drifted] = sides;
  const nameNode = nameNodes([...drifted, ...before, ...after].map(({ node }) => node));
  const renamed = (entries: readonly Entry[]) => entries.map((entry) => ({ ...entry, node: nameNode(entry.node) }));
  return [renamed(before), renamed(after), renamed(drifted)];
}

function entriesOf(sources: readonly PlanSource[], name: SideName, policies: Policies): Entry[] {
  const links = new Links(name);
  for (const source of sources) for (const change of source.changes) links.add(source, change);
  const side: Side = { name, links, policies };
  return sources.flatMap((source) => source.changes.flatMap((change) => entryOf(source, change, side)));
}

/** What there will be, with the policies that keys are left with when the resource goes that has set them. */
function withPoliciesLeft(after: readonly Entry[], before: readonly Entry[], policies: Policies): readonly Entry[] {
  const apart = (entries: readonly Entry[]) =>
    entries.flatMap(({ node, change }) =>
      node.kind === "key-policy" && node.key !== undefined ? [{ policy: node, key: node.key, change }] : [],
    );
  const kept = new Set(apart(after).map(({ key }) => key));
  const gone = groupBy(
    apart(before).filter(({ key }) => !kept.has(key)),
    ({ key }) => key,
  );
  if (gone.size === 0) return after;
  return after.map((entry) => {
    const { node } = entry;
    const left = node.kind === "key" ? gone.get(node.id) : undefined;
    const goes = left?.map(({ policy, change }) => ({ policy, deleted: change.actions.includes("delete") }));
    return node.kind === "key" && goes ? { ...entry, node: policyAfterResourceRemoved(node, goes, policies) } : entry;
  });
}

/** What Terraform knew of the resources that were changed outside of it. */
function driftedEntries(sources: readonly PlanSource[], policies: Policies): Entry[] {
  if (sources.every(({ drift }) => drift.length === 0)) return [];
  const links = new Links("before");
  // A drifted resource names others that have not drifted, so all of them can be found.
  for (const source of sources) for (const change of [...source.changes, ...source.drift]) links.add(source, change);
  const side: Side = { name: "before", links, policies };
  return sources.flatMap((source) => source.drift.flatMap((change) => entryOf(source, change, side)));
}

function entryOf(source: PlanSource, change: ResourceChange, side: Side): Entry[] {
  const values = change[side.name];
  const node = values && nodeOf(source, change, values, side);
  return node ? [{ source, change, node }] : [];
}

function changesOf(
  sources: readonly PlanSource[],
  list: "changes" | "drift",
  before: readonly Entry[],
  after: readonly Entry[],
  unrelated: ReadonlySet<NodeId>,
): Change[] {
  const [was, is] = [new Map(before.map(byId)), new Map(after.map(byId))];
  return sources.flatMap((source) => {
    const drifted = new Set(source.drift.map((change) => source.idOf(change)));
    return source[list].flatMap((change): Change[] => {
      const id = source.idOf(change);
      if (unrelated.has(id)) return [];
      const [old, coming] = [was.get(id)?.node, is.get(id)?.node];
      const deferred = source.deferred.get(change.address);
      return [
        {
          id,
          ...(old && { before: old }),
          ...(coming && { after: coming }),
          actions: change.actions,
          replacedBy: change.replacedBy,
          ...(change.reason !== undefined && { reason: change.reason }),
          ...(change.movedFrom !== undefined && { movedFrom: change.movedFrom }),
          imported: change.imported,
          drift: drifted.has(id),
          ...(deferred !== undefined && { deferred }),
          plan: source.plan.name,
        },
      ];
    });
  });
}

function byId(entry: Entry): readonly [NodeId, Entry] {
  return [entry.node.id, entry];
}

function modelOf(entries: readonly Entry[]): CmkModel {
  const byKind = groupBy(
    entries.map(({ node }) => node),
    ({ kind }) => kind,
  );
  const of = <K extends AnyNode["kind"]>(kind: K) => (byKind.get(kind) ?? []) as Extract<AnyNode, { kind: K }>[];
  return {
    keys: of("key"),
    keyPolicies: of("key-policy"),
    records: of("record"),
    instances: of("instance"),
    aliases: of("alias"),
  };
}

function statedIds({ protected: ids, expectedPrincipals }: PlanSource["metadata"][SideName]): readonly NodeId[] {
  return [...ids, ...expectedPrincipals.keys()];
}

/** What people wrote about a key; only looked at, never shown. */
function textsOf({ change, node }: Entry): [NodeId, string][] {
  if (node.kind !== "key") return [];
  return [change.before, change.after].flatMap((side): [NodeId, string][] => {
    if (!side) return [];
    const { description, tags } = side.values;
    return [[node.id, [textOf(description) ?? "", ...Object.entries(objectOf(tags)).flat()].join(" ")]];
  });
}

function accountsIn(sources: readonly PlanSource[], models: readonly CmkModel[]): ReadonlySet<string> {
  const facts: readonly Fact<string>[] = [
    ...models.flatMap(({ keys }) => keys.flatMap(({ accountClaims }) => accountClaims)),
    ...sources.flatMap((source) => source.changes.flatMap((change) => source.providerOf(change).accounts)),
  ];
  return new Set(facts.flatMap((fact) => valueOf(fact) ?? []));
}

function summaryOf(
  source: PlanSource,
  unrelated: ReadonlySet<NodeId>,
  { before, after }: { readonly before: CmkModel; readonly after: CmkModel },
): PlanSummary {
  const { plan, count, gaps, changes, unsupported } = source;
  const passedOver = changes.filter((change) => unrelated.has(source.idOf(change))).map(({ address }) => address);
  return {
    name: plan.name,
    ...(plan.terraformVersion !== undefined && { terraformVersion: plan.terraformVersion }),
    formatVersion: plan.formatVersion,
    errored: plan.root["errored"] === true,
    gaps: [...gaps, ...describeUnsupported(unsupported, [before, after])],
    resources: count,
    relevant: changes.length - passedOver.length,
    skipped: passedOver,
  };
}
