import { known as given } from "../../model/fact";
import { cite } from "../analysis";
import { configurationPart } from "../across-clouds";
import { compliant, notApplicable, unknown, violation } from "../rule";
import { aCryptoKey } from "./example";
import { durationText } from "./key-deletion";

/** What Google takes at least: a day. */
const MIN_SECONDS = 86_400;

/** Google accepts the rotation period. */
export const rotationPeriodInRangeInGoogle = configurationPart({
  cloud: "gcp",
  rationale: "a rotation period is a duration in seconds, such as 7776000s, of at least a day.",
  see: "https://cloud.google.com/kms/docs/key-rotation",
  on: ["crypto-key"],
  check(key) {
    const period = key.rotationPeriodInSeconds;
    if (!period.known && key.origin === "imported") return notApplicable;
    if (!period.known) {
      return unknown(
        `cannot verify that Google accepts the rotation period of key ${key.name}: ${period.reason}`,
        period.reason,
      );
    }
    if (period.value === undefined) return notApplicable;
    const isDuration = !Number.isNaN(period.value);
    if (isDuration && period.value >= MIN_SECONDS) return compliant;
    return violation({
      what: `rotation period of key ${key.name} is ${isDuration ? "out of range" : "not a duration"}`,
      got: isDuration ? cite({ ...period, value: durationText(period.value) }) : period.source,
      expected: "1 day or more, in seconds",
      fix: 'use "7776000s" for 90 days',
    });
  },
  example: () => ({
    bad: [aCryptoKey({ rotationPeriodInSeconds: given(3600, "`rotation_period`") })],
    good: [aCryptoKey()],
  }),
});
