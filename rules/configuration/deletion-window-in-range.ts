import { DELETION_WINDOW_IN_DAYS } from "../../model/limits";
import { aKey, given } from "../example";
import { configurationRule } from "../rule";
import { daysVerdict } from "../verdicts";

/** KMS accepts the waiting period before a key is deleted. */
export const deletionWindowInRange = configurationRule({
  id: "deletion-window-in-range",
  title: `The deletion window is ${DELETION_WINDOW_IN_DAYS.min} to ${DELETION_WINDOW_IN_DAYS.max} days`,
  severity: "error",
  rationale:
    "KMS refuses any other waiting period. The deletion of a key, and with it the loss of all its data, can be cancelled only " +
    `during this time, so the default is the longest: ${DELETION_WINDOW_IN_DAYS.default} days.`,
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  on: ["key"],
  check(key) {
    return daysVerdict(key, "deletion window", key.deletionWindowInDays, DELETION_WINDOW_IN_DAYS);
  },
  example: () => ({
    bad: [aKey({ deletionWindowInDays: given(31, "`deletionWindowInDays`") })],
    good: [aKey({ deletionWindowInDays: given(30, "`deletionWindowInDays`") })],
  }),
});
