import { ROTATION_PERIOD_IN_DAYS } from "../../model/limits";
import { aKey, given } from "../example";
import { configurationRule } from "../rule";
import { daysVerdict } from "../verdicts";

/** KMS accepts the rotation period. */
export const rotationPeriodInRange = configurationRule({
  id: "rotation-period-in-range",
  title: `The rotation period is one that the cloud takes, in AWS ${ROTATION_PERIOD_IN_DAYS.min} to ${ROTATION_PERIOD_IN_DAYS.max} days`,
  severity: "error",
  rationale: "The cloud refuses any other period, but only during the apply.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  on: ["key"],
  check(key) {
    return daysVerdict(key, "rotation period", key.rotationPeriodInDays, ROTATION_PERIOD_IN_DAYS);
  },
  example: () => ({
    bad: [aKey({ rotationPeriodInDays: given(89, "`rotationPeriodInDays`") })],
    good: [aKey({ rotationPeriodInDays: given(90, "`rotationPeriodInDays`") })],
  }),
});
