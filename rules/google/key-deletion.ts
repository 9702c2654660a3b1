import { valueOf } from "../../model/fact";
import type { CryptoKeyNode } from "../../model/google";
import { DESTROY_SCHEDULED_IN_DAYS } from "../../model/limits";
import { isReplaced, type Change } from "../../model/change";
import { count } from "../../util/count";
import type { ChangeContext } from "../rule";

const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;
/** What Google takes where nothing is set. */
export const DEFAULT_DESTROY_SCHEDULED = DESTROY_SCHEDULED_IN_DAYS.default * SECONDS_PER_DAY;

/** "30 days", "36 hours", "86399 seconds". */
export function durationText(seconds: number): string {
  if (seconds % SECONDS_PER_DAY === 0) return count(seconds / SECONDS_PER_DAY, "day");
  return seconds % SECONDS_PER_HOUR === 0 ? count(seconds / SECONDS_PER_HOUR, "hour") : count(seconds, "second");
}

/** How long the versions of a key can be restored after their destruction; undefined where that is not known. */
export function restorableFor({ destroyScheduledInSeconds }: CryptoKeyNode): number | undefined {
  if (!destroyScheduledInSeconds.known) return undefined;
  const seconds = destroyScheduledInSeconds.value ?? DEFAULT_DESTROY_SCHEDULED;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/**
 * The key that a plan makes in place of one that goes, with the same name under another address.
 * @param change of the key that goes
 */
export function sameKeyElsewhere(change: Change, { changes }: ChangeContext): Change | undefined {
  const { before } = change;
  if (before?.kind !== "crypto-key" || isReplaced(change) || change.after) return undefined;
  return changes.find(({ before: was, after }) => !was && after?.kind === "crypto-key" && isSameKey(before, after));
}

/** Whether two keys have one name in one key ring; what is not known may be the same. */
export function isSameKey(one: CryptoKeyNode, other: CryptoKeyNode): boolean {
  const [name, otherName] = [valueOf(one.keyId), valueOf(other.keyId)];
  if (name !== undefined && otherName !== undefined) return name === otherName;
  const mayAgree = (a: string | undefined, b: string | undefined): boolean =>
    a === undefined || b === undefined || a === b;
  return (
    valueOf(one.keyName) !== undefined &&
    valueOf(one.keyName) === valueOf(other.keyName) &&
    mayAgree(valueOf(one.region), valueOf(other.region)) &&
    (one.ring === other.ring || mayAgree(valueOf(one.ringId), valueOf(other.ringId)))
  );
}
