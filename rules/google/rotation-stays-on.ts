import { known as given } from "../../model/fact";
import { isDeleted, isReplaced } from "../../model/change";
import { changePart } from "../across-clouds";
import { cite } from "../analysis";
import { subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation } from "../rule";
import { aCryptoKey } from "./example";

/** Google continues to rotate the key. */
export const rotationStaysOnInGoogle = changePart({
  cloud: "gcp",
  rationale: "a key without a rotation period is not rotated; nothing is lost by that.",
  see: "https://cloud.google.com/kms/docs/key-rotation",
  on: ["crypto-key"],
  check(change) {
    const { before, after } = change;
    if (before?.kind !== "crypto-key" || after?.kind !== "crypto-key" || isReplaced(change) || isDeleted(change))
      return [notApplicable];
    const [was, is] = [before.rotationPeriodInSeconds, after.rotationPeriodInSeconds];
    if (was.known && was.value === undefined) return [notApplicable];
    if (!is.known) return [cannotVerify(`rotation of ${subjectOf(change)} stays on`, is.reason)];
    if (is.value !== undefined) return [compliant];
    if (!was.known) return [cannotVerify(`rotation of ${subjectOf(change)} was on`, was.reason)];
    return [
      violation({
        what: `automatic rotation of ${subjectOf(change)} will be turned off`,
        got: cite({ ...is, value: "not set" }),
        expected: "",
        fix: "keep `rotation_period`; the name of the key stays",
        about: "rotation_period",
      }),
    ];
  },
  example: () => ({
    bad: {
      before: [aCryptoKey()],
      after: [aCryptoKey({ rotationPeriodInSeconds: given(undefined, "`rotation_period` of key orders") })],
    },
    good: { before: [aCryptoKey()], after: [aCryptoKey()] },
  }),
});
