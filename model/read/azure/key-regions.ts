import type { AnyNode, NodeId } from "../../model";
import type { Fact } from "../../fact";

/**
 * The entries, in which a key has the region of its vault where that is one of them.
 * @param entries each with its node
 */
export function withRegionsOfKeys<N extends { readonly node: AnyNode }>(entries: N[]): N[] {
  const regions = new Map<NodeId, Fact<string>>(
    entries.flatMap(({ node }) => (node.kind === "vault" ? [[node.id, node.region] as const] : [])),
  );
  if (regions.size === 0) return entries;
  return entries.map((entry) => {
    const { node } = entry;
    const region = node.kind === "vault-key" && node.vault !== undefined ? regions.get(node.vault) : undefined;
    return region ? { ...entry, node: { ...node, region } } : entry;
  });
}
