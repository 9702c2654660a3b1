import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { Clock } from "../http/clock";
import { isDuration, shifted } from "./duration";
import { AzureError } from "./error";

/** What the public part of a key says, as JSON Web Keys do. */
export interface Material {
  readonly kty: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

/** One version of a key. Times are in milliseconds since the epoch. */
export interface KeyVersion {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly material: Material;
  readonly createdAt: number;
  operations: readonly string[];
  enabled: boolean;
  notBefore?: number;
  expires?: number;
  tags: Readonly<Record<string, string>>;
  updatedAt: number;
}

/** When a key gets a new version by itself, and how long such a version is valid. */
export interface RotationPolicy {
  readonly expiryTime?: string;
  readonly timeAfterCreate?: string;
  readonly timeBeforeExpiry?: string;
  readonly notifyBeforeExpiry?: string;
}

/** A key in a vault: its versions, oldest first. */
export interface VaultKey {
  readonly name: string;
  readonly versions: KeyVersion[];
  policy: RotationPolicy;
  /** When it was changed last by a caller, in milliseconds since the epoch: rotation does not count. */
  changedAt: number;
  deletedAt?: number;
}

/** What a request for a new version says. */
export interface NewVersion {
  readonly kty: string;
  readonly size?: number;
  readonly curve?: string;
  readonly operations: readonly string[];
  readonly enabled: boolean;
  readonly notBefore?: number;
  readonly expires?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The curves by Azure's names, with those of OpenSSL. */
const CURVES: Readonly<Record<string, string>> = {
  "P-256": "prime256v1",
  "P-256K": "secp256k1",
  "P-384": "secp384r1",
  "P-521": "secp521r1",
};
const SIZES = [2048, 3072, 4096];
const OPERATIONS = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"];
const MIN_ROTATION_DAYS = 7;
const MIN_VALIDITY_DAYS = 28;
const DAY_MS = 86_400_000;

/** Makes a version. Nothing is encrypted here: the modulus of an RSA key is a random number without known factors. */
export function newVersion(asked: NewVersion, now: number): KeyVersion {
  const { operations, enabled, notBefore, expires, tags } = asked;
  const unknown = operations.filter((operation) => !OPERATIONS.includes(operation));
  if (unknown.length > 0) throw badParameter(`Property key_ops has invalid value: ${unknown.join(", ")}`);
  return {
    ...{ id: randomBytes(16).toString("hex"), material: newMaterial(asked), createdAt: now, updatedAt: now },
    ...{ operations, enabled, notBefore, expires, tags },
  };
}

function newMaterial({ kty, size = 2048, curve = "P-256" }: NewVersion): Material {
  if (/^RSA(-HSM)?$/.test(kty)) {
    if (!SIZES.includes(size)) throw badParameter(`Property key_size has invalid value ${size}`);
    const modulus = randomBytes(size / 8);
    modulus[0] = (modulus[0] ?? 0) | 0x80;
    modulus[modulus.length - 1] = (modulus.at(-1) ?? 0) | 1;
    return { kty, n: modulus.toString("base64url"), e: "AQAB" };
  }
  const namedCurve = /^EC(-HSM)?$/.test(kty) ? CURVES[curve] : undefined;
  if (namedCurve === undefined) throw badParameter(`Property kty or crv has invalid value: ${kty}, ${curve}`);
  const { x, y } = generateKeyPairSync("ec", { namedCurve }).publicKey.export({ format: "jwk" });
  return { kty, crv: curve, x, y };
}

/** The length of a key in bits; undefined for one on a curve. */
export function sizeOf({ n }: Material): number | undefined {
  return n === undefined ? undefined : Buffer.from(n, "base64url").length * 8;
}

/** The version that is used when none is named. */
export function currentVersion(key: VaultKey): KeyVersion {
  const version = key.versions.at(-1);
  if (!version) throw new Error(`key ${key.name} has no version`);
  return version;
}

/** Checks a rotation policy as a vault does. */
export function checkPolicy({
  expiryTime,
  timeAfterCreate,
  timeBeforeExpiry,
  notifyBeforeExpiry,
}: RotationPolicy): void {
  const all = { expiryTime, timeAfterCreate, timeBeforeExpiry, notifyBeforeExpiry };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && !isDuration(value)) throw badParameter(`${name} is no duration: ${value}`);
  }
  const days = (duration: string) => (shifted(0, duration) - 0) / DAY_MS;
  if (expiryTime !== undefined && days(expiryTime) < MIN_VALIDITY_DAYS) {
    throw badParameter(`The expiry time has to be at least ${MIN_VALIDITY_DAYS} days`);
  }
  if (timeAfterCreate !== undefined && days(timeAfterCreate) < MIN_ROTATION_DAYS) {
    throw badParameter(`The time after creation has to be at least ${MIN_ROTATION_DAYS} days`);
  }
  if (timeBeforeExpiry !== undefined && expiryTime === undefined) {
    throw badParameter("A rotation before the expiry needs an expiry time");
  }
}

/**
 * Makes a new version of the same kind. It expires where the policy says so: only such versions do.
 * @param now milliseconds since the epoch
 */
export function rotate(key: VaultKey, now: number): KeyVersion {
  const { material, operations, tags } = currentVersion(key);
  const { kty, crv: curve } = material;
  const expires = key.policy.expiryTime === undefined ? undefined : shifted(now, key.policy.expiryTime);
  const version = newVersion({ kty, size: sizeOf(material), curve, operations, enabled: true, expires, tags }, now);
  key.versions.push(version);
  return version;
}

/** Makes the versions that are due by the policy. */
export function rotateWhenDue(key: VaultKey, clock: Clock): void {
  for (let due = nextRotation(key); due !== undefined && due <= clock.now(); due = nextRotation(key)) rotate(key, due);
}

function nextRotation(key: VaultKey): number | undefined {
  const { timeAfterCreate, timeBeforeExpiry } = key.policy;
  const { createdAt, expires } = currentVersion(key);
  if (key.deletedAt !== undefined) return undefined;
  if (timeAfterCreate !== undefined) return shifted(createdAt, timeAfterCreate);
  if (timeBeforeExpiry === undefined || expires === undefined) return undefined;
  return Math.max(shifted(expires, timeBeforeExpiry, -1), createdAt + DAY_MS);
}

function badParameter(message: string): AzureError {
  return new AzureError(400, "BadParameter", message);
}
