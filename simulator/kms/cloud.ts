import { partitionOf } from "../../policy/arn";
import type { Clock } from "../http/clock";
import { DAY_IN_MS } from "./days";
import { isPrimary, isReplica, type KeyState, type KeyUse, type KmsAlias, type KmsKey } from "./key";
import { SYMMETRIC } from "./key-specs";
import { KeyMaterial } from "./material";
import { defaultPolicy } from "./policy-document";

/** A key to make; what is left out is as `CreateKey` has it. */
export interface NewKey extends Partial<
  Pick<KmsKey, "keySpec" | "keyUsage" | "origin" | "primaryRegion" | "description" | "enabled" | "policy" | "material">
> {
  readonly keyId: string;
  readonly region: string;
  readonly accountId: string;
  /** Rotation is on, with this period. @default - off */
  readonly rotationPeriodInDays?: number;
  readonly tags?: Iterable<readonly [string, string]>;
}

/** The keys and aliases of all accounts and regions. */
export class KmsCloud {
  private readonly keysByArn = new Map<string, KmsKey>();
  private readonly aliasesByArn = new Map<string, KmsAlias>();
  private readonly users: (() => void)[] = [];

  public constructor(public readonly clock: Clock) {}

  /** All keys that still exist, oldest first. */
  public keys(): readonly KmsKey[] {
    this.sweep();
    return [...this.keysByArn.values()];
  }

  /** All aliases that still exist, oldest first. */
  public aliases(): readonly KmsAlias[] {
    this.sweep();
    return [...this.aliasesByArn.values()];
  }

  /** The key with this ARN, if it exists. */
  public find(arn: string): KmsKey | undefined {
    this.sweep();
    return this.keysByArn.get(arn);
  }

  /** The alias with this ARN, if it exists. */
  public findAlias(arn: string): KmsAlias | undefined {
    this.sweep();
    return this.aliasesByArn.get(arn);
  }

  /** The keys that share the material of this one in other regions: replicas, and for a replica its primary too. */
  public siblings(key: KmsKey): readonly KmsKey[] {
    if (key.primaryRegion === undefined) return [];
    return [...this.keysByArn.values()].filter(
      (other) => other !== key && other.keyId === key.keyId && other.accountId === key.accountId,
    );
  }

  /** What AWS would say about the key's state. */
  public stateOf(key: KmsKey): KeyState {
    if (key.deletion) return key.deletion.at === undefined ? "PendingReplicaDeletion" : "PendingDeletion";
    if (key.material.current === undefined) return "PendingImport";
    return key.enabled ? "Enabled" : "Disabled";
  }

  /** Adds a key, as an account may have it from earlier days. */
  public addKey({
    keyId,
    region,
    accountId,
    keySpec = SYMMETRIC,
    keyUsage = "ENCRYPT_DECRYPT",
    origin = "AWS_KMS",
    primaryRegion = keyId.startsWith("mrk-") ? region : undefined,
    material = new KeyMaterial(keySpec, origin === "EXTERNAL", this.clock.now()),
    description = "",
    enabled = true,
    policy = defaultPolicy(accountId, region),
    tags = [],
    rotationPeriodInDays: periodInDays,
  }: NewKey): KmsKey {
    const now = this.clock.now();
    const key: KmsKey = {
      ...{ arn: keyArn(region, accountId, keyId), keyId, region, accountId, keySpec, keyUsage, origin, primaryRegion },
      ...{ material, description, enabled, policy, tags: new Map(tags), grants: new Map() },
      ...{ createdAt: now, accessChangedAt: now },
    };
    if (periodInDays !== undefined) material.rotation = { enabled: true, periodInDays, since: now };
    this.keysByArn.set(key.arn, key);
    return key;
  }

  /** Adds an alias. */
  public addAlias(alias: Pick<KmsAlias, "name" | "region" | "accountId" | "targetKeyId">): void {
    const arn = aliasArn(alias.region, alias.accountId, alias.name);
    const now = this.clock.now();
    this.aliasesByArn.set(arn, { ...alias, arn, createdAt: now, updatedAt: now });
  }

  /** Removes an alias. */
  public removeAlias(alias: KmsAlias): void {
    this.aliasesByArn.delete(alias.arn);
  }

  /** Notes that something changed in who can use a key, or whether it can be used at all. */
  public accessChanged(key: KmsKey): void {
    key.accessChangedAt = this.clock.now();
  }

  /** Notes a cryptographic operation that succeeded. */
  public used(key: KmsKey, use: Omit<KeyUse, "at">): void {
    key.lastUse = { ...use, at: this.clock.now() };
  }

  /**
   * Registers somebody who uses keys all the time, and does not call for each use.
   * @param note notes the uses up to now
   */
  public addUser(note: () => void): void {
    this.users.push(note);
  }

  /** The last use of a key up to now, if there was one. */
  public lastUseOf(key: KmsKey): KeyUse | undefined {
    for (const note of this.users) note();
    return key.lastUse;
  }

  /** Does what the clock has made due: rotates, expires, deletes replicas before primaries, and aliases with their keys. */
  private sweep(): void {
    const now = this.clock.now();
    const keys = [...this.keysByArn.values()];
    for (const key of keys) {
      if (key.enabled && !key.deletion && !isReplica(key)) key.material.rotateIfDue(now);
      key.material.expire(now);
    }
    for (const key of keys) if (!isPrimary(key)) this.expire(key, now);
    for (const key of keys) if (isPrimary(key)) this.expire(key, now);
  }

  private expire(key: KmsKey, now: number): void {
    const at = key.deletion?.at;
    if (at === undefined || at > now) return;
    this.keysByArn.delete(key.arn);
    for (const alias of [...this.aliasesByArn.values()]) {
      if (keyArn(alias.region, alias.accountId, alias.targetKeyId) === key.arn) this.removeAlias(alias);
    }
    // The waiting period of a primary starts when its last replica is deleted.
    for (const primary of this.siblings(key).filter(isPrimary)) {
      const waits = primary.deletion;
      if (waits && this.siblings(primary).length === 0) {
        primary.deletion = { ...waits, at: at + waits.windowInDays * DAY_IN_MS };
      }
    }
  }
}

/**
 * The ARN of a key.
 * @param accountId 12-digit account id
 */
export function keyArn(region: string, accountId: string, keyId: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${keyId}`;
}

/**
 * The ARN of an alias.
 * @param accountId 12-digit account id
 * @param name `alias/...`
 */
export function aliasArn(region: string, accountId: string, name: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${name}`;
}
