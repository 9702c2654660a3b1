import { groupBy } from "../../util/group-by";
import { expressionOf, modulePath, referencesOf, type Configuration } from "../../terraform/plan/configuration";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { resourcesIn } from "../../terraform/plan/resource-change";
import { documentOfBlock, type PolicyByArn } from "./iam-policies";
import { otherChangeMatters, otherTypesOf, type OtherChange } from "./other-types";
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
 * @param root the plan
 * @param configuration the configuration of the plan
 * @param around what of Aura the plans hold
 */
export function unsupportedChanges(root: JsonObject, configuration: Configuration, around: Surroundings): Gap[] {
  const policyByArn = policiesOf(root);
  const found = listOf(root["resource_changes"]).flatMap((entry) => {
    if (!isObject(entry)) return [];
    const [type, address] = [textOf(entry["type"]), textOf(entry["address"])];
    if (type === undefined || address === undefined || resourceKind(type) !== undefined) return [];
    const others = otherTypesOf(type, entry["mode"] === "data" ? "data" : "managed");
    const verb = others.length > 0 ? verbOf(textsOf(objectOf(entry["change"])["actions"])) : undefined;
    if (verb === undefined) return [];
    const change = otherChangeOf(entry, type, address, configuration, policyByArn);
    const other = others.find((one) => otherChangeMatters(one, change, around));
    return other ? [{ type, address, verb, why: other.why }] : [];
  });
  return [...groupBy(found, ({ type, why }) => `${type} ${why}`).values()].flatMap(([first, ...more]) =>
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

function otherChangeOf(
  entry: JsonObject,
  type: string,
  address: string,
  configuration: Configuration,
  policyByArn: PolicyByArn,
): OtherChange {
  const change = objectOf(entry["change"]);
  const unknown = change["after_unknown"];
  const module = modulePath(textOf(entry["module_address"]) ?? "");
  const block = configuration.resource(
    module,
    `${entry["mode"] === "data" ? "data." : ""}${type}.${textOf(entry["name"]) ?? ""}`,
  );
  const expression = (name: string): unknown => objectOf(block?.["expressions"])[name];
  const documentBlocks = (name: string): readonly JsonObject[] => {
    const sources = new Set(
      referencesWithin(expression(name)).flatMap((one) => /^data\.aws_iam_policy_document\.[\w-]+/.exec(one) ?? []),
    );
    return [...sources].map((source) => objectOf(configuration.resource(module, source)));
  };
  const provider = configuration.provider(block)?.expressions;
  return {
    ...{ address, type, actions: textsOf(change["actions"]) },
    values: objectOf(change["after"] ?? change["before"]),
    ...(isObject(change["before"]) && { before: change["before"] }),
    expressionText: (name) =>
      JSON.stringify([expression(name), ...documentBlocks(name).map((one) => one["expressions"])]),
    writtenDocuments: (name) => documentBlocks(name).flatMap((one) => documentOfBlock(one) ?? []),
    policyByArn,
    isUnknown: (name) => unknown === true || hasMark(objectOf(unknown)[name]) || isDeferred(block, name, change),
    text: JSON.stringify([change["before"], change["after"], block?.["expressions"], provider]),
  };
}

/** Of a block some parts may be marked. */
function hasMark(mark: unknown): boolean {
  return mark === true || (typeof mark === "object" && mark !== null && Object.values(mark).some(hasMark));
}

/** The references of an expression, or of all in a block. */
function referencesWithin(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesWithin);
  if (!isObject(expression)) return [];
  return "references" in expression ? referencesOf(expression) : Object.values(expression).flatMap(referencesWithin);
}

/** The documents of the policies that a plan found, by their ARN; looked for where the first is asked for. */
function policiesOf(root: JsonObject): PolicyByArn {
  let documents: ReadonlyMap<string, string> | undefined;
  return (arn) => {
    documents ??= new Map(
      [...resourcesIn(objectOf(root["prior_state"])["values"])].flatMap(([resource]) => {
        const { type, values } = objectOf(resource);
        const { arn: own, policy } = objectOf(values);
        return type === "aws_iam_policy" && typeof own === "string" && typeof policy === "string"
          ? [[own, policy]]
          : [];
      }),
    );
    return documents.get(arn);
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
