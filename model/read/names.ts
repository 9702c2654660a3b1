import { aliasNames } from "../aliases";
import { valueOf } from "../fact";
import { isOtherCloudKey, type AnyNode, type NodeId } from "../model";

/** cdktf ends the name of a resource with a hash of its path. */
const HASHED = /^(.+)_[0-9A-F]{8}$/;
/** A name that a message can show as it is; others may be a sentence, or hold line breaks. */
const SIMPLE = /^[\w./-]{1,100}$/;
/** The default alias of a key is this and the key's name. */
const DEFAULT_ALIAS = /^alias\/neo4j-aura\/(?=.)/;

/**
 * Gives the nodes of a plan the names that people know: the name in Aura, in Azure or in Google Cloud, and instead of a name with a hash the
 * alias of the key.
 * @param nodes all nodes of the plan; where one is there twice, such as before and after, the last one counts
 */
export function nameNodes(nodes: readonly AnyNode[]): (node: AnyNode) => AnyNode {
  const names = aliasNames(nodes.filter((node) => node.kind === "alias"));
  const aliases = new Map([...names].map(([key, [name]]) => [key, name.replace(DEFAULT_ALIAS, "")]));
  return (node) => {
    const [, withoutHash] = HASHED.exec(node.name) ?? [];
    const known = knownName(node, aliases, withoutHash !== undefined);
    const name = known !== undefined && SIMPLE.test(known) ? known : (withoutHash ?? node.name);
    return name === node.name ? node : { ...node, name };
  };
}

function knownName(node: AnyNode, aliases: ReadonlyMap<NodeId, string>, isHashed: boolean): string | undefined {
  if (node.kind === "record" || node.kind === "instance") return valueOf(node.auraName);
  if (node.kind === "vault") return valueOf(node.vaultName);
  if (isOtherCloudKey(node)) return valueOf(node.keyName);
  if (!isHashed) return undefined;
  if (node.kind === "key") return aliases.get(node.id);
  return node.kind === "alias" ? valueOf(node.aliasName) : undefined;
}
