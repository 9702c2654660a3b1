import type { Instance, InstanceStatus } from "./instances";
import { timestamp } from "./records";

/** The response to the creation: only this one holds the password. */
export function orderAnswer(instance: Instance): object {
  const { id, username, password, tenant_id, cloud_provider, region, type, name } = instance;
  const { vector_optimized, graph_analytics_plugin } = instance;
  return {
    id,
    connection_url: connectionUrl(id),
    username,
    password,
    tenant_id,
    cloud_provider,
    region,
    type,
    name,
    created_at: timestamp(instance.createdAt),
    vector_optimized,
    graph_analytics_plugin,
  };
}

/** The instance as the API returns it later: without version, source and password. */
export function instanceAnswer(instance: Instance, status: InstanceStatus): object {
  const { id, name, tenant_id, cloud_provider, region, type, memory, storage } = instance;
  const { customer_managed_key_id, vector_optimized, graph_analytics_plugin } = instance;
  const { secondaries_count, cdc_enrichment_mode } = instance;
  return {
    id,
    name,
    status,
    tenant_id,
    cloud_provider,
    connection_url: connectionUrl(id),
    metrics_integration_url: metricsUrl(tenant_id, id),
    region,
    type,
    memory,
    // The specification: not returned for AuraDB Free.
    ...(type === "free-db" ? {} : { storage }),
    created_at: timestamp(instance.createdAt),
    ...(customer_managed_key_id === undefined ? {} : { customer_managed_key_id }),
    ...(type === "enterprise-db" ? { secondaries_count } : {}),
    ...(["enterprise-db", "business-critical"].includes(type) ? { cdc_enrichment_mode } : {}),
    vector_optimized,
    graph_analytics_plugin,
  };
}

function connectionUrl(id: string): string {
  return `neo4j+s://${id}.databases.neo4j.io`;
}

/**
 * Where the metrics of a project are, or those of one of its instances.
 * @param ids id of the project, then that of the instance
 */
export function metricsUrl(...ids: readonly string[]): string {
  return `https://customer-metrics-api.neo4j.io/api/v1/${ids.join("/")}/metrics`;
}
