import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";

/** An action of Terraform on a resource, in the words of the plan JSON. */
export type PlanAction = "create" | "read" | "update" | "delete" | "no-op" | "forget";

/** The values of a resource before or after a change. */
export interface ChangeSide {
  readonly values: JsonObject;
  /** `true` for all, or an object that marks parts of the values. */
  readonly unknown: unknown;
  /** `true` for all, or an object that marks parts of the values. */
  readonly sensitive: unknown;
}

/** An entry of `resource_changes` or of `resource_drift`, as far as it can be read. */
export interface ResourceChange {
  readonly address: string;
  /** Address of the module: an empty text is the root. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** Key of `count` or `for_each`. */
  readonly index?: string | number;
  /** Set for an object that an unfinished replacement left over. */
  readonly deposed?: string;
  readonly movedFrom?: string;
  readonly reason?: string;
  readonly actions: readonly PlanAction[];
  readonly before?: ChangeSide;
  readonly after?: ChangeSide;
  readonly imported: boolean;
  readonly replacedBy: readonly string[];
}

/** The readable part of a list of changes. */
export interface ResourceChanges {
  readonly changes: readonly ResourceChange[];
  /** Number of all managed resources. */
  readonly count: number;
  /** Why relevant entries could not be read, a clause each. */
  readonly gaps: readonly string[];
}

const ACTIONS: readonly string[] = ["create", "read", "update", "delete", "no-op", "forget"] satisfies PlanAction[];

/**
 * Reads the changes of the relevant resources, and counts all others.
 * @param list `resource_changes` or `resource_drift` of a plan
 * @param isRelevant whether resources of a type are read
 */
export function readResourceChanges(list: unknown, isRelevant: (type: string) => boolean): ResourceChanges {
  const changes: ResourceChange[] = [];
  const gaps: string[] = [];
  let count = 0;
  for (const entry of listOf(list)) {
    if (!isObject(entry)) {
      gaps.push("an entry in the list of changes is not an object");
      continue;
    }
    if (entry["mode"] === "data") continue;
    count++;
    const type = textOf(entry["type"]);
    if (type === undefined) gaps.push(`${textOf(entry["address"]) ?? "a resource"} has no type`);
    if (type === undefined || !isRelevant(type)) continue;
    const read = readEntry(entry, type);
    if (typeof read === "string") gaps.push(read);
    else changes.push(read);
  }
  return { changes, count, gaps };
}

/** The change, or why it cannot be read. */
function readEntry(entry: JsonObject, type: string): ResourceChange | string {
  const address = textOf(entry["address"]);
  if (address === undefined) return `a resource of type ${type} has no address`;
  const change = objectOf(entry["change"]);
  const actions = listOf(change["actions"]);
  if (actions.length === 0 || !actions.every(isAction)) return `the actions of ${address} cannot be read`;
  const index = entry["index"];
  const side = (values: unknown, unknown: unknown, sensitive: unknown): ChangeSide | undefined =>
    isObject(values) ? { values, unknown, sensitive } : undefined;
  // No plan has unknown values before a change; the account as it is may have some that could not be read.
  const before = side(change["before"], change["before_unknown"], change["before_sensitive"]);
  // Everything of a resource that is created may be unknown: then there are no values at all.
  const planned = change["after"] ?? (change["after_unknown"] === true ? {} : undefined);
  const after = side(planned, change["after_unknown"], change["after_sensitive"]);
  const needsBefore = !actions.includes("create") || actions.length > 1;
  const needsAfter = !actions.every((action) => action === "delete" || action === "forget");
  if ((needsBefore && !before) || (needsAfter && !after)) return `the values of ${address} cannot be read`;
  return {
    address,
    module: textOf(entry["module_address"]) ?? "",
    type,
    name: textOf(entry["name"]) ?? address,
    ...((typeof index === "string" || typeof index === "number") && { index }),
    ...optional("deposed", entry["deposed"]),
    ...optional("movedFrom", entry["previous_address"]),
    ...optional("reason", entry["action_reason"]),
    actions,
    ...(before && needsBefore && { before }),
    ...(after && needsAfter && { after }),
    imported: isObject(change["importing"]),
    replacedBy: [...new Set(listOf(change["replace_paths"]).map(pathText))].sort(),
  };
}

function isAction(action: unknown): action is PlanAction {
  return typeof action === "string" && ACTIONS.includes(action);
}

function optional<K extends "deposed" | "movedFrom" | "reason">(name: K, value: unknown): { [P in K]?: string } {
  return typeof value === "string" && value !== "" ? ({ [name]: value } as { [P in K]: string }) : {};
}

/** `["tags", 0]` as `tags.0`. */
function pathText(path: unknown): string {
  return listOf(path).map(String).join(".") || (textsOf([path])[0] ?? "something");
}

/**
 * Reads a state as a list of changes in which nothing changes, for a plan without such a list.
 * @param state the values of a state
 * @param isRelevant whether resources of a type are read
 */
export function readState(state: unknown, isRelevant: (type: string) => boolean): ResourceChanges {
  const entries: unknown[] = [];
  for (const [resource, module] of resourcesIn(state)) {
    entries.push(isObject(resource) ? unchanged(resource, module["address"]) : resource);
  }
  return readResourceChanges(entries, isRelevant);
}

/**
 * Reads what the data sources in a state found, as a list of changes in which nothing changes.
 * @param state the values of a state
 * @param type the type of the data sources
 */
export function readDataSources(state: unknown, type: string): readonly ResourceChange[] {
  const entries: unknown[] = [];
  for (const [resource, module] of resourcesIn(state)) {
    if (!isObject(resource) || resource["mode"] !== "data" || resource["type"] !== type) continue;
    entries.push({ ...unchanged(resource, module["address"]), mode: "managed" });
  }
  return readResourceChanges(entries, (one) => one === type).changes;
}

/**
 * The resources of a state, each with its module, as they are in the JSON.
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
