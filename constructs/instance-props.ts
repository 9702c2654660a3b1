import type { FormerlyProps } from "./private/moved-blocks";
import type { InstanceOutput, OutputProps } from "./private/outputs";
import type { TerraformProvider } from "cdktf";
import type { AuraProduct } from "../model/limits";
import type { AuraInstanceTimeouts } from "./l1/instance-resource";
import type { IAuraCustomerManagedKey, IAuraInstance, RemovalPolicy } from "./interfaces";

/** Props of an Aura instance besides its key. */
export interface AuraInstanceBaseProps extends FormerlyProps {
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
  readonly name?: string | undefined;
  /**
   * Version of Neo4j. For Aura `5` is the latest one, which it numbers by the calendar.
   * @default - the provider's: "5"
   */
  readonly version?: string | undefined;
  /**
   * Storage, such as `16GB`.
   * @default - chosen by Aura for the memory
   */
  readonly storage?: string | undefined;
  /**
   * Configures the instance for vector indexes.
   * @default - chosen by Aura
   */
  readonly vectorOptimized?: boolean | undefined;
  /**
   * Adds the graph analytics plugin.
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
   * RSA public key in PEM, 2048 bits or more. With it Terraform's state has the first password encrypted (output
   * `<name>_encrypted_password`) and not in the clear; whoever has the private key decrypts it. It cannot be exchanged later.
   * @default - the password is in the state
   */
  readonly passwordPublicKey?: string | undefined;
  /**
   * Size in GB of a database to import. Nothing is uploaded: the output `<name>_import_command` says how to do it.
   * @default - nothing to import
   * @see https://neo4j.com/docs/aura/importing/import-database/
   */
  readonly importSizeInGb?: number | undefined;
  /**
   * How to import the database: `database-upload` (`neo4j-admin database upload`) or `console` (up to 4 GB).
   * `push-to-cloud` is refused: it does not support customer managed keys.
   * @default database-upload
   */
  readonly importMethod?: string | undefined;
  /**
   * Whether Terraform may destroy the instance. IMPORTANT: some changes replace an instance, and its data is lost.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * Time limits of the waits.
   * @default - the provider's own limits
   */
  readonly timeouts?: AuraInstanceTimeouts | undefined;
  /**
   * The `aura` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/** Props of {@link AuraInstance}. */
export interface AuraInstanceProps extends AuraInstanceBaseProps, OutputProps<InstanceOutput> {
  /** Region of the instance: the key must be there. */
  readonly region: string;
  /**
   * The customer managed key that encrypts the instance. IMPORTANT: cannot be changed after the instance is created.
   * @default - for a clone, the only one in its project, region and product; otherwise it is required
   */
  readonly customerManagedKey?: IAuraCustomerManagedKey | undefined;
  /**
   * The instance to clone.
   * @default - a new, empty instance
   */
  readonly cloneOf?: IAuraInstance | undefined;
  /**
   * Id of the snapshot of the source to clone.
   * @default - the present state of the source
   */
  readonly sourceSnapshotId?: string | undefined;
}
