import { randomBytes } from "node:crypto";
import { invalid } from "./errors";

/** A ring of keys, which decides where they are. */
export interface KeyRing {
  /** `projects/P/locations/L/keyRings/R`. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The states of a version that the simulator uses. */
type VersionState = "ENABLED" | "DISABLED" | "DESTROY_SCHEDULED" | "DESTROYED";

/** A version of a key: its material. */
export interface CryptoKeyVersion {
  /** `projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N`. */
  readonly name: string;
  readonly algorithm: string;
  readonly protectionLevel: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  state: VersionState;
  /** The material; empty once it is destroyed. */
  material: Buffer;
  /** When it will be destroyed, or was. */
  destroyAt?: number;
}

/** A key. It is there for ever: only its versions can be destroyed. */
export interface CryptoKey {
  /** `projects/P/locations/L/keyRings/R/cryptoKeys/K`. */
  readonly name: string;
  readonly purpose: Purpose;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly importOnly: boolean;
  readonly backend: string;
  /** How long a version can still be restored, such as `2592000s`. */
  readonly destroyScheduledDuration: string;
  readonly protectionLevel: string;
  algorithm: string;
  labels: Readonly<Record<string, string>>;
  /** Such as `7776000s`; undefined without automatic rotation. */
  rotationPeriod?: string;
  /** Milliseconds since the epoch. */
  nextRotationAt?: number;
  /** The version that encrypts. */
  primary?: CryptoKeyVersion;
  readonly versions: CryptoKeyVersion[];
  /** When it last became or ceased to be usable, in milliseconds since the epoch. */
  accessChangedAt: number;
}

/** What a key can be for, and the algorithms of its versions. */
const ALGORITHMS = {
  ENCRYPT_DECRYPT: /^(GOOGLE|EXTERNAL)_SYMMETRIC_ENCRYPTION$/,
  RAW_ENCRYPT_DECRYPT: /^AES_\w+$/,
  ASYMMETRIC_SIGN: /^(RSA|EC|PQ)_SIGN_\w+$/,
  ASYMMETRIC_DECRYPT: /^RSA_DECRYPT_\w+$/,
  MAC: /^HMAC_\w+$/,
} as const;

/** What a key is for. */
type Purpose = keyof typeof ALGORITHMS;
/** All purposes. */
export const PURPOSES = Object.keys(ALGORITHMS) as [Purpose, ...Purpose[]];

/**
 * The algorithm for new versions of a key.
 * @param wanted as the caller has it; a key that encrypts and decrypts has a default
 */
export function algorithmFor(purpose: Purpose, protectionLevel: string, wanted: string | undefined): string {
  const symmetric = `${isExternal(protectionLevel) ? "EXTERNAL" : "GOOGLE"}_SYMMETRIC_ENCRYPTION`;
  const algorithm = wanted ?? (purpose === "ENCRYPT_DECRYPT" ? symmetric : "CRYPTO_KEY_VERSION_ALGORITHM_UNSPECIFIED");
  if (!ALGORITHMS[purpose].test(algorithm)) {
    throw invalid(`The algorithm ${algorithm} cannot be used with the purpose ${purpose}.`);
  }
  return algorithm;
}

/** Whether the material is outside of Google Cloud. */
export function isExternal(protectionLevel: string): boolean {
  return protectionLevel.startsWith("EXTERNAL");
}

/**
 * Adds a version to a key.
 * @param createdAt milliseconds since the epoch
 */
export function addVersion(key: CryptoKey, createdAt: number, state: VersionState = "ENABLED"): CryptoKeyVersion {
  const { name, algorithm, protectionLevel, versions } = key;
  const version: CryptoKeyVersion = {
    name: `${name}/cryptoKeyVersions/${versions.length + 1}`,
    ...{ algorithm, protectionLevel, createdAt, state, material: randomBytes(32) },
  };
  versions.push(version);
  return version;
}
