import { known as given } from "../../model/fact";
import { cite } from "../analysis";
import { aCryptoKey } from "../google/example";
import { DEFAULT_DESTROY_SCHEDULED, durationText } from "../google/key-deletion";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";

/** A key that was deleted can be recovered for long enough; a key of AWS has `deletion-window-in-range`. */
export const keyCanBeRecovered = configurationRule({
  id: "key-can-be-recovered",
  title: "A deleted key of Azure or Google Cloud can be recovered for long enough",
  severity: "warning",
  rationale:
    "When a key is deleted by mistake, its data is lost as soon as it cannot be recovered any more. In Google Cloud: a version that is " +
    "scheduled for destruction can be restored for `destroy_scheduled_duration`, 30 days unless it is set. It can be set only when the key " +
    "is created: another value replaces the key.",
  see: "https://cloud.google.com/kms/docs/control-key-destruction",
  waiveWhen: "the key exists already, or its data may be lost.",
  on: ["crypto-key"],
  check(key) {
    const duration = key.destroyScheduledInSeconds;
    if (key.origin === "imported") return notApplicable;
    if (!duration.known) return unknown(duration.reason);
    if (duration.value === undefined || duration.value >= DEFAULT_DESTROY_SCHEDULED) return compliant;
    const isDuration = !Number.isNaN(duration.value);
    return violation({
      what: `versions of key ${key.name} can be restored for ${isDuration ? "too short a time" : "no known time"}`,
      got: isDuration ? cite({ ...duration, value: durationText(duration.value) }) : duration.source,
      expected: `${durationText(DEFAULT_DESTROY_SCHEDULED)} or more`,
      fix: "set it before the key is created; on a key that exists, waive this rule",
      facts: String(duration.value),
    });
  },
  example: () => ({
    bad: [aCryptoKey({ destroyScheduledInSeconds: given(86_400, "`destroy_scheduled_duration` of key orders") })],
    good: [aCryptoKey()],
  }),
});
