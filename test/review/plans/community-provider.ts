import type { Attribute, Block, Provider, Resource } from "../../../provider/plugin";

// Not named after the provider: a fixture of that name beside it would be loaded in its place.

/** Source address of the community provider. */
export const PGRNEO4JAURA = "registry.terraform.io/Progressive-Insurance/pgrneo4jaura";

const needed = (type: Attribute["type"] = "string"): Attribute => ({ type, required: true });
const fixed = (): Attribute => ({ ...needed(), requiresReplace: true });
const optional = (type: Attribute["type"]): Attribute => ({ type, optional: true, computed: true });
const told = (more: Partial<Attribute> = {}): Attribute => ({
  type: "string",
  computed: true,
  neverNull: true,
  ...more,
});

const auracmk: Block = {
  attributes: {
    id: told(),
    created: told(),
    tenant_id: fixed(),
    cloud_provider: fixed(),
    instance_type: fixed(),
    name: fixed(),
    region: fixed(),
    key_id: fixed(),
  },
};

const aurainstance: Block = {
  attributes: {
    id: told(),
    tenant_id: fixed(),
    name: needed(),
    type: fixed(),
    version: fixed(),
    cloud_provider: fixed(),
    region: fixed(),
    memory: needed(),
    paused: optional("bool"),
    customer_managed_key_id: { type: "string", optional: true, requiresReplace: true },
    vector_optimized: optional("bool"),
    graph_analytics_plugin: optional("bool"),
    secondary_count: optional("number"),
    n4jusr: told(),
    n4jpwd: told({ sensitive: true }),
  },
};

/** Nothing is asked of anybody: what an apply leaves in the state is all that a plan needs. */
const remembered = (schema: Block, made: Readonly<Record<string, string>>): Resource<null> => ({
  schema,
  create: async (planned) => {
    const unsaid = Object.keys(schema.attributes).filter((name) => schema.attributes[name]?.computed);
    return { state: { ...planned, ...Object.fromEntries(unsaid.map((name) => [name, null])), ...made } };
  },
});

/** A stand-in for the community provider pgrneo4jaura 1.1.0: the names and flags of its two resources, and no Aura behind them. */
export const pgrneo4jaura: Provider<null> = {
  schema: {
    attributes: {
      client_id: { type: "string", optional: true },
      client_secret: { type: "string", optional: true, sensitive: true },
    },
  },
  resources: {
    pgrneo4jaura_auracmk: remembered(auracmk, {
      id: "5b2d5c1e-0000-4000-8000-00000000c0de",
      created: "2026-01-02T03:04:05Z",
    }),
    pgrneo4jaura_aurainstance: remembered(aurainstance, { id: "c0ffee01", n4jusr: "neo4j", n4jpwd: "first" }),
  },
  configure: async () => null,
};
