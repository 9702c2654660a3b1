import { groupBy } from "../../util/group-by";
import type { AnyNode, CmkModel, NodeId } from "../../model/model";
import type { ModelIndex } from "../rule";

/**
 * Makes the nodes of a model findable.
 * @param model what is known
 */
export function indexModel(model: CmkModel): ModelIndex {
  const index = indexes.get(model) ?? newIndex(model);
  indexes.set(model, index);
  return index;
}

/** What was computed once a model is computed once for everybody who looks at it. */
const indexes = new WeakMap<CmkModel, ModelIndex>();

function newIndex(model: CmkModel): ModelIndex {
  const byId = <T extends AnyNode>(nodes: readonly T[]): Map<NodeId, T> =>
    new Map(nodes.map((node) => [node.id, node]));
  const [keys, records, instances] = [byId(model.keys), byId(model.records), byId(model.instances)];
  const cache = new Map<string, unknown>();
  const once = <T>(name: string, compute: (model: CmkModel) => T): T => {
    if (!cache.has(name)) cache.set(name, compute(model));
    return cache.get(name) as T;
  };
  const find = <T>(nodes: Map<NodeId, T>, id: NodeId | undefined): T | undefined =>
    id === undefined ? undefined : nodes.get(id);
  return {
    model,
    key: (id) => find(keys, id),
    record: (id) => find(records, id),
    instance: (id) => find(instances, id),
    replicasOf: (primary) =>
      once("replicas by primary", () => groupBy(model.keys, (key) => key.replicaOf?.primary)).get(primary) ?? [],
    once,
  };
}
