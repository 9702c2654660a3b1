import type { TerraformProvider } from "cdktf";
import type { KeyPolicyStatement } from "../../policy/document";
import type { RemovalPolicy } from "../interfaces";
import type { AuraStatement } from "../aura-statement";
import { formerly, type FormerlyProps } from "./moved-blocks";
import * as prop from "./validate-props";
import { EXPECTED_PRINCIPALS_SHAPE, type ExpectedPrincipalProps } from "./expected-principals";

/** Props of a key and of a replica. */
export interface ManagedKeyProps extends ExpectedPrincipalProps, FormerlyProps {
  /**
   * Region of the key.
   * @default - the region of the provider, which must be defined before the key
   */
  readonly region?: string | undefined;
  /**
   * Aura's statement, from the Console. Without it, or while the file of {@link AuraStatement.fromFileWhenSaved} does not
   * exist, the key is in phase 1: it exists, and its policy does not allow Aura.
   *
   * IMPORTANT: removing the statement later would revoke Aura's access to the data. A `terraform_data` resource beside
   * the key makes such a plan fail (unless `removalPolicy` is `destroy`).
   * @default - phase 1
   */
  readonly statement?: AuraStatement | undefined;
  /**
   * Name of the alias, beginning with `alias/`.
   * @default - `alias/neo4j-aura/<id of the construct>`, with `formerly` its first id
   */
  readonly alias?: string | undefined;
  /**
   * Description of the key in AWS.
   * @default - says that the key encrypts Neo4j Aura and must not be deleted
   */
  readonly description?: string | undefined;
  /**
   * ARNs of IAM roles and users that may administer the key.
   * @default - none besides those that the account's IAM policies allow
   */
  readonly administrators?: readonly string[] | undefined;
  /**
   * Further statements of the key policy, such as those of `KeyStatements`: literals, in their order after the administrators and
   * before Aura's. Each is checked as Aura's statement is, and the whole policy by every rule. External principals that they
   * allow are expected, and not taken for Aura.
   *
   * IMPORTANT: a Deny that applies to Aura stops the instances, and one that applies to the account locks the owner out.
   * @default - none
   */
  readonly keyStatements?: readonly KeyPolicyStatement[] | undefined;
  /**
   * Days from the request to delete the key to its deletion, 7-30.
   * @default 30
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
   */
  readonly deletionWindowInDays?: number | undefined;
  /**
   * Days without use, 31-3650, before which AWS itself refuses to delete the key, for every caller and every tool: a Deny in the
   * key policy. It stays when the protection by Terraform has gone with its block. 0 is no guard. It excludes `removalPolicy: "destroy"`:
   * AWS would refuse the deletion of such a key in the middle of an apply.
   *
   * IMPORTANT: a key that was never used counts from its creation, so a new one cannot be deleted for that long either, unless
   * `removalPolicy: "destroy"` or 0 is deployed first, which removes the guard from the policy. Set `removalPolicy: "destroy"` on keys
   * of tests.
   * @default 90, and none where `removalPolicy` is `destroy`
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-trailing-days-without-key-usage
   */
  readonly deletionGuardInDays?: number | undefined;
  /**
   * Whether Terraform may destroy the key. IMPORTANT: data encrypted with a deleted key is lost permanently.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * Tags of the key.
   * @default - none of its own
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * The `aws` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/** The types of these props. */
export const MANAGED_KEY_SHAPE: prop.Shape<ManagedKeyProps> = {
  ...EXPECTED_PRINCIPALS_SHAPE,
  region: prop.optional(prop.text),
  statement: prop.optional(prop.statement),
  alias: prop.optional(prop.text),
  description: prop.optional(prop.text),
  administrators: prop.optional(prop.texts),
  keyStatements: prop.optional(prop.statements),
  deletionWindowInDays: prop.optional(prop.amount),
  deletionGuardInDays: prop.optional(prop.amount),
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  tags: prop.optional(prop.tags),
  provider: prop.optional(prop.provider),
  formerly,
};
