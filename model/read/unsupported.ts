import { groupBy } from "../../util/group-by";
import { expressionOf, modulePath, type Configuration } from "../../terraform/plan/configuration";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { otherChangeMatters, otherTypeOf, type OtherChange } from "./other-types";
import { resourceKind } from "./resource-kinds";
import type { Surroundings } from "./surroundings";
import type { Gap } from "./types";

const VERBS: Readonly<Record<string, string>> = {
  create: "created",
  update: "changed",
  delete: "deleted",
  forget: "no longer managed",
  read: "read during apply",
};

/** What to do about a change that no rule covers. */
export const CHECK_ON_KEYS = "check what it does with the keys and instances of Aura before the apply";

/**
 * The changes that need a manual review because no rule covers them, one gap for each type of resource.
 * @param list `resource_changes` of a plan
 * @param configuration the configuration of the plan
 * @param around what of Aura the plans hold
 */
export function unsupportedChanges(list: unknown, configuration: Configuration, around: Surroundings): Gap[] {
  const found = listOf(list).flatMap((entry) => {
    if (!isObject(entry)) return [];
    const [type, address] = [textOf(entry["type"]), textOf(entry["address"])];
    if (type === undefined || address === undefined || resourceKind(type) !== undefined) return [];
    const other = otherTypeOf(type, entry["mode"] === "data" ? "data" : "managed");
    const verb = other && verbOf(textsOf(objectOf(entry["change"])["actions"]));
    if (!other || verb === undefined) return [];
    const change = otherChangeOf(entry, type, address, configuration);
    return otherChangeMatters(other, change, around) ? [{ type, address, verb, why: other.why }] : [];
  });
  return [...groupBy(found, ({ type }) => type).values()].flatMap(([first, ...more]) =>
    first
      ? [
          {
            what: `${first.address}${more.length > 0 ? ` and ${more.length} more of its type are` : " is"} not covered by this review`,
            got: `${first.verb}; ${first.why}`,
            fix: CHECK_ON_KEYS,
          },
        ]
      : [],
  );
}

function otherChangeOf(entry: JsonObject, type: string, address: string, configuration: Configuration): OtherChange {
  const change = objectOf(entry["change"]);
  const unknown = change["after_unknown"];
  const block = configuration.resource(
    modulePath(textOf(entry["module_address"]) ?? ""),
    `${entry["mode"] === "data" ? "data." : ""}${type}.${textOf(entry["name"]) ?? ""}`,
  );
  const provider = configuration.provider(block)?.expressions;
  return {
    ...{ address, type, actions: textsOf(change["actions"]) },
    values: objectOf(change["after"] ?? change["before"]),
    isUnknown: (name) => unknown === true || objectOf(unknown)[name] === true || isDeferred(block, name, change),
    text: JSON.stringify([change["before"], change["after"], block?.["expressions"], provider]),
  };
}

/** A data source that is read during apply has no values yet. */
function isDeferred(block: JsonObject | undefined, name: string, change: JsonObject): boolean {
  return !isObject(change["after"]) && !isObject(change["before"]) && expressionOf(block, name) !== undefined;
}

function verbOf(actions: readonly string[]): string | undefined {
  if (actions.includes("create") && actions.includes("delete")) return "replaced";
  return actions.flatMap((action) => VERBS[action] ?? [])[0];
}
