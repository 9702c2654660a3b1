import type { Fact, Unknown } from "./fact";
import type { GrantConstraints, NodeId } from "./model";
import type { LiveCloudObject } from "./live-clouds";
import type { Gap } from "./read/types";

/*
 * What was read of the account as it is now, as plain data. What could not be read is unknown, with the reason.
 */

/** An object that was looked for: there, not there (and how it can be got back), or not to be told. */
export type Sought<T> =
  { readonly found: T } | { readonly missing: string; readonly recovery?: Gap } | { readonly unread: Unknown };

/** What `kms:DescribeKey` tells. */
export interface KeyDescription {
  /** What its owner wrote of it; absent where that is nothing. */
  readonly text?: string;
  /** Whether AWS itself manages the key, as `aws/s3`. */
  readonly managedByAws: boolean;
  readonly enabled: boolean;
  /** `Enabled`, `Disabled`, `PendingDeletion`, ... */
  readonly state: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  /** Where the key material comes from: `AWS_KMS`, `EXTERNAL`, ... */
  readonly materialOrigin: string;
  readonly multiRegion: boolean;
  /** ARN of the primary, of a replica. */
  readonly primaryArn?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** When it will be deleted, ISO 8601; of a primary that waits for its replicas it is not known. */
  readonly deletionDate?: string;
}

/** The automatic rotation of a key. */
export interface KeyRotation {
  /** Whether KMS rotates the key by itself. */
  readonly enabled: boolean;
  /** Days between two rotations. */
  readonly periodInDays?: number;
  /** ISO 8601. */
  readonly nextAt?: string;
  /** When it was rotated last, ISO 8601. */
  readonly lastAt?: string;
}

/** A grant on a key. */
export interface LiveGrant {
  readonly id: string;
  readonly name?: string;
  readonly grantee: string;
  readonly retiringPrincipal?: string;
  readonly operations: readonly string[];
  readonly constraints?: GrantConstraints;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** The last use of a key, as far as KMS keeps it. */
export interface KeyUse {
  /** Such as `Decrypt`. */
  readonly operation?: string;
  /** ISO 8601; absent where it was not used since. */
  readonly at?: string;
  /** Since when KMS keeps it, ISO 8601. */
  readonly since?: string;
}

/** An AWS KMS key as it is. */
export interface LiveKey {
  readonly arn: string;
  readonly description: Fact<KeyDescription>;
  readonly policy: Fact<string>;
  readonly rotation: Fact<KeyRotation>;
  readonly grants: Fact<readonly LiveGrant[]>;
  readonly lastUse: Fact<KeyUse>;
}

/** A customer managed key as Aura shows it. */
export interface LiveRecord {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly cloudProvider: string;
  /** `enterprise-db`, `enterprise-ds`. */
  readonly type: string;
  readonly region: string;
  /** ARN of the KMS key, or the identifier of a key of another cloud. */
  readonly keyArn: string;
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** An instance as Aura shows it. */
export interface LiveInstance {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly cloudProvider: string;
  readonly type: string;
  readonly region: string;
  readonly status: string;
  /** Absent where a Neo4j-managed key encrypts it. */
  readonly customerManagedKeyId?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly settings: InstanceSettings;
}

/** What can be changed of an instance, as far as Aura shows it. */
export interface InstanceSettings {
  /** Such as `8GB`. */
  readonly memory: string;
  readonly storage?: string;
  readonly secondariesCount?: number;
  readonly cdcEnrichmentMode?: string;
  readonly vectorOptimized?: boolean;
  readonly graphAnalyticsPlugin?: boolean;
}

/** All aliases of an account in a region: the id of the key by the name of the alias. */
export type Aliases = Fact<ReadonlyMap<string, string>>;

/** An account or role by which something was read. */
export interface Identity {
  /** `AWS account 111122223333`, `Google Cloud`, `Aura API client`. */
  readonly of: string;
  /** An ARN, or the client id. */
  readonly name: string;
}

/** What was read of AWS and Aura. */
export interface Observed {
  /** When, ISO 8601. */
  readonly at: string;
  readonly identities: readonly Identity[];
  /** What was looked for, by the id of the node that names it; a node without an entry was not looked for. */
  readonly keys: ReadonlyMap<NodeId, Sought<LiveKey>>;
  readonly records: ReadonlyMap<NodeId, Sought<LiveRecord>>;
  readonly instances: ReadonlyMap<NodeId, Sought<LiveInstance>>;
  /** What was looked for in Azure and Google Cloud: vaults, key rings, keys, service principals. */
  readonly clouds: ReadonlyMap<NodeId, Sought<LiveCloudObject>>;
  /** What was found from there and no node names. */
  readonly others: {
    readonly keys: readonly LiveKey[];
    readonly records: readonly LiveRecord[];
    readonly instances: readonly LiveInstance[];
    readonly clouds: readonly LiveCloudObject[];
  };
  /** The aliases by account and region, see {@link placeKey}. */
  readonly aliases: ReadonlyMap<string, Aliases>;
  /** What could not be read, one for each cause. */
  readonly gaps: readonly Gap[];
}

/** An account and a region as the key of a map. */
export function placeKey(accountId: string, region: string): string {
  return `${accountId} ${region}`;
}
