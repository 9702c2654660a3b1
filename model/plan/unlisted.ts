import { isObject, objectOf, textOf, type JsonObject } from "./json";
import { isOurs, RESOURCE_KINDS, type RawChange } from "./raw-change";
import { resourcesIn } from "./read-state";

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
  const inStates = states.flatMap(addressesIn).filter((address) => !listed.has(address));
  return [
    ...clause(
      twice.map(({ address }) => address),
      "stands more than once in the list of changes, and only one of them can hold",
    ),
    ...clause(inStates, "is in the plan, but not in its list of changes: what happens to it is not known"),
  ];
}

/** Of the resources that matter here; a plan may hold thousands of others. */
function addressesIn(state: unknown): string[] {
  const found: string[] = [];
  for (const [resource] of resourcesIn(state)) {
    if (!isObject(resource) || resource["mode"] === "data") continue;
    const [type, address] = [textOf(resource["type"]), textOf(resource["address"])];
    if (type === undefined || address === undefined || !isOurs(type)) continue;
    if (RESOURCE_KINDS[type] !== "stated") found.push(address);
  }
  return found;
}

function clause(addresses: readonly string[], what: string): string[] {
  const [first, ...more] = new Set(addresses);
  if (first === undefined) return [];
  return [`${first} ${what}${more.length > 0 ? `; so it is with ${more.length} more` : ""}`];
}
