import { z } from "zod";
import type { Clock } from "../http/clock";
import { DAY, milliseconds } from "./duration";
import { failedPrecondition, GoogleError, invalid } from "./errors";
import {
  addVersion,
  algorithmFor,
  isExternal,
  PURPOSES,
  type CryptoKey,
  type CryptoKeyVersion,
  type KeyRing,
} from "./key";
import { locationOf, parentOf, RESOURCE_ID } from "./names";
import { parse } from "./parse";

/** What the organization demands of keys, by policies of its own. */
interface OrganizationPolicies {
  /** `constraints/cloudkms.disableBeforeDestroy`: an enabled version cannot be scheduled for destruction. */
  disableBeforeDestroy: boolean;
  /** `constraints/cloudkms.minimumDestroyScheduledDuration`, such as `604800s`: for new keys. */
  minimumDestroyScheduledDuration?: string;
  /** A constraint of one's own that demands a rotation period. */
  rotationRequired: boolean;
}

const DURATION = z.string().refine((text) => milliseconds(text) !== undefined, "Expected seconds, such as 7776000s");
const ROTATION = DURATION.refine((text) => (milliseconds(text) ?? 0) >= DAY, "Expected at least 86400s").refine(
  (text) => (milliseconds(text) ?? 0) <= 36_500 * DAY,
  "Expected at most 100 years",
);
const PROTECTION_LEVELS = ["SOFTWARE", "HSM", "EXTERNAL", "EXTERNAL_VPC"] as const;
const TEMPLATE = z.strictObject({
  algorithm: z.string().optional(),
  protectionLevel: z.enum(PROTECTION_LEVELS).optional(),
});
const LABELS = z
  .record(
    z.string().regex(/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u),
    z.string().regex(/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u),
  )
  .refine((labels) => Object.keys(labels).length <= 64, "Expected at most 64 labels");
/** What a PATCH can change; null and nothing remove. */
const CHANGE = z.strictObject({
  labels: LABELS.nullish(),
  rotationPeriod: ROTATION.nullish(),
  nextRotationTime: z.iso.datetime().nullish(),
  versionTemplate: TEMPLATE.nullish(),
});
const NEW_KEY = z.strictObject({
  ...CHANGE.shape,
  purpose: z.enum(PURPOSES),
  destroyScheduledDuration: DURATION.optional(),
  importOnly: z.boolean().default(false),
  cryptoKeyBackend: z.string().default(""),
});
const STATE = z.enum(["ENABLED", "DISABLED"]);
const NEW_VERSION = z.strictObject({
  state: STATE.default("ENABLED"),
  externalProtectionLevelOptions: z.unknown().optional(),
});
const CHANGED_VERSION = z.object({ state: STATE });

const MAX_DESTROY_SCHEDULED_DURATION = 120 * DAY;
const DEFAULT_DESTROY_SCHEDULED_DURATION = "2592000s";

/** Cloud KMS: key rings, keys and their versions, in all projects and locations. */
export class GoogleKms {
  /** What the organization demands. */
  public readonly organization: OrganizationPolicies = { disableBeforeDestroy: false, rotationRequired: false };
  private readonly ringsByName = new Map<string, KeyRing>();
  private readonly keysByName = new Map<string, CryptoKey>();

  public constructor(private readonly clock: Clock) {}

  /** All key rings, oldest first. */
  public rings(): readonly KeyRing[] {
    return [...this.ringsByName.values()];
  }

  /** All keys, oldest first. */
  public keys(): readonly CryptoKey[] {
    return [...this.keysByName.keys()].map((name) => this.key(name));
  }

  /** The key ring with this name, or 404. */
  public ring(name: string): KeyRing {
    const ring = this.ringsByName.get(name);
    if (!ring) throw notFound("KeyRing", name);
    return ring;
  }

  /** The key with this name, if there is one. */
  public findKey(name: string): CryptoKey | undefined {
    const key = this.keysByName.get(name);
    if (key) this.settle(key);
    return key;
  }

  /** The key with this name, or 404. */
  public key(name: string): CryptoKey {
    const key = this.findKey(name);
    if (!key) throw notFound("CryptoKey", name);
    return key;
  }

  /** The version with this name, or 404. */
  public version(name: string): CryptoKeyVersion {
    const version = this.key(parentOf(name)).versions.find((one) => one.name === name);
    if (!version) throw notFound("CryptoKeyVersion", name);
    return version;
  }

  /**
   * Makes a key ring.
   * @param location such as `projects/orders/locations/europe-west1`
   */
  public createRing(location: string, id: string): KeyRing {
    if (!/^[a-z][a-z0-9-]*$/.test(locationOf(location)))
      throw invalid(`Location ${locationOf(location)} is not valid.`);
    const name = `${location}/keyRings/${checkedId("key_ring_id", id)}`;
    if (this.ringsByName.has(name)) throw alreadyExists("KeyRing", name);
    const ring = { name, createdAt: this.clock.now() };
    this.ringsByName.set(name, ring);
    return ring;
  }

  /**
   * Makes a key, and its first version, which is its primary one where it has one. Its name is never free again.
   * @param wanted the key of a request
   * @param withoutVersion leaves the first version out
   */
  public createKey(ring: string, id: string, wanted: unknown, withoutVersion: boolean): CryptoKey {
    this.ring(ring);
    const name = `${ring}/cryptoKeys/${checkedId("crypto_key_id", id)}`;
    if (this.keysByName.has(name)) throw alreadyExists("CryptoKey", name);
    const body = parse(NEW_KEY, wanted, "crypto_key");
    const { purpose, importOnly, destroyScheduledDuration = DEFAULT_DESTROY_SCHEDULED_DURATION } = body;
    const { algorithm, protectionLevel = "SOFTWARE" } = body.versionTemplate ?? {};
    this.checkDestroyScheduledDuration(destroyScheduledDuration, importOnly);
    if (importOnly && !withoutVersion)
      throw invalid("An import-only key has to be made with skip_initial_version_creation.");
    if (isExternal(protectionLevel) && !withoutVersion) {
      throw invalid(
        `A key with protection level ${protectionLevel} has to be made with skip_initial_version_creation.`,
      );
    }
    const now = this.clock.now();
    const key: CryptoKey = {
      ...{ name, purpose, importOnly, protectionLevel, destroyScheduledDuration, createdAt: now, accessChangedAt: now },
      ...{ backend: body.cryptoKeyBackend, labels: body.labels ?? {}, versions: [] },
      algorithm: algorithmFor(purpose, protectionLevel, algorithm),
    };
    this.setRotation(key, body.rotationPeriod ?? null, timeOf(body));
    if (!withoutVersion) {
      const version = addVersion(key, now);
      if (purpose === "ENCRYPT_DECRYPT") key.primary = version;
    }
    this.keysByName.set(name, key);
    return key;
  }

  /**
   * Changes a key.
   * @param mask what is changed, such as `rotationPeriod`
   * @param wanted the key of a request
   */
  public changeKey(name: string, mask: readonly string[], wanted: unknown): CryptoKey {
    const key = this.key(name);
    const changeable = ["labels", "rotationPeriod", "nextRotationTime", "versionTemplate.algorithm", "versionTemplate"];
    const [fixed] = mask.filter((field) => !changeable.includes(field));
    if (fixed !== undefined || mask.length === 0) throw invalid(`The update_mask is not valid: ${mask.join(",")}`);
    const body = parse(CHANGE, wanted, "crypto_key");
    if (mask.includes("rotationPeriod") || mask.includes("nextRotationTime")) {
      const { rotationPeriod = null } = mask.includes("rotationPeriod") ? body : key;
      this.setRotation(key, rotationPeriod, mask.includes("nextRotationTime") ? timeOf(body) : key.nextRotationAt);
    }
    if (mask.includes("labels")) key.labels = body.labels ?? {};
    if (mask.some((field) => field.startsWith("versionTemplate"))) {
      key.algorithm = algorithmFor(key.purpose, key.protectionLevel, body.versionTemplate?.algorithm);
    }
    return key;
  }

  /** Makes another version of a key, which does not become the primary one. */
  public createVersion(keyName: string, wanted: unknown): CryptoKeyVersion {
    const key = this.key(keyName);
    const { state } = parse(NEW_VERSION, wanted ?? {}, "crypto_key_version");
    if (key.importOnly) throw failedPrecondition(`${keyName} is import-only: versions can only be imported.`);
    return addVersion(key, this.clock.now(), state);
  }

  /** Makes a version the one that encrypts. */
  public setPrimary(keyName: string, id: string): CryptoKey {
    const key = this.key(keyName);
    if (key.purpose !== "ENCRYPT_DECRYPT")
      throw invalid(`Keys with the purpose ${key.purpose} have no primary version.`);
    const version = this.version(`${keyName}/cryptoKeyVersions/${id}`);
    if (version.state !== "ENABLED") throw wrongState(version);
    key.primary = version;
    key.accessChangedAt = this.clock.now();
    return key;
  }

  /** Enables or disables a version. */
  public changeVersion(name: string, mask: readonly string[], wanted: unknown): CryptoKeyVersion {
    const version = this.version(name);
    if (mask.join() !== "state") throw invalid(`The update_mask is not valid: ${mask.join(",")}`);
    const { state } = parse(CHANGED_VERSION, wanted, "crypto_key_version");
    if (!isLive(version)) throw wrongState(version);
    return this.enter(version, state);
  }

  /** Schedules a version for destruction. */
  public destroyVersion(name: string): CryptoKeyVersion {
    const version = this.version(name);
    if (!isLive(version)) throw wrongState(version);
    if (this.organization.disableBeforeDestroy && version.state === "ENABLED") {
      throw failedPrecondition(
        `The organization policy constraints/cloudkms.disableBeforeDestroy is violated: ${name} has to be disabled before it is scheduled for destruction.`,
      );
    }
    const { destroyScheduledDuration } = this.key(parentOf(name));
    version.destroyAt = this.clock.now() + (milliseconds(destroyScheduledDuration) ?? 0);
    return this.enter(version, "DESTROY_SCHEDULED");
  }

  /** Restores a version that is scheduled for destruction; it is disabled then. */
  public restoreVersion(name: string): CryptoKeyVersion {
    const version = this.version(name);
    if (version.state !== "DESTROY_SCHEDULED") throw wrongState(version);
    version.destroyAt = undefined;
    return this.enter(version, "DISABLED");
  }

  private enter(version: CryptoKeyVersion, state: CryptoKeyVersion["state"]): CryptoKeyVersion {
    version.state = state;
    this.key(parentOf(version.name)).accessChangedAt = this.clock.now();
    return version;
  }

  /** @param nextRotationAt milliseconds since the epoch */
  private setRotation(key: CryptoKey, rotationPeriod: string | null, nextRotationAt: number | undefined): void {
    if (this.organization.rotationRequired && !rotationPeriod) {
      throw failedPrecondition(
        `Operation denied by custom org policies on resource '${key.name}': a rotation period is required.`,
      );
    }
    const isRotated = rotationPeriod !== null || nextRotationAt !== undefined;
    if (isRotated && (key.purpose !== "ENCRYPT_DECRYPT" || key.importOnly)) {
      throw invalid("Automatic rotation is only for keys that encrypt and decrypt, and not for imported ones.");
    }
    if (rotationPeriod !== null && nextRotationAt === undefined) {
      throw invalid("A rotation_period needs a next_rotation_time.");
    }
    key.rotationPeriod = rotationPeriod ?? undefined;
    key.nextRotationAt = nextRotationAt;
  }

  private checkDestroyScheduledDuration(duration: string, importOnly: boolean): void {
    const wanted = milliseconds(duration) ?? 0;
    if (wanted > MAX_DESTROY_SCHEDULED_DURATION || (wanted < DAY && !importOnly)) {
      throw invalid(`destroy_scheduled_duration must be between 24 hours and 120 days, got ${duration}.`);
    }
    const { minimumDestroyScheduledDuration: least } = this.organization;
    if (least !== undefined && wanted < (milliseconds(least) ?? 0)) {
      throw failedPrecondition(
        `The organization policy constraints/cloudkms.minimumDestroyScheduledDuration is violated: ${duration} is less than ${least}.`,
      );
    }
  }

  /** What happened to a key since it was last looked at: versions were destroyed, and new ones made. */
  private settle(key: CryptoKey): void {
    const now = this.clock.now();
    for (const version of key.versions) {
      if (version.state !== "DESTROY_SCHEDULED" || now < (version.destroyAt ?? now)) continue;
      version.state = "DESTROYED";
      version.material = Buffer.alloc(0);
    }
    while (key.nextRotationAt !== undefined && key.nextRotationAt <= now) {
      key.primary = addVersion(key, key.nextRotationAt);
      key.accessChangedAt = key.nextRotationAt;
      const period = milliseconds(key.rotationPeriod ?? "");
      key.nextRotationAt = period === undefined ? undefined : key.nextRotationAt + period;
    }
  }
}

function timeOf({ nextRotationTime }: z.infer<typeof CHANGE>): number | undefined {
  return nextRotationTime ? Date.parse(nextRotationTime) : undefined;
}

function isLive({ state }: CryptoKeyVersion): boolean {
  return state === "ENABLED" || state === "DISABLED";
}

function checkedId(field: string, id: string): string {
  if (!RESOURCE_ID.test(id)) throw invalid(`${field} has to match ${RESOURCE_ID.source}, got: ${id}`);
  return id;
}

function wrongState({ name, state }: CryptoKeyVersion): GoogleError {
  const text = `Resource ${name} has value ${state} in field crypto_key_version.state.`;
  return failedPrecondition(`The request cannot be fulfilled. ${text}`);
}

function notFound(kind: string, name: string): GoogleError {
  return new GoogleError("NOT_FOUND", `${kind} ${name} not found.`);
}

function alreadyExists(kind: string, name: string): GoogleError {
  return new GoogleError("ALREADY_EXISTS", `${kind} ${name} already exists.`);
}
