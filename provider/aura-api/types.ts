/** A customer managed key as registered with Aura. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly created?: string;
  readonly cloud_provider: string;
  /** The KMS key: a full ARN on AWS. */
  readonly key_id: string;
  readonly region: string;
  readonly instance_type: string;
  readonly tenant_id: string;
  /** `pending` or `ready`; any other value means "not ready yet". */
  readonly status: string;
  /** Names of properties that came with another type than the documented one; they are left out. */
  readonly unusable?: readonly string[];
}

/** What the registration of a key must bring; the rest is read later. */
export type RegisteredKey = Pick<KeyRecord, "id" | "created" | "unusable"> & Partial<Pick<KeyRecord, "status">>;

/** The request that registers a customer managed key. */
export type NewKeyRecord = Pick<
  KeyRecord,
  "key_id" | "name" | "cloud_provider" | "instance_type" | "region" | "tenant_id"
>;

/** One object of a list. */
export interface Summary {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: string;
}

/** What can be changed in place. */
export interface InstanceChanges {
  readonly name?: string;
  readonly memory?: string;
  readonly storage?: string;
  readonly secondaries_count?: number;
  readonly cdc_enrichment_mode?: string;
  readonly vector_optimized?: boolean;
  readonly graph_analytics_plugin?: boolean;
}

/** An instance. The API never returns its version, clone source or password here. */
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
  /** Absent when the instance uses a Neo4j-managed key. */
  readonly customer_managed_key_id?: string;
  /** Names of properties that came with another type than the documented one; they are left out. */
  readonly unusable?: readonly string[];
}

/** The request that creates an instance. */
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

/** The response to the creation of an instance, given once: all of it is kept that came. */
export interface CreatedInstance {
  readonly id: string;
  readonly connection_url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly created_at?: string;
  /** Names of properties that came with another type than the documented one; they are left out. */
  readonly unusable?: readonly string[];
}

/** A size, region and version in which a project may create instances. */
export interface InstanceConfiguration {
  readonly region?: unknown;
  readonly region_name?: unknown;
  readonly type?: unknown;
  readonly memory?: unknown;
  readonly storage?: unknown;
  readonly version?: unknown;
  readonly cloud_provider?: unknown;
}

/** One project of the list (the API calls it a tenant). */
export interface ProjectSummary {
  readonly id: string;
  readonly name: string;
}

/** A project. */
export interface Project extends ProjectSummary {
  readonly instance_configurations: readonly InstanceConfiguration[];
}

/** A snapshot of an instance. */
export interface Snapshot {
  readonly snapshot_id: string;
  /** `Completed`, `InProgress`, `Pending` or `Failed`. */
  readonly status: string;
  /** RFC 3339. */
  readonly timestamp: string;
  /** `AdHoc` or `Scheduled`. */
  readonly profile?: string;
  readonly exportable?: boolean;
}
