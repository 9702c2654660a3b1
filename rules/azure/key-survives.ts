import type { LockNode, VaultKeyNode, VaultNode } from "../../model/azure";
import { isDeleted, isDestroyed, isForgotten, isReplaced, type Change } from "../../model/change";
import { changePart } from "../across-clouds";
import { instancesOfKey } from "../analysis";
import { NOT_FOUND } from "../change/key-gone";
import { protectionVerdicts } from "../change/protection";
import { isHandedOver } from "../change/verdicts";
import { compliant, notApplicable, type ChangeContext, type Verdict } from "../rule";
import { deletedOutside, deletedVerdict, twinOf } from "./key-deletion";
import { aVault, aVaultKey } from "./example";
import { usabilityVerdicts } from "./key-usability";
import { lockVerdicts, vaultVerdicts } from "./vault-survives";

/** A key in a vault stays, and its vault with it. */
export const keySurvivesInAzure = changePart({
  cloud: "azure",
  rationale:
    "a key goes with its vault, and the roles on both are deleted for good. What is deleted can be recovered while the vault retains it, " +
    "unless it is purged. A key that expires cannot be used, and one whose `expiration_date` is removed is replaced. Purge protection and " +
    "the retention of a vault never change: an update of them fails, and the apply stops half-way.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview",
  on: ["vault-key", "vault", "lock", "role-assignment", "service-principal"],
  check(change, context) {
    const { before } = change;
    const verdicts =
      before === undefined
        ? missingVerdicts(change, context)
        : before.kind === "vault-key"
          ? keyVerdicts(change as Change<VaultKeyNode>, before, context)
          : before.kind === "vault"
            ? vaultVerdicts(change as Change<VaultNode>, before, context)
            : before.kind === "lock"
              ? lockVerdicts(change as Change<LockNode>, before, context)
              : isUntouchedOrGone(change)
                ? protectionVerdicts(change, context)
                : [notApplicable];
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: { before: [aVault(), aVaultKey()], after: [aVault()] },
    good: { before: [aVault(), aVaultKey()], after: [aVault(), aVaultKey()] },
  }),
});

function isUntouchedOrGone(change: Change): boolean {
  return !isDestroyed(change) && !isForgotten(change);
}

/** What is gone outside of Terraform comes back as another one, or as what can be recovered. */
function missingVerdicts(change: Change, { isDrift }: ChangeContext): Verdict[] {
  const { after, drift } = change;
  if (!drift || isDrift || (after?.kind !== "vault-key" && after?.kind !== "vault")) return [notApplicable];
  return [deletedOutside(change, "this plan creates it again: it recovers what was deleted, or makes another one")];
}

function keyVerdicts(change: Change<VaultKeyNode>, before: VaultKeyNode, context: ChangeContext): Verdict[] {
  if (context.isDrift && isDeleted(change)) return [deletedOutside(change, NOT_FOUND)];
  const twin = context.isDrift ? undefined : twinOf(change, context);
  if (twin || isDeleted(change) || isReplaced(change)) {
    const using = instancesOfKey(before.id, context.before);
    return [deletedVerdict(change, twin, [before], using, context)];
  }
  const { after } = change;
  if (!after) return isForgotten(change) ? [isHandedOver(change, "the key continues to exist, unprotected")] : [];
  return [...usabilityVerdicts(change, before, after), ...protectionVerdicts(change, context)];
}
