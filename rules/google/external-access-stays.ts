import type { AnyNode } from "../../model/model";
import { changePart } from "../across-clouds";
import { verdictsOnOthers } from "../change/of-others";
import { auraKeepsAccessInGoogle } from "./aura-keeps-access";
import { aCryptoKey } from "./example";
import { keySurvivesInGoogle } from "./key-survives";
import { notApplicable } from "../rule";

/** A key of Google Cloud without any sign of Aura stays as usable as it is. */
export const externalAccessStaysInGoogle = changePart({
  cloud: "gcp",
  rationale:
    "a key does not say who may use it: its members may be in another state, and roles on the project are not read. What would end Aura's " +
    "access to the key needs review.",
  see: "https://cloud.google.com/kms/docs/destroy-restore",
  on: ["crypto-key", "key-version", "key-iam"],
  check: (change, context) =>
    isNeverAuras(change.before)
      ? [notApplicable]
      : verdictsOnOthers(change, context, { survival: keySurvivesInGoogle, access: auraKeepsAccessInGoogle }),
  example: () => ({
    bad: { before: [aCryptoKey()], after: [] },
    good: { before: [aCryptoKey()], after: [aCryptoKey()] },
  }),
});

/** A key that Aura cannot have used: not for encryption. */
function isNeverAuras(node: AnyNode | undefined): boolean {
  return node?.kind === "crypto-key" && node.purpose.known && node.purpose.value !== "ENCRYPT_DECRYPT";
}
