import { KEY_ID } from "../../policy/arn";
import type { CloudProvider } from "../limits";
import { bareIdOf, type AnyNode, type CmkModel, type NodeId } from "../model";

/* Which keys are related to Aura: what decides it in all clouds. relevance.ts, azure/ and google/ have the rest of it. */

/** Names that show a relation to Aura; "restaurant" does not. */
export const SIGN = /neo4j|(?<![a-z])aura/i;

/** The data that decides which keys are related to Aura. */
export interface Evidence {
  /** The models before the plan, and before changes outside of Terraform. */
  readonly before: readonly CmkModel[];
  /** The model after the plan. */
  readonly after: CmkModel;
  /** Nodes that the plans change. */
  readonly touched: ReadonlySet<NodeId>;
  /** Nodes in review metadata: this library made them. */
  readonly inMetadata: ReadonlySet<NodeId>;
  /** ARNs or ids of keys of Aura that are owned elsewhere. */
  readonly keys: readonly string[];
  /** Descriptions and tags, by node. */
  readonly texts: ReadonlyMap<NodeId, string>;
  /** The expected principals, of any key: 12-digit account ids and principal ARNs. */
  readonly expected: readonly string[];
  /** Whether the plans hold resources of Aura that are not in the models, and may use any key. */
  readonly hasOtherAura: boolean;
}

/** What decides it in one cloud. */
interface CloudRelevance<N extends AnyNode> {
  /** The nodes of the cloud that belong to keys. */
  readonly nodesIn: (model: CmkModel) => readonly N[];
  /** Whether the key of a customer managed key cannot be determined, so that it may be any in the cloud. */
  readonly mayBeAny: (models: readonly CmkModel[]) => boolean;
  /** Adds, to the keys that customer managed keys name, what else has a sign of Aura, and what belongs to it. */
  readonly addRelated: (related: Set<NodeId>, nodes: readonly N[]) => void;
}

/** The nodes of one cloud without any sign of Aura; none is while it cannot be determined which key is Aura's. */
export function unrelatedIn<N extends AnyNode>(
  { before, after }: Evidence,
  { nodesIn, mayBeAny, addRelated }: CloudRelevance<N>,
): readonly NodeId[] {
  const models = [...before, after];
  const nodes = models.flatMap(nodesIn);
  if (nodes.length === 0 || mayBeAny(models)) return [];
  const related = new Set(models.flatMap(({ records }) => records.flatMap(({ key }) => key ?? [])));
  addRelated(related, nodes);
  return nodes.map(({ id }) => id).filter((id) => !related.has(id));
}

/** Whether this library made a node, or its address, description, tags or names speak of Aura. */
export function speaksOfAura(
  { inMetadata, texts }: Evidence,
  { id }: AnyNode,
  ...names: readonly (string | undefined)[]
): boolean {
  return inMetadata.has(id) || [id, texts.get(id), ...names].some((text) => text !== undefined && SIGN.test(text));
}

/** Whether it is not known which key a customer managed key is, of those that are, or may be, in a cloud. */
export function hasUnknownKey({ records }: CmkModel, cloud: CloudProvider): boolean {
  return records.some(
    ({ key, keyArn, cloudProvider: its }) =>
      key === undefined && !keyArn.known && (!its.known || its.value.toLowerCase() === cloud),
  );
}

/** Whether something of Aura uses a key that is in none of the plans: then access to a key may be Aura's. */
export function usesUnseenKey({ before, after, hasOtherAura }: Evidence): boolean {
  return hasOtherAura || [...before, after].some(usesUnknownKey);
}

/** A customer managed key that names no key id, or an instance whose customer managed key is in none of the plans. */
function usesUnknownKey({ records, instances }: CmkModel): boolean {
  return (
    records.some(({ key, keyArn }) => key === undefined && !KEY_ID.test(bareIdOf(keyArn) ?? "")) ||
    instances.some(
      ({ record, customerManagedKeyId: id }) => record === undefined && (!id.known || id.value !== undefined),
    )
  );
}
