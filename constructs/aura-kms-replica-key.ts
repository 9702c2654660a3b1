import type { KmsReplicaKey } from "@cdktf/provider-aws/lib/kms-replica-key";
import type { Construct } from "constructs";
import { known, mapFact, unknown } from "../model/fact";
import type { KmsKeyNode } from "../model/model";
import type { Problem } from "../model/problem";
import { parseKeyArn } from "../policy/arn";
import type { IAuraKmsKey } from "./interfaces";
import { AuraKmsKey } from "./aura-kms-key";
import { awsBindings } from "./private/load";
import * as prop from "./private/validate-props";
import { ManagedKey } from "./private/managed-key";
import { MANAGED_KEY_SHAPE, type ManagedKeyProps } from "./private/managed-key-props";
import { factOf, holdsToken, sameValue, show, nameOf } from "./private/tokens";

/** Props of {@link AuraKmsReplicaKey}. */
export interface AuraKmsReplicaKeyProps extends ManagedKeyProps {
  /** The multi-Region key to replicate: one of this app, or one named with `AuraKmsKey.fromKeyArn`. */
  readonly primary: IAuraKmsKey;
  /**
   * Aura's statement for the replica, which has a policy of its own: a statement in the primary's policy does not apply.
   * @default - the statement of a primary of this app
   */
  readonly statement?: ManagedKeyProps["statement"] | undefined;
  /**
   * Further statements of the replica's policy, as for a key.
   * @default - those of a primary of this app
   */
  readonly keyStatements?: ManagedKeyProps["keyStatements"];
  /**
   * Days without use before which AWS refuses to delete the replica, as for a key. AWS counts the use of a replica apart from that
   * of its primary.
   * @default - that of a primary of this app, else 90; none where `removalPolicy` is `destroy`
   */
  readonly deletionGuardInDays?: ManagedKeyProps["deletionGuardInDays"];
  /**
   * Id of the AWS account that Aura's statement may allow, as for a key.
   * @default - without this and `auraPrincipals`, the expected principals of a primary of this app
   */
  readonly auraAccountId?: string | undefined;
}

/**
 * Creates a replica of a multi-Region key in the region of an Aura instance: `aws_kms_replica_key`, with its own policy
 * that holds Aura's statement, and an `aws_kms_alias`. Rotation is set on the primary.
 *
 * IMPORTANT: Aura uses the key in the instance's region, so an instance there depends on the replica alone.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
export class AuraKmsReplicaKey extends ManagedKey {
  public readonly resource: KmsReplicaKey;
  /** The key that this is a replica of. */
  public readonly primary: IAuraKmsKey;

  /** @param id id of the construct, which names the alias */
  public constructor(scope: Construct, id: string, props: AuraKmsReplicaKeyProps) {
    prop.checkProps(scope, id, props, { ...MANAGED_KEY_SHAPE, primary: prop.key });
    const ofPrimary = props.primary as Partial<AuraKmsKey>;
    const statement = props.statement ?? ofPrimary.statement;
    const isExpectedHere = props.auraAccountId !== undefined || props.auraPrincipals !== undefined;
    const auraPrincipals = isExpectedHere ? props.auraPrincipals : ofPrimary.expectedPrincipals;
    super(scope, id, props.primary.accountId, {
      ...props,
      ...(statement && { statement }),
      ...(auraPrincipals && { auraPrincipals }),
      keyStatements: props.keyStatements ?? ofPrimary.keyStatements,
      deletionGuardInDays:
        props.deletionGuardInDays ?? (props.removalPolicy === "destroy" ? undefined : ofPrimary.deletionGuardInDays),
    });
    this.primary = props.primary;
    const aws = awsBindings();
    this.resource = new aws.KmsReplicaKey(this, "Resource", {
      ...this.sharedArguments(),
      primaryKeyArn: props.primary.keyArn,
      enabled: true,
    });
    this.addAlias();
  }

  protected override ownProblems(): Problem[] {
    const { primary } = this;
    const of = `of replica ${nameOf(this)}`;
    const problem = (what: string, got: string, expected: string, fix: string): Problem => ({
      ...{ code: "replica-fits-primary", path: this.node.path, what, got, expected, fix },
    });
    const problems: Problem[] = [];
    if (holdsToken(primary.accountId) && !(primary instanceof AuraKmsKey)) {
      problems.push({
        ...problem(
          `the account ${of} is not a literal`,
          show(primary.accountId),
          "12 digits",
          "give `accountId` to AuraKmsKey.fromKeyArn: the key policy must be readable in the plan",
        ),
        code: "needs-literal",
      });
    }
    const flaw = flawOfPrimary(primary);
    if (flaw) {
      problems.push(
        problem(
          `the primary ${of} is not a multi-Region primary key`,
          `${flaw} (${primary.node.path})`,
          "a key with `multiRegion`, or the ARN of one (its id begins with mrk-)",
          "create a new multi-Region key: an existing key cannot become one",
        ),
      );
    }
    if (sameValue(this, this.region, primary.region)) {
      problems.push(
        problem(
          `replica ${nameOf(this)} is in the region of its primary`,
          `${show(this.region)} for both`,
          "another region",
          "use the primary itself in its own region",
        ),
      );
    }
    return problems;
  }

  protected override ownFacts() {
    const of = `of replica ${nameOf(this)}`;
    const arn = this.primary.keyArn;
    return {
      replicaOf: {
        primary: this.primary.node.path,
        primaryArn: holdsToken(arn)
          ? unknown(`AWS names the primary of ${nameOf(this)} at apply`)
          : known(arn, "ARN of the primary"),
      },
      // A replica has the properties of its primary, where they are checked.
      keySpec: known("SYMMETRIC_DEFAULT", `key spec ${of}`),
      keyUsage: known("ENCRYPT_DECRYPT", `key usage ${of}`),
      materialOrigin: known("AWS_KMS", `key store ${of}`),
      enabled: mapFact(factOf(this.resource.enabledInput, `\`enabled\` ${of}`), (enabled) => enabled !== false),
      multiRegion: known(true, `replica ${nameOf(this)}`),
      rotationEnabled: unknown(`rotation ${of} is set on its primary`),
      rotationPeriodInDays: known(undefined, `rotation ${of}`),
    } satisfies Partial<KmsKeyNode>;
  }
}

/** Why a key cannot be a primary, as far as it is known. */
function flawOfPrimary(primary: IAuraKmsKey): string | undefined {
  if (primary instanceof AuraKmsReplicaKey) return "a replica";
  if (primary instanceof AuraKmsKey) {
    return primary.resource.multiRegionInput === false ? "a single-Region key" : undefined;
  }
  const arn = holdsToken(primary.keyArn) ? undefined : parseKeyArn(primary.keyArn);
  // A malformed ARN has a rule of its own.
  return arn && !("error" in arn) && !arn.multiRegion ? "the ARN of a single-Region key" : undefined;
}
