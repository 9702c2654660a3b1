import { valueOf } from "../../model/fact";
import { isDeleted, isReplaced, type Change } from "../../model/change";
import type { VaultKeyNode } from "../../model/azure";
import { changePart } from "../across-clouds";
import { cite } from "../analysis";
import { subjectOf } from "../change/verdicts";
import { given } from "../example";
import { cannotVerify, compliant, notApplicable, violation } from "../rule";
import { aVaultKey } from "./example";
import { isRotated, ROTATION_PAGE } from "./rotation";

/** Azure continues to rotate the key. */
export const rotationStaysOnInAzure = changePart({
  cloud: "azure",
  rationale: "without the rotation policy no new versions are made; those that are there stay.",
  see: ROTATION_PAGE,
  on: ["vault-key"],
  check(change) {
    const { before, after } = change as Change<VaultKeyNode>;
    if (!before || !after || isReplaced(change) || isDeleted(change)) return [notApplicable];
    const [was, is] = [before.rotation, after.rotation];
    if (was.known && !isRotated(was.value)) return [notApplicable];
    if (!is.known) return [cannotVerify(`rotation of ${subjectOf(change)} stays on`, is.reason)];
    if (isRotated(valueOf(is))) return [compliant];
    if (!was.known) return [cannotVerify(`rotation of ${subjectOf(change)} was on`, was.reason)];
    return [
      violation({
        what: `automatic rotation of ${subjectOf(change)} will be turned off`,
        got: is.value === undefined ? `no ${is.source}` : cite({ ...is, value: "no `time_after_creation`" }),
        expected: "",
        fix: "keep it on; the registered identifier does not change",
        about: "rotation_policy",
      }),
    ];
  },
  example: () => ({
    bad: { before: [aVaultKey()], after: [aVaultKey({ rotation: given(undefined, "`rotation_policy` of orders") })] },
    good: { before: [aVaultKey()], after: [aVaultKey()] },
  }),
});
