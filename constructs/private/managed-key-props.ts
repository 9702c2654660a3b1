import type { TerraformProvider } from "cdktf";
import type { AuraStatement } from "../aura-statement";
import type { RemovalPolicy } from "../removal-policy";
import * as prop from "./validate-props";
import { EXPECTED_PRINCIPALS_SHAPE, type ExpectedPrincipalProps } from "./expected-principals";

/** Props that a key and a replica share. */
export interface ManagedKeyProps extends ExpectedPrincipalProps {
  /**
   * Region of the key.
   * @default - the region of the provider, which has to be made before the key
   */
  readonly region?: string;
  /**
   * Aura's statement, from the Console. Without one, or while {@link AuraStatement.fromFileWhenSaved} still awaits it,
   * the key is in phase 1: it exists, and Aura is not in its policy.
   *
   * IMPORTANT: going back from a statement to none would take Aura's access to the data away. A `terraform_data`
   * resource beside the key makes the plan fail when that is tried (unless `removalPolicy` is `destroy`).
   * @default - phase 1
   */
  readonly statement?: AuraStatement;
  /**
   * Name of the alias, with `alias/` in front.
   * @default - `alias/neo4j-aura/<id of the construct>`
   */
  readonly alias?: string;
  /**
   * What the key is for, as AWS shows it.
   * @default - says that the key encrypts Neo4j Aura and must not be deleted
   */
  readonly description?: string;
  /**
   * ARNs of IAM roles and users that may administer the key, beside the account's own IAM policies.
   * @default - only the account's own IAM policies decide
   */
  readonly administrators?: readonly string[];
  /**
   * Days between the request to delete the key and its deletion, 7-30.
   * @default 30
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
   */
  readonly deletionWindowInDays?: number;
  /**
   * Whether Terraform may destroy the key. IMPORTANT: data encrypted with a deleted key is gone for good.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Tags of the key.
   * @default - none of its own
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The `aws` provider to create the key with.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider;
}

/** What the props that a key and a replica share must be. */
export const MANAGED_KEY_SHAPE: prop.Shape<ManagedKeyProps> = {
  ...EXPECTED_PRINCIPALS_SHAPE,
  region: prop.optional(prop.text),
  statement: prop.optional(prop.statement),
  alias: prop.optional(prop.text),
  description: prop.optional(prop.text),
  administrators: prop.optional(prop.texts),
  deletionWindowInDays: prop.optional(prop.amount),
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  tags: prop.optional(prop.textByName),
  provider: prop.optional(prop.provider),
};
