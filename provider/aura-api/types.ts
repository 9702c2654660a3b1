/** Aura's record of a customer managed key. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly cloud_provider: string;
  /** The key itself: a full ARN on AWS. */
  readonly key_id: string;
  readonly region: string;
  readonly instance_type: string;
  readonly tenant_id: string;
  /** `pending` or `ready`; any other value means "not ready yet". */
  readonly status: string;
}

/** What a record is made from. */
export type NewKeyRecord = Pick<
  KeyRecord,
  "key_id" | "name" | "cloud_provider" | "instance_type" | "region" | "tenant_id"
>;

/** What a list says of each of its objects. */
export interface Summary {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: string;
}

/** What can be changed while an instance lives. */
export interface InstanceChanges {
  readonly name?: string;
  readonly memory?: string;
  readonly storage?: string;
  readonly secondaries_count?: number;
  readonly cdc_enrichment_mode?: string;
  readonly vector_optimized?: boolean;
  readonly graph_analytics_plugin?: boolean;
}

/** An instance. Neither its version, nor its source, nor its password is ever told again. */
export interface Instance extends InstanceChanges {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly tenant_id: string;
  readonly cloud_provider: string;
  readonly region: string;
  readonly type: string;
  readonly memory: string;
  readonly connection_url?: string;
  readonly metrics_integration_url?: string;
  readonly created_at?: string;
  /** Absent when it is Neo4j's own key. */
  readonly customer_managed_key_id?: string;
}

/** What an instance is made from. */
export interface NewInstance {
  readonly name: string;
  readonly version: string;
  readonly region: string;
  readonly memory: string;
  readonly type: string;
  readonly tenant_id: string;
  readonly cloud_provider: string;
  readonly storage?: string;
  readonly customer_managed_key_id?: string;
  readonly source_instance_id?: string;
  readonly source_snapshot_id?: string;
  readonly vector_optimized?: boolean;
  readonly graph_analytics_plugin?: boolean;
}

/** What the creation of an instance answers, once. */
export interface CreatedInstance {
  readonly id: string;
  readonly connection_url: string;
  readonly username: string;
  readonly password: string;
  readonly created_at: string;
}

/** A size, region and version in which a project may create instances. */
export interface InstanceConfiguration {
  readonly region: string;
  readonly region_name: string;
  readonly type: string;
  readonly memory: string;
  readonly storage: string;
  readonly version: string;
  readonly cloud_provider: string;
}

/** A project (a tenant, in the API's words). */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly instance_configurations: readonly InstanceConfiguration[];
}
