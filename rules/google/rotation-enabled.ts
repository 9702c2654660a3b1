import { cite } from "../analysis";
import { known as given } from "../../model/fact";
import { configurationPart } from "../across-clouds";
import { compliant, notApplicable, unknown, violation } from "../rule";
import { aCryptoKey } from "./example";

/** Google rotates the key. */
export const rotationEnabledInGoogle = configurationPart({
  cloud: "gcp",
  rationale:
    "a key is rotated where it has a rotation period. Its resource name stays, and data is decrypted with the versions that it has.",
  see: "https://cloud.google.com/kms/docs/key-rotation",
  on: ["crypto-key"],
  check(key) {
    const { purpose, rotationPeriodInSeconds: period } = key;
    // `key-type-supported` reports a key of another purpose, which cannot be rotated.
    if (key.origin === "imported" || (purpose.known && purpose.value !== "ENCRYPT_DECRYPT")) return notApplicable;
    if (!period.known) return unknown(period.reason);
    if (period.value !== undefined) return compliant;
    return violation({
      what: `automatic rotation of key ${key.name} is off`,
      got: cite({ ...period, value: "not set" }),
      expected: "",
      fix: 'set `rotation_period`, such as "7776000s" for 90 days',
      about: "rotation_period",
    });
  },
  example: () => ({
    bad: [aCryptoKey({ rotationPeriodInSeconds: given(undefined, "`rotation_period` of key orders") })],
    good: [aCryptoKey()],
  }),
});
