import { typeAt, type Block, type Module } from "../../terraform/configuration/module";
import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { valueOf } from "../fact";
import { bareIdOf, nodesOf, type CmkModel } from "../model";
import { SIGN } from "./signs";
import { isNodeType, resourceKind } from "./resource-kinds";
import { otherTypesOf } from "./other-types";
import { hasGuard } from "./statement-guards";

/** How many names one clause lists. */
const MAX_LISTED = 5;
/** What a command or another resource says when it is about keys. */
const ABOUT_KEYS = /kms|key[_ ]?vault/i;

/**
 * What a configuration holds that no rule judges and that may affect a key used by Aura, a clause for each cause.
 * @param module the configuration
 * @param model all that was read, of this configuration and of others
 */
export function notCovered(module: Module, model: CmkModel): string[] {
  const nodes = nodesOf(model);
  if (nodes.length === 0) return [];
  const names = [...nodes.flatMap(({ address }) => address ?? []), ...idsOf(model)];
  const isAboutKeys = (json: unknown): boolean => {
    const text = JSON.stringify(json);
    return SIGN.test(text) || ABOUT_KEYS.test(text) || names.some((name) => text.includes(name));
  };
  return [
    ...clause("modules are not read", module.calls, "they may affect a key used by Aura"),
    ...unsupportedTypes(module, isAboutKeys),
    ...clause(
      "provisioners are not read",
      module.blocks.filter((block) => hasProvisioner(block, isAboutKeys)).map(({ address }) => address),
      "their commands may affect a key used by Aura",
    ),
    ...clause(
      "actions are not read",
      module.actions.filter(isAboutKeys).map(({ name }) => name),
      "they may affect a key used by Aura",
    ),
    ...clause(
      "removed blocks destroy",
      module.removals.filter(({ from, isDestroyed }) => isDestroyed && mayBeNode(from)).map(({ from }) => from),
      "review the plan before it is applied",
    ),
    ...clause(
      "removed blocks end the management of",
      module.removals
        .filter(({ from, isDestroyed }) => !isDestroyed && mayBeNode(from) && !keepsAccess(from, module))
        .map(({ from }) => from),
      "nothing here protects them any more",
    ),
    // What is written for an import was judged as everything else; without that, Terraform writes it while it plans.
    ...clause(
      "import blocks take over what is not written",
      module.imports.filter((address) => mayBeNode(address) && !module.find(address)),
      "what they are today only the plan shows",
    ),
    ...clause(
      "moved blocks change the type of",
      module.moves
        .filter(({ from, to }) => typeAt(from) !== typeAt(to) && [from, to].some(mayBeNode))
        .map(({ from, to }) => `${from} to ${to}`),
      "what happens to them only the plan shows",
    ),
  ];
}

/** Resources of the types that may touch a key. */
function unsupportedTypes(module: Module, isAboutKeys: (json: unknown) => boolean): string[] {
  const found = module.blocks.filter(
    ({ mode, type, address, json }) =>
      mode === "managed" &&
      resourceKind(type) === undefined &&
      otherTypesOf(type).some(
        ({ says, isHarmless }) => says?.(JSON.stringify(json)) !== false && isHarmless?.(json) !== true,
      ) &&
      (/kms|aura/.test(type) || isAboutKeys([address, json])),
  );
  return [...groupBy(found, ({ type }) => type)].flatMap(([type, blocks]) =>
    clause(
      `${type} is not covered`,
      blocks.map(({ address }) => address),
      "it may affect a key used by Aura",
    ),
  );
}

/** On a node of the model any command counts, elsewhere one that is about keys. */
function hasProvisioner({ mode, type, json }: Block, isAboutKeys: (json: unknown) => boolean): boolean {
  return mode === "managed" && "provisioner" in json && (isNodeType(type) || isAboutKeys(json));
}

/** This library writes such a block for the access to a key in phase 1, which its guard protects as well. */
function keepsAccess(address: string, { blocks }: Module): boolean {
  const [type, name = ""] = address.split(".");
  const data = blocks.filter((block) => block.type === "terraform_data").map((block) => block.name);
  return type === "azurerm_role_assignment" && hasGuard(name, data);
}

/** A whole module may hold anything. */
function mayBeNode(address: string): boolean {
  const type = typeAt(address);
  return type === undefined || isNodeType(type);
}

/** What other texts call the keys and customer managed keys. */
function idsOf({ keys, records, instances }: CmkModel): string[] {
  return [
    ...keys.flatMap(({ arn }) => bareIdOf(arn) ?? []),
    ...records.flatMap(({ keyArn, recordId }) => [bareIdOf(keyArn) ?? [], valueOf(recordId) ?? []].flat()),
    ...instances.flatMap(({ customerManagedKeyId }) => valueOf(customerManagedKeyId) ?? []),
  ];
}

function clause(what: string, names: readonly string[], why: string): string[] {
  const listed = [...new Set(names)];
  return listed.length === 0 ? [] : [`${what}: ${formatList(listed, { max: MAX_LISTED })}; ${why}`];
}
