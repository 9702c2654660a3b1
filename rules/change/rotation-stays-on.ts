import { isDeleted, isReplaced, type Change } from "../../model/change";
import type { Fact, Known } from "../../model/fact";
import { aKey, given } from "../example";
import { changeRule, compliant, notApplicable, cannotVerify, violation, type Verdict } from "../rule";
import { cite } from "../analysis";
import { subjectOf } from "./verdicts";

/** KMS continues to rotate the key material. */
export const rotationStaysOn = changeRule({
  id: "rotation-stays-on",
  title: "Automatic rotation of a key stays on",
  severity: "error",
  rationale:
    "Aura supports and recommends automatic rotation, and advises against manual rotation, which creates another key. In AWS the " +
    "rotation of a multi-Region key is set on its primary only.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  waiveWhen: "your organization forbids automatic rotation, or rotates on demand.",
  on: ["key"],
  check(change) {
    const { before, after } = change;
    if (before?.kind !== "key" || after?.kind !== "key") return [notApplicable];
    // A replica is rotated with its primary, and a key that KMS cannot rotate has its own rule.
    if (before.replicaOf || (after.materialOrigin.known && after.materialOrigin.value !== "AWS_KMS"))
      return [notApplicable];
    return rotationVerdicts(change, before.rotationEnabled, after.rotationEnabled, {
      got: cite,
      fix: "keep it on; the ARN does not change",
      about: "enable_key_rotation",
    });
  },
  example: () => ({
    bad: { before: [aKey()], after: [aKey({ rotationEnabled: given(false, "rotation of key orders") })] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});

/** What differs between the clouds. */
interface RotationWords {
  /** How it is that the key is not rotated. */
  readonly got: (off: Known<boolean>) => string;
  readonly fix: string;
  /** The argument that says it. */
  readonly about: string;
}

/**
 * Verdicts on the rotation of a key of any cloud that stays.
 * @param was whether it was rotated
 * @param is whether it will be
 */
export function rotationVerdicts(
  change: Change,
  was: Fact<boolean>,
  is: Fact<boolean>,
  { got, fix, about }: RotationWords,
): Verdict[] {
  if (isReplaced(change) || isDeleted(change) || (was.known && !was.value)) return [notApplicable];
  if (!is.known) return [cannotVerify(`rotation of ${subjectOf(change)} stays on`, is.reason)];
  if (is.value) return [compliant];
  if (!was.known) return [cannotVerify(`rotation of ${subjectOf(change)} was on`, was.reason)];
  const what = `automatic rotation of ${subjectOf(change)} will be turned off`;
  return [violation({ what, got: got(is), expected: "", fix, about })];
}
