import { randomBytes } from "node:crypto";
import { partitionOf } from "../../policy/arn";
import { AwsError } from "../aws/error";
import type { Caller } from "../aws/caller";
import type { Clock } from "../http/clock";
import { isPermitted } from "../kms/authorization";
import type { KmsCloud } from "../kms/cloud";
import { decrypt, encrypt } from "../kms/cryptography";
import { DAY_IN_MS } from "../kms/days";
import { isSymmetric, type KmsKey } from "../kms/key";
import { SYMMETRIC } from "../kms/key-specs";
import { requestedArn } from "../kms/resolve";

/** What a secret has been at a time. */
export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  /** Text, or bytes in Base64; encrypted where the secret has a key of its own. */
  readonly sealed: Buffer;
  readonly isBinary: boolean;
  /** ARN of the key that encrypted it. */
  readonly keyArn?: string;
  readonly stages: Set<string>;
}

/** A secret. */
export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly versions: Map<string, SecretVersion>;
  changedAt: number;
  description?: string;
  /** As it was sent: id, ARN or alias. */
  kmsKeyId?: string;
  policy?: string;
  /** When its deletion was asked for and when it is due, in milliseconds since the epoch. */
  deletion?: { readonly askedAt: number; readonly at: number };
}

const MAX_SECRETS = 1000;
const MAX_VERSIONS = 100;

/** The secrets of all accounts and regions. */
export class Secrets {
  private readonly byArn = new Map<string, Secret>();

  public constructor(
    public readonly clock: Clock,
    private readonly kms: KmsCloud,
  ) {}

  /** The secrets of an account in a region, oldest first. */
  public list({ region, accountId }: Pick<Secret, "region" | "accountId">): readonly Secret[] {
    const now = this.clock.now();
    for (const [arn, { deletion }] of this.byArn) if (deletion && deletion.at <= now) this.byArn.delete(arn);
    return [...this.byArn.values()].filter((one) => one.region === region && one.accountId === accountId);
  }

  /**
   * The secret that a request names.
   * @param id name or ARN, which may lack its last seven characters
   */
  public find(place: Pick<Secret, "region" | "accountId">, id: string): Secret | undefined {
    return this.list(place).find(
      ({ arn, name }) => id === name || id === arn || id === arn.slice(0, -RANDOM_LENGTH - 1),
    );
  }

  /** Makes a secret without a version. */
  public create(place: Pick<Secret, "name" | "region" | "accountId">): Secret {
    const { name, region, accountId } = place;
    const same = this.find(place, name);
    if (same?.deletion) {
      throw new AwsError(
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (same) {
      throw new AwsError("ResourceExistsException", `The operation failed because the secret ${name} already exists.`);
    }
    if (this.byArn.size >= MAX_SECRETS) {
      throw new AwsError("LimitExceededException", "The simulator keeps no more secrets.");
    }
    const random = randomBytes(8).toString("base64url").replace(/[_-]/g, "x").slice(0, RANDOM_LENGTH);
    const arn = `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name}-${random}`;
    const now = this.clock.now();
    const secret = {
      arn,
      name,
      region,
      accountId,
      createdAt: now,
      changedAt: now,
      tags: new Map(),
      versions: new Map(),
    };
    this.byArn.set(arn, secret);
    return secret;
  }

  /**
   * Deletes a secret when its time has come.
   * @param days from now on; 0 is at once
   */
  public delete(secret: Secret, days: number): void {
    const now = this.clock.now();
    secret.deletion = { askedAt: now, at: now + days * DAY_IN_MS };
  }

  /** Removes a secret that could not be given its first version. */
  public discard(secret: Secret): void {
    this.byArn.delete(secret.arn);
  }

  /** Adds a version, encrypted with the secret's key; it gets the stages, and AWSPREVIOUS is what was AWSCURRENT. */
  public addVersion(
    secret: Secret,
    caller: Caller,
    { id, value, isBinary, stages }: { id: string; value: string; isBinary: boolean; stages: readonly string[] },
  ): SecretVersion {
    const key = this.keyOf(secret, caller, "kms:GenerateDataKey", id);
    const plain = Buffer.from(value);
    const sealed = key ? encrypt(key, SYMMETRIC, plain, contextOf(secret, id)) : plain;
    if (key) this.kms.used(key, { operation: "GenerateDataKey", requestId: id });
    const now = this.clock.now();
    const keyArn = key && { keyArn: key.arn };
    const version = { id, createdAt: now, sealed, isBinary, ...keyArn, stages: new Set<string>() };
    secret.versions.set(id, version);
    secret.changedAt = now;
    for (const stage of stages) moveStage(secret, stage, version);
    // Without a stage a version is deprecated, and AWS deletes it.
    for (const one of [...secret.versions.values()]) if (one.stages.size === 0) secret.versions.delete(one.id);
    if (secret.versions.size > MAX_VERSIONS) {
      secret.versions.delete(id);
      throw new AwsError("LimitExceededException", "The simulator keeps no more versions of a secret.");
    }
    return version;
  }

  /** The value of a version, as far as the caller may use the key that encrypted it. */
  public valueOf(secret: Secret, caller: Caller, version: SecretVersion): string {
    const { keyArn, sealed, id } = version;
    if (keyArn === undefined) return sealed.toString();
    const key = this.usableKey(keyArn, caller, "kms:Decrypt", contextOf(secret, id), "DecryptionFailure");
    this.kms.used(key, { operation: "Decrypt", requestId: id });
    return decrypt(key, SYMMETRIC, sealed, contextOf(secret, id)).toString();
  }

  private keyOf(secret: Secret, caller: Caller, action: string, versionId: string): KmsKey | undefined {
    const { kmsKeyId } = secret;
    if (kmsKeyId === undefined || kmsKeyId === AWS_KEY) return undefined;
    const arn = requestedArn(this.kms, caller, kmsKeyId) ?? kmsKeyId;
    return this.usableKey(arn, caller, action, contextOf(secret, versionId), "EncryptionFailure");
  }

  private usableKey(
    arn: string,
    caller: Caller,
    action: string,
    encryptionContext: Readonly<Record<string, string>>,
    type: "EncryptionFailure" | "DecryptionFailure",
  ): KmsKey {
    const key = this.kms.find(arn);
    if (!key || key.region !== caller.region || !isSymmetric(key)) throw failure(type);
    const conditions = {
      "kms:ViaService": `secretsmanager.${caller.region}.amazonaws.com`,
      "kms:CallerAccount": caller.accountId,
    };
    if (!isPermitted(key, caller, { action, conditions, encryptionContext })) {
      throw new AwsError("AccessDeniedException", "Access to KMS is not allowed");
    }
    if (this.kms.stateOf(key) !== "Enabled") throw failure(type);
    return key;
  }
}

/** Random characters at the end of an ARN. */
const RANDOM_LENGTH = 6;
/** The key of AWS' own that a secret has without another one. */
const AWS_KEY = "alias/aws/secretsmanager";

function contextOf({ arn }: Secret, versionId: string): Readonly<Record<string, string>> {
  return { SecretARN: arn, SecretVersionId: versionId };
}

function moveStage(secret: Secret, stage: string, version: SecretVersion): void {
  for (const other of secret.versions.values()) {
    if (!other.stages.delete(stage) || stage !== "AWSCURRENT" || other === version) continue;
    for (const one of secret.versions.values()) one.stages.delete("AWSPREVIOUS");
    other.stages.add("AWSPREVIOUS");
  }
  version.stages.add(stage);
}

function failure(type: "EncryptionFailure" | "DecryptionFailure"): AwsError {
  const text =
    type === "DecryptionFailure"
      ? "Secrets Manager can't decrypt the protected secret text using the provided KMS key."
      : "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is " +
        "available, enabled, and not in an invalid state.";
  return new AwsError(type, text);
}
