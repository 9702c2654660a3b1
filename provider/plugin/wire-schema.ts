import type { Attribute, Block, Provider } from "./schema";

const NESTING = { single: 1, list: 2, set: 3 } as const;

const wireAttribute = (name: string, attribute: Attribute) => ({
  name,
  type: Buffer.from(JSON.stringify(attribute.type)),
  description: attribute.description ?? "",
  required: attribute.required ?? false,
  optional: attribute.optional ?? false,
  computed: attribute.computed ?? false,
  sensitive: attribute.sensitive ?? false,
  deprecated: attribute.deprecated ?? false,
});

const wireBlock = (block: Block): object => ({
  description: block.description ?? "",
  attributes: Object.entries(block.attributes).map(([name, attribute]) => wireAttribute(name, attribute)),
  block_types: Object.entries(block.blocks ?? {}).map(([name, nested]) => ({
    type_name: name,
    nesting: NESTING[nested.nesting],
    min_items: nested.minItems ?? 0,
    max_items: nested.maxItems ?? 0,
    block: wireBlock(nested.block),
  })),
});

/** A schema as the protocol has it. */
export const wireSchema = ({ schema, version }: { schema: Block; version?: number }): object => ({
  version: version ?? 0,
  block: wireBlock(schema),
});

/** Mistakes in the provider's own definition; Terraform would report them as a bug, later and less clearly. */
export function definitionProblems(provider: Provider<never>): string[] {
  const offered = Object.entries({ provider, ...provider.resources, ...provider.dataSources });
  return offered.flatMap(([owner, { schema }]) =>
    attributesOf(schema).flatMap(([name, { required, optional, computed, default: standard }]) => [
      ...(required && (optional || computed) ? [`${owner}.${name}: required excludes optional and computed`] : []),
      ...(!required && !optional && !computed ? [`${owner}.${name}: is neither required, optional nor computed`] : []),
      ...(standard !== undefined && !(optional && (computed || provider.legacyTypeSystem))
        ? [`${owner}.${name}: a default needs optional and computed`]
        : []),
    ]),
  );
}

const attributesOf = (block: Block): [string, Attribute][] => [
  ...Object.entries(block.attributes),
  ...Object.values(block.blocks ?? {}).flatMap((nested) => attributesOf(nested.block)),
];
