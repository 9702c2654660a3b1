import { DELETION_WINDOW_IN_DAYS } from "../../../model/limits";
import { DAY_IN_MS } from "../cloud";
import { KmsError } from "../errors";
import { isPrimary } from "../key";
import { type Operation, requestedKey, requireNotPendingDeletion } from "../operation";

const scheduleKeyDeletion: Operation = (context) => {
  const { cloud, input } = context;
  const key = requestedKey(context);
  const windowInDays = input.integer("PendingWindowInDays", DELETION_WINDOW_IN_DAYS, DELETION_WINDOW_IN_DAYS.default);
  requireNotPendingDeletion(context, key);
  const now = cloud.clock.now();
  const waitsForReplicas = isPrimary(key) && cloud.siblings(key).length > 0;
  key.deletion = { windowInDays, at: waitsForReplicas ? undefined : now + windowInDays * DAY_IN_MS };
  key.accessChangedAt = now;
  return {
    KeyId: key.arn,
    KeyState: cloud.stateOf(key),
    PendingWindowInDays: windowInDays,
    ...(key.deletion.at === undefined ? {} : { DeletionDate: key.deletion.at / 1000 }),
  };
};

const cancelKeyDeletion: Operation = (context) => {
  const key = requestedKey(context);
  if (!key.deletion) throw new KmsError("KMSInvalidStateException", `${key.arn} is not pending deletion.`);
  key.deletion = undefined;
  // A key whose deletion was cancelled is disabled until it is enabled again.
  key.enabled = false;
  key.accessChangedAt = context.cloud.clock.now();
  return { KeyId: key.arn };
};

/** The end of a key. */
export const deletionOperations: Readonly<Record<string, Operation>> = {
  CancelKeyDeletion: cancelKeyDeletion,
  ScheduleKeyDeletion: scheduleKeyDeletion,
};
