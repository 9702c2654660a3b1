import { valueOf, type Fact } from "../../model/fact";
import type { AliasNode, AnyNode, CmkModel, InstanceNode, KmsKeyNode, NodeId, RecordNode } from "../../model/model";
import { isDeleted, isForgotten, type Change } from "../../model/change";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import type { ChangeContext } from "../rule";

/**
 * The resource that a plan creates in the place of one that it deletes, or no longer manages: the same thing under another address, as
 * when it is renamed without a `moved` block. Instances and customer managed keys are told by their names in Aura, keys by their alias,
 * their customer managed key or their policy.
 * @param change of the resource that goes
 * @param context the models
 */
export function renamedAs(change: Change, context: ChangeContext): Change | undefined {
  return renamesIn(context).get(change.id);
}

const renamesIn = memoize((context: ChangeContext): ReadonlyMap<NodeId, Change> => {
  const gone = context.changes.filter((change) => change.before && (isDeleted(change) || isForgotten(change)));
  const created = context.changes.filter(({ before, after }) => after && !before);
  if (gone.length === 0 || created.length === 0) return new Map();
  const instances = pairs<InstanceNode>("instance", gone, created, nameInAura);
  const records = pairs<RecordNode>("record", gone, created, nameInAura);
  const aliasPairs = pairs<AliasNode>("alias", gone, created, ({ aliasName }) => valueOf(aliasName));
  const [before, after] = [context.before.model, context.after.model];
  const ofRecord = new Map([...records].map(([id, { after: record }]) => [id, record?.id ?? id]));
  const [aliases, aliasesAfter] = [aliasNames(before), aliasNames(after)];
  const [users, usersAfter] = [recordsOfKeys(before, (id) => ofRecord.get(id) ?? id), recordsOfKeys(after, (id) => id)];
  const keys = [
    pairs<KmsKeyNode>("key", gone, created, ({ id }, isNew) => (isNew ? aliasesAfter : aliases).get(id)),
    pairs<KmsKeyNode>("key", gone, created, ({ id }, isNew) => (isNew ? usersAfter : users).get(id)),
    pairs<KmsKeyNode>("key", gone, created, policyOfUse),
  ];
  return new Map([...instances, ...records, ...aliasPairs, ...keys.reverse().flatMap((found) => [...found])]);
});

type Renameable = InstanceNode | RecordNode | AliasNode | KmsKeyNode;

/** The nodes of a kind that go, each with the one that is created with the same name in the same place. */
function pairs<N extends Renameable>(
  kind: N["kind"],
  gone: readonly Change[],
  created: readonly Change[],
  nameOf: (node: N, isNew: boolean) => string | undefined,
): Map<NodeId, Change> {
  const ofKind = (node: AnyNode | undefined): node is N => node?.kind === kind;
  const open = groupBy(
    created.filter(({ after }) => ofKind(after)),
    ({ after }) => nameOf(after as N, true),
  );
  const found = new Map<NodeId, Change>();
  for (const { id, before } of gone) {
    const name = ofKind(before) ? nameOf(before, false) : undefined;
    const candidates = name === undefined ? [] : (open.get(name) ?? []);
    const place = candidates.findIndex(({ after }) => isSamePlace(before as N, after as N));
    const [twin] = place < 0 ? [] : candidates.splice(place, 1);
    if (twin) found.set(id, twin);
  }
  return found;
}

function nameInAura({ auraName }: InstanceNode | RecordNode): string | undefined {
  return valueOf(auraName);
}

/** The policy of a key that others use: the default policy tells no key from another. */
function policyOfUse({ statement, policy, presentPolicy }: KmsKeyNode): string | undefined {
  return valueOf(statement) === undefined ? undefined : valueOf<string | undefined>(presentPolicy ?? policy);
}

/** What is not known may be the same. */
function isSamePlace(a: Renameable, b: Renameable): boolean {
  const mayAgree = (one: Fact<unknown>, other: Fact<unknown>): boolean =>
    !one.known || !other.known || one.value === other.value;
  if (!mayAgree(a.region, b.region)) return false;
  return !("projectId" in a && "projectId" in b) || mayAgree(a.projectId, b.projectId);
}

function aliasNames({ aliases }: CmkModel): ReadonlyMap<NodeId | undefined, string | undefined> {
  return new Map(aliases.map(({ target, aliasName }) => [target, valueOf(aliasName)]));
}

function recordsOfKeys({ records }: CmkModel, idOf: (id: NodeId) => NodeId): ReadonlyMap<NodeId | undefined, NodeId> {
  return new Map(records.map(({ key, id }) => [key, idOf(id)]));
}
