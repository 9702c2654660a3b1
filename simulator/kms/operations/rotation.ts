import { ROTATION_PERIOD_IN_DAYS } from "../../../model/limits";
import { DAY_IN_MS } from "../cloud";
import { KmsError } from "../errors";
import { isPrimary, isReplica, SYMMETRIC, type KmsKey } from "../key";
import { type Context, type Operation, requestedKey, requireNotPendingDeletion } from "../operation";

/** Days between two rotations when the request does not say. */
export const ROTATION_DEFAULT_IN_DAYS = ROTATION_PERIOD_IN_DAYS.default;

const enableKeyRotation: Operation = (context) => {
  const key = rotatable(context);
  const { rotation } = key;
  const byDefault = rotation.enabled ? rotation.periodInDays : ROTATION_DEFAULT_IN_DAYS;
  const periodInDays = context.input.integer("RotationPeriodInDays", ROTATION_PERIOD_IN_DAYS, byDefault);
  key.rotation = { enabled: true, periodInDays, since: context.cloud.clock.now() };
  return {};
};

const disableKeyRotation: Operation = (context) => {
  const key = rotatable(context);
  key.rotation = { ...key.rotation, enabled: false };
  return {};
};

const getKeyRotationStatus: Operation = (context) => {
  const { cloud } = context;
  const key = requestedKey(context);
  const { rotation } = isReplica(key) ? (cloud.siblings(key).find(isPrimary) ?? key) : key;
  if (!rotation.enabled) return { KeyId: key.arn, KeyRotationEnabled: false };
  return {
    KeyId: key.arn,
    // The switch is remembered, but a key that waits for its deletion is not rotated.
    KeyRotationEnabled: key.deletion === undefined,
    RotationPeriodInDays: rotation.periodInDays,
    NextRotationDate: (rotation.since + rotation.periodInDays * DAY_IN_MS) / 1000,
  };
};

/** Automatic rotation of the key material. */
export const rotationOperations: Readonly<Record<string, Operation>> = {
  DisableKeyRotation: disableKeyRotation,
  EnableKeyRotation: enableKeyRotation,
  GetKeyRotationStatus: getKeyRotationStatus,
};

function rotatable(context: Context): KmsKey {
  const key = requestedKey(context);
  if (key.keySpec !== SYMMETRIC) {
    throw new KmsError("UnsupportedOperationException", `${key.arn} is not a symmetric encryption key.`);
  }
  if (isReplica(key)) {
    throw new KmsError("UnsupportedOperationException", `${key.arn} is a replica: rotation is set on its primary key.`);
  }
  requireNotPendingDeletion(context, key);
  if (!key.enabled) throw new KmsError("DisabledException", `${key.arn} is disabled.`);
  return key;
}
