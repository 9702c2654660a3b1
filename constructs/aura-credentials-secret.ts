import type { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import type { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import type { Problem } from "../model/problem";
import type { IAuraInstance, IAuraKey, IAuraKmsKey, RemovalPolicy } from "./interfaces";
import { AuraInstanceResource } from "./l1/instance-resource";
import { passwordProblems, recoveryWindowProblems, secretNameProblems } from "./private/formats";
import { secretParts } from "./private/load";
import { addMovedBlocks, formerly, originalId, type FormerlyProps } from "./private/moved-blocks";
import { addOutput, outputsOf, type OutputProps } from "./private/outputs";
import { SynthCheck } from "./private/synth-check";
import { nameOf } from "./private/tokens";
import * as prop from "./private/validate-props";

/** Props of {@link AuraCredentialsSecret}. */
export interface AuraCredentialsSecretProps extends FormerlyProps, OutputProps<"SecretArn"> {
  /** An instance of this program. While it is deferred to phase 2 of its key, nothing is created. */
  readonly instance: IAuraInstance;
  /**
   * The key that encrypts the secret, in the region of the secret.
   * @default - the key of the instance
   */
  readonly key?: IAuraKmsKey | undefined;
  /**
   * The password, as a sensitive variable: for an instance that was imported, whose password Terraform does not know.
   * @default - the first password of the instance, which is in Terraform's state
   */
  readonly password?: string | undefined;
  /**
   * Name of the secret, 1-512 characters.
   * @default - `neo4j-aura/` and the id of the construct, with `formerly` its first id
   */
  readonly secretName?: string | undefined;
  /**
   * Days until a deleted secret is gone, 7-30.
   * @default 30
   */
  readonly recoveryWindowInDays?: number | undefined;
  /**
   * Whether Terraform may destroy the secret.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * Tags of the secret.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * The `aws` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/**
 * Hands over how to connect to an instance: an `aws_secretsmanager_secret` under the customer's own key, with a version that holds the
 * JSON members `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `AURA_INSTANCEID`. The output `<id>_secret_arn` names the secret.
 *
 * A version is written when the instance is created or replaced, and never again: after a rotation of the password by hand, put the
 * new one into the secret (`aws secretsmanager put-secret-value`), and Terraform leaves it there.
 *
 * IMPORTANT: the first password is also in Terraform's state: protect the state. Principals that read the secret need
 * `secretsmanager:GetSecretValue` on it and `kms:Decrypt` on the key. A key that is deleted takes the secret with it.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * @example
 * new AuraCredentialsSecret(stack, "orders-credentials", { instance: orders.instance });
 */
export class AuraCredentialsSecret extends Construct implements Contributor {
  /** The secret; undefined in phase 1. */
  public readonly secret: SecretsmanagerSecret | undefined;
  /** What it holds; undefined in phase 1. */
  public readonly version: SecretsmanagerSecretVersion | undefined;
  private readonly props: AuraCredentialsSecretProps;
  private readonly key: IAuraKmsKey | undefined;

  /** @throws {@link AuraCmkError} `prop-type`, `package-missing` */
  public constructor(scope: Construct, id: string, props: AuraCredentialsSecretProps) {
    prop.checkProps(scope, id, props, SHAPE);
    super(scope, id);
    this.props = { ...props };
    const { instance, secretName = `neo4j-aura/${originalId(id, props)}` } = props;
    this.key = props.key ?? kmsKeyOf(instance.customerManagedKey?.key);
    const resource = resourceOf(instance);
    if (resource && this.key) {
      const { secret, version } = secretParts().addSecret(this, resource, this.key, { ...props, secretName });
      this.secret = secret;
      this.version = version;
      const what = `ARN of the secret with the credentials of instance ${nameOf(instance)}`;
      addOutput(this, "SecretArn", secret.arn, what, props);
    }
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const { instance, secretName, recoveryWindowInDays, password } = this.props;
    const path = this.node.path;
    return {
      problems: [
        ...secretNameProblems(path, secretName ?? `neo4j-aura/${originalId(this.node.id, this.props)}`),
        ...recoveryWindowProblems(path, recoveryWindowInDays),
        ...passwordProblems(path, password),
        ...unknownCredentials(path, instance, this.key),
      ],
    };
  }
}

function unknownCredentials(path: string, instance: IAuraInstance, key: IAuraKmsKey | undefined): Problem[] {
  const name = nameOf(instance);
  if (!resourceOf(instance) && !instance.deferred) {
    return [
      {
        code: "credentials-unknown",
        path,
        what: `the credentials of instance ${name} are not known here`,
        got: "an instance that is defined elsewhere",
        expected: "an instance of this program",
        fix: "make the secret where the instance is made",
      },
    ];
  }
  if (key) return [];
  return [
    {
      code: "credentials-unknown",
      path,
      what: `there is no key for the credentials of instance ${name}`,
      got: instance.customerManagedKey?.key
        ? "an instance whose key is not in AWS"
        : "an instance whose key is not part of this program",
      expected: "a key in the region of the secret",
      fix: "set `key`, such as to AuraKmsKey.fromKeyArn",
    },
  ];
}

/** A secret of AWS can be under a key of AWS alone. */
function kmsKeyOf(key: IAuraKey | undefined): IAuraKmsKey | undefined {
  return key?.cloudProvider === "aws" ? (key as IAuraKmsKey) : undefined;
}

/** The resource of an instance that is created here. */
function resourceOf(instance: IAuraInstance): AuraInstanceResource | undefined {
  return "resource" in instance && instance.resource instanceof AuraInstanceResource ? instance.resource : undefined;
}

const SHAPE: prop.Shape<AuraCredentialsSecretProps> = {
  instance: prop.instance,
  key: prop.optional(prop.key),
  password: prop.optional(prop.text),
  secretName: prop.optional(prop.text),
  recoveryWindowInDays: prop.optional(prop.amount),
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  tags: prop.optional(prop.tags),
  provider: prop.optional(prop.provider),
  outputs: outputsOf("SecretArn"),
  formerly,
};
