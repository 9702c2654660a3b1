import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER_METADATA } from "./aura";
import { BoundResource, withoutUndefined } from "./binding";

/** How long Terraform waits for Aura, as Go durations such as `45m`. */
export interface AuraInstanceTimeouts {
  /**
   * Longest wait for the key to be ready and the instance to run.
   * @default - the provider's own limit
   */
  readonly create?: string | undefined;
  /**
   * Of `create`, the longest wait for the key to be ready. Then the creation fails, says what to check, and nothing was created.
   * @default - the provider's own limit
   */
  readonly keyReady?: string | undefined;
  /**
   * Longest wait for a change to be applied.
   * @default - the provider's own limit
   */
  readonly update?: string | undefined;
  /**
   * Longest wait for the instance to be gone.
   * @default - the provider's own limit
   */
  readonly delete?: string | undefined;
}

/** Arguments of `aura_instance`. */
export interface AuraInstanceResourceConfig extends TerraformMetaArguments {
  /** Id of the Aura project (a UUID). */
  readonly projectId: string;
  /** Name that Aura shows, 1-30 characters. */
  readonly name: string;
  /** `aws`. */
  readonly cloudProvider: string;
  /** Region of the instance. */
  readonly region: string;
  /** `enterprise-db` or `enterprise-ds`. */
  readonly type: string;
  /** Memory, such as `8GB`. */
  readonly memory: string;
  /**
   * Version of Neo4j.
   * @default - the provider's default
   */
  readonly version?: string | undefined;
  /**
   * Storage, such as `16GB`.
   * @default - chosen by Aura
   */
  readonly storage?: string | undefined;
  /**
   * Aura's id of the customer managed key.
   * @default - a Neo4j-managed key
   */
  readonly customerManagedKeyId?: string | undefined;
  /**
   * Instance to clone.
   * @default - not a clone
   */
  readonly sourceInstanceId?: string | undefined;
  /**
   * Snapshot of the source to clone.
   * @default - the latest state of the source
   */
  readonly sourceSnapshotId?: string | undefined;
  /**
   * Configure for vector indexes.
   * @default - chosen by Aura
   */
  readonly vectorOptimized?: boolean | undefined;
  /**
   * Graph analytics plugin.
   * @default - chosen by Aura
   */
  readonly graphAnalyticsPlugin?: boolean | undefined;
  /**
   * Number of secondaries.
   * @default - chosen by Aura
   */
  readonly secondariesCount?: number | undefined;
  /**
   * Change data capture: `OFF`, `DIFF` or `FULL`.
   * @default - chosen by Aura
   */
  readonly cdcEnrichmentMode?: string | undefined;
  /**
   * Whether the instance is paused.
   * @default - running
   */
  readonly paused?: boolean | undefined;
  /**
   * RSA public key in PEM, 2048 bits or more: with it the state has the password encrypted, and not in the clear.
   * @default - the password is in the state
   */
  readonly passwordPublicKey?: string | undefined;
  /**
   * Whether the provider refuses deletion and replacement. What counts is the value in the state.
   * @default true
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * Time limits of the waits.
   * @default - the provider's own limits
   */
  readonly timeouts?: AuraInstanceTimeouts | undefined;
}

/** Creates the Terraform resource `aura_instance` as it is, without checks; prefer {@link AuraInstance}. */
export class AuraInstanceResource extends BoundResource {
  /** Terraform's name of the resource type. */
  public static readonly tfResourceType = "aura_instance";
  /** The arguments as they are written; may be changed before synth. */
  public readonly input: { -readonly [K in keyof AuraInstanceResourceConfig]: AuraInstanceResourceConfig[K] };

  public constructor(scope: Construct, id: string, config: AuraInstanceResourceConfig) {
    super(scope, id, AuraInstanceResource.tfResourceType, PROVIDER_METADATA, config);
    this.input = { ...config };
  }

  /** Aura's id of the instance (8 hex digits), known after apply. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  /** `running`, `paused`, ... as of the last refresh. */
  public get status(): string {
    return this.getStringAttribute("status");
  }

  /** Bolt URL to connect to. */
  public get connectionUrl(): string {
    return this.getStringAttribute("connection_url");
  }

  /** URL of the metrics endpoint. */
  public get metricsIntegrationUrl(): string {
    return this.getStringAttribute("metrics_integration_url");
  }

  /** The first user. */
  public get username(): string {
    return this.getStringAttribute("username");
  }

  /** The first password, null with `passwordPublicKey`. IMPORTANT: Aura returns it only once; it stays in Terraform's state. */
  public get password(): string {
    return this.getStringAttribute("password");
  }

  /** The first password, encrypted with `passwordPublicKey`; `Fn.rsadecrypt` decrypts it with the private key. */
  public get encryptedPassword(): string {
    return this.getStringAttribute("encrypted_password");
  }

  /** When the instance was created (RFC 3339). */
  public get createdAt(): string {
    return this.getStringAttribute("created_at");
  }

  protected override arguments(): Record<string, unknown> {
    const { input } = this;
    return {
      project_id: input.projectId,
      name: input.name,
      cloud_provider: input.cloudProvider,
      region: input.region,
      type: input.type,
      memory: input.memory,
      version: input.version,
      storage: input.storage,
      customer_managed_key_id: input.customerManagedKeyId,
      source_instance_id: input.sourceInstanceId,
      source_snapshot_id: input.sourceSnapshotId,
      vector_optimized: input.vectorOptimized,
      graph_analytics_plugin: input.graphAnalyticsPlugin,
      secondaries_count: input.secondariesCount,
      cdc_enrichment_mode: input.cdcEnrichmentMode,
      paused: input.paused,
      password_public_key: input.passwordPublicKey,
      deletion_protection: input.deletionProtection,
      timeouts: input.timeouts && timeoutArguments(input.timeouts),
    };
  }
}

function timeoutArguments({ keyReady, ...rest }: AuraInstanceTimeouts): Record<string, unknown> {
  return withoutUndefined({ ...rest, key_ready: keyReady });
}
