import { valueOf } from "../fact";
import { parseArn } from "../../policy/arn";
import { groupBy } from "../../util/group-by";
import { modelOf as modelOfNodes, resetsOnDelete, type AnyNode, type CmkModel, type NodeId } from "../model";
import { isUntouched, type Change } from "../change";
import { isObject, objectOf, textOf } from "../../util/json";
import { policyAfterResourceRemoved } from "./key-node";
import { withRegionsOfKeys } from "./azure/key-regions";
import { attributeChanges } from "./attribute-changes";
import { Attributes } from "./attributes";
import { Links } from "./links";
import { nameNodes } from "./names";
import { nodeOf } from "./nodes";
import { parsePlan, type PlanError } from "../../terraform/plan/parse";
import { withoutUnreadValues } from "../../terraform/plan/unread-values";
import { policyReader, type PolicyReader } from "./policies";
import type { ResourceChange } from "../../terraform/plan/resource-change";
import type { Side } from "./resource-side";
import type { Drift, Gap, PlanReading, PlanSummary, PlanText, SkippedResource } from "./types";
import { ACCESSORIES, unrelatedInAzure } from "./azure/relevance";
import { unrelatedInGoogle } from "./google/relevance";
import { accountsOf, unrelatedInAws } from "./relevance";
import type { Evidence } from "./signs";
import { isPlan, mergeMetadata, PlanSource, type NamedPlan, type SideName } from "./plan-side";
import { sideEffects } from "./side-effects";
import { isModelType, resourceKind } from "./resource-kinds";
import { surroundingsOf, type Surroundings } from "./surroundings";
import { unsupportedChanges } from "./unsupported";
import { failedChecks, otherApis, otherCloudKms, otherKms } from "./warnings";
import type { Problem } from "../problem";

/** In bytes: a smaller plan is parsed in no time. */
const LARGE_PLAN = 1_000_000;

/**
 * What {@link readPlans} needs of the JSON of a plan: of resources that are not part of the model, values are read only where they change.
 * @param bytes the output of `terraform show -json`
 * @returns undefined for all of it
 */
export function neededOfPlan(bytes: Buffer): Buffer | undefined {
  return bytes.length < LARGE_PLAN ? undefined : withoutUnreadValues(bytes, isModelType);
}

/**
 * Reads the models before and after, and the changes between them, from Terraform plans. Unreadable parts are unknown; a text
 * that is not a plan is a problem. Never throws because of the content of a plan.
 * @param plans all plans that belong together, such as a key of one stack and the instances of another
 * @param expected the expected principals that are set beside the plans, as in an estate
 */
export function readPlans(
  plans: readonly PlanText[],
  expected: readonly string[] = [],
): { readonly reading: PlanReading } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const parsed = plans.flatMap(({ name, text }): NamedPlan[] => {
    const plan = parsePlan(text);
    if (!("error" in plan)) return [{ name, ...plan }];
    problems.push(problemOf(name, plan));
    return [];
  });
  return problems.length > 0 ? { problems } : { reading: readParsedPlans(parsed, expected) };
}

function problemOf(name: string, { error, document }: PlanError): Problem {
  const problem = { code: "plan-unreadable", path: name, what: "cannot read the plan", ...error } as const;
  return isKeyPolicy(Array.isArray(document) ? document[0] : document) ? { ...problem, ...KEY_POLICY } : problem;
}

const KEY_POLICY = {
  got: "a key policy, or a statement of one",
  fix: "check it with `aura-cmk lint`; `aura-cmk review` reads plans",
};

function isKeyPolicy(value: unknown): boolean {
  return isObject(value) && ("Statement" in value || ("Effect" in value && "Principal" in value));
}

/** One node of a side, and its change in the plan. */
interface Entry {
  readonly source: PlanSource;
  readonly change: ResourceChange;
  readonly node: AnyNode;
}

/**
 * Reads what was parsed: plans, or configurations in their form.
 * @param parsed all that belong together
 * @param expected the expected principals that are set beside them
 * @param keys ARNs or ids of keys of Aura that are owned elsewhere
 */
export function readParsedPlans(
  parsed: readonly NamedPlan[],
  expected: readonly string[] = [],
  keys: readonly string[] = [],
): PlanReading {
  const sources = parsed.map((plan) => new PlanSource(plan, parsed.length > 1 ? `${plan.name}: ` : ""));
  const policies = policyReader();
  const [before, planned, drifted] = withKnownNames([
    entriesOf(sources, "before", policies),
    entriesOf(sources, "after", policies),
    driftedEntries(sources, policies),
  ]);
  const after = withRemainingPolicies(planned, before, policies);
  const all = { before: modelOf(before), after: modelOf(after) };
  const evidence: Evidence = {
    before: [all.before, modelOf(drifted)],
    after: all.after,
    touched: new Set(sources.flatMap(touchedIn)),
    keys,
    inMetadata: new Set(sources.flatMap(({ metadata }) => Object.values(metadata).flatMap(idsInMetadata))),
    texts: new Map([...before, ...after].flatMap(textsOf)),
    expected: [...expected, ...sources.flatMap(({ metadata }) => Object.values(metadata).flatMap(expectedIn))],
    hasOtherAura: sources.some(({ hasOtherAura }) => hasOtherAura),
  };
  const unrelated = new Set([
    ...unrelatedInAws(evidence),
    ...unrelatedInAzure(evidence),
    ...unrelatedInGoogle(evidence),
  ]);
  const isKept = (id: NodeId): boolean => !unrelated.has(id);
  const kept = (entries: readonly Entry[]) => entries.filter(({ node }) => isKept(node.id));
  const others = (entries: readonly Entry[]) => entries.filter(({ node }) => !isKept(node.id));
  const models = unrelated.size === 0 ? all : { before: modelOf(kept(before)), after: modelOf(kept(after)) };
  // The model before the plan includes the drift; the one before the drift is built from its old values.
  const allDrift = changesOf(sources, "drift", drifted, before);
  const driftOf = (isOne: (id: NodeId) => boolean, of: typeof kept): { readonly drift?: Drift } => {
    const changes = allDrift.filter(({ id }) => isOne(id));
    if (changes.length === 0) return {};
    return { drift: { before: modelOf(of([...new Map([...before, ...drifted].map(byId)).values()])), changes } };
  };
  const changes = changesOf(sources, "changes", before, after);
  const metadataAfter = mergeMetadata(sources, "after");
  const nodes = new Map([...others(before), ...others(after)].map(({ node }) => [node.id, node]));
  const skipped = new Map([...unrelated].map((id) => [id, nodes.get(id)]));
  const around = surroundingsOf([models.before, models.after], sources.flatMap(idsIn));
  return {
    ...models,
    changes: changes.filter(({ id }) => isKept(id)),
    ...(unrelated.size > 0 && {
      others: {
        ...{ before: modelOf(others(before)), after: modelOf(others(after)) },
        changes: changes.filter(({ id }) => !isKept(id)),
        ...driftOf((id) => unrelated.has(id), others),
      },
    }),
    ...driftOf(isKept, kept),
    metadataBefore: mergeMetadata(sources, "before"),
    metadataAfter,
    withMetadata: { before: plansWithMetadata(sources, "before"), after: plansWithMetadata(sources, "after") },
    waivers: metadataAfter.waivers,
    accounts: accountsIn(kept(before)),
    plans: sources.map((source) => summaryOf(source, skipped, around)),
  };
}

/** The entries, whose nodes have the names that people know. */
function withKnownNames(sides: readonly [before: Entry[], after: Entry[], drifted: Entry[]]): typeof sides {
  const [before, after, drifted] = sides;
  const nameNode = nameNodes([...drifted, ...before, ...after].map(({ node }) => node));
  const renamed = (entries: readonly Entry[]) => entries.map((entry) => ({ ...entry, node: nameNode(entry.node) }));
  return [renamed(before), renamed(after), renamed(drifted)];
}

function entriesOf(sources: readonly PlanSource[], name: SideName, policies: PolicyReader): Entry[] {
  const links = new Links(name);
  for (const source of sources)
    for (const change of [...source.changes, ...source.givenVaults]) links.add(source, change);
  const side: Side = { name, links, policies };
  return withRegionsOfKeys(
    sources.flatMap((source) => [
      ...source.changes.flatMap((change) => entryOf(source, change, side)),
      ...source.givenVaults.flatMap((change) => entryOf(source, change, side).map(ownedElsewhere)),
    ]),
  );
}

/** The entries after the plan, with the policies that remain on keys whose standalone policy is removed. */
function withRemainingPolicies(
  after: readonly Entry[],
  before: readonly Entry[],
  policies: PolicyReader,
): readonly Entry[] {
  const standalone = (entries: readonly Entry[]) =>
    entries.flatMap(({ node, change }) =>
      node.kind === "key-policy" && node.key !== undefined ? [{ policy: node, key: node.key, change }] : [],
    );
  const kept = new Set(standalone(after).map(({ key }) => key));
  const removed = groupBy(
    standalone(before).filter(({ key }) => !kept.has(key)),
    ({ key }) => key,
  );
  if (removed.size === 0) return after;
  const keysBefore = new Map(before.flatMap(({ node }) => (node.kind === "key" ? [[node.id, node] as const] : [])));
  return after.map((entry) => {
    const { node } = entry;
    if (node.kind !== "key") return entry;
    const ofKey = removed
      .get(node.id)
      ?.map(({ policy, change }) => ({ policy, resets: change.actions.includes("delete") && resetsOnDelete(policy) }));
    if (!ofKey) return entry;
    return {
      ...entry,
      node: policyAfterResourceRemoved({ before: keysBefore.get(node.id), after: node }, ofKey, policies),
    };
  });
}

/** The last known state of the resources that were changed outside of Terraform. */
function driftedEntries(sources: readonly PlanSource[], policies: PolicyReader): Entry[] {
  if (sources.every(({ drift }) => drift.length === 0)) return [];
  const links = new Links("before");
  // A drifted resource may name others that have not drifted, so all of them are added.
  for (const source of sources) for (const change of [...source.changes, ...source.drift]) links.add(source, change);
  const side: Side = { name: "before", links, policies };
  return sources.flatMap((source) => source.drift.flatMap((change) => entryOf(source, change, side)));
}

function entryOf(source: PlanSource, change: ResourceChange, side: Side): Entry[] {
  const values = change[side.name];
  if (!values && side.name === "after" && staysUnmanaged(change)) {
    const node = change.before && nodeOf(source, change, change.before, side);
    return node ? [ownedElsewhere({ source, change, node })] : [];
  }
  const node = values && nodeOf(source, change, values, side);
  return node ? [{ source, change, node }] : [];
}

function ownedElsewhere(entry: Entry): Entry {
  return { ...entry, node: { ...entry.node, origin: "imported" } };
}

/** A role that Terraform forgets still holds. */
function staysUnmanaged({ type, actions }: ResourceChange): boolean {
  const isForgotten = actions.includes("forget") && !actions.includes("create");
  return isForgotten && ["role-assignment", "key-iam"].includes(resourceKind(type) ?? "");
}

function changesOf(
  sources: readonly PlanSource[],
  list: "changes" | "drift",
  before: readonly Entry[],
  after: readonly Entry[],
): Change[] {
  const [entriesBefore, entriesAfter] = [new Map(before.map(byId)), new Map(after.map(byId))];
  return sources.flatMap((source) => {
    const drifted = new Set(source.drift.map((change) => source.idOf(change)));
    return source[list].flatMap((change): Change[] => {
      const id = source.idOf(change);
      const nodeBefore = entriesBefore.get(id)?.node;
      const nodeAfter = list === "drift" ? withStatus(entriesAfter.get(id)?.node, change) : entriesAfter.get(id)?.node;
      const deferred = source.deferred.get(change.address);
      return [
        {
          id,
          ...(nodeBefore && { before: nodeBefore }),
          ...(nodeAfter && { after: nodeAfter }),
          actions: change.actions,
          replacedBy: change.replacedBy,
          attributes: attributeChanges(change),
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

/** The status that drift says: an alarm of Aura counts wherever it is. */
function withStatus(node: AnyNode | undefined, change: ResourceChange): AnyNode | undefined {
  const { after } = change;
  if (!after || (node?.kind !== "record" && node?.kind !== "instance")) return node;
  return { ...node, status: new Attributes(after, change).text("status") };
}

function byId(entry: Entry): readonly [NodeId, Entry] {
  return [entry.node.id, entry];
}

function modelOf(entries: readonly Entry[]): CmkModel {
  return modelOfNodes(entries.map(({ node }) => node));
}

function plansWithMetadata(sources: readonly PlanSource[], side: SideName): ReadonlySet<string> {
  return new Set(sources.flatMap(({ plan, metadata }) => (metadata[side].metadata ? [plan.name] : [])));
}

/** A configuration does not tell what is there already. */
function touchedIn(source: PlanSource): readonly NodeId[] {
  if (source.plan.isConfiguration) return [];
  return source.changes.filter((change) => !isUntouched(change)).map((change) => source.idOf(change));
}

function idsInMetadata({ protected: ids, expectedPrincipals }: PlanSource["metadata"][SideName]): readonly NodeId[] {
  return [...ids, ...expectedPrincipals.keys()];
}

function expectedIn({ expectedPrincipals }: PlanSource["metadata"][SideName]): readonly string[] {
  return [...expectedPrincipals.values()].flat();
}

/** What has tags or labels that may speak of Aura, or a name that people give it. */
const TAGGED: ReadonlySet<AnyNode["kind"]> = new Set(["key", "vault", "vault-key", "service-principal", "crypto-key"]);

/** The description and tags of a key, and the like; only searched, never shown. */
function textsOf({ change, node }: Entry): [NodeId, string][] {
  if (!TAGGED.has(node.kind)) return [];
  return [change.before, change.after].flatMap((side): [NodeId, string][] => {
    if (!side) return [];
    const { description, display_name: name, tags, labels } = side.values;
    const pairs = [tags, labels].flatMap((one) => Object.entries(objectOf(one)).flat());
    return [[node.id, [textOf(description) ?? textOf(name) ?? "", ...pairs].join(" ")]];
  });
}

/**
 * The accounts of the keys that were there before the plans. An account that a provider block or a new key names may be one that the same
 * change brings along.
 */
function accountsIn(before: readonly Entry[]): ReadonlySet<string> {
  const arns = before.flatMap(({ node, change }) => {
    if (change.imported) return [];
    if (node.kind === "key") return [valueOf(node.arn)];
    return node.kind === "record" ? [valueOf(node.keyArn)] : [];
  });
  return new Set(arns.flatMap((arn) => (arn === undefined ? [] : (parseArn(arn)?.accountId ?? []))));
}

/** The ids of a plan's resources in AWS and in Aura. */
function idsIn({ changes }: PlanSource): string[] {
  return changes.flatMap(({ before, after }) => textOf((after ?? before)?.values["id"]) ?? []);
}

function summaryOf(
  source: PlanSource,
  others: ReadonlyMap<NodeId, AnyNode | undefined>,
  around: Surroundings,
): PlanSummary {
  const { plan, count, changes } = source;
  const skipped = changes.filter((change) => others.has(source.idOf(change)));
  const relevant = changes.length - skipped.length;
  return {
    name: plan.name,
    ...(plan.terraformVersion !== undefined && { terraformVersion: plan.terraformVersion }),
    ...(plan.isOpenTofu && { isOpenTofu: true }),
    formatVersion: plan.formatVersion,
    errored: plan.root["errored"] === true,
    gaps: [...source.gapWithoutList(relevant), ...source.gaps, ...(isPlan(plan) ? notJudged(source, around) : [])],
    resources: count,
    relevant,
    skipped: skipped.flatMap((change) => skippedResource(change, others.get(source.idOf(change)))),
  };
}

function skippedResource({ address, actions, before }: ResourceChange, node: AnyNode | undefined): SkippedResource[] {
  if (node && ACCESSORIES.has(node.kind)) return [];
  const { names = [] } = (before ? undefined : node && accountsOf(node)) ?? {};
  return [
    {
      address,
      ...(actions.includes("delete") && { isDestroyed: true }),
      ...(names.length > 0 && { externalPrincipals: names }),
    },
  ];
}

/** What the plan does that no rule judges. */
function notJudged({ plan: { root }, configuration, changes }: PlanSource, around: Surroundings): Gap[] {
  const changesAny = (kinds: readonly string[]): boolean =>
    changes.some(({ type, actions }) => kinds.includes(resourceKind(type) ?? "") && !isUntouched({ actions }));
  const [changesAura, changesKeys] = [changesAny(["record", "instance"]), changesAny(["key", "key-policy", "grant"])];
  return [
    ...unsupportedChanges(root, configuration, around),
    ...sideEffects(root, configuration, around),
    ...(around.hasNodes ? failedChecks(root) : []),
    ...(changesAura ? otherApis(root, configuration) : []),
    ...(changesKeys ? otherKms(root, configuration) : []),
    ...(changesAny(["key-ring", "crypto-key", "key-version", "key-iam"]) ? otherCloudKms(root, configuration) : []),
  ];
}
