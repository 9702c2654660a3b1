import type { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { Construct } from "constructs";
import { known, mapFact } from "../model/fact";
import { ROTATION_PERIOD_IN_DAYS } from "../model/limits";
import type { KmsKeyNode } from "../model/model";
import type { IAuraKmsKey } from "./interfaces";
import { ImportedKmsKey, type ImportedKmsKeyAttributes } from "./private/imported-key";
import { awsBindings } from "./private/load";
import * as prop from "./private/validate-props";
import { ManagedKey } from "./private/managed-key";
import { MANAGED_KEY_SHAPE, type ManagedKeyProps } from "./private/managed-key-props";
import { factOf, nameOf } from "./private/tokens";
import { accountProblems, needsLiteral } from "./private/formats";

/** Props of {@link AuraKmsKey}. */
export interface AuraKmsKeyProps extends ManagedKeyProps {
  /** Id of the account that owns the key, 12 digits: a literal, because it goes into the key policy. */
  readonly accountId: string;
  /**
   * Days between two automatic rotations of the key material, 90-2560.
   * @default 365
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
   */
  readonly rotationPeriodInDays?: number | undefined;
  /**
   * Whether the key can have replicas in other regions. IMPORTANT: cannot be changed later, and only a multi-Region key
   * can have replicas.
   * @default false
   */
  readonly multiRegion?: boolean | undefined;
  /**
   * The present policy of a key that already exists and is imported (`key.resource.importFrom(keyId)`), as JSON text or as an object:
   * `aws kms get-key-policy --key-id KEY --query Policy --output text` prints it. It is taken over as it is, in place of the
   * account's own statement, `administrators` and the default deletion guard; `statement` is added where the policy does not
   * have it yet.
   * @default - the policy is made from the other props
   */
  readonly currentPolicy?: string | object | undefined;
}

/**
 * Creates the AWS KMS key that encrypts Aura instances: `aws_kms_key`, symmetric, with rotation on, the longest deletion
 * window and an inline policy, and an `aws_kms_alias`.
 *
 * The policy is plain JSON in the synthesized file: the account's own statement, the administrators, then Aura's
 * statement as the Console shows it.
 *
 * IMPORTANT: if the key is lost, the data is lost. Terraform refuses to destroy the key as long as it is in the
 * configuration; removing the construct from the program also removes this protection.
 * @see https://neo4j.com/docs/aura/security/encryption/
 * @example
 * new AuraKmsKey(stack, "orders", {
 *   accountId: "111122223333",
 *   region: "eu-west-1",
 *   statement: AuraStatement.fromFileWhenSaved("statements/orders.json"),
 * });
 */
export class AuraKmsKey extends ManagedKey {
  /**
   * Names a key that is owned elsewhere. Nothing is created; the key takes part in every check.
   * @param keyArn ARN of the key, not of an alias; for a token, Terraform compares the regions
   * @param attributes what is known about the key besides its ARN
   */
  public static fromKeyArn(
    scope: Construct,
    id: string,
    keyArn: string,
    attributes: ImportedKmsKeyAttributes = {},
  ): IAuraKmsKey {
    return new ImportedKmsKey(scope, id, keyArn, attributes);
  }

  public readonly resource: KmsKey;

  /** @param id id of the construct, which names the alias */
  public constructor(scope: Construct, id: string, props: AuraKmsKeyProps) {
    prop.checkProps(scope, id, props, {
      ...MANAGED_KEY_SHAPE,
      accountId: prop.text,
      rotationPeriodInDays: prop.optional(prop.amount),
      multiRegion: prop.optional(prop.flag),
      currentPolicy: prop.optional(prop.document),
    });
    super(scope, id, props.accountId, props);
    const aws = awsBindings();
    this.resource = new aws.KmsKey(this, "Resource", {
      ...this.sharedArguments(),
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      keyUsage: "ENCRYPT_DECRYPT",
      isEnabled: true,
      enableKeyRotation: true,
      rotationPeriodInDays: props.rotationPeriodInDays ?? ROTATION_PERIOD_IN_DAYS.default,
      multiRegion: props.multiRegion ?? false,
    });
    this.addAlias();
  }

  protected override ownProblems() {
    const path = this.node.path;
    return [...needsLiteral(path, "accountId", this.accountId, "12 digits"), ...accountProblems(path, this.accountId)];
  }

  protected override ownFacts() {
    const key = this.resource;
    const of = `of key ${nameOf(this)}`;
    const external = key.customKeyStoreIdInput ?? key.xksKeyIdInput;
    return {
      keySpec: factOf(key.customerMasterKeySpecInput ?? "SYMMETRIC_DEFAULT", `key spec ${of}`),
      keyUsage: factOf(key.keyUsageInput ?? "ENCRYPT_DECRYPT", `key usage ${of}`),
      materialOrigin: known(external === undefined ? "AWS_KMS" : "custom key store", `key store ${of}`),
      enabled: mapFact(factOf(key.isEnabledInput, `\`isEnabled\` ${of}`), (enabled) => enabled !== false),
      multiRegion: mapFact(factOf(key.multiRegionInput, `\`multiRegion\` ${of}`), (multi) => multi === true),
      rotationEnabled: mapFact(factOf(key.enableKeyRotationInput, `rotation ${of}`), (enabled) => enabled === true),
      rotationPeriodInDays: factOf(key.rotationPeriodInDaysInput, `\`rotationPeriodInDays\` ${of}`),
    } satisfies Partial<KmsKeyNode>;
  }
}
