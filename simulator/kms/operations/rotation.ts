import { ROTATION_PERIOD_IN_DAYS } from "../../../model/limits";
import { DAY_IN_MS } from "../days";
import { KmsError, unsupported } from "../errors";
import { isReplica, isSymmetric, type KmsKey } from "../key";
import type { MaterialVersion } from "../material";
import { choice, integer, optional } from "../../aws/parameters";
import {
  type Context,
  KEY,
  operation,
  type Operations,
  PAGE,
  page,
  requestedKey,
  requireUsable,
  wrongState,
} from "../operation";

const { min, max, default: BY_DEFAULT } = ROTATION_PERIOD_IN_DAYS;
const MAX_ON_DEMAND = 25;

const enableKeyRotation = operation(
  { ...KEY, RotationPeriodInDays: optional(integer(min, max)) },
  (context, { KeyId, RotationPeriodInDays }) => {
    const { material } = automatic(context, KeyId, RotationPeriodInDays);
    const { enabled, periodInDays: before } = material.rotation;
    const periodInDays = RotationPeriodInDays ?? (enabled ? before : BY_DEFAULT);
    material.rotation = { enabled: true, periodInDays, since: context.cloud.clock.now() };
    return {};
  },
);

const disableKeyRotation = operation(KEY, (context, { KeyId }) => {
  const { material } = automatic(context, KeyId);
  material.rotation = { ...material.rotation, enabled: false };
  return {};
});

const getKeyRotationStatus = operation(KEY, (context, { KeyId }) => {
  const key = requestedKey(context, KeyId);
  const { enabled, periodInDays, since } = key.material.rotation;
  if (!enabled) return { KeyId: key.arn, KeyRotationEnabled: false };
  return {
    KeyId: key.arn,
    // The switch is remembered, but a key that waits for its deletion is not rotated.
    KeyRotationEnabled: key.deletion === undefined,
    RotationPeriodInDays: periodInDays,
    NextRotationDate: (since + periodInDays * DAY_IN_MS) / 1000,
  };
});

const rotateKeyOnDemand = operation(KEY, (context, { KeyId }) => {
  const { cloud } = context;
  const key = rotatable(context, KeyId);
  requireUsable(context, key);
  const { material } = key;
  if (material.list().filter(({ rotation }) => rotation?.type === "ON_DEMAND").length >= MAX_ON_DEMAND) {
    throw new KmsError("LimitExceededException", `${key.arn} was rotated on demand ${MAX_ON_DEMAND} times already.`);
  }
  const family = [key, ...cloud.siblings(key)];
  if (key.origin === "EXTERNAL") {
    const lacking = family.find((one) => !one.material.waiting || one.material.waiting.id !== material.waiting?.id);
    if (lacking) throw wrongState(lacking, "has no imported material to rotate to");
  }
  // Replicas share the material that KMS made, and have their own of what was imported.
  for (const one of new Set(family.map((relative) => relative.material))) one.rotate(cloud.clock.now(), "ON_DEMAND");
  return { KeyId: key.arn };
});

const listKeyRotations = operation(
  { ...KEY, ...PAGE, IncludeKeyMaterial: optional(choice(["ALL_KEY_MATERIAL", "ROTATIONS_ONLY"])) },
  (context, input) => {
    const key = symmetric(requestedKey(context, input.KeyId));
    const { material } = key;
    const all = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL";
    const waiting = all && material.waiting ? [material.waiting] : [];
    const versions = [...material.list().filter(({ rotation }) => all || rotation), ...waiting];
    const stateOf = (version: MaterialVersion) => {
      if (version === material.waiting) return "PENDING_ROTATION";
      return version === material.list().at(-1) ? "CURRENT" : "NON_CURRENT";
    };
    return page(input, "Rotations", versions, {
      idOf: ({ id }) => id,
      show: (version) => ({
        KeyId: key.keyId,
        KeyMaterialId: version.id,
        KeyMaterialState: stateOf(version),
        ...(key.origin === "EXTERNAL" ? imported(version) : {}),
        ...(version.rotation ? { RotationDate: version.rotation.at / 1000, RotationType: version.rotation.type } : {}),
      }),
    });
  },
);

/** Rotation of the key material, automatic and on demand. */
export const rotationOperations: Operations = {
  DisableKeyRotation: disableKeyRotation,
  EnableKeyRotation: enableKeyRotation,
  GetKeyRotationStatus: getKeyRotationStatus,
  ListKeyRotations: listKeyRotations,
  RotateKeyOnDemand: rotateKeyOnDemand,
};

function imported({ expiresAt, description, isGone }: MaterialVersion): object {
  if (isGone) return { ImportState: "PENDING_IMPORT" };
  return {
    ImportState: "IMPORTED",
    ExpirationModel: expiresAt === undefined ? "KEY_MATERIAL_DOES_NOT_EXPIRE" : "KEY_MATERIAL_EXPIRES",
    ...(expiresAt === undefined ? {} : { ValidTo: expiresAt / 1000 }),
    ...(description === undefined ? {} : { KeyMaterialDescription: description }),
  };
}

function rotatable(context: Context, id: string, periodInDays?: number): KmsKey {
  const period = periodInDays === undefined ? undefined : `${periodInDays}`;
  const key = symmetric(requestedKey(context, id, { conditions: { "kms:RotationPeriodInDays": period } }));
  if (isReplica(key)) throw unsupported(`${key.arn} is a replica: rotation is set on its primary key.`);
  return key;
}

function symmetric(key: KmsKey): KmsKey {
  if (!isSymmetric(key)) throw unsupported(`${key.arn} is not a symmetric encryption key.`);
  return key;
}

function automatic(context: Context, id: string, periodInDays?: number): KmsKey {
  const key = rotatable(context, id, periodInDays);
  if (key.origin !== "AWS_KMS")
    throw unsupported(`${key.arn} has imported material, which KMS does not rotate by itself.`);
  requireUsable(context, key);
  return key;
}
