import { objectOf, type JsonObject } from "./json";
import { readState } from "./read-state";
import { RESOURCE_KINDS, type RawChange } from "./raw-change";

/**
 * What the list of changes of a plan gets wrong about the resources that matter here, a clause each: Terraform lists each of
 * them once, also when nothing is done with it. Without an entry nobody knows what happens to it.
 * @param root the plan
 * @param changes what its list of changes says
 * @param others what it says elsewhere of resources that it does not list
 */
export function unlisted(root: JsonObject, changes: readonly RawChange[], others: readonly RawChange[]): string[] {
  const objects = new Set<string>();
  const twice = changes.filter(({ address, deposed }) => {
    const { size } = objects;
    return objects.add(JSON.stringify([address, deposed])).size === size;
  });
  const listed = new Set([...changes, ...others].map(({ address }) => address));
  const states = [root["planned_values"], objectOf(root["prior_state"])["values"]];
  const inStates = states
    .flatMap((state) => readState(state).changes)
    .filter(({ type, address }) => RESOURCE_KINDS[type] !== "stated" && !listed.has(address));
  return [
    ...clause(twice, "stands more than once in the list of changes, and only one of them can hold"),
    ...clause(inStates, "is in the plan, but not in its list of changes: what happens to it is not known"),
  ];
}

function clause(changes: readonly RawChange[], what: string): string[] {
  const [first, ...more] = new Set(changes.map(({ address }) => address));
  if (first === undefined) return [];
  return [`${first} ${what}${more.length > 0 ? `; so it is with ${more.length} more` : ""}`];
}
