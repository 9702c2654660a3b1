import { bareKeyId, parseArn } from "../../policy/arn";
import { valueOf, type Fact } from "../fact";
import { accountsInGrant, accountsInStatements, type AccountsIn } from "./aura-accounts";
import {
  bareIdOf,
  type AliasNode,
  type AnyNode,
  type GrantNode,
  type KeyPolicyNode,
  type KmsKeyNode,
  type NodeId,
} from "../model";
import { hasUnknownKey, SIGN, speaksOfAura, unrelatedIn, usesUnseenKey, type Evidence } from "./signs";

/**
 * The keys, policies, aliases and grants without any sign of Aura. A sign is:
 * - a customer managed key that names the key, or a replica of it;
 * - review metadata, which this library writes;
 * - a name: address, alias, description, tag, or what a statement for another account says, such as its Sid;
 * - access for an account that is expected to be Aura's, or that may do all that Aura needs on a key of Aura;
 * - a statement or grant for another account that asks for all that Aura needs at once.
 *
 * External access alone is none, unless something of Aura uses a key that cannot be determined. A key whose policy cannot be read
 * is not among them, nor is a changed policy or grant on a key of another state, nor an alias that leaves such a key, and none is while the key of a customer managed key is
 * unknown.
 */
export function unrelatedInAws(evidence: Evidence): readonly NodeId[] {
  return unrelatedIn<AwsNode>(evidence, {
    nodesIn: ({ keys, keyPolicies, aliases, grants }) => [...keys, ...keyPolicies, ...aliases, ...grants],
    mayBeAny: (models) => models.some((model) => hasUnknownKey(model, "aws")),
    addRelated: (related, nodes) => addRelated(related, nodes, evidence),
  });
}

type AwsNode = KmsKeyNode | KeyPolicyNode | AliasNode | GrantNode;

function addRelated(related: Set<NodeId>, nodes: readonly AwsNode[], evidence: Evidence): void {
  const { before, after, touched, keys, expected } = evidence;
  const records = [...before, after].flatMap((model) => model.records);
  const named = new Set([...records.flatMap(({ keyArn }) => bareIdOf(keyArn) ?? []), ...keys.map(bareKeyId)]);
  const unreadable = new Set(before.flatMap(({ keys, keyPolicies }) => [...keys, ...keyPolicies].filter(isUnreadable)));
  const onUnseenKey = new Set<AnyNode>([
    ...nodes.filter(isOnUnseenKey),
    // A new alias takes nothing from its key.
    ...before.flatMap(({ aliases }) => aliases.filter(({ target }) => target === undefined)),
  ]);
  const isOpen = usesUnseenKey(evidence);
  const hasSign = (node: AnyNode): boolean =>
    speaksOfAura(evidence, node) ||
    (touched.has(node.id) && onUnseenKey.has(node)) ||
    showsAura(node, named) ||
    (isOpen && hasExternalAccess(node)) ||
    unreadable.has(node as KmsKeyNode);
  for (const node of nodes) {
    if (!hasSign(node)) continue;
    related.add(node.id);
    for (const key of keysOf(node)) related.add(key);
  }
  addFamilies(related, nodes);
  addOtherAccess(related, nodes, expected);
  // Another alias of the same name competes with it, whatever key it is of.
  const names = new Set(nodes.flatMap((node) => (related.has(node.id) ? aliasNameOf(node) : [])));
  for (const node of nodes) if (aliasNameOf(node).some((name) => names.has(name))) related.add(node.id);
}

/** A principal that has all of Aura's access to a key of Aura is Aura, wherever else it has access. */
function addOtherAccess(related: Set<NodeId>, nodes: readonly AwsNode[], expected: readonly string[]): void {
  const accounts = new Set([
    ...expected.flatMap((principal) => parseArn(principal)?.accountId ?? principal),
    ...nodes.flatMap((node) => (related.has(node.id) ? [...(accountsOf(node)?.complete ?? [])] : [])),
  ]);
  if (accounts.size === 0) return;
  for (const node of nodes) {
    if (![...(accountsOf(node)?.accounts ?? [])].some((account) => accounts.has(account))) continue;
    for (const id of [node.id, ...keysOf(node)]) related.add(id);
  }
  addFamilies(related, nodes);
}

/** A replica and its primary are one key, and policies, aliases and grants belong to their key: repeated until nothing is added. */
function addFamilies(related: Set<NodeId>, nodes: readonly AnyNode[]): void {
  for (let size = -1; size !== related.size;) {
    size = related.size;
    for (const node of nodes) {
      const family = keysOf(node);
      const isPart = related.has(node.id) || family.some((key) => related.has(key));
      if (isPart) for (const id of [node.id, ...(node.kind === "key" ? family : [])]) related.add(id);
    }
  }
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
      return isNamed(node.arn, named) || isNamed(node.replicaOf?.primaryArn, named) || isOfAura(node);
    case "key-policy":
    case "grant":
      return isNamed(node.keyId, named) || isOfAura(node) || (node.key === undefined && !node.keyId.known);
    case "alias":
      return SIGN.test(valueOf(node.aliasName) ?? "");
    default:
      return true;
  }
}

/** A customer managed key names its key by the ARN, other resources may name it by its bare id. */
function isNamed(key: Fact<string> | undefined, named: ReadonlySet<string>): boolean {
  const id = bareIdOf(key);
  return id !== undefined && named.has(id);
}

/** What a policy or a grant tells about the accounts that it allows; undefined where it allows none. */
export function accountsOf(node: AnyNode): AccountsIn | undefined {
  if (node.kind === "grant") return accountsInGrant(node);
  const statements = node.kind === "key" || node.kind === "key-policy" ? valueOf(node.statement) : undefined;
  return statements && accountsInStatements(statements);
}

function isOfAura(node: KmsKeyNode | KeyPolicyNode | GrantNode): boolean {
  const said = node.kind === "grant" ? [node.name, valueOf(node.grantee)] : valueOf(node.statement);
  return accountsOf(node)?.isOfAura === true || (said !== undefined && SIGN.test(JSON.stringify(said)));
}

function hasExternalAccess(node: AnyNode): boolean {
  return (node.kind === "key" || node.kind === "key-policy") && valueOf(node.statement) !== undefined;
}

/** A policy that cannot be read may grant access to Aura. */
function isUnreadable({ statement }: Pick<KmsKeyNode, "statement">): boolean {
  return !statement.known;
}
