import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AuraCustomerManagedKey } from "./aura-customer-managed-key";
import { AuraInstance } from "./aura-instance";
import { AuraKmsKey } from "./aura-kms-key";
import type { AuraStatement } from "./aura-statement";
import type { AuraInstanceBaseProps, IAuraInstance } from "./instance";
import type { IAuraKmsKey } from "./kms-key";

/** Props of {@link EncryptedAuraInstance}. */
export interface EncryptedAuraInstanceProps extends AuraInstanceBaseProps {
  /** Id of the AWS account that owns the key, 12 digits. */
  readonly accountId: string;
  /** Region of the instance and of its key. */
  readonly region: string;
  /**
   * Aura's statement, from the Console. Without one this is phase 1: key and record are made, the instance is held back.
   * @default - phase 1
   */
  readonly statement?: AuraStatement;
  /**
   * ARNs of IAM roles and users that may administer the key.
   * @default - only the account's own IAM policies decide
   */
  readonly administrators?: readonly string[];
  /**
   * A key to use instead of a new one.
   * @default - a new key
   */
  readonly key?: IAuraKmsKey;
  /**
   * Tags of the key.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The `aws` provider to create the key with.
   * @default - the stack's default provider
   */
  readonly awsProvider?: TerraformProvider;
}

/**
 * Defines an Aura instance under a key of its own in one go: {@link AuraKmsKey}, {@link AuraCustomerManagedKey} and
 * {@link AuraInstance}.
 *
 * In phase 1 (no statement yet) the instance is held back, and the output `NextStep` says what to do.
 *
 * IMPORTANT: key and instance are kept from being destroyed unless `removalPolicy` is `destroy`.
 * @see https://neo4j.com/docs/aura/security/encryption/
 * @example
 * new EncryptedAuraInstance(stack, "orders", {
 *   accountId: "111122223333",
 *   region: "eu-west-1",
 *   projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
 *   product: "AuraDB",
 *   memory: "8GB",
 *   statement: AuraStatement.fromFileWhenSaved("statements/orders.json"),
 * });
 */
export class EncryptedAuraInstance extends Construct {
  /** The key. */
  public readonly key: IAuraKmsKey;
  /** The key's record in Aura. */
  public readonly customerManagedKey: AuraCustomerManagedKey;
  /** The instance; held back in phase 1. */
  public readonly instance: IAuraInstance;

  /**
   * @param scope where it belongs
   * @param id id of the construct, and by default the name in Aura and of the alias
   * @param props see {@link EncryptedAuraInstanceProps}
   */
  public constructor(scope: Construct, id: string, props: EncryptedAuraInstanceProps) {
    super(scope, id);
    const { accountId, region, projectId, product, name = id, statement, removalPolicy, auraProvider } = props;
    this.key =
      props.key ??
      new AuraKmsKey(this, "Key", {
        accountId,
        region,
        statement,
        alias: `alias/neo4j-aura/${id}`,
        administrators: props.administrators,
        removalPolicy,
        tags: props.tags,
        provider: props.awsProvider,
      });
    this.customerManagedKey = new AuraCustomerManagedKey(this, "CustomerManagedKey", {
      key: this.key,
      projectId,
      product,
      name,
      region,
      provider: auraProvider,
    });
    const instanceProps = { ...props, name, customerManagedKey: this.customerManagedKey };
    this.instance =
      this.key.phase === "bootstrap"
        ? AuraInstance.heldBack(this, "Instance", instanceProps)
        : new AuraInstance(this, "Instance", instanceProps);
  }
}
