import type { TerraformProvider } from "cdktf";
import type { RemovalPolicy } from "../interfaces";
import type { FormerlyProps } from "./moved-blocks";

/** Props of {@link AuraCloudKmsKey}. */
export interface AuraCloudKmsKeyProps extends FormerlyProps {
  /** Region of the key, such as `europe-west1`: the location of its key ring. Multi-regions and `global` are no regions. */
  readonly region: string;
  /**
   * The three service accounts of Aura, e-mail addresses from the Aura Console, as literals. Without them this is phase 1: the key is
   * created and registered with Aura, which does not have access to it yet. Have a second person compare them.
   *
   * IMPORTANT: removing them later would revoke Aura's access to the data. A `terraform_data` resource beside the key makes such a plan
   * fail (unless `removalPolicy` is `destroy`).
   * @default - phase 1
   */
  readonly serviceAccounts?: readonly string[] | undefined;
  /**
   * Id of a key ring that already exists, `projects/P/locations/REGION/keyRings/R`. IMPORTANT: another ring replaces the key.
   * @default - a new key ring
   */
  readonly keyRing?: string | undefined;
  /**
   * Name of the new key ring, 1-63 letters, digits, `_` and `-`. IMPORTANT: another name replaces the key.
   * @default - `neo4j-aura-` and the id of the construct, with `formerly` its first id
   */
  readonly keyRingName?: string | undefined;
  /**
   * Id of the project of the new key ring.
   * @default - the project of the provider
   */
  readonly project?: string | undefined;
  /**
   * Name of the key, 1-63 letters, digits, `_` and `-`. IMPORTANT: another name replaces the key, and Google Cloud never gives the name of a
   * destroyed key to a new one.
   * @default - the id of the construct, with `formerly` its first id
   */
  readonly keyName?: string | undefined;
  /**
   * Days between two automatic rotations, 1-36500.
   * @default 90
   * @see https://cloud.google.com/kms/docs/key-rotation
   */
  readonly rotationPeriodInDays?: number | undefined;
  /**
   * Days in which a destroyed version of the key can be restored, 1-120. IMPORTANT: cannot be changed later, another value replaces the key.
   * @default 30
   * @see https://cloud.google.com/kms/docs/control-key-destruction
   */
  readonly destroyScheduledDurationInDays?: number | undefined;
  /**
   * Where the key is kept: `SOFTWARE` or `HSM`. IMPORTANT: cannot be changed later.
   * @default SOFTWARE
   */
  readonly protectionLevel?: "SOFTWARE" | "HSM" | undefined;
  /**
   * Whether Terraform may destroy the key. IMPORTANT: data encrypted with a destroyed key is lost permanently.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * Labels of the key.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * The `google` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/** Props of {@link AuraGoogleProvider}. */
export interface AuraGoogleProviderProps {
  /**
   * Id of the project.
   * @default - the environment variable GOOGLE_PROJECT, when Terraform runs
   */
  readonly project?: string | undefined;
  /**
   * Alias, for a second provider in one stack.
   * @default - the default provider
   */
  readonly alias?: string | undefined;
}
