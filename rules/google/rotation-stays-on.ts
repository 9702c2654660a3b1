import { known as given, mapFact, type Fact } from "../../model/fact";
import type { CryptoKeyNode } from "../../model/google";
import { changePart } from "../across-clouds";
import { cite } from "../analysis";
import { rotationVerdicts } from "../change/rotation-stays-on";
import { notApplicable } from "../rule";
import { aCryptoKey } from "./example";

/** Google continues to rotate the key. */
export const rotationStaysOnInGoogle = changePart({
  cloud: "gcp",
  rationale: "a key without a rotation period is not rotated; nothing is lost by that.",
  see: "https://cloud.google.com/kms/docs/key-rotation",
  on: ["crypto-key"],
  check(change) {
    const { before, after } = change;
    if (before?.kind !== "crypto-key" || after?.kind !== "crypto-key") return [notApplicable];
    return rotationVerdicts(change, isRotated(before), isRotated(after), {
      got: (off) => cite({ ...off, value: "not set" }),
      fix: "keep `rotation_period`; the name of the key stays",
      about: "rotation_period",
    });
  },
  example: () => ({
    bad: {
      before: [aCryptoKey()],
      after: [aCryptoKey({ rotationPeriodInSeconds: given(undefined, "`rotation_period` of key orders") })],
    },
    good: { before: [aCryptoKey()], after: [aCryptoKey()] },
  }),
});

function isRotated({ rotationPeriodInSeconds }: CryptoKeyNode): Fact<boolean> {
  return mapFact(rotationPeriodInSeconds, (period) => period !== undefined);
}
