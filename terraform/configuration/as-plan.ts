import { isObject, type JsonObject } from "../../util/json";
import { objectsOf, type Block, type Module } from "./module";
import { isIgnored, providerOf, type Value, type Values } from "./values";

/** The attributes of a type of resource that the reader asks for. */
export interface ResourceSchema {
  /** What the provider fills in when it is left out: known after apply. */
  readonly computed: readonly string[];
  /** What is null when it is left out. */
  readonly optional: readonly string[];
  /** What the provider takes for what is left out. @default - nothing */
  readonly defaults?: JsonObject;
}

/** Arguments of Terraform itself, in every block. */
const META_ARGUMENTS = new Set([
  "//",
  "provider",
  "lifecycle",
  "depends_on",
  "count",
  "for_each",
  "connection",
  "provisioner",
  "dynamic",
]);

/**
 * A configuration in the form of the plan that would create all of it: what is written is planned, and what cannot be read is
 * known after apply. So a configuration and a plan have one reader.
 * @param module the configuration
 * @param values reads its values
 * @param schemas the types of resources that matter, with their attributes
 * @returns the members of a plan that a reader looks at: `configuration` and `resource_changes`
 */
export function configurationAsPlan(
  module: Module,
  values: Values,
  schemas: Readonly<Record<string, ResourceSchema>>,
): JsonObject {
  const expressionsOf = (block: JsonObject): JsonObject => expressions(block, values);
  const providers = new Map(
    module.blocks.flatMap((block) => providerOf(module, block) ?? []).map((one) => [one.name, one.json]),
  );
  return {
    format_version: "1.2",
    configuration: {
      provider_config: Object.fromEntries(
        [...providers].map(([name, json]) => [name, { name, expressions: expressionsOf(json) }]),
      ),
      root_module: {
        resources: module.blocks.map((block) => resourceOf(block, values, providerOf(module, block)?.name)),
      },
    },
    resource_changes: module.blocks
      .filter(({ mode, type }) => mode === "managed" && Object.hasOwn(schemas, type))
      .map((block) => changeOf(block, values, schemas[block.type] as ResourceSchema)),
  };
}

function resourceOf(block: Block, values: Values, provider: string | undefined): JsonObject {
  const { address, mode, type, name, json } = block;
  const forEach = json["for_each"];
  return {
    ...{ address, mode, type, name },
    ...(provider !== undefined && { provider_config_key: provider }),
    expressions: expressions(json, values),
    ...(forEach !== undefined && { for_each_expression: expressionOf(values.read(forEach)) }),
  };
}

function expressions(json: JsonObject, values: Values): JsonObject {
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name, value]) => !META_ARGUMENTS.has(name) && value !== null && value !== undefined)
      .map(([name, value]) => {
        const blocks = objectsOf(value);
        // `assume_role` is a block, `tags` is a value: as blocks both can be looked into.
        const isBlock = blocks.length > 0 && (Array.isArray(value) ? blocks.length === value.length : isObject(value));
        return [name, isBlock ? blocks.map((part) => expressions(part, values)) : expressionOf(values.read(value))];
      }),
  );
}

function expressionOf(value: Value): JsonObject {
  if (value.known) return { constant_value: value.value };
  const { reference, expression, references } = value;
  // As Terraform shows a template of a JSON configuration.
  const template = reference === undefined ? expression : `\${${reference}}`;
  return { references, ...(references.length > 0 && { constant_value: template }) };
}

function changeOf(block: Block, values: Values, schema: ResourceSchema): JsonObject {
  const { address, mode, type, name } = block;
  const { computed, optional, defaults = {} } = schema;
  const written = writtenArguments(block, values);
  const known = written.flatMap(([attribute, value]) => (value.known ? [[attribute, value.value] as const] : []));
  const open = written.flatMap(([attribute, value]) => (value.known ? [] : [[attribute, value.expression] as const]));
  const names = new Set(written.map(([attribute]) => attribute));
  const absent = (attributes: readonly string[], value: unknown) =>
    attributes.filter((attribute) => !names.has(attribute)).map((attribute) => [attribute, value] as const);
  const standard = absent(Object.keys(defaults), undefined).map(
    ([attribute]) => [attribute, defaults[attribute]] as const,
  );
  const after = Object.fromEntries([...absent(optional, null), ...standard, ...known]);
  const unknown = Object.fromEntries([...absent(computed, true), ...open]);
  return {
    ...{ address, mode, type, name },
    change: { actions: ["create"], before: null, after, after_unknown: unknown, after_sensitive: {} },
  };
}

/** The arguments of a resource; one that Terraform leaves as it finds it is not known. */
function writtenArguments(block: Block, values: Values): (readonly [string, Value | Ignored])[] {
  const written = Object.entries(block.json)
    .filter(([name, json]) => !META_ARGUMENTS.has(name) && json !== null && json !== undefined)
    .map(([name, json]) => [name, isIgnored(block, name) ? IGNORED : values.read(json)] as const)
    .filter(([, value]) => !value.known || value.value !== null);
  return [...written, ...dynamicBlocks(block.json).map((name) => [name, DYNAMIC] as const)];
}

/** The names of the blocks that Terraform repeats: how often, and with what in them, is not read. */
function dynamicBlocks({ dynamic }: JsonObject): readonly string[] {
  return objectsOf(dynamic).flatMap((blocks) => Object.keys(blocks));
}

/** What is known only at apply, and why. */
interface Ignored {
  readonly known: false;
  readonly expression: string;
}

const DYNAMIC: Ignored = { known: false, expression: "written by a `dynamic` block" };

const IGNORED: Ignored = { known: false, expression: "not what is written: `ignore_changes` names it" };
