import { groupBy } from "../util/group-by";
import { valueOf } from "./fact";
import type { AliasNode, NodeId } from "./model";

/** cdktf ends the name of a resource with a hash of its path. */
const HASH = /_[0-9A-F]{8}$/;
/** The name of a resource at the end of its id, without its index. */
const RESOURCE_NAME = /([\w-]+)(?:\[[^\]]*\])?$/;

/**
 * The aliases of each key, the one that names the key for people first: the alias that was made with the key, in this library or by the
 * same name in HCL, and then the others by name.
 * @param aliases of a plan; where one is there twice, such as before and after, the last one counts
 */
export function aliasNames(aliases: readonly AliasNode[]): ReadonlyMap<NodeId, readonly [string, ...string[]]> {
  const named = [...new Map(aliases.map((alias) => [alias.id, alias])).values()].flatMap((alias) => {
    const name = valueOf(alias.aliasName);
    return alias.target === undefined || name === undefined
      ? []
      : [{ name, target: alias.target, rank: isMadeWith(alias.target, alias) ? 0 : 1 }];
  });
  return new Map(
    [...groupBy(named, ({ target }) => target)].flatMap(([target, same]) => {
      const sorted = same.sort((a, b) => a.rank - b.rank || compare(a.name, b.name)).map(({ name }) => name);
      const [first, ...others] = [...new Set(sorted)];
      return first === undefined ? [] : [[target, [first, ...others]] as const];
    }),
  );
}

function isMadeWith(key: NodeId, { id }: AliasNode): boolean {
  const [ofKey, ofAlias] = [key, id].map((one) => RESOURCE_NAME.exec(one)?.[1]?.replace(HASH, ""));
  return ofAlias === ofKey || ofAlias === `${ofKey}_Alias`;
}

/** In the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
