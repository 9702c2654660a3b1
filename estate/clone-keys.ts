import type { AuraProduct } from "../model/limits";
import type { Draft, DraftKey, WholeEntries } from "./draft";
import { describePath, type EstateProblem } from "./messages";
import type { GivenInstance } from "./schema";
import { formatList } from "../util/format-list";

/** The keys of the clones that name none. */
export interface CloneKeys {
  /** By the name of the instance. */
  readonly keys: ReadonlyMap<string, string>;
  readonly problems: readonly EstateProblem[];
}

/**
 * Finds the keys of the clones that name none: the source's own key where it lives in the clone's region, or else the
 * only key for the clone's region and product.
 * @param draft the file; its clone cycles are reported elsewhere
 */
export function findCloneKeys(draft: Draft): CloneKeys {
  const keys = new Map<string, string>();
  const problems: EstateProblem[] = [];
  for (const [name, instance] of sourcesFirst(draft.whole.instances)) {
    if (instance.key !== undefined || instance.cloneOf === undefined) continue;
    const choice = choose(name, instance, draft, keys);
    if (typeof choice === "string") keys.set(name, choice);
    else if (choice) problems.push(choice);
  }
  return { keys, problems };
}

/** The instances, each one after its source. */
export function sourcesFirst(instances: WholeEntries["instances"]): Map<string, GivenInstance> {
  const sorted = new Map<string, GivenInstance>();
  for (const start of instances.keys()) {
    const chain: string[] = [];
    const inChain = new Set<string>();
    let name: string | undefined = start;
    while (name !== undefined && !sorted.has(name) && !inChain.has(name)) {
      chain.push(name);
      inChain.add(name);
      const source: GivenInstance["cloneOf"] = instances.get(name)?.cloneOf;
      name = typeof source === "string" ? source : undefined;
    }
    for (const link of chain.reverse()) {
      const instance = instances.get(link);
      if (instance) sorted.set(link, instance);
    }
  }
  return sorted;
}

/** The name of the key; a problem when it is not clear; undefined when it depends on an entry that has a problem itself. */
function choose(
  name: string,
  instance: GivenInstance,
  draft: Draft,
  found: ReadonlyMap<string, string>,
): string | EstateProblem | undefined {
  const { cloneOf: source, region } = instance;
  if (typeof source === "string" && !draft.whole.instances.has(source)) return undefined;
  const sourceKey = typeof source === "string" ? (draft.instances.get(source)?.key ?? found.get(source)) : undefined;
  const product = instance.product ?? productOf(source, sourceKey, draft);
  if (!product) return typeof source === "string" ? undefined : productMissing(name);

  const candidates = [...draft.keys].filter(([, key]) => key.product === product && livesIn(key, region));
  const own = candidates.find(([key, { recordId }]) =>
    typeof source === "string"
      ? key === sourceKey
      : recordId !== undefined && recordId === source?.customerManagedKeyId,
  );
  if (own) return own[0];
  const [only, ...others] = candidates.map(([key]) => key);
  if (only !== undefined && others.length === 0) return only;
  const allKeysAreReadable = draft.names.keys?.size === draft.whole.keys.size;
  if (only === undefined && !allKeysAreReadable) return undefined;
  return keyMissing(name, product, region, only === undefined ? [] : [only, ...others]);
}

function livesIn(key: DraftKey, region: string): boolean {
  return key.region === region || (key.replicas ?? []).includes(region);
}

function productOf(
  source: GivenInstance["cloneOf"],
  sourceKey: string | undefined,
  draft: Draft,
): AuraProduct | undefined {
  if (typeof source !== "string") return source?.product;
  return (
    draft.instances.get(source)?.product ?? (sourceKey === undefined ? undefined : draft.keys.get(sourceKey)?.product)
  );
}

function productMissing(name: string): EstateProblem {
  const path = ["instances", name];
  return {
    code: "estate-missing-setting",
    path,
    part: "name",
    what: `${describePath(path)} has neither \`key\` nor \`product\``,
    got: "",
    expected: "",
    fix: "add `product: AuraDB` or `product: AuraDS`, the product of the source",
  };
}

function keyMissing(name: string, product: AuraProduct, region: string, candidates: readonly string[]): EstateProblem {
  const path = ["instances", name];
  return {
    code: "estate-missing-setting",
    path,
    part: "name",
    what: `${candidates.length > 0 ? "several keys fit" : "no key fits"} ${describePath(path)}`,
    got: candidates.length > 0 ? formatList(candidates) : `no key for ${product} in ${region}`,
    expected: "",
    fix:
      candidates.length > 0
        ? "choose one with `key`"
        : `declare a key for ${product} in ${region}, or add that region to the replicas of one`,
  };
}
