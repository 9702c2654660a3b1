import type { OtherCloud } from "./limits";
import { bareKeyId } from "../policy/arn";
import { groupBy } from "../util/group-by";
import type { AzureNode, VaultKeyNode } from "./azure";
import { valueOf, type Fact, type Unknown } from "./fact";
import type { CryptoKeyNode, GoogleNode } from "./google";
import type { ModelNode, NodeId } from "./node";

export type { ModelNode, NodeId } from "./node";

/** An AWS KMS key: one that this configuration creates, a replica of one, or one owned elsewhere. */
export interface KmsKeyNode extends ModelNode {
  readonly kind: "key";
  /** Set on a replica: the primary in this model, or undefined when the primary is owned elsewhere. */
  readonly replicaOf?: { readonly primary?: NodeId; readonly primaryArn: Fact<string> };
  /** The ARN as given; unknown for a key that AWS has yet to name. */
  readonly arn: Fact<string>;
  /** The region of the key, as Aura uses it. */
  readonly region: Fact<string>;
  /** All sources of the key's region (the resource, the provider, the ARN): they must agree. */
  readonly regionClaims: readonly Fact<string>[];
  /** All sources of the key's account (`accountId`, the provider, the ARN): they must agree. */
  readonly accountClaims: readonly Fact<string>[];
  /** Accounts that its provider is kept in or out of; a plan is only made when they are kept. */
  readonly accountLimits?: readonly AccountLimit[];
  /** All sources of the partition (`aws`, `aws-cn`, ...): they must agree. */
  readonly partitionClaims: readonly Fact<string>[];
  /** `SYMMETRIC_DEFAULT`, `RSA_2048`, ... as `kms:DescribeKey` names it. */
  readonly keySpec: Fact<string>;
  /** `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, ... */
  readonly keyUsage: Fact<string>;
  /** Where the key material comes from: `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`. */
  readonly materialOrigin: Fact<string>;
  readonly enabled: Fact<boolean>;
  /** When imported key material expires, as RFC 3339; undefined as a known value means: never. Only a plan shows it. */
  readonly materialExpires?: Fact<string | undefined>;
  /** When it will be deleted: `on 2026-12-29`; absent where that is not scheduled. Only the account itself shows it. */
  readonly scheduledDeletion?: Fact<string>;
  readonly multiRegion: Fact<boolean>;
  readonly rotationEnabled: Fact<boolean>;
  /** Days; undefined as a known value means: not set here (AWS' default, or set on the primary). */
  readonly rotationPeriodInDays: Fact<number | undefined>;
  /** Days; undefined as a known value means: not set here. */
  readonly deletionWindowInDays: Fact<number | undefined>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
  /** The inline key policy as JSON text; undefined as a known value means: none is set inline. */
  readonly policy: Fact<string | undefined>;
  /** The policy that the key has, inline or standalone; only a plan shows it. */
  readonly presentPolicy?: Fact<string>;
  /** Whether the lockout safety check of KMS is bypassed; only a plan shows it. */
  readonly lockoutCheckBypassed?: Fact<boolean>;
  /** Set after a plan that destroys the resource which lets no plan take Aura's statement out. */
  readonly losesStatementGuard?: true;
  /**
   * Aura's statement, as plain JSON, as the person gave it: `undefined` as a known value is phase 1 (not given yet);
   * unknown for a key whose policy is kept elsewhere.
   */
  readonly statement: Fact<readonly object[] | undefined>;
  /** The principals that Aura's statement may name: 12-digit account ids or ARNs; absent when none are configured. */
  readonly expectedPrincipals?: readonly string[];
  /** External principals that only the owner's own statements name: expected, and not Aura; absent where there are none. */
  readonly besideAura?: readonly string[];
  /** ARN of the IAM role that sets the policy; absent when it is unknown. */
  readonly deployedBy?: Fact<string>;
}

/** Accounts that a provider may work in, or must not. */
export interface AccountLimit {
  readonly kind: "allowed" | "forbidden";
  /** 12-digit ids. */
  readonly accounts: Fact<readonly string[]>;
}

/** A standalone key policy (`aws_kms_key_policy`). */
export interface KeyPolicyNode extends ModelNode {
  readonly kind: "key-policy";
  /** The key in this model, when it is one of ours. */
  readonly key?: NodeId;
  /** The key that the policy names: an ARN or a key id. */
  readonly keyId: Fact<string>;
  /**
   * The other key that its configuration names after the change, without effect: `aws_kms_key_policy` stays on the key that it was
   * created for. Absent where it does not change; only a plan shows it.
   * @see https://github.com/hashicorp/terraform-provider-aws/issues/46432
   */
  readonly configuredKeyId?: Fact<string>;
  /** The policy document as JSON text. */
  readonly policy: Fact<string>;
  /** Whether the lockout safety check of KMS is bypassed; only a plan shows it. */
  readonly lockoutCheckBypassed?: Fact<boolean>;
  /** Set after a plan that destroys the resource which lets no plan take Aura's statement out. */
  readonly losesStatementGuard?: true;
  /** The account of its key, from the policy or its provider; only a plan shows it. */
  readonly accountId?: Fact<string>;
  readonly statement: Fact<readonly object[] | undefined>;
  /** The principals that Aura's statement may name: 12-digit account ids or ARNs; absent when none are configured. */
  readonly expectedPrincipals?: readonly string[];
  /** External principals that only the owner's own statements name: expected, and not Aura; absent where there are none. */
  readonly besideAura?: readonly string[];
  /** ARN of the IAM role that sets the policy; absent when it is unknown. */
  readonly deployedBy?: Fact<string>;
}

/** A customer managed key (`aura_customer_managed_key`): a key as registered with Aura. */
export interface RecordNode extends ModelNode {
  readonly kind: "record";
  /** The name that Aura shows. */
  readonly auraName: Fact<string>;
  /** The key in this model, of whichever cloud. */
  readonly key?: NodeId;
  /** Why the key that is registered may be another one than `key`; absent where it is that one. */
  readonly otherKey?: Unknown;
  /** Set where what is registered is taken from a version of the key of Google Cloud, before the version is there. */
  readonly takesVersion?: true;
  /**
   * The attribute that a key of Azure is registered by, where it is another one than `azurerm_key_vault_key.id`:
   * `data.azurerm_key_vault_key.id` is the current version, which moves when the key is rotated.
   */
  readonly otherAttribute?: string;
  /** What is registered with Aura: the ARN of a key of AWS KMS, or the identifier of a key of another cloud. */
  readonly keyArn: Fact<string>;
  readonly region: Fact<string>;
  readonly cloudProvider: Fact<string>;
  /** `AuraDB` or `AuraDS`; whatever else was given is kept, for the rules to refuse. */
  readonly product: Fact<string>;
  readonly projectId: Fact<string>;
  /** Aura's id of the record; unknown for one that Aura has yet to name. */
  readonly recordId: Fact<string>;
  /** `pending`, or `ready` when Aura can use the key; only a plan shows it. */
  readonly status?: Fact<string>;
  /** `deletion_protection` of the provider; only a plan shows it. */
  readonly deletionProtection?: Fact<boolean>;
}

/** An Aura instance (`aura_instance`). */
export interface InstanceNode extends ModelNode {
  readonly kind: "instance";
  readonly auraName: Fact<string>;
  readonly region: Fact<string>;
  readonly product: Fact<string>;
  /** Undefined as a known value means: not given (an instance owned elsewhere). */
  readonly version: Fact<string | undefined>;
  readonly projectId: Fact<string>;
  /** The record in this model. */
  readonly record?: NodeId;
  /** Aura's id of the record; undefined as a known value means: encrypted with a Neo4j-managed key. */
  readonly customerManagedKeyId: Fact<string | undefined>;
  /** Set where an empty text was given for that id. */
  readonly keyIdIsEmpty?: boolean;
  /** `running`, or what keeps Aura from running it; only a plan shows it. */
  readonly status?: Fact<string>;
  /** Aura's id of the instance; only a plan shows it. */
  readonly instanceId?: Fact<string>;
  /** `deletion_protection` of the provider; only a plan shows it. */
  readonly deletionProtection?: Fact<boolean>;
  /** `aws`, `azure` or `gcp`; only a plan shows it. */
  readonly cloudProvider?: Fact<string>;
  /** Set on a clone: the source in this model. */
  readonly cloneOf?: NodeId;
  /** Aura's id of the instance that it was cloned from; undefined as a known value means: none, or imported. Only a plan shows it. */
  readonly sourceInstanceId?: Fact<string | undefined>;
  /** The snapshot of that instance; undefined as a known value means: none, or imported. Only a plan shows it. */
  readonly sourceSnapshotId?: Fact<string | undefined>;
  /** Size in GB of a database to import; undefined as a known value means: no import. */
  readonly importSizeInGb: Fact<number | undefined>;
  /** How the import is meant to be done: `database-upload`, `console` or `push-to-cloud`. */
  readonly importMethod: Fact<string | undefined>;
}

/** A name for a key (`aws_kms_alias`), which can be pointed at another key at any time. */
export interface AliasNode extends ModelNode {
  readonly kind: "alias";
  /** With `alias/` in front. */
  readonly aliasName: Fact<string>;
  /** The key in this model, when it is one of ours. */
  readonly target?: NodeId;
  /** The key that it names: an ARN or a key id. */
  readonly targetKeyId: Fact<string>;
  readonly region: Fact<string>;
  /** Sources of its account beside its key: the provider. */
  readonly accountClaims: readonly Fact<string>[];
}

/** A grant (`aws_kms_grant`): access to a key that its policy does not show. */
export interface GrantNode extends ModelNode {
  readonly kind: "grant";
  /** The key in this model, when it is one of ours. */
  readonly key?: NodeId;
  /** The key that it names: an ARN or a key id. */
  readonly keyId: Fact<string>;
  /** Its name in KMS; only a plan shows it. */
  readonly grantName?: Fact<string | undefined>;
  /** Who may use the key: an ARN, or the name of an AWS service. */
  readonly grantee: Fact<string>;
  /** What the grantee may do, as KMS names it in grants: `Decrypt`, `CreateGrant`. */
  readonly operations: Fact<readonly string[]>;
  /** The encryption context that a call must have; undefined as a known value means: any, or none. */
  readonly constraints: Fact<GrantConstraints | undefined>;
  /** Who may retire the grant, beside the grantee if that is an operation; undefined as a known value means: not set. */
  readonly retiringPrincipal: Fact<string | undefined>;
  /** Sources of its account beside its key: the provider. */
  readonly accountClaims: readonly Fact<string>[];
}

/** The encryption context that a grant asks for. */
export interface GrantConstraints {
  /** Pairs that have to be the whole context. */
  readonly equals?: Readonly<Record<string, string>>;
  /** Pairs that have to be in the context. */
  readonly subset?: Readonly<Record<string, string>>;
}

/** A node of another cloud than AWS. */
export type OtherCloudNode = AzureNode | GoogleNode;

/** A key of another cloud than AWS. */
export type OtherCloudKey = VaultKeyNode | CryptoKeyNode;

/** Any node. */
export type AnyNode = KmsKeyNode | KeyPolicyNode | RecordNode | InstanceNode | AliasNode | GrantNode | OtherCloudNode;

/**
 * The keys, their policies, customer managed keys and instances, as plain data. Two readers make it: `from-constructs` at synth and
 * `read` from Terraform plans. The rules read only this.
 */
export interface CmkModel {
  readonly keys: readonly KmsKeyNode[];
  readonly keyPolicies: readonly KeyPolicyNode[];
  readonly records: readonly RecordNode[];
  readonly instances: readonly InstanceNode[];
  readonly aliases: readonly AliasNode[];
  readonly grants: readonly GrantNode[];
  /** What is in Azure and Google Cloud. */
  readonly otherClouds: readonly OtherCloudNode[];
}

/** A rule that is switched off for some nodes and everything that belongs to them. */
export interface Waiver {
  /** The id of the rule. */
  readonly rule: string;
  /** The nodes it is switched off for. */
  readonly on: readonly NodeId[];
  /** Why: kept, and shown to reviewers. Never empty. */
  readonly reason: string;
  /**
   * What it was given for, by node, as synth found it: anything else that the rule finds there is not waived.
   * @default - whatever the rule finds
   */
  readonly facts?: Readonly<Record<NodeId, readonly string[]>>;
}

/**
 * Every node of a model.
 * @param model the model
 */
export function nodesOf({
  keys,
  keyPolicies,
  records,
  instances,
  aliases,
  grants,
  otherClouds,
}: CmkModel): readonly AnyNode[] {
  return [...keys, ...keyPolicies, ...records, ...instances, ...aliases, ...grants, ...otherClouds];
}

/**
 * The model of some nodes, in their order.
 * @param nodes nodes of any kind
 */
export function modelOf(nodes: readonly AnyNode[]): CmkModel {
  const byKind = groupBy(nodes, ({ kind }) => kind);
  const of = <K extends AnyNode["kind"]>(kind: K) => (byKind.get(kind) ?? []) as Extract<AnyNode, { kind: K }>[];
  return {
    keys: of("key"),
    keyPolicies: of("key-policy"),
    records: of("record"),
    instances: of("instance"),
    aliases: of("alias"),
    grants: of("grant"),
    otherClouds: nodes.filter(isOfOtherCloud),
  };
}

/** The kinds of node of other clouds than AWS, and which cloud they are of. */
export const OTHER_CLOUD_KINDS = {
  vault: "azure",
  "vault-key": "azure",
  "role-assignment": "azure",
  "service-principal": "azure",
  lock: "azure",
  "key-ring": "gcp",
  "crypto-key": "gcp",
  "key-version": "gcp",
  "key-iam": "gcp",
} as const satisfies Readonly<Record<OtherCloudNode["kind"], OtherCloud>>;

/** The argument by which a node of another cloud names another node, by kind and by the field that holds the link. */
export const OTHER_CLOUD_LINKS: Readonly<Record<OtherCloudNode["kind"], Readonly<Record<string, string>>>> = {
  vault: {},
  "vault-key": { vault: "key_vault_id" },
  "role-assignment": { key: "scope", vault: "scope", principal: "principal_id" },
  "service-principal": {},
  lock: { vault: "scope" },
  "key-ring": {},
  "crypto-key": { ring: "key_ring" },
  "key-version": { key: "crypto_key" },
  "key-iam": { key: "crypto_key_id", ring: "key_ring_id" },
};

/** Whether a node is of another cloud than AWS. */
export function isOfOtherCloud(node: AnyNode): node is OtherCloudNode {
  return Object.hasOwn(OTHER_CLOUD_KINDS, node.kind);
}

/** Whether a node is a key of another cloud than AWS. */
export function isOtherCloudKey(node: AnyNode | undefined): node is OtherCloudKey {
  return node?.kind === "vault-key" || node?.kind === "crypto-key";
}

/**
 * Whether the deletion of a standalone policy writes the default policy to its key: the AWS provider does so, except where the lockout
 * safety check is bypassed. Then it writes nothing.
 */
export function resetsOnDelete({ lockoutCheckBypassed }: Pick<KeyPolicyNode, "lockoutCheckBypassed">): boolean {
  return valueOf(lockoutCheckBypassed) !== true;
}

/**
 * The bare id of a key: a customer managed key names its key by the ARN, other resources may name it by its id. The primary and the
 * replicas of a key share it.
 * @param name an ARN or a key id
 * @returns undefined where the name is not known
 */
export function bareIdOf(name: Fact<string> | undefined): string | undefined {
  const text = valueOf(name);
  return text === undefined ? undefined : bareKeyId(text);
}
