/** How AWS describes whether a key can be used. */
export type KeyState = "Enabled" | "Disabled" | "PendingDeletion" | "PendingReplicaDeletion";

/** A key of the simulated cloud. */
export interface KmsKey {
  readonly keyId: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  /** Region of the multi-Region primary; undefined for a single-Region key. */
  readonly primaryRegion?: string;
  readonly createdAt: number;
  description: string;
  enabled: boolean;
  /** The policy as it was sent. */
  policy: string;
  /** Rotation; of a multi-Region key the primary's counts. */
  rotation: { enabled: boolean; periodInDays: number; since: number };
  readonly tags: Map<string, string>;
  /** Set while the key waits for its deletion; `at` is open until the last replica is deleted. */
  deletion?: { readonly windowInDays: number; readonly at?: number };
  /** When the policy, the switch or the deletion last changed, in milliseconds since the epoch. */
  accessChangedAt: number;
  /** When Aura last used it; its creation for one that was never used. In milliseconds since the epoch. */
  lastUsedAt: number;
}

/** A second name for a key. */
export interface KmsAlias {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  targetKeyId: string;
  readonly createdAt: number;
  updatedAt: number;
}

/** The key spec of the only kind of key that Aura accepts. */
export const SYMMETRIC = "SYMMETRIC_DEFAULT";

/** True for the multi-Region key that is not a replica. */
export function isPrimary(key: KmsKey): boolean {
  return key.primaryRegion === key.region;
}

/** True for a replica of a multi-Region key. */
export function isReplica(key: KmsKey): boolean {
  return key.primaryRegion !== undefined && key.primaryRegion !== key.region;
}
