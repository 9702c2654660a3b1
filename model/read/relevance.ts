import { valueOf, type Fact } from "../fact";
import { bareIdOf, type AnyNode, type CmkModel, type KmsKeyNode, type NodeId } from "../model";

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
  /** Descriptions and tags, by node. */
  readonly texts: ReadonlyMap<NodeId, string>;
}

/**
 * The keys, policies, aliases and grants without any visible relation to Aura: no customer managed key names the key, its policy grants
 * no access outside of its account, and no name mentions Aura. A key whose policy cannot be read is not among them, nor is a changed
 * policy or grant on a key of another state, and none is while the key of a customer managed key is unknown.
 */
export function unrelatedNodes({ before, after, touched, inMetadata, texts }: Evidence): ReadonlySet<NodeId> {
  const models = [...before, after];
  const nodes = models.flatMap((model) => [...model.keys, ...model.keyPolicies, ...model.aliases, ...model.grants]);
  const records = models.flatMap((model) => model.records);
  if (nodes.length === 0 || records.some(({ key, keyArn }) => key === undefined && !keyArn.known)) return new Set();
  const named = new Set(records.flatMap(({ keyArn }) => bareIdOf(keyArn) ?? []));
  const related = new Set<NodeId>(records.flatMap(({ key }) => key ?? []));
  const unreadable = new Set(before.flatMap(({ keys, keyPolicies }) => [...keys, ...keyPolicies].filter(isUnreadable)));
  const hasSign = (node: AnyNode): boolean =>
    inMetadata.has(node.id) ||
    (touched.has(node.id) && isOnUnseenKey(node)) ||
    SIGN.test(node.id) ||
    SIGN.test(texts.get(node.id) ?? "") ||
    showsAura(node, named);
  for (const node of nodes) {
    if (!hasSign(node) && !unreadable.has(node as KmsKeyNode)) continue;
    related.add(node.id);
    for (const key of keysOf(node)) related.add(key);
  }
  // A replica and its primary are one key, and policies, aliases and grants belong to their key: repeated until nothing is added.
  for (let size = -1; size !== related.size;) {
    size = related.size;
    for (const node of nodes) {
      const family = keysOf(node);
      const isPart = related.has(node.id) || family.some((key) => related.has(key));
      if (isPart) for (const id of [node.id, ...(node.kind === "key" ? family : [])]) related.add(id);
    }
  }
  // Another alias of the same name competes with it, whatever key it is of.
  const names = new Set(nodes.flatMap((node) => (related.has(node.id) ? aliasNameOf(node) : [])));
  for (const node of nodes) if (aliasNameOf(node).some((name) => names.has(name))) related.add(node.id);
  return new Set(nodes.map(({ id }) => id).filter((id) => !related.has(id)));
}

function keysOf(node: AnyNode): readonly NodeId[] {
  if (node.kind === "key") return node.replicaOf?.primary === undefined ? [] : [node.replicaOf.primary];
  const key = node.kind === "alias" ? node.target : "key" in node ? node.key : undefined;
  return key === undefined ? [] : [key];
}

/** Whose key a policy or a grant is on, only a plan of that key shows. */
function isOnUnseenKey(node: AnyNode): boolean {
  return (node.kind === "key-policy" || node.kind === "grant") && node.key === undefined;
}

function aliasNameOf(node: AnyNode): readonly string[] {
  return node.kind === "alias" && node.aliasName.known ? [node.aliasName.value] : [];
}

function showsAura(node: AnyNode, named: ReadonlySet<string>): boolean {
  switch (node.kind) {
    case "key":
      return isNamed(node.arn, named) || grantsExternalAccess(node);
    case "key-policy":
      return isNamed(node.keyId, named) || grantsExternalAccess(node) || (node.key === undefined && !node.keyId.known);
    case "grant":
      return isNamed(node.keyId, named) || (node.key === undefined && !node.keyId.known);
    case "alias":
      return SIGN.test(valueOf(node.aliasName) ?? "");
    default:
      return true;
  }
}

/** A customer managed key names its key by the ARN, other resources may name it by its bare id. */
function isNamed(key: Fact<string>, named: ReadonlySet<string>): boolean {
  const id = bareIdOf(key);
  return id !== undefined && named.has(id);
}

function grantsExternalAccess({ statement }: Pick<KmsKeyNode, "statement">): boolean {
  return valueOf(statement) !== undefined;
}

/** A policy that cannot be read may grant access to Aura. */
function isUnreadable({ statement }: Pick<KmsKeyNode, "statement">): boolean {
  return !statement.known;
}
