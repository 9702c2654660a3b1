import type { Grant } from "./grant";
import { SYMMETRIC, type KeyUsage } from "./key-specs";
import type { KeyMaterial } from "./material";

/** How AWS describes whether a key can be used. */
export type KeyState = "Enabled" | "Disabled" | "PendingDeletion" | "PendingReplicaDeletion" | "PendingImport";

/** A cryptographic operation that succeeded. */
export interface KeyUse {
  /** Such as `Decrypt`. */
  readonly operation: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string;
}

/** A key of the simulated cloud. */
export interface KmsKey {
  readonly keyId: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  readonly keySpec: string;
  readonly keyUsage: KeyUsage;
  readonly origin: "AWS_KMS" | "EXTERNAL";
  readonly createdAt: number;
  readonly material: KeyMaterial;
  readonly tags: Map<string, string>;
  readonly grants: Map<string, Grant>;
  /** Region of the multi-Region primary; undefined for a single-Region key. */
  primaryRegion?: string;
  description: string;
  enabled: boolean;
  /** The policy as it was sent. */
  policy: string;
  /** Set while the key waits for its deletion; `at` is open until the last replica is deleted. */
  deletion?: { readonly windowInDays: number; readonly at?: number };
  /** When the policy, a grant, the switch, the material or the deletion last changed, in milliseconds since the epoch. */
  accessChangedAt: number;
  /** The last one; undefined for a key that was never used. */
  lastUse?: KeyUse;
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

/** True for the multi-Region key that is not a replica. */
export function isPrimary(key: KmsKey): boolean {
  return key.primaryRegion === key.region;
}

/** True for a replica of a multi-Region key. */
export function isReplica(key: KmsKey): boolean {
  return key.primaryRegion !== undefined && key.primaryRegion !== key.region;
}

/** True for a key of the only kind that Aura accepts. */
export function isSymmetric({ keySpec }: KmsKey): boolean {
  return keySpec === SYMMETRIC;
}
