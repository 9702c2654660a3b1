import type { Attribute, Block, Provider, Resource } from "./schema";

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

/** The identity of a resource as the protocol has it; undefined when it has none. */
export function wireIdentitySchema({ schema, identity }: Resource<never>): object | undefined {
  if (identity === undefined) return undefined;
  const { type, description = "" } = schema.attributes[identity] as Attribute;
  const attribute = { name: identity, type: Buffer.from(JSON.stringify(type)), description, required_for_import: true };
  return { version: 0, identity_attributes: [attribute] };
}

/** Mistakes in the provider's own definition; Terraform would report them as a bug, later and less clearly. */
export function definitionProblems(provider: Provider<never>): string[] {
  const resources = Object.entries(provider.resources);
  const searches = resources.flatMap(([name, { list }]) => (list ? [[`search for ${name}`, list] as const] : []));
  const offered = [...Object.entries({ provider, ...provider.resources, ...provider.dataSources }), ...searches];
  const unidentified = resources.filter(([, { schema, identity, list }]) =>
    identity === undefined ? list !== undefined : schema.attributes[identity]?.type !== "string",
  );
  return [
    ...unidentified.map(([name]) => `${name}: its identity must be a text attribute`),
    ...schemaProblems(offered, provider),
  ];
}

function schemaProblems(
  offered: readonly (readonly [string, { schema: Block }])[],
  provider: Provider<never>,
): string[] {
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
