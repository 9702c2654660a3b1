import type { Attribute, Block, Diagnostic, ObjectValue } from "../plugin";
import { error, isSet, isUnknown } from "../plugin";
import { formatDuration } from "./duration";
import { DEFAULT_TIMEOUTS } from "./timeouts";
import {
  checkAll,
  CLOUDS,
  count,
  filled,
  objectName,
  oneOf,
  PRODUCTS_WITH_KEYS,
  projectId,
  customerManagedKeyId,
  size,
  timeouts,
} from "./validation";

const PRODUCTS = [...PRODUCTS_WITH_KEYS, "business-critical", "professional-db", "professional-ds", "free-db"];
const CDC_MODES = ["OFF", "DIFF", "FULL"];

type Kind = Attribute["type"];
const required = (description: string, more: Partial<Attribute> = {}): Attribute => ({
  type: "string",
  required: true,
  description,
  ...more,
});
const optional = (description: string, more: Partial<Attribute> = {}): Attribute => ({
  type: "string",
  optional: true,
  description,
  ...more,
});
/** Optional; chosen by Aura when not set. */
const adjustable = (type: Kind, description: string) => optional(description, { type, computed: true });
const computed = (description: string, more: Partial<Attribute> = {}): Attribute => ({
  type: "string",
  computed: true,
  description,
  ...more,
});
const replaces = { requiresReplace: true } as const;

const byDefault = (what: keyof typeof DEFAULT_TIMEOUTS) => `default \`${formatDuration(DEFAULT_TIMEOUTS[what])}\``;

/** `aura_instance` as Terraform sees it. */
export const instanceSchema: Block = {
  description: "An Aura instance, encrypted with a customer managed key when `customer_managed_key_id` is given.",
  attributes: {
    id: computed("Id of the instance.", { neverNull: true }),
    project_id: required("Id of the Aura project (tenant).", replaces),
    name: required("Name, 1 to 30 characters."),
    cloud_provider: required("`aws`, `azure` or `gcp`.", replaces),
    region: required("Region of the instance and of its key.", replaces),
    type: required("Product: `enterprise-db`, `enterprise-ds` or another that the project may use.", replaces),
    memory: required("Memory, such as `8GB`."),
    version: optional("Neo4j version for the creation, default `5`. The API never returns it.", {
      computed: true,
      ...replaces,
    }),
    storage: adjustable("string", "Storage, such as `16GB`; default: chosen by Aura."),
    customer_managed_key_id: optional(
      "Id of the customer managed key (`aura_customer_managed_key.<name>.id`). Another key needs a new instance; removing it is refused. Default: a Neo4j-managed key.",
      replaces,
    ),
    source_instance_id: optional("Id of the instance to clone. Removing it later changes nothing.", replaces),
    source_snapshot_id: optional(
      "Id of the snapshot of that instance to clone. Removing it later changes nothing.",
      replaces,
    ),
    vector_optimized: adjustable("bool", "Vector optimization."),
    graph_analytics_plugin: adjustable("bool", "Graph analytics plugin."),
    secondaries_count: adjustable("number", "Number of secondaries."),
    cdc_enrichment_mode: adjustable("string", "Change data capture: `OFF`, `DIFF` or `FULL`."),
    paused: adjustable("bool", "Whether the instance is paused."),
    status: computed("Status in Aura, such as `running`.", { unknownOnUpdate: true }),
    connection_url: computed("Connection URL."),
    metrics_integration_url: computed("URL of the metrics endpoint."),
    username: computed("Initial user name. Null after import: the API returns it only in the create response."),
    password: computed("Initial password. Null after import: the API returns it only in the create response.", {
      sensitive: true,
    }),
    created_at: computed("Time of the creation."),
  },
  blocks: {
    timeouts: {
      nesting: "single",
      block: {
        description: "How long to wait for Aura, such as `45m`.",
        attributes: {
          create: optional(`Until it is running, ${byDefault("create")}.`),
          key_ready: optional(
            `Of \`create\`, until the customer managed key is ready, ${byDefault("key_ready")}. Then the creation fails, says what to check, and nothing was created.`,
          ),
          update: optional(`Until a change is carried out, ${byDefault("update")}.`),
          delete: optional(`Until it is destroyed, ${byDefault("delete")}.`),
        },
      },
    },
  },
};

/** Checks the configuration of an instance; any value may be unknown. */
export function validateInstance(config: ObjectValue): Diagnostic[] {
  return [
    ...checkAll(config, {
      project_id: projectId,
      name: objectName,
      cloud_provider: oneOf(...CLOUDS),
      region: filled,
      type: oneOf(...PRODUCTS),
      memory: size,
      version: filled,
      storage: size,
      customer_managed_key_id: customerManagedKeyId,
      source_instance_id: filled,
      source_snapshot_id: filled,
      secondaries_count: count,
      cdc_enrichment_mode: oneOf(...CDC_MODES),
      timeouts,
    }),
    ...snapshotWithoutSource(config),
    ...keyForOtherProduct(config),
  ];
}

function snapshotWithoutSource(config: ObjectValue): Diagnostic[] {
  if (!isSet(config["source_snapshot_id"]) || (config["source_instance_id"] ?? null) !== null) return [];
  const detail = "A snapshot belongs to an instance: set source_instance_id too.";
  return [error("source_instance_id is missing", detail, "source_snapshot_id")];
}

function keyForOtherProduct(config: ObjectValue): Diagnostic[] {
  const key = config["customer_managed_key_id"] ?? null;
  const product = config["type"];
  if (key === null || isUnknown(product) || PRODUCTS_WITH_KEYS.includes(String(product))) return [];
  const detail = `Only ${PRODUCTS_WITH_KEYS.join(" and ")} can be encrypted with a customer managed key, got type: ${String(product)}.`;
  return [error("The product does not support customer managed keys", detail, "customer_managed_key_id")];
}
