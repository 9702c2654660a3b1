import { createHash, randomBytes, type KeyObject, type KeyPairKeyObjectResult } from "node:crypto";
import { ROTATION_PERIOD_IN_DAYS } from "../../model/limits";
import { DAY_IN_MS } from "./days";
import { unsupported } from "./errors";
import { KEY_SPECS } from "./key-specs";

/** One version of the secret of a key. */
export interface MaterialVersion {
  /** 64 hex digits. */
  readonly id: string;
  /** 256 bits of AES, or the secret of an HMAC key. */
  readonly secret: Buffer;
  /** How it became the current one; absent for the first version. */
  readonly rotation?: { readonly at: number; readonly type: "AUTOMATIC" | "ON_DEMAND" };
  /** Of an imported one: when it expires, if it does, and what its owner calls it. */
  readonly expiresAt?: number;
  readonly description?: string;
  /** Deleted or expired: the same secret has to be imported again. */
  readonly isGone?: boolean;
}

/** What was given to wrap material with, for its import. */
export interface ImportParameters {
  /** Such as `RSAES_OAEP_SHA_256`. */
  readonly algorithm: string;
  readonly privateKey: KeyObject;
  /** Milliseconds since the epoch. */
  readonly validTo: number;
}

/** Whether and when KMS rotates the material by itself. */
export interface Rotation {
  readonly enabled: boolean;
  readonly periodInDays: number;
  /** When the present period began, in milliseconds since the epoch. */
  readonly since: number;
}

const SECRET_BYTES = 32;

/** What a key encrypts with: a primary and its replicas share it, and its rotation. */
export class KeyMaterial {
  public rotation: Rotation;
  /** Imported and not used before the next rotation on demand. */
  public waiting?: MaterialVersion;
  /** By the tokens of the imports. */
  public readonly importParameters = new Map<string, ImportParameters>();
  private versions: readonly MaterialVersion[];
  private pairMade?: KeyPairKeyObjectResult;

  /**
   * @param spec key spec, such as `RSA_2048`
   * @param isImported true for material that comes later, by import
   * @param now milliseconds since the epoch
   */
  public constructor(
    private readonly spec: string,
    isImported: boolean,
    now: number,
  ) {
    this.rotation = { enabled: false, periodInDays: ROTATION_PERIOD_IN_DAYS.default, since: now };
    this.versions = isImported ? [] : [newVersion()];
  }

  /** All versions, oldest first; those that are gone as well. */
  public list(): readonly MaterialVersion[] {
    return this.versions;
  }

  /** The version that encrypts; undefined before the first import, and as long as any version is gone: then KMS does nothing with the key. */
  public get current(): MaterialVersion | undefined {
    return this.versions.some(({ isGone }) => isGone) ? undefined : this.versions.at(-1);
  }

  /** The version with this id, used, gone or waiting. */
  public find(id: string): MaterialVersion | undefined {
    return [...this.versions, this.waiting].find((version) => version?.id === id);
  }

  /** What the replica of a key with imported material has at first: all versions, and none of their secrets. */
  public withoutSecrets(now: number): KeyMaterial {
    const material = new KeyMaterial(this.spec, true, now);
    material.versions = this.versions.map((version) => ({ ...version, isGone: true }));
    return material;
  }

  /** The pair of an asymmetric key, made when it is used first: large ones take a while. */
  public get pair(): KeyPairKeyObjectResult {
    const make = KEY_SPECS[this.spec]?.makePair;
    if (!make) throw unsupported(`The simulator has no keys of spec ${this.spec}.`);
    return (this.pairMade ??= make());
  }

  /** Replaces the current version; earlier ones still decrypt. */
  public rotate(at: number, type: "AUTOMATIC" | "ON_DEMAND"): void {
    const next = this.waiting ?? newVersion();
    this.waiting = undefined;
    this.versions = [...this.versions, { ...next, rotation: { at, type } }];
  }

  /** Makes up for the automatic rotations that the clock has made due. */
  public rotateIfDue(now: number): void {
    for (;;) {
      const { enabled, periodInDays, since } = this.rotation;
      const at = since + periodInDays * DAY_IN_MS;
      if (!enabled || at > now) return;
      this.rotate(at, "AUTOMATIC");
      this.rotation = { ...this.rotation, since: at };
    }
  }

  /** Takes an imported secret in: again, or as the first one. */
  public import(version: MaterialVersion): void {
    const known = this.find(version.id);
    const description = version.description ?? known?.description;
    // When it expires is said anew with each import.
    const next = { ...version, ...(known?.rotation && { rotation: known.rotation }), description };
    if (this.waiting?.id === version.id) this.waiting = next;
    else if (known) this.versions = this.versions.map((one) => (one === known ? next : one));
    else this.versions = [...this.versions, next];
  }

  /** Deletes an imported version; the key cannot be used until it is imported again, unless it was only waiting. */
  public delete(id: string): void {
    if (this.waiting?.id === id) this.waiting = undefined;
    this.versions = this.versions.map((version) => (version.id === id ? { ...version, isGone: true } : version));
  }

  /** Deletes what has expired. */
  public expire(now: number): void {
    for (const { id, expiresAt = Infinity } of [...this.versions, ...(this.waiting ? [this.waiting] : [])]) {
      if (expiresAt <= now) this.delete(id);
    }
  }
}

/** The version that a secret is: the same secret always has the same id. */
export function versionOf(
  secret: Buffer,
  more: Pick<MaterialVersion, "expiresAt" | "description"> = {},
): MaterialVersion {
  return { id: createHash("sha256").update(secret).digest("hex"), secret, ...more };
}

function newVersion(): MaterialVersion {
  return versionOf(randomBytes(SECRET_BYTES));
}
