import { isDeepStrictEqual } from "node:util";
import { blockName, type Configuration } from "../../terraform/plan/configuration";
import { resourcesIn, type ResourceChange, type ResourceChanges } from "../../terraform/plan/resource-change";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { isNodeType } from "./resource-kinds";
import type { Gap } from "./types";

const MAKE_AGAIN = "make the plan again, and review it as Terraform writes it";
const PLAN_ALL = "plan without `-target` and `-exclude`";

/**
 * Why a plan is not all that there is.
 * @param root the plan
 * @param configuration its configuration
 * @param all its list of changes, or its state where it has none
 * @param deferred the changes that Terraform defers to a later plan
 */
export function whatIsMissing(
  root: JsonObject,
  configuration: Configuration,
  all: ResourceChanges,
  deferred: readonly ResourceChange[],
): Gap[] {
  const { errored, complete } = root;
  const isListed = Array.isArray(root["resource_changes"]);
  const isDeferred = listOf(root["deferred_changes"]).length > 0;
  const isTargeted = complete === false && errored !== true && !isDeferred;
  // OpenTofu does not say whether a plan is complete.
  const isSilent = complete === undefined && errored !== true && !isDeferred && isListed;
  return [
    ...gaps(errored === true, "Terraform stopped with an error", "correct the error, and plan again"),
    ...gaps(isTargeted, "with `-target` it leaves out other resources", PLAN_ALL),
    ...gaps(isDeferred, "Terraform defers some changes to a later plan", "review that plan, too"),
    ...(isSilent ? leftOut(root, configuration, all.changes) : []),
    ...(complete === false ? [] : inconsistentChanges(root, all.changes, deferred)),
  ];
}

function gaps(isIncomplete: boolean, why: string, fix: string): Gap[] {
  return isIncomplete ? [{ what: `the plan is incomplete: ${why}`, fix }] : [];
}

/** Resources of the configuration that are in no change: a plan of all of them lists each, unless it destroys everything. */
function leftOut(root: JsonObject, configuration: Configuration, changes: readonly ResourceChange[]): Gap[] {
  const entries = listOf(root["resource_changes"]).filter(isObject);
  const isDestruction = entries.every((entry) =>
    textsOf(objectOf(entry["change"])["actions"]).every((action) => action === "delete" || action === "forget"),
  );
  if (isDestruction) return [];
  const listed = new Set(entries.map(blockName));
  const missing = configuration
    .blocks()
    .filter(({ name, block, isRepeated }) => block["mode"] === "managed" && !isRepeated && !listed.has(name))
    .map(({ name, block }) => ({ name: name.replaceAll(" ", "."), type: textOf(block["type"]) ?? "" }));
  const isAuras = changes.length > 0 || missing.some(({ type }) => isNodeType(type));
  return isAuras
    ? clause(
        "the plan is incomplete: with `-target` or `-exclude` it leaves out",
        missing.sort((a, b) => Number(isNodeType(b.type)) - Number(isNodeType(a.type))).map(({ name }) => name),
        PLAN_ALL,
      )
    : [];
}

/**
 * Inconsistencies between the list of changes and the states of a plan: Terraform lists each resource once, also
 * when it does not change. Without an entry its change is unknown.
 * @param root the plan
 * @param changes its list of changes
 * @param others changes that the plan holds elsewhere
 */
function inconsistentChanges(
  root: JsonObject,
  changes: readonly ResourceChange[],
  others: readonly ResourceChange[],
): Gap[] {
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
      "listed twice in resource_changes",
      twice.map(({ address }) => address),
      MAKE_AGAIN,
    ),
    ...clause(
      "listed as unchanged, with other values than before",
      changes.filter(isContradiction).map(({ address }) => address),
      MAKE_AGAIN,
    ),
    ...clause("missing in resource_changes, so that the change is unknown", inStates, MAKE_AGAIN),
  ];
}

/** No provider plans a change of values without an action. */
function isContradiction({ actions, before, after }: ResourceChange): boolean {
  return actions.every((action) => action === "no-op") && !isDeepStrictEqual(before?.values, after?.values);
}

/** The addresses of the relevant resources of a state; a plan may hold thousands of others. */
function addressesIn(state: unknown): string[] {
  const found: string[] = [];
  for (const [resource] of resourcesIn(state)) {
    if (!isObject(resource) || resource["mode"] === "data") continue;
    const [type, address] = [textOf(resource["type"]), textOf(resource["address"])];
    if (type !== undefined && address !== undefined && isNodeType(type)) found.push(address);
  }
  return found;
}

function clause(what: string, addresses: readonly string[], fix: string): Gap[] {
  const [first, ...more] = new Set(addresses);
  if (first === undefined) return [];
  return [{ what: `${what}: ${first}${more.length > 0 ? ` and ${more.length} more` : ""}`, fix }];
}
