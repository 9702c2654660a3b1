import { bareIdOf } from "../bare-id";
import { valueOf, type Fact } from "../fact";
import type { AnyNode, CmkModel, KmsKeyNode, NodeId } from "../model";

/** Names that tell what a key is for; "restaurant" does not. */
export const SIGN = /neo4j|(?<![a-z])aura/i;

/** What a plan has, as far as it decides which keys are Aura's. */
export interface Evidence {
  /** What there is, and what there was before it was changed outside of Terraform. */
  readonly there: readonly CmkModel[];
  /** What there will be. */
  readonly coming: CmkModel;
  /** Nodes that a stack says something about: this library made them. */
  readonly stated: ReadonlySet<NodeId>;
  /** Texts that people write for each other, by node: descriptions and tags. */
  readonly texts: ReadonlyMap<NodeId, string>;
}

/**
 * The keys, policies and aliases that have nothing to do with Aura, as far as anybody can see: no record names the key, its
 * policy lets in nobody from outside of its account, and no name speaks of Aura. A key whose policy can not be read is not
 * among them, and none is while a record does not say which key it is of.
 * @param evidence what was read
 */
export function unrelatedNodes({ there, coming, stated, texts }: Evidence): ReadonlySet<NodeId> {
  const models = [...there, coming];
  const nodes = models.flatMap(({ keys, keyPolicies, aliases }) => [...keys, ...keyPolicies, ...aliases]);
  const records = models.flatMap((model) => model.records);
  if (nodes.length === 0 || records.some(({ key, keyArn }) => key === undefined && !keyArn.known)) return new Set();
  const named = new Set(records.flatMap(({ keyArn }) => bareIdOf(keyArn) ?? []));
  const related = new Set<NodeId>(records.flatMap(({ key }) => key ?? []));
  const unreadable = new Set(there.flatMap(({ keys, keyPolicies }) => [...keys, ...keyPolicies].filter(isUnreadable)));
  const hasSign = (node: AnyNode): boolean =>
    stated.has(node.id) || SIGN.test(node.id) || SIGN.test(texts.get(node.id) ?? "") || showsAura(node, named);
  for (const node of nodes) {
    if (!hasSign(node) && !unreadable.has(node as KmsKeyNode)) continue;
    related.add(node.id);
    for (const key of keysOf(node)) related.add(key);
  }
  // A replica and its primary are one key, and what stands on a key belongs to it: until nothing more is found.
  for (let size = -1; size !== related.size;) {
    size = related.size;
    for (const node of nodes) {
      const family = keysOf(node);
      const isPart = related.has(node.id) || family.some((key) => related.has(key));
      if (isPart) for (const id of [node.id, ...(node.kind === "key" ? family : [])]) related.add(id);
    }
  }
  return new Set(nodes.map(({ id }) => id).filter((id) => !related.has(id)));
}

function keysOf(node: AnyNode): readonly NodeId[] {
  if (node.kind === "key") return node.replicaOf?.primary === undefined ? [] : [node.replicaOf.primary];
  const key = node.kind === "alias" ? node.target : node.kind === "key-policy" ? node.key : undefined;
  return key === undefined ? [] : [key];
}

function showsAura(node: AnyNode, named: ReadonlySet<string>): boolean {
  switch (node.kind) {
    case "key":
      return isNamed(node.arn, named) || letsSomebodyIn(node);
    case "key-policy":
      return isNamed(node.keyId, named) || letsSomebodyIn(node) || (node.key === undefined && !node.keyId.known);
    case "alias":
      return SIGN.test(valueOf(node.aliasName) ?? "");
    default:
      return true;
  }
}

/** A record names its key by the ARN, and whatever else is about the key may name it by its bare id. */
function isNamed(key: Fact<string>, named: ReadonlySet<string>): boolean {
  const id = bareIdOf(key);
  return id !== undefined && named.has(id);
}

function letsSomebodyIn({ statement }: Pick<KmsKeyNode, "statement">): boolean {
  return valueOf(statement) !== undefined;
}

/** A policy that is there and can not be read may let Aura in. */
function isUnreadable({ statement }: Pick<KmsKeyNode, "statement">): boolean {
  return !statement.known;
}
