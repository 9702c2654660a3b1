import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { isOtherCloudKey, type AnyNode, type CmkModel, type NodeId } from "../../model/model";
import type { ModelIndex } from "../rule";

/**
 * Makes the nodes of a model findable: one index for everything that looks at the same model.
 * @param model what is known
 */
export const indexModel = memoize((model: CmkModel): ModelIndex => {
  const byId = <T extends AnyNode>(nodes: readonly T[]): Map<NodeId, T> =>
    new Map(nodes.map((node) => [node.id, node]));
  const [keys, records, instances] = [byId(model.keys), byId(model.records), byId(model.instances)];
  const otherClouds = byId(model.otherClouds);
  const find = <T>(nodes: Map<NodeId, T>, id: NodeId | undefined): T | undefined =>
    id === undefined ? undefined : nodes.get(id);
  return {
    model,
    key: (id) => find(keys, id),
    record: (id) => find(records, id),
    instance: (id) => find(instances, id),
    otherCloudNode: (id) => find(otherClouds, id),
    otherCloudKey: (id) => {
      const node = find(otherClouds, id);
      return isOtherCloudKey(node) ? node : undefined;
    },
    replicasOf: (primary) => replicasByPrimary(model).get(primary) ?? [],
  };
});

const replicasByPrimary = memoize(({ keys }: CmkModel) => groupBy(keys, (key) => key.replicaOf?.primary));
