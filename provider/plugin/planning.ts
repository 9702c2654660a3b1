import type { Attribute, Block, NestedBlock } from "./schema";
import { equal, isUnknown, UNKNOWN, UNKNOWN_NOT_NULL, type ObjectValue, type Value } from "./values";

const mapObject = <T, U>(object: { readonly [name: string]: T } | undefined, change: (value: T, name: string) => U) =>
  Object.fromEntries(Object.entries(object ?? {}).map(([name, value]) => [name, change(value, name)]));

/** The object with exactly the attributes and blocks of the schema; what is missing becomes null, or no blocks. */
export function conform(block: Block, value: ObjectValue): ObjectValue {
  return {
    ...mapObject(block.attributes, (_, name) => value[name] ?? null),
    ...mapObject(block.blocks, (nested, name) => conformNested(nested, value[name] ?? null)),
  };
}

function conformNested({ nesting, block }: NestedBlock, value: Value): Value {
  if (isUnknown(value)) return value;
  if (nesting === "single") return value === null ? null : conform(block, value as ObjectValue);
  return ((value ?? []) as Value[]).map((one) => (isUnknown(one) ? one : conform(block, one as ObjectValue)));
}

/**
 * The plan of a creation or an update as far as the schema alone decides it.
 * @param block the schema
 * @param config the configuration
 * @param prior the object as it is; null for a new one
 * @param proposed Terraform's own proposal: the configuration, and prior values where it says nothing
 */
export function planBySchema(
  block: Block,
  config: ObjectValue,
  prior: ObjectValue | null,
  proposed: ObjectValue,
): ObjectValue {
  const planned = fill(block, config, proposed, prior === null);
  if (prior === null || equal(planned, prior)) return planned;
  return {
    ...planned,
    ...mapObject(
      Object.fromEntries(
        Object.entries(block.attributes).filter(
          ([name, attribute]) => attribute.unknownOnUpdate && (config[name] ?? null) === null,
        ),
      ),
      unknownFor,
    ),
  };
}

/** The unknown that is planned for a computed attribute. */
const unknownFor = (attribute: Attribute) => (attribute.neverNull ? UNKNOWN_NOT_NULL : UNKNOWN);

function fill(block: Block, config: ObjectValue, proposed: ObjectValue, isNew: boolean): ObjectValue {
  return {
    ...mapObject(block.attributes, (attribute, name) => {
      const value = proposed[name] ?? null;
      if ((config[name] ?? null) !== null) return value;
      if (attribute.default !== undefined) return attribute.default;
      return attribute.computed && (isNew || isUnknown(value)) ? unknownFor(attribute) : value;
    }),
    ...mapObject(block.blocks, (nested, name) => fillNested(nested, config[name] ?? null, proposed[name] ?? null)),
  };
}

/** Blocks inside are as new when Terraform proposes nothing for their computed attributes: it keeps what it knows. */
function fillNested({ nesting, block }: NestedBlock, config: Value, proposed: Value): Value {
  if (proposed === null || isUnknown(proposed)) return proposed;
  const one = (value: Value, given: Value) =>
    isUnknown(value) || given === null || isUnknown(given)
      ? value
      : fill(block, given as ObjectValue, value as ObjectValue, hasNullComputed(block, value as ObjectValue));
  if (nesting === "single") return one(proposed, config);
  const given = Array.isArray(config) ? (config as Value[]) : [];
  return (proposed as Value[]).map((value, index) => one(value, given[index] ?? null));
}

const hasNullComputed = (block: Block, value: ObjectValue) =>
  Object.entries(block.attributes).some(([name, { computed }]) => computed && (value[name] ?? null) === null);

/** Names of the attributes whose change needs a new object. */
export function replacingChanges(block: Block, prior: ObjectValue, planned: ObjectValue): string[] {
  return Object.entries(block.attributes)
    .filter(([name, { requiresReplace }]) => requiresReplace && !equal(prior[name], planned[name]))
    .map(([name]) => name);
}
