import type { CryptoKey, CryptoKeyVersion, KeyRing } from "./key";

/* Resources as the API answers them: without what is empty. */

/** A key ring. */
export function ringAnswer({ name, createdAt }: KeyRing): object {
  return { name, createTime: time(createdAt) };
}

/** A key, with its primary version. */
export function keyAnswer(key: CryptoKey): object {
  const { name, purpose, createdAt, primary, rotationPeriod, nextRotationAt, labels } = key;
  const { protectionLevel, algorithm, destroyScheduledDuration, importOnly, backend } = key;
  return {
    name,
    ...(primary && { primary: versionAnswer(primary) }),
    purpose,
    createTime: time(createdAt),
    ...(nextRotationAt !== undefined && { nextRotationTime: time(nextRotationAt) }),
    ...(rotationPeriod !== undefined && { rotationPeriod }),
    versionTemplate: { protectionLevel, algorithm },
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(importOnly && { importOnly }),
    destroyScheduledDuration,
    ...(backend !== "" && { cryptoKeyBackend: backend }),
  };
}

/** A version of a key. */
export function versionAnswer({
  name,
  state,
  createdAt,
  protectionLevel,
  algorithm,
  destroyAt,
}: CryptoKeyVersion): object {
  const created = time(createdAt);
  return {
    ...{ name, state, createTime: created, protectionLevel, algorithm, generateTime: created },
    ...(destroyAt !== undefined && { [state === "DESTROYED" ? "destroyEventTime" : "destroyTime"]: time(destroyAt) }),
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
