import type { Instance, NewInstance } from "../aura-api";
import { isSet, isUnknown, type ObjectValue, type Value } from "../plugin";
import { isKeyAlarm } from "./key-alarm";

/** The version when none is configured. */
export const DEFAULT_VERSION = "5";

/** Whether no operation is running on the instance. */
export const isSettled = ({ status }: Instance): boolean => ["running", "paused", "suspended"].includes(status);

/** Whether the instance failed: waiting any longer is pointless. */
export const hasFailed = ({ status }: Instance): boolean => status === "loading failed" || isKeyAlarm(status);

/**
 * The state of an instance: what the API returns, and earlier values for what it does not return.
 * @param known the state so far; empty when there is none
 */
export function stateOf(instance: Instance, known: ObjectValue): ObjectValue {
  return {
    ...known,
    id: instance.id,
    project_id: instance.tenant_id,
    name: instance.name,
    cloud_provider: instance.cloud_provider,
    region: instance.region,
    type: instance.type,
    memory: instance.memory,
    status: instance.status,
    paused: instance.status === "paused" || instance.status === "pausing",
    ...returnedOrKnown(instance, known),
  };
}

/** The API leaves these out for some products and statuses; that does not mean that they changed. */
function returnedOrKnown(instance: Instance, known: ObjectValue): ObjectValue {
  const names = [
    "storage",
    "secondaries_count",
    "cdc_enrichment_mode",
    "vector_optimized",
    "graph_analytics_plugin",
    "customer_managed_key_id",
    "connection_url",
    "metrics_integration_url",
    "created_at",
  ] as const;
  return Object.fromEntries(names.map((name) => [name, instance[name] ?? known[name] ?? null]));
}

/** The planned state, with its unknown values filled in. */
export function settle(planned: ObjectValue, actual: ObjectValue): ObjectValue {
  const filled = (name: string, value: Value): Value => {
    if (!isUnknown(value)) return value;
    const found = actual[name] ?? null;
    return isUnknown(found) ? null : found;
  };
  return Object.fromEntries(Object.entries(planned).map(([name, value]) => [name, filled(name, value)]));
}

/** The request that creates the planned instance. */
export function newInstance(planned: ObjectValue): NewInstance {
  const request = {
    name: planned["name"],
    version: planned["version"],
    region: planned["region"],
    memory: planned["memory"],
    type: planned["type"],
    tenant_id: planned["project_id"],
    cloud_provider: planned["cloud_provider"],
    storage: planned["storage"],
    customer_managed_key_id: planned["customer_managed_key_id"],
    source_instance_id: planned["source_instance_id"],
    source_snapshot_id: planned["source_snapshot_id"],
    vector_optimized: planned["vector_optimized"],
    graph_analytics_plugin: planned["graph_analytics_plugin"],
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => isSet(value))) as unknown as NewInstance;
}
