import { groupBy } from "../../util/group-by";
import { valueOf } from "../fact";
import type { CmkModel } from "../model";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { resourcesIn, type ResourceChange } from "../../terraform/plan/resource-change";
import { SIGN } from "./relevance";
import { isModelType, isNodeType } from "./resource-kinds";

/** A change of a resource that no rule covers and that may affect a key used by Aura. */
export interface UnsupportedResource {
  readonly address: string;
  readonly type: string;
  /** What happens to it. */
  readonly verb: string;
  /** Whether its type alone shows that it belongs to Aura. */
  readonly isAuras: boolean;
  /** Whether its key is known only after apply. */
  readonly keyIsUnknown: boolean;
  /** Its values, only searched and never shown: they may be secret. */
  readonly text: string;
}

/** Types of the model of which no rule judges a change. */
const WITHOUT_CHANGE_RULE = new Set(["aws_kms_grant"]);
/** Resources of KMS: `aws_kms_grant`, `awscc_kms_key`, and future ones. A ciphertext does not affect its key. */
const OF_KMS = /^(aws|awscc)_kms_(?!ciphertext$)/;
/** Resources of a provider for Aura. A snapshot does not affect its instance. */
const OF_AURA = /^(\w*neo4jaura|aura)_(?!\w*snapshot$)/;
/** Resources of providers for any REST API, and the names of keys in the Aura API. */
const OF_REST = /^(restful|restapi)_/;
const KEYS_OF_AURA = /customer-managed-keys|customer_managed_key_id/;

const VERBS: Readonly<Record<string, string>> = {
  create: "created",
  update: "changed",
  delete: "deleted",
  forget: "no longer managed",
};

/**
 * The changes of resources that no rule covers and that may affect a key used by Aura.
 * @param list `resource_changes` of a plan
 */
export function unsupportedResources(list: unknown): UnsupportedResource[] {
  return listOf(list).flatMap((entry) => {
    if (!isObject(entry) || entry["mode"] === "data") return [];
    const [type, address] = [textOf(entry["type"]), textOf(entry["address"])];
    if (type === undefined || address === undefined) return [];
    if (isModelType(type) && !WITHOUT_CHANGE_RULE.has(type)) return [];
    if (!mayTouchKeys(type)) return [];
    const change = objectOf(entry["change"]);
    const verb = verbOf(textsOf(change["actions"]));
    if (verb === undefined) return [];
    const text = JSON.stringify([change["before"], change["after"]]);
    if (OF_REST.test(type) && !KEYS_OF_AURA.test(text)) return [];
    const unknown: JsonObject = objectOf(change["after_unknown"]);
    const keyIsUnknown = change["after_unknown"] === true || unknown["key_id"] === true;
    return [{ address, type, verb, isAuras: !OF_KMS.test(type), keyIsUnknown, text }];
  });
}

/** Whether resources of a type that is not part of the model may affect a key used by Aura. */
export function mayTouchKeys(type: string): boolean {
  return [OF_KMS, OF_AURA, OF_REST].some((form) => form.test(type));
}

function verbOf(actions: readonly string[]): string | undefined {
  if (actions.includes("create") && actions.includes("delete")) return "replaced";
  return actions.flatMap((action) => VERBS[action] ?? [])[0];
}

/**
 * The changes that need a manual review because no rule covers them, a clause for each type of resource.
 * @param models the relevant keys and customer managed keys, before and after
 */
export function describeUnsupported(found: readonly UnsupportedResource[], models: readonly CmkModel[]): string[] {
  if (found.length === 0) return [];
  const keys = models.flatMap((model) => model.keys);
  const records = models.flatMap((model) => model.records);
  const arns = [...keys.map(({ arn }) => valueOf(arn)), ...records.map(({ keyArn }) => valueOf(keyArn))];
  const ids = [...new Set(arns)].flatMap((arn) => arn?.split("/").at(-1) ?? []);
  const isOpen = keys.length > 0 || records.some(({ key, keyArn }) => key === undefined && !keyArn.known);
  const matters = ({ address, text, isAuras, keyIsUnknown }: UnsupportedResource): boolean =>
    isAuras || SIGN.test(address) || SIGN.test(text) || (keyIsUnknown && isOpen) || ids.some((id) => text.includes(id));
  return [...groupBy(found.filter(matters), ({ type }) => type)].flatMap(([type, [first, ...more]]) =>
    first
      ? [
          `${first.address} is ${first.verb}${more.length > 0 ? `, and ${more.length} more of its type are changed` : ""}: ` +
            `${type} is not covered by this review and may affect a key used by Aura`,
        ]
      : [],
  );
}

/**
 * Inconsistencies between the list of changes and the states of a plan, a clause each: Terraform lists each resource once, also
 * when it does not change. Without an entry its change is unknown.
 * @param root the plan
 * @param changes its list of changes
 * @param others changes that the plan holds elsewhere
 */
export function inconsistentChanges(
  root: JsonObject,
  changes: readonly ResourceChange[],
  others: readonly ResourceChange[],
): string[] {
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
    ),
    ...clause("missing in resource_changes, so that the change is unknown", inStates),
  ];
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

function clause(what: string, addresses: readonly string[]): string[] {
  const [first, ...more] = new Set(addresses);
  if (first === undefined) return [];
  return [`${what}: ${first}${more.length > 0 ? ` and ${more.length} more` : ""}`];
}
