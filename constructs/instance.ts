import type { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { AuraProduct } from "../model/limits";
import type { IAuraCustomerManagedKey } from "./customer-managed-key";
import type { AuraInstanceTimeouts } from "./l1/instance-resource";
import type { RemovalPolicy } from "./removal-policy";

/** An Aura instance: created here, held back, or defined elsewhere. */
export interface IAuraInstance extends IConstruct {
  /** Aura's id of the instance (8 hex digits): a token until Aura has named it. */
  readonly instanceId: string;
  /** Region of the instance, or a token for it. */
  readonly region: string;
  /** `AuraDB` or `AuraDS`, when it is known. */
  readonly product?: string;
  /** The record of its key, when it is part of the app. */
  readonly customerManagedKey?: IAuraCustomerManagedKey;
  /** Aura's id of that record, when it is known. */
  readonly customerManagedKeyId?: string;
  /** Whether the instance waits for phase 2 of its key: nothing is created yet. */
  readonly deferred?: boolean;
}

/** Props of an Aura instance that do not depend on where its key comes from. */
export interface AuraInstanceBaseProps {
  /** Id of the Aura project (a UUID). */
  readonly projectId: string;
  /** The Aura product. */
  readonly product: AuraProduct;
  /** Memory, such as `8GB`. */
  readonly memory: string;
  /**
   * Name that Aura shows, 1-30 characters.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Version of Neo4j. Aura takes `5` for the latest one, which it numbers by the calendar.
   * @default - the provider's: "5"
   */
  readonly version?: string;
  /**
   * Storage, such as `16GB`.
   * @default - chosen by Aura for the memory
   */
  readonly storage?: string;
  /**
   * Configures the instance for vector indexes.
   * @default - chosen by Aura
   */
  readonly vectorOptimized?: boolean;
  /**
   * Adds the graph analytics plugin.
   * @default - chosen by Aura
   */
  readonly graphAnalyticsPlugin?: boolean;
  /**
   * Number of secondaries.
   * @default - chosen by Aura
   */
  readonly secondariesCount?: number;
  /**
   * Change data capture: `OFF`, `DIFF` or `FULL`.
   * @default - chosen by Aura
   */
  readonly cdcEnrichmentMode?: string;
  /**
   * Whether the instance is paused.
   * @default - running
   */
  readonly paused?: boolean;
  /**
   * Size in GB of a database that will be imported. Nothing is uploaded: an output `ImportCommand` tells how to.
   * @default - nothing to import
   * @see https://neo4j.com/docs/aura/importing/import-database/
   */
  readonly importSizeInGb?: number;
  /**
   * How the database is to be imported: `database-upload` (`neo4j-admin database upload`) or `console` (up to 4 GB).
   * `push-to-cloud` is refused: it does not support customer managed keys.
   * @default database-upload
   */
  readonly importMethod?: string;
  /**
   * Whether Terraform may destroy the instance. IMPORTANT: some changes replace an instance, and its data is gone then.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Limits of the waits.
   * @default - the provider's own limits
   */
  readonly timeouts?: AuraInstanceTimeouts;
  /**
   * The `aura` provider to create the instance with.
   * @default - the stack's default provider
   */
  readonly auraProvider?: TerraformProvider;
}

/** Props of {@link AuraInstance}. */
export interface AuraInstanceProps extends AuraInstanceBaseProps {
  /** Region of the instance: the key must live there. */
  readonly region: string;
  /**
   * The record of the key that encrypts the instance. IMPORTANT: can not be changed later; Aura chooses the key when the
   * instance is created.
   * @default - for a clone, the key that exists for its region and product; otherwise it is required
   */
  readonly customerManagedKey?: IAuraCustomerManagedKey;
  /**
   * The instance to clone.
   * @default - a new, empty instance
   */
  readonly cloneOf?: IAuraInstance;
  /**
   * Snapshot of the source to clone.
   * @default - the source as it is
   */
  readonly sourceSnapshotId?: string;
}
