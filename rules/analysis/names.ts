import { aliasNames } from "../../model/aliases";
import { valueOf } from "../../model/fact";
import type { AnyNode, NodeId } from "../../model/model";
import { memoize } from "../../util/memoize";
import type { ModelIndex } from "../rule";

/** What the kinds of node are called in a message. */
export const KIND_NAMES = {
  key: "key",
  "key-policy": "policy",
  record: "customer managed key",
  instance: "instance",
  alias: "alias",
  grant: "grant",
  vault: "vault",
  "vault-key": "key",
  "role-assignment": "role assignment",
  "service-principal": "service principal",
  lock: "management lock",
  "key-ring": "key ring",
  "crypto-key": "key",
  "key-version": "key version",
  "key-iam": "IAM entry",
} as const satisfies Record<AnyNode["kind"], string>;

/**
 * What people call a node: the id of its construct; in a plan its alias, or its name in Aura, before the name of its resource.
 * @param node the node
 * @param aliasOf the alias of a key, where one is known
 */
export function nameOf(node: AnyNode, aliasOf: (key: NodeId) => string | undefined): string {
  if (!isFromPlan(node)) return node.name;
  switch (node.kind) {
    case "key":
      return aliasOf(node.id) ?? resourceName(node);
    case "record":
    case "instance":
      return valueOf(node.auraName) ?? resourceName(node);
    case "vault":
      return valueOf(node.vaultName) ?? resourceName(node);
    case "vault-key":
    case "crypto-key":
      return valueOf(node.keyName) ?? resourceName(node);
    default:
      return resourceName(node);
  }
}

/**
 * A node with its kind: "key orders", "instance orders-prod", "alias/orders".
 * @param node the node
 * @param aliasOf the alias of a key, where one is known
 */
export function subjectOfNode(node: AnyNode, aliasOf: (key: NodeId) => string | undefined): string {
  if (node.kind === "alias") return valueOf(node.aliasName) ?? `alias ${nameOf(node, aliasOf)}`;
  const alias =
    node.kind === "key-policy" && isFromPlan(node) && node.key !== undefined ? aliasOf(node.key) : undefined;
  return alias === undefined ? `${KIND_NAMES[node.kind]} ${nameOf(node, aliasOf)}` : `policy of key ${alias}`;
}

/**
 * Finds the alias of a key in a model.
 * @param index the model
 */
export const aliasesIn = memoize(({ model }: ModelIndex): ((key: NodeId) => string | undefined) => {
  const aliases = aliasNames(model.aliases);
  return (key) => aliases.get(key)?.[0];
});

/** Whether a node was read from a plan or a rendered configuration: there the address is the id, or part of it. */
export function isFromPlan({ id, address }: AnyNode): boolean {
  return address !== undefined && id.includes(address);
}

/** The name of the resource, and of its module where it is in one: other modules have resources of the same name. */
function resourceName({ name, address = "" }: AnyNode): string {
  const module = /^(module\..*?)\.[a-z0-9]+_/.exec(address)?.[1];
  return module === undefined ? name : `${name} in ${module}`;
}
