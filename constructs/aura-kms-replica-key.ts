import { KmsReplicaKey } from "@cdktf/provider-aws/lib/kms-replica-key";
import type { Construct } from "constructs";
import { known, unknown } from "../model/fact";
import type { KmsKeyNode } from "../model/model";
import type { AuraKmsKey } from "./aura-kms-key";
import type { IAuraKmsKey } from "./kms-key";
import { ManagedKey, type ManagedKeyProps } from "./private/managed-key";
import { factOf, holdsToken } from "./private/tokens";

/** Props of {@link AuraKmsReplicaKey}. */
export interface AuraKmsReplicaKeyProps extends ManagedKeyProps {
  /** The multi-Region key to replicate: one of this app, or one named with `AuraKmsKey.fromKeyArn`. */
  readonly primary: IAuraKmsKey;
  /**
   * Aura's statement for the replica. A replica has a policy of its own: a statement in the primary's does not reach it.
   * @default - the statement of a primary of this app
   */
  readonly statement?: ManagedKeyProps["statement"];
}

/**
 * Defines a replica of a multi-Region key in the region of an Aura instance: `aws_kms_replica_key`, with its own policy
 * that holds Aura's statement, and an `aws_kms_alias`. Rotation is the primary's.
 *
 * IMPORTANT: Aura is told the ARN of the key in the instance's region, so an instance there depends on the replica alone.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
export class AuraKmsReplicaKey extends ManagedKey {
  public readonly resource: KmsReplicaKey;
  /** The key that this is a replica of. */
  public readonly primary: IAuraKmsKey;

  /**
   * @param scope where the replica belongs
   * @param id id of the construct, which names the alias
   * @param props see {@link AuraKmsReplicaKeyProps}
   */
  public constructor(scope: Construct, id: string, props: AuraKmsReplicaKeyProps) {
    const statement = props.statement ?? (props.primary as Partial<AuraKmsKey>).statement;
    super(scope, id, props.primary.accountId, { ...props, ...(statement && { statement }) });
    this.primary = props.primary;
    this.resource = new KmsReplicaKey(this, "Resource", {
      ...this.sharedArguments(),
      primaryKeyArn: props.primary.keyArn,
      enabled: true,
    });
    this.addCompanions();
  }

  protected override ownFacts() {
    const of = `of replica ${this.node.id}`;
    const arn = this.primary.keyArn;
    return {
      replicaOf: {
        primary: this.primary.node.path,
        primaryArn: holdsToken(arn)
          ? unknown(`AWS names the primary of ${this.node.id} at apply`)
          : known(arn, "ARN of the primary"),
      },
      // A replica has the properties of its primary; what is judged there is not judged again here.
      keySpec: known("SYMMETRIC_DEFAULT", `key spec ${of}`),
      keyUsage: known("ENCRYPT_DECRYPT", `key usage ${of}`),
      materialOrigin: known("AWS_KMS", `key store ${of}`),
      enabled: factOf(this.resource.enabledInput !== false, `\`enabled\` ${of}`),
      multiRegion: known(true, `replica ${this.node.id}`),
      rotationEnabled: unknown(`rotation ${of} is set on its primary`),
      rotationPeriodInDays: known(undefined, `rotation ${of}`),
    } satisfies Partial<KmsKeyNode>;
  }
}
