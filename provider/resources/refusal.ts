import type { AuraApiError, Instance } from "../aura-api";
import { hasFailed, isSettled } from "./instance-state";
import { failureOf } from "./key-alarm";

/** The reason of a 409 as Aura documents it: an operation is under way, also one that the status does not show. */
const BUSY = "ongoing-database-operation";

/**
 * What a 409 waits for. It ends with the operation that is under way; where there is none, only somebody else can end it.
 * @param instance as it is now; undefined when it cannot be read
 */
export function refusal(conflict: AuraApiError, instance: Instance | undefined) {
  const stuck = instance !== undefined && (hasFailed(instance) || (isSettled(instance) && !conflict.has(BUSY)));
  return stuck
    ? { missing: `${conflict.message}: ${failureOf(instance)}`, stuck }
    : { missing: `Aura is busy with the instance: ${conflict.message}` };
}
