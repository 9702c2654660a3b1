import { groupBy } from "../../util/group-by";
import { valueOf } from "../fact";
import type { CmkModel } from "../model";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { RESOURCE_KINDS, isRelevantType, type ResourceChange, resourcesIn } from "../../terraform/plan/resource-change";
import { SIGN } from "./relevance";

/** A change of a resource that no rule knows, and that may matter to a key of Aura all the same. */
export interface UnsupportedResource {
  readonly address: string;
  readonly type: string;
  /** What happens to it. */
  readonly verb: string;
  /** Whether it is Aura's by its type alone. */
  readonly isAuras: boolean;
  /** Whether the key that it is about is known only at apply. */
  readonly keyIsComing: boolean;
  /** Its values, only looked at and never shown: they may be secret. */
  readonly text: string;
}

/** Resources of KMS: `aws_kms_grant`, `awscc_kms_key`, and what is yet to come. A ciphertext does nothing to its key. */
const OF_KMS = /^(aws|awscc)_kms_(?!ciphertext$)/;
/** Resources of a provider for Aura. A snapshot does nothing to its instance. */
const OF_AURA = /^(\w*neo4jaura|aura)_(?!\w*snapshot$)/;
/** Resources of providers for any REST API, and what Aura's calls its keys. */
const OF_REST = /^(restful|restapi)_/;
const KEYS_OF_AURA = /customer-managed-keys|customer_managed_key_id/;

const VERBS: Readonly<Record<string, string>> = {
  create: "created",
  update: "changed",
  delete: "deleted",
  forget: "no longer managed",
};

/**
 * The changes of resources that may matter and that no rule knows.
 * @param list `resource_changes` of a plan
 */
export function unsupportedResources(list: unknown): UnsupportedResource[] {
  return listOf(list).flatMap((entry) => {
    if (!isObject(entry) || entry["mode"] === "data") return [];
    const [type, address] = [textOf(entry["type"]), textOf(entry["address"])];
    if (type === undefined || address === undefined || Object.hasOwn(RESOURCE_KINDS, type)) return [];
    if (![OF_KMS, OF_AURA, OF_REST].some((form) => form.test(type))) return [];
    const change = objectOf(entry["change"]);
    const verb = verbOf(textsOf(change["actions"]));
    if (verb === undefined) return [];
    const text = JSON.stringify([change["before"], change["after"]]);
    if (OF_REST.test(type) && !KEYS_OF_AURA.test(text)) return [];
    const unknown: JsonObject = objectOf(change["after_unknown"]);
    const keyIsComing = change["after_unknown"] === true || unknown["key_id"] === true;
    return [{ address, type, verb, isAuras: !OF_KMS.test(type), keyIsComing, text }];
  });
}

function verbOf(actions: readonly string[]): string | undefined {
  if (actions.includes("create") && actions.includes("delete")) return "replaced";
  return actions.flatMap((action) => VERBS[action] ?? [])[0];
}

/**
 * What a person has to look at because no rule does, a clause for each type of resource.
 * @param found changes of resources that no rule knows
 * @param models the keys and the records that matter, before and after
 */
export function describeUnsupported(found: readonly UnsupportedResource[], models: readonly CmkModel[]): string[] {
  if (found.length === 0) return [];
  const keys = models.flatMap((model) => model.keys);
  const records = models.flatMap((model) => model.records);
  const arns = [...keys.map(({ arn }) => valueOf(arn)), ...records.map(({ keyArn }) => valueOf(keyArn))];
  const ids = [...new Set(arns)].flatMap((arn) => arn?.split("/").at(-1) ?? []);
  const isOpen = keys.length > 0 || records.some(({ key, keyArn }) => key === undefined && !keyArn.known);
  const matters = ({ address, text, isAuras, keyIsComing }: UnsupportedResource): boolean =>
    isAuras || SIGN.test(address) || SIGN.test(text) || (keyIsComing && isOpen) || ids.some((id) => text.includes(id));
  return [...groupBy(found.filter(matters), ({ type }) => type)].flatMap(([type, [first, ...more]]) =>
    first
      ? [
          `${first.address} is ${first.verb}${more.length > 0 ? `, and ${more.length} more like it are changed` : ""}: ` +
            `resources of type ${type} are not judged here, and they may matter to a key of Aura`,
        ]
      : [],
  );
}

/**
 * What the list of changes of a plan gets wrong about the resources that matter here, a clause each: Terraform lists each of
 * them once, also when nothing is done with it. Without an entry nobody knows what happens to it.
 * @param root the plan
 * @param changes what its list of changes says
 * @param others what it says elsewhere of resources that it does not list
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
    if (type === undefined || address === undefined || !isRelevantType(type)) continue;
    if (RESOURCE_KINDS[type] !== "stated") found.push(address);
  }
  return found;
}

function clause(addresses: readonly string[], what: string): string[] {
  const [first, ...more] = new Set(addresses);
  if (first === undefined) return [];
  return [`${first} ${what}${more.length > 0 ? `; so it is with ${more.length} more` : ""}`];
}
