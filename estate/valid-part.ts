import { sourcesFirst } from "./clone-keys";
import type { Draft } from "./draft";
import type { EstatePath } from "./messages";
import type { Estate, EstateWaiver, Instance } from "./schema";

/**
 * The entries without a problem that do not depend on an entry with a problem.
 * @param cloneKeys the keys of the clones that name none
 * @param paths the places of the problems
 * @returns undefined when the project or the version of the format is not known
 */
export function validPart(
  draft: Draft,
  cloneKeys: ReadonlyMap<string, string>,
  paths: readonly EstatePath[],
): Estate | undefined {
  const { version, aura, backend, defaults, tags } = draft.head;
  if (!version || !aura) return undefined;
  const bad = new Set(paths.map(([section, entry]) => `${section} ${entry}`));
  const sound = <N extends string | number, T>(section: string, entries: ReadonlyMap<N, T>): [N, T][] =>
    [...entries].filter(([entry]) => !bad.has(`${section} ${entry}`));

  const accounts = new Map(sound("accounts", draft.whole.accounts));
  const keys = new Map(sound("keys", draft.whole.keys).filter(([, key]) => accounts.has(key.account)));
  const usable = new Map<string, Instance>();
  for (const [name, instance] of sound("instances", sourcesFirst(draft.whole.instances))) {
    const key = instance.key ?? cloneKeys.get(name);
    const sourceIsUsable = typeof instance.cloneOf !== "string" || usable.has(instance.cloneOf);
    if (key !== undefined && keys.has(key) && sourceIsUsable) usable.set(name, { ...instance, key });
  }
  const instances = [...draft.whole.instances.keys()].flatMap((name): [string, Instance][] => {
    const instance = usable.get(name);
    return instance ? [[name, instance]] : [];
  });
  const waivers = sound("waivers", draft.whole.waivers).flatMap(([, { rule, on, reason }]): EstateWaiver[] => {
    const names = [on].flat().filter((name) => keys.has(name) || usable.has(name));
    return names.length > 0 ? [{ rule, on: names, reason }] : [];
  });
  return {
    version,
    aura,
    ...(backend && { backend }),
    ...(defaults && { defaults }),
    ...(tags && { tags }),
    accounts: Object.fromEntries(accounts),
    keys: Object.fromEntries(keys),
    instances: Object.fromEntries(instances),
    waivers,
    removed: sound("removed", draft.whole.removed).map(([, removal]) => removal),
  };
}
