import { ACCOUNT_ID, parseArn, partitionOf } from "../../policy/arn";
import type { Clock } from "../http/clock";
import type { Caller } from "./caller";
import { KmsError } from "./errors";
import { isPrimary, isReplica, type KeyState, type KmsAlias, type KmsKey } from "./key";

/** The keys and aliases of all accounts and regions. */
export class KmsCloud {
  private readonly keysByArn = new Map<string, KmsKey>();
  private readonly aliasesByArn = new Map<string, KmsAlias>();

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
    return key.enabled ? "Enabled" : "Disabled";
  }

  /** Adds a key. */
  public addKey(key: KmsKey): void {
    this.keysByArn.set(key.arn, key);
  }

  /** Adds an alias. */
  public addAlias(alias: KmsAlias): void {
    this.aliasesByArn.set(alias.arn, alias);
  }

  /** Removes an alias. */
  public removeAlias(alias: KmsAlias): void {
    this.aliasesByArn.delete(alias.arn);
  }

  /**
   * The key that a request names by id or ARN, as seen from the caller's account and region.
   * @param caller the caller and its region
   * @param id key id or key ARN
   */
  public resolveKey(caller: Caller, id: string): KmsKey {
    this.sweep();
    if (!id.startsWith("arn:")) {
      if (id.startsWith("alias/")) throw new KmsError("NotFoundException", `Invalid keyId '${id}'`);
      return this.existing(keyArn(caller.region, caller.accountId, id));
    }
    const arn = parseArn(id);
    if (!arn || arn.service !== "kms" || !ACCOUNT_ID.test(arn.accountId) || arn.resource.startsWith("alias/")) {
      throw new KmsError("InvalidArnException", `Invalid arn ${id}`);
    }
    if (arn.region !== caller.region) throw new KmsError("NotFoundException", `Invalid arn ${arn.region}`);
    return this.existing(id);
  }

  /**
   * The key that a request names by id, ARN, alias name or alias ARN: only a few operations accept all of these.
   * @param caller the caller and its region
   */
  public resolveKeyOrAlias(caller: Caller, id: string): KmsKey {
    this.sweep();
    const name = id.startsWith("alias/") ? aliasArn(caller.region, caller.accountId, id) : id;
    if (parseArn(name)?.resource.startsWith("alias/") !== true) return this.resolveKey(caller, id);
    const alias = this.existingAlias(name);
    return this.existing(keyArn(alias.region, alias.accountId, alias.targetKeyId));
  }

  /** The alias with this ARN. */
  public existingAlias(arn: string): KmsAlias {
    const alias = this.aliasesByArn.get(arn);
    if (!alias) throw new KmsError("NotFoundException", `Alias ${arn} is not found.`);
    return alias;
  }

  /** True when the alias exists. */
  public hasAlias(arn: string): boolean {
    return this.aliasesByArn.has(arn);
  }

  private existing(arn: string): KmsKey {
    const key = this.keysByArn.get(arn);
    if (!key) throw new KmsError("NotFoundException", `Key '${arn}' does not exist`);
    return key;
  }

  /** Deletes what the clock has made due: replicas before primaries, and the aliases of deleted keys. */
  private sweep(): void {
    const now = this.clock.now();
    for (const key of [...this.keysByArn.values()]) {
      if (isReplica(key) || key.primaryRegion === undefined) this.expire(key, now);
    }
    for (const key of [...this.keysByArn.values()]) {
      if (isPrimary(key)) this.expire(key, now);
    }
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

/** A day in milliseconds. */
export const DAY_IN_MS = 86_400_000;

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
