import { DELETION_WINDOW_IN_DAYS } from "../../../model/limits";
import { DAY_IN_MS } from "../days";
import { isPrimary } from "../key";
import { integer, optional } from "../../aws/parameters";
import { KEY, operation, type Operations, requestedKey, requireNotPendingDeletion, wrongState } from "../operation";

const { min, max, default: BY_DEFAULT } = DELETION_WINDOW_IN_DAYS;

const scheduleKeyDeletion = operation(
  { ...KEY, PendingWindowInDays: optional(integer(min, max)) },
  (context, { KeyId, PendingWindowInDays: windowInDays = BY_DEFAULT }) => {
    const { cloud } = context;
    const conditions = { "kms:ScheduleKeyDeletionPendingWindowInDays": `${windowInDays}` };
    const key = requestedKey(context, KeyId, { conditions });
    requireNotPendingDeletion(context, key);
    const waitsForReplicas = isPrimary(key) && cloud.siblings(key).length > 0;
    const at = waitsForReplicas ? undefined : cloud.clock.now() + windowInDays * DAY_IN_MS;
    key.deletion = { windowInDays, at };
    cloud.accessChanged(key);
    return {
      KeyId: key.arn,
      KeyState: cloud.stateOf(key),
      PendingWindowInDays: windowInDays,
      ...(at === undefined ? {} : { DeletionDate: at / 1000 }),
    };
  },
);

const cancelKeyDeletion = operation(KEY, (context, { KeyId }) => {
  const key = requestedKey(context, KeyId);
  if (!key.deletion) throw wrongState(key, "is not pending deletion");
  key.deletion = undefined;
  // A key whose deletion was cancelled is disabled until it is enabled again.
  key.enabled = false;
  context.cloud.accessChanged(key);
  return { KeyId: key.arn };
});

/** The end of a key. */
export const deletionOperations: Operations = {
  CancelKeyDeletion: cancelKeyDeletion,
  ScheduleKeyDeletion: scheduleKeyDeletion,
};
