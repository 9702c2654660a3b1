import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AuraCustomerManagedKey } from "./aura-customer-managed-key";
import { AuraInstance } from "./aura-instance";
import { AuraKmsKey, type AuraKmsKeyProps } from "./aura-kms-key";
import { CLOUDS } from "../model/clouds";
import type { CloudProvider } from "../model/limits";
import { AuraCmkError, type Problem } from "../model/problem";
import type { IAuraInstance, IAuraKey, IAuraKmsKey } from "./interfaces";
import type { AuraStatement } from "./aura-statement";
import type { AuraInstanceBaseProps } from "./instance-props";
import { addMovedBlocks, originalId } from "./private/moved-blocks";
import {
  INSTANCE_OUTPUTS,
  outputsFor,
  outputsOf,
  recordOutputs,
  type InstanceOutput,
  type OutputProps,
  type RecordOutput,
} from "./private/outputs";
import * as prop from "./private/validate-props";
import { EXPECTED_PRINCIPALS_SHAPE, type ExpectedPrincipalProps } from "./private/expected-principals";
import { INSTANCE_BASE_SHAPE } from "./private/instance-arguments";
import { holdsToken, show, PARTS } from "./private/tokens";
import { aliasFor } from "./private/formats";

/** Props of {@link EncryptedAuraInstance}. */
export interface EncryptedAuraInstanceProps<Key extends IAuraKey = IAuraKmsKey>
  extends AuraInstanceBaseProps, ExpectedPrincipalProps, OutputProps<RecordOutput | InstanceOutput> {
  /**
   * Id of the AWS account that owns the key, 12 digits.
   * @default - required for a new key; otherwise the account of `key`
   */
  readonly accountId?: string | undefined;
  /** Region of the instance and of its key. */
  readonly region: string;
  /**
   * Aura's statement, from the Console. Without it this is phase 1: the key is created and registered with Aura, and the
   * instance is deferred.
   * @default - phase 1
   */
  readonly statement?: AuraStatement | undefined;
  /**
   * ARNs of IAM roles and users that may administer the key.
   * @default - none besides those that the account's IAM policies allow
   */
  readonly administrators?: readonly string[] | undefined;
  /**
   * Further statements of the key policy, as of {@link AuraKmsKey}.
   * @default - none
   */
  readonly keyStatements?: AuraKmsKeyProps["keyStatements"];
  /**
   * Alias of the key, which begins with `alias/`.
   * @default - `alias/neo4j-aura/` and the id of the construct
   */
  readonly alias?: AuraKmsKeyProps["alias"];
  /**
   * Description of the key.
   * @default - as of {@link AuraKmsKey}
   */
  readonly description?: AuraKmsKeyProps["description"];
  /**
   * Days between two automatic rotations of the key material, 90-2560.
   * @default 365
   */
  readonly rotationPeriodInDays?: AuraKmsKeyProps["rotationPeriodInDays"];
  /**
   * Days until a deleted key is gone, 7-30.
   * @default 30
   */
  readonly deletionWindowInDays?: AuraKmsKeyProps["deletionWindowInDays"];
  /**
   * Days without use, 31-3650, before which AWS refuses to delete the key, as of {@link AuraKmsKey}.
   * @default 90, and none where `removalPolicy` is `destroy`
   */
  readonly deletionGuardInDays?: AuraKmsKeyProps["deletionGuardInDays"];
  /**
   * Whether the key can have replicas in other regions. IMPORTANT: cannot be changed later.
   * @default false
   */
  readonly multiRegion?: AuraKmsKeyProps["multiRegion"];
  /**
   * A key to use instead of a new one in AWS; a key in another cloud is always given. `statement`, `auraAccountId`, `auraPrincipals`, `administrators`, `tags`, `alias` and
   * the other props of a key are then props of that key.
   * @default - a new AWS KMS key
   */
  readonly key?: Key | undefined;
  /**
   * Tags of the key.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * The `aws` provider to use for the key.
   * @default - the stack's default provider
   */
  readonly awsProvider?: TerraformProvider | undefined;
}

/**
 * Creates an Aura instance and its key: {@link AuraKmsKey} (or the `key` that is given), {@link AuraCustomerManagedKey} and
 * {@link AuraInstance}.
 *
 * In phase 1 (no statement yet) the instance is deferred, and the output `<id>_next_steps` says what to do.
 *
 * IMPORTANT: Terraform refuses to destroy key and instance unless `removalPolicy` is `destroy`.
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
export class EncryptedAuraInstance<Key extends IAuraKey = IAuraKmsKey> extends Construct {
  /** The key. */
  public readonly key: Key;
  /** The key as registered with Aura. */
  public readonly customerManagedKey: AuraCustomerManagedKey<Key>;
  /** The instance; deferred in phase 1. */
  public readonly instance: IAuraInstance;
  /**
   * The ids of its parts, which are called by its own name.
   * @internal
   */
  public readonly [PARTS] = ["Key", "CustomerManagedKey", "Instance"];

  /** @param id id of the construct, and by default the name in Aura and of the alias */
  public constructor(scope: Construct, id: string, props: EncryptedAuraInstanceProps<Key>) {
    checkEncryptedProps(scope, id, props);
    super(scope, id);
    const { region, projectId, product, name = originalId(id, props), removalPolicy, provider } = props;
    this.key = props.key ?? this.newKey(id, props);
    this.customerManagedKey = new AuraCustomerManagedKey<Key>(this, "CustomerManagedKey", {
      key: this.key,
      projectId,
      product,
      name,
      region,
      removalPolicy,
      provider,
      outputs: outputsFor(props.outputs, ...recordOutputs(this.key.cloudProvider)),
    });
    const { formerly: _ofAll, ...ofInstance } = props;
    const instanceProps = {
      ...{ ...ofInstance, name, customerManagedKey: this.customerManagedKey },
      outputs: outputsFor(props.outputs, ...INSTANCE_OUTPUTS),
    };
    this.instance =
      this.key.phase === "bootstrap"
        ? AuraInstance.deferred(this, "Instance", instanceProps)
        : new AuraInstance(this, "Instance", instanceProps);
    addMovedBlocks(this, props);
  }

  /** Without `key`, the type parameter is the key that is made here. */
  private newKey(id: string, props: EncryptedAuraInstanceProps<Key>): Key {
    const key: IAuraKmsKey = new AuraKmsKey(this, "Key", {
      accountId: props.accountId ?? "",
      region: props.region,
      statement: props.statement,
      removalPolicy: props.removalPolicy,
      alias: props.alias ?? aliasFor(originalId(id, props)),
      description: props.description,
      administrators: props.administrators,
      auraAccountId: props.auraAccountId,
      auraPrincipals: props.auraPrincipals,
      keyStatements: props.keyStatements,
      rotationPeriodInDays: props.rotationPeriodInDays,
      deletionWindowInDays: props.deletionWindowInDays,
      deletionGuardInDays: props.deletionGuardInDays,
      multiRegion: props.multiRegion,
      tags: props.tags,
      provider: props.awsProvider,
    });
    return key as IAuraKey as Key;
  }
}

const shapeFor = (cloud: CloudProvider | undefined): prop.Shape<EncryptedAuraInstanceProps<IAuraKey>> => ({
  ...INSTANCE_BASE_SHAPE,
  ...EXPECTED_PRINCIPALS_SHAPE,
  accountId: prop.optional(prop.text),
  region: prop.text,
  statement: prop.optional(prop.statement),
  administrators: prop.optional(prop.texts),
  keyStatements: prop.optional(prop.statements),
  key: prop.optional(prop.auraKey),
  tags: prop.optional(prop.tags),
  alias: prop.optional(prop.text),
  description: prop.optional(prop.text),
  rotationPeriodInDays: prop.optional(prop.amount),
  deletionWindowInDays: prop.optional(prop.amount),
  deletionGuardInDays: prop.optional(prop.amount),
  multiRegion: prop.optional(prop.flag),
  awsProvider: prop.optional(prop.provider),
  outputs: outputsOf(...recordOutputs(cloud), ...INSTANCE_OUTPUTS),
});

/** Props of a new key, which exclude an existing `key`. */
const OF_A_NEW_KEY = [
  ...["statement", "auraAccountId", "auraPrincipals", "administrators", "tags", "awsProvider", "alias", "description"],
  ...["keyStatements", "rotationPeriodInDays", "deletionWindowInDays", "deletionGuardInDays", "multiRegion"],
] as const;

/** Only a new key needs its account. */
type OfNewKey = EncryptedAuraInstanceProps<IAuraKey> & { readonly accountId: string };

function checkEncryptedProps(scope: Construct, id: string, props: EncryptedAuraInstanceProps<IAuraKey>): void {
  const shape = shapeFor(props?.key?.cloudProvider);
  if (props?.key === undefined) {
    const ofNewKey = props as OfNewKey;
    prop.checkProps<OfNewKey>(scope, id, ofNewKey, { ...shape, accountId: prop.text });
    return;
  }
  prop.checkProps(scope, id, props, shape);
  const path = prop.pathOf(scope, id);
  const { key, accountId } = props;
  const problems: Problem[] = OF_A_NEW_KEY.filter((name) => props[name] !== undefined).map((name) => ({
    code: "exclusive-props",
    path,
    what: `\`${name}\` and \`key\` exclude each other`,
    got: "both",
    expected: "one of them",
    fix:
      key.cloudProvider === "aws"
        ? `give \`${name}\` to the key itself, or leave \`key\` out`
        : `leave \`${name}\` out: it is of a new key in AWS`,
  }));
  problems.push(...accountProblems(path, key, accountId));
  if (problems.length > 0) throw new AuraCmkError(problems);
}

/** Checks that an account is the one that owns the key. */
function accountProblems(path: string, key: IAuraKey | IAuraKmsKey, accountId: string | undefined): Problem[] {
  if (accountId === undefined) return [];
  if (!("accountId" in key)) {
    return [
      {
        code: "exclusive-props",
        path,
        what: "`accountId` is given for a key that is not in AWS",
        got: `${show(accountId)}, and a key of ${CLOUDS[key.cloudProvider].name}`,
        expected: "one of them",
        fix: "leave `accountId` out",
      },
    ];
  }
  if (accountId === key.accountId || holdsToken(accountId) || holdsToken(key.accountId)) return [];
  return [
    {
      code: "key-account-expected",
      path,
      what: "`accountId` is not the account that owns `key`",
      got: `${show(accountId)}, and ${show(key.accountId)} for ${key.node.path}`,
      expected: "one account",
      fix: "correct `accountId`, or pass the right key",
    },
  ];
}
