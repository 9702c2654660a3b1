import type { AnyNode } from "../../model/model";
import { changePart } from "../across-clouds";
import { verdictsOnOthers } from "../change/of-others";
import { auraKeepsAccessInAzure } from "./aura-keeps-access";
import { aVaultKey } from "./example";
import { keySurvivesInAzure } from "./key-survives";
import { notApplicable } from "../rule";
import { USE } from "./needs";

/** A key in a vault without any sign of Aura stays as usable as it is. */
export const externalAccessStaysInAzure = changePart({
  cloud: "azure",
  rationale:
    "a key does not say who may use it: its role assignments may be in another state. What would end Aura's access to the key needs review.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/rbac-guide",
  on: ["vault-key", "vault", "role-assignment"],
  check: (change, context) =>
    isNeverAuras(change.before)
      ? [notApplicable]
      : verdictsOnOthers(change, context, { survival: keySurvivesInAzure, access: auraKeepsAccessInAzure }),
  example: () => ({ bad: { before: [aVaultKey()], after: [] }, good: { before: [aVaultKey()], after: [aVaultKey()] } }),
});

/** A key that Aura cannot have used: not RSA, or not for wrapping. */
function isNeverAuras(node: AnyNode | undefined): boolean {
  if (node?.kind !== "vault-key") return false;
  const { keyType, operations } = node;
  const isOther = keyType.known && !/^RSA(-HSM)?$/i.test(keyType.value);
  return isOther || (operations.known && !USE.every((operation) => operations.value.includes(operation)));
}
