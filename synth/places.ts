import type { EstatePath } from "../estate/messages";
import { groupBy } from "../util/group-by";
import type { Problem } from "../model/problem";

/**
 * Problems at their places in the estate file. One entry can be several constructs, such as a key with replicas: then the
 * stacks are named too, and equal problems are reported once.
 * @param problems problems of constructs, by their paths, and others
 * @param origins the entry that each construct came from
 * @param position where an entry is in the file
 */
export function problemsInFile(
  problems: readonly Problem[],
  origins: ReadonlyMap<string, EstatePath>,
  position: (entry: EstatePath) => string,
): Problem[] {
  const constructs = groupBy(origins.keys(), (path) => JSON.stringify(origins.get(path)));
  const placed = problems.map((problem) => {
    const entry = entryOf(problem.path, origins);
    if (!entry) return { problem, stacks: [] };
    const stacks = new Set((constructs.get(JSON.stringify(entry)) ?? []).map(stackOf));
    return { problem: { ...problem, path: position(entry) }, stacks: stacks.size > 1 ? [stackOf(problem.path)] : [] };
  });
  return [...groupBy(placed, ({ problem }) => JSON.stringify(problem)).values()].flatMap((same) => {
    const stacks = [...new Set(same.flatMap((one) => one.stacks))].join(", ");
    return same
      .slice(0, 1)
      .map(({ problem }) => (stacks ? { ...problem, path: `${problem.path} (${stacks})` } : problem));
  });
}

/** Constructs inside another one, such as the alias of a key, came from its entry. */
function entryOf(path: string, origins: ReadonlyMap<string, EstatePath>): EstatePath | undefined {
  const parent = path.slice(0, path.lastIndexOf("/"));
  return origins.get(path) ?? (path.includes("/") ? entryOf(parent, origins) : undefined);
}

function stackOf(path: string): string {
  return path.split("/", 1)[0] ?? "";
}
