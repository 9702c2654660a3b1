import { mapFact, valueOf } from "../../model/fact";
import type { Change } from "../../model/change";
import type { VaultKeyNode } from "../../model/azure";
import { changePart } from "../across-clouds";
import { cite } from "../analysis";
import { rotationVerdicts } from "../change/rotation-stays-on";
import { given } from "../example";
import { notApplicable } from "../rule";
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
    if (!before || !after) return [notApplicable];
    return rotationVerdicts(change, mapFact(before.rotation, isRotated), mapFact(after.rotation, isRotated), {
      got: (off) =>
        valueOf(after.rotation) === undefined
          ? `no ${off.source}`
          : cite({ ...off, value: "no `time_after_creation`" }),
      fix: "keep it on; the registered identifier does not change",
      about: "rotation_policy",
    });
  },
  example: () => ({
    bad: { before: [aVaultKey()], after: [aVaultKey({ rotation: given(undefined, "`rotation_policy` of orders") })] },
    good: { before: [aVaultKey()], after: [aVaultKey()] },
  }),
});
