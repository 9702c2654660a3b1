import { isObject, listOf, objectOf, type JsonObject } from "./json";
import { readRawChanges, type RawChanges } from "./raw-change";

/**
 * Reads what there is from a state, for a plan without a list of changes: nothing of it changes.
 * @param state the values of a state
 */
export function readState(state: unknown): RawChanges {
  const entries: unknown[] = [];
  for (const [resource, module] of resourcesIn(state)) {
    entries.push(isObject(resource) ? unchanged(resource, module["address"]) : resource);
  }
  return readRawChanges(entries);
}

/**
 * The resources of a state, each with its module, as they stand there.
 * @param state the values of a state
 */
export function* resourcesIn(state: unknown): Iterable<readonly [resource: unknown, module: JsonObject]> {
  const open: unknown[] = [objectOf(state)["root_module"]];
  while (open.length > 0) {
    const module = open.pop();
    if (!isObject(module)) continue;
    for (const resource of listOf(module["resources"])) yield [resource, module];
    for (const child of listOf(module["child_modules"])) open.push(child);
  }
}

function unchanged(resource: JsonObject, moduleAddress: unknown): JsonObject {
  const { values, sensitive_values: sensitive } = resource;
  const change = {
    ...{ actions: ["no-op"], before: values, after: values, after_unknown: {} },
    ...{ before_sensitive: sensitive, after_sensitive: sensitive },
  };
  return { ...resource, module_address: moduleAddress, change };
}
