import type { Body } from "./body";
import { badRequest } from "./errors";
import type { InstanceConfiguration, Project } from "./options";
import type { Records } from "./records";
import type { Snapshots } from "./snapshots";

/** What is ordered and can be changed later. */
interface Changeable {
  name: string;
  memory: string;
  storage: string;
  vector_optimized: boolean;
  graph_analytics_plugin: boolean;
  secondaries_count: number;
  cdc_enrichment_mode: string;
}

/** An order that Aura accepts. */
export interface Order extends Changeable {
  readonly tenant_id: string;
  readonly cloud_provider: string;
  readonly region: string;
  readonly type: string;
  readonly version: string;
  /** Absent: Aura encrypts with a Neo4j-managed key. */
  readonly customer_managed_key_id?: string;
  readonly source_instance_id?: string;
  readonly source_snapshot_id?: string;
}

/** Where an order's references lead. */
interface References {
  readonly projectOf: (id: string) => Project | undefined;
  readonly records: Records;
  readonly instance: (id: string) => Order | undefined;
  readonly snapshots: Snapshots;
}

const TYPES = ["enterprise-db", "enterprise-ds", "business-critical", "professional-db", "professional-ds", "free-db"];
const CDC_MODES = ["OFF", "DIFF", "FULL"];
const MAX_SECONDARIES = 15;

/**
 * The order in a request, or the reason why Aura refuses it.
 * @param references what the order's ids can mean
 */
export function checkOrder(body: Body, references: References): Order {
  const tenant_id = body.text("tenant_id");
  const place = { cloud_provider: body.text("cloud_provider"), region: body.text("region"), type: body.text("type") };
  const version = body.text("version");
  const memory = body.text("memory");
  const name = body.name();
  const project = references.projectOf(tenant_id);
  if (!project) throw badRequest("tenant-not-found", "The tenant you specified could not be found", "tenant_id");
  if (!TYPES.includes(place.type)) throw badRequest("invalid-type", `Invalid instance type: ${place.type}`, "type");

  const offers = narrow(project.instanceConfigurations, [
    ["cloud_provider", place.cloud_provider, "invalid-cloud-provider"],
    ["type", place.type, "invalid-type"],
    ["region", place.region, "invalid-region"],
    ["version", version, "invalid-version"],
    ["memory", memory, "invalid-memory-size"],
  ]);
  const storage = body.optionalText("storage") ?? offers[0]?.storage ?? "";
  narrow(offers, [["storage", storage, "invalid-storage-size"]]);

  const source_instance_id = body.optionalText("source_instance_id");
  const source_snapshot_id = body.optionalText("source_snapshot_id");
  if (source_snapshot_id !== undefined && source_instance_id === undefined) {
    throw badRequest("missing-field", "source_snapshot_id needs source_instance_id", "source_instance_id");
  }
  // Aura treats an empty id as none: an instance with a Neo4j-managed key.
  const keyId = body.optionalText("customer_managed_key_id");
  const customer_managed_key_id = keyId === "" ? undefined : keyId;
  if (customer_managed_key_id !== undefined) {
    checkKey(references.records, customer_managed_key_id, { tenant_id, ...place });
  }
  if (source_instance_id !== undefined) {
    checkSource(references.instance(source_instance_id), source_instance_id, customer_managed_key_id, memory);
    if (source_snapshot_id !== undefined && !references.snapshots.isComplete(source_instance_id, source_snapshot_id)) {
      throw badRequest("snapshot-not-found", `Snapshot not found: ${source_snapshot_id}`, "source_snapshot_id");
    }
  }
  return {
    ...place,
    tenant_id,
    version,
    name,
    memory,
    storage,
    customer_managed_key_id,
    source_instance_id,
    source_snapshot_id,
    vector_optimized: body.optionalFlag("vector_optimized") ?? false,
    graph_analytics_plugin: body.optionalFlag("graph_analytics_plugin") ?? false,
    secondaries_count: 0,
    cdc_enrichment_mode: "OFF",
  };
}

/**
 * The change in a request, or the reason why Aura refuses it. The key is not among the things that can be changed.
 * @param order the instance as it is
 */
export function checkChange(body: Body, order: Order, project: Project | undefined): Partial<Changeable> {
  const change: Partial<Changeable> = {
    ...(body.has("name") ? { name: body.name() } : {}),
    memory: body.optionalText("memory"),
    storage: body.optionalText("storage"),
    vector_optimized: body.optionalFlag("vector_optimized"),
    graph_analytics_plugin: body.optionalFlag("graph_analytics_plugin"),
    secondaries_count: body.optionalCount("secondaries_count"),
    cdc_enrichment_mode: body.optionalText("cdc_enrichment_mode"),
  };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) throw badRequest("invalid-request-body", "There is nothing to change");
  const { memory = order.memory, secondaries_count = 0, cdc_enrichment_mode = "OFF" } = change;
  const { cloud_provider, region, type } = order;
  const offers = narrow(project?.instanceConfigurations ?? [], [
    ["cloud_provider", cloud_provider, "invalid-cloud-provider"],
    ["type", type, "invalid-type"],
    ["region", region, "invalid-region"],
    ["memory", memory, "invalid-memory-size"],
  ]);
  if (change.memory !== undefined && change.storage === undefined) {
    // A size that the present storage does not fit brings the smallest storage that does.
    if (!offers.some(({ storage }) => storage === order.storage)) given.storage = offers[0]?.storage ?? order.storage;
  } else {
    narrow(offers, [["storage", change.storage ?? order.storage, "invalid-storage-size"]]);
  }
  if (secondaries_count > MAX_SECONDARIES || (secondaries_count > 0 && type !== "enterprise-db")) {
    throw badRequest(
      "invalid-secondaries-count",
      `Invalid secondaries count: ${secondaries_count}`,
      "secondaries_count",
    );
  }
  if (!CDC_MODES.includes(cdc_enrichment_mode)) {
    throw badRequest("invalid-cdc-mode", `Invalid CDC enrichment mode: ${cdc_enrichment_mode}`, "cdc_enrichment_mode");
  }
  return given;
}

/** The number in a size such as `16GB`. */
export function gigabytes(size: string): number {
  return Number(/^(\d+)GB$/.exec(size)?.[1]);
}

function checkKey(
  records: Records,
  id: string,
  order: { tenant_id: string; cloud_provider: string; region: string; type: string },
): void {
  const field = "customer_managed_key_id";
  const record = records.find(id);
  if (!record || record.tenant_id !== order.tenant_id) {
    throw badRequest("encryption-key-not-found", `Encryption Key not found: ${id}`, field);
  }
  const differs = (
    [
      ["cloud provider", record.cloud_provider, order.cloud_provider],
      ["region", record.region, order.region],
      ["instance type", record.instance_type, order.type],
    ] as const
  ).find(([, ofRecord, ofOrder]) => ofRecord !== ofOrder);
  if (differs) {
    const [what, ofRecord, ofOrder] = differs;
    throw badRequest(
      "encryption-key-mismatch",
      `Encryption key ${id} is for ${what} ${ofRecord}, the instance is for ${ofOrder}`,
      field,
    );
  }
  const status = records.statusOf(id);
  if (status !== "ready") {
    throw badRequest("encryption-key-not-ready", `Encryption key ${id} is not ready: ${status}`, field);
  }
}

function checkSource(
  source: Order | undefined,
  id: string,
  customer_managed_key_id: string | undefined,
  memory: string,
): void {
  if (!source) throw badRequest("db-not-found", `DB not found: ${id}`, "source_instance_id");
  // Aura clones only with the same key; a Neo4j-managed key and another key are both refused.
  if (source.customer_managed_key_id !== customer_managed_key_id) {
    throw badRequest(
      "encryption-key-mismatch",
      `Instance ${id} can only be cloned with the encryption key that it has`,
      "customer_managed_key_id",
    );
  }
  if (gigabytes(memory) < gigabytes(source.memory)) {
    throw badRequest("invalid-memory-size", `Instance ${id} cannot be cloned into a smaller one`, "memory");
  }
}

function narrow(
  offers: readonly InstanceConfiguration[],
  wanted: readonly (readonly [keyof InstanceConfiguration, string, string])[],
): readonly InstanceConfiguration[] {
  return wanted.reduce((left, [field, value, reason]) => {
    const fitting = left.filter((offer) => offer[field] === value);
    if (fitting.length === 0) throw badRequest(reason, `Not available for this project: ${field} ${value}`, field);
    return fitting;
  }, offers);
}
