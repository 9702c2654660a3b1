import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { CloudProviderBlock, CloudResource } from "./binding";

/** What `@cdktf/provider-google` 16.12 says of its provider. */
const METADATA = { providerName: "google", providerVersion: "6.50.0", providerVersionConstraint: "~> 6.0" };

/** Arguments of `provider "google"`. */
interface GoogleProviderConfig {
  readonly project?: string;
  readonly alias?: string;
}

/** `provider "google"`. */
export class GoogleProvider extends CloudProviderBlock {
  public constructor(scope: Construct, id: string, config: GoogleProviderConfig = {}) {
    super(scope, id, "google", METADATA, config);
  }
}

/** Arguments of `google_kms_key_ring`. */
interface KmsKeyRingConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly location: string;
  readonly project?: string;
}

/** `google_kms_key_ring`. */
export class KmsKeyRing extends CloudResource {
  public readonly projectInput: string | undefined;

  public constructor(scope: Construct, id: string, config: KmsKeyRingConfig) {
    super(scope, id, "google_kms_key_ring", METADATA, config);
    this.projectInput = config.project;
  }
}

/** Arguments of `google_kms_crypto_key`. */
interface KmsCryptoKeyConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly keyRing: string;
  readonly purpose?: string;
  readonly rotationPeriod?: string;
  readonly destroyScheduledDuration?: string;
  readonly versionTemplate?: { readonly algorithm: string; readonly protectionLevel?: string };
  readonly labels?: { readonly [key: string]: string };
}

/** `google_kms_crypto_key`. */
export class KmsCryptoKey extends CloudResource {
  public constructor(scope: Construct, id: string, config: KmsCryptoKeyConfig) {
    super(scope, id, "google_kms_crypto_key", METADATA, config);
  }
}

/** Arguments of `google_kms_crypto_key_iam_member`. */
interface KmsCryptoKeyIamMemberConfig extends TerraformMetaArguments {
  readonly cryptoKeyId: string;
  readonly role: string;
  readonly member: string;
}

/** `google_kms_crypto_key_iam_member`. */
export class KmsCryptoKeyIamMember extends CloudResource {
  public readonly roleInput: string;
  public readonly memberInput: string;

  public constructor(scope: Construct, id: string, config: KmsCryptoKeyIamMemberConfig) {
    super(scope, id, "google_kms_crypto_key_iam_member", METADATA, config);
    this.roleInput = config.role;
    this.memberInput = config.member;
  }
}
