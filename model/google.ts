import type { CloudKeyNode } from "./cloud-key";
import type { Fact } from "./fact";
import type { ModelNode, NodeId } from "./node";

/** A key ring of Google Cloud KMS (`google_kms_key_ring`). */
export interface KeyRingNode extends ModelNode {
  readonly kind: "key-ring";
  /** `projects/P/locations/L/keyRings/R`. */
  readonly ringId: Fact<string>;
  readonly region: Fact<string>;
  readonly project: Fact<string>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
}

/** A key of Google Cloud KMS (`google_kms_crypto_key`). */
export interface CryptoKeyNode extends CloudKeyNode {
  readonly kind: "crypto-key";
  readonly cloud: "gcp";
  readonly keyName: Fact<string>;
  /** The key ring in this model. */
  readonly ring?: NodeId;
  /** `projects/P/locations/L/keyRings/R`. */
  readonly ringId: Fact<string>;
  /** `ENCRYPT_DECRYPT`, `ASYMMETRIC_SIGN`, ... */
  readonly purpose: Fact<string>;
  /** Seconds between two rotations; undefined as a known value means: it is not rotated. */
  readonly rotationPeriodInSeconds: Fact<number | undefined>;
  /** Seconds in which a destroyed version can be restored; undefined as a known value means: not set here (30 days). */
  readonly destroyScheduledInSeconds: Fact<number | undefined>;
  /** Whether it is made without a version that Aura could use: `import_only` or `skip_initial_version_creation`. */
  readonly hasNoVersion: Fact<boolean>;
  /** `SOFTWARE`, `HSM`, `EXTERNAL` or `EXTERNAL_VPC`. */
  readonly protectionLevel: Fact<string>;
  /** The state of the version that encrypts: `ENABLED`, `DISABLED`, ..., or {@link NO_PRIMARY}; only a plan shows it. */
  readonly primaryState?: Fact<string>;
  /** What the provider does instead of destroying it (`PREVENT`, `ABANDON`); undefined as a known value means: it destroys it. */
  readonly deletionPolicy: Fact<string | undefined>;
}

/** Stands for the state of the version that encrypts, where a key has none. */
export const NO_PRIMARY = "none";

/** A version of a key (`google_kms_crypto_key_version`). */
export interface KeyVersionNode extends ModelNode {
  readonly kind: "key-version";
  /** The key in this model. */
  readonly key?: NodeId;
  /** The resource name of the key. */
  readonly keyId: Fact<string>;
  /** `ENABLED`, `DISABLED`, ... */
  readonly state: Fact<string>;
}

/** Who has a role on a key or a key ring (`google_kms_crypto_key_iam_member`, `google_kms_key_ring_iam_binding`, ...). */
export interface KeyIamNode extends ModelNode {
  readonly kind: "key-iam";
  /**
   * What it takes for the whole: `member` adds one, `binding` sets all members of a role, `policy` sets all roles. The last two take
   * away what others have given.
   */
  readonly authority: "member" | "binding" | "policy";
  /** The key in this model, where it is on a key. */
  readonly key?: NodeId;
  /** The key ring in this model, where it is on a key ring: its roles hold for every key in it. */
  readonly ring?: NodeId;
  /** The resource name of the key, or of the key ring. */
  readonly keyId: Fact<string>;
  /** The members of each role. */
  readonly bindings: Fact<readonly RoleBinding[]>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
}

/** Who has a role. */
export interface RoleBinding {
  /** `roles/cloudkms.viewer`. */
  readonly role: string;
  /** `serviceAccount:aura@example.iam.gserviceaccount.com`, in lower case after the colon. */
  readonly members: readonly string[];
  /** Why other members are not known; absent where all are. */
  readonly unknownMembers?: string;
  /** The expression of its condition, which narrows the role; absent where it has none. */
  readonly condition?: string;
}

/** A node of Google Cloud. */
export type GoogleNode = KeyRingNode | CryptoKeyNode | KeyVersionNode | KeyIamNode;
