import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import type { IAuraKey, KeyPhase, ResourceWithId } from "./interfaces";
import type { AuraCloudKmsKeyProps } from "./private/google-props";
import { ImportedCloudKey } from "./private/imported-cloud-key";
import { googleParts } from "./private/load";
import { addMovedBlocks, formerly } from "./private/moved-blocks";
import { SynthCheck } from "./private/synth-check";
import * as prop from "./private/validate-props";

/** What is known about a key in Google Cloud that is owned elsewhere. */
export interface ImportedCloudKmsKeyAttributes {
  /**
   * Expected region of the key; it is compared with its name.
   * @default - the location in the name
   */
  readonly region?: string | undefined;
}

/**
 * Creates the key of Google Cloud KMS that encrypts Aura instances: `google_kms_crypto_key`, symmetric and with a rotation period, and
 * its `google_kms_key_ring` unless one is given. In phase 2 it adds six `google_kms_crypto_key_iam_member`: each of Aura's service
 * accounts gets the roles CryptoKey Encrypter/Decrypter and Cloud KMS Viewer on the key, and no other member loses one.
 *
 * Needs the package `@cdktf/provider-google`; for CDK Terrain the bindings are in this package.
 *
 * IMPORTANT: if the key is lost, the data is lost. Terraform refuses to destroy key, ring and members as long as they are in the
 * configuration. Never put a `google_kms_crypto_key_iam_binding` or `_policy` beside them: it takes Aura's access away.
 * @see https://neo4j.com/docs/aura/security/customer-managed-keys/
 * @example
 * new AuraCloudKmsKey(stack, "orders-key", { region: "europe-west1" });
 */
export class AuraCloudKmsKey extends Construct implements IAuraKey, Contributor {
  /**
   * Names a key that is owned elsewhere. Nothing is created; the key takes part in every check.
   * @param keyId resource name of the key, `projects/P/locations/REGION/keyRings/R/cryptoKeys/K`, without a version; for a token, Terraform
   * compares the regions
   * @param attributes what is known about the key besides its name
   */
  public static fromKeyId(
    scope: Construct,
    id: string,
    keyId: string,
    attributes: ImportedCloudKmsKeyAttributes = {},
  ): IAuraKey {
    prop.checkProps(scope, id, { keyId, ...attributes }, { keyId: prop.text, region: prop.optional(prop.text) });
    return new ImportedCloudKey(scope, id, "gcp", keyId, attributes.region);
  }

  public readonly cloudProvider = "gcp";
  /** The Terraform resource of the key. */
  public readonly resource: ResourceWithId;
  /** The Terraform resource of the new key ring; undefined where one was given. */
  public readonly keyRing: ResourceWithId | undefined;
  /** The access of Aura's service accounts; empty in phase 1. */
  public readonly members: readonly TerraformResource[];
  public readonly phase: KeyPhase;
  public readonly region: string;
  private readonly props: AuraCloudKmsKeyProps;
  private id: string | undefined;

  /** @throws {@link AuraCmkError} `prop-type`, `package-missing` */
  public constructor(scope: Construct, id: string, props: AuraCloudKmsKeyProps) {
    prop.checkProps(scope, id, props, SHAPE);
    super(scope, id);
    this.props = { ...props, serviceAccounts: props.serviceAccounts?.slice() };
    this.region = props.region;
    this.phase = props.serviceAccounts === undefined ? "bootstrap" : "encrypted";
    const { key, keyRing, members } = googleParts().addCloudKmsKey(this, this.props, this.phase);
    this.resource = key;
    this.keyRing = keyRing;
    this.members = members;
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  /** What is registered with Aura: the resource name, without a version. */
  public get keyId(): string {
    return (this.id ??= this.resource.id);
  }

  public get accessResources(): readonly TerraformResource[] {
    return this.members;
  }

  /** Aura's service accounts, as they were given; undefined in phase 1. */
  public get serviceAccounts(): readonly string[] | undefined {
    return this.props.serviceAccounts;
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    return googleParts().contributionOf(this, this.props);
  }
}

const SHAPE: prop.Shape<AuraCloudKmsKeyProps> = {
  region: prop.text,
  serviceAccounts: prop.optional(prop.listedTexts),
  keyRing: prop.optional(prop.text),
  keyRingName: prop.optional(prop.text),
  project: prop.optional(prop.text),
  keyName: prop.optional(prop.text),
  rotationPeriodInDays: prop.optional(prop.amount),
  destroyScheduledDurationInDays: prop.optional(prop.amount),
  protectionLevel: prop.optional(prop.oneOf("SOFTWARE", "HSM")),
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  labels: prop.optional(prop.labels),
  provider: prop.optional(prop.provider),
  formerly,
};
