import type { LockNode, VaultNode } from "../../model/azure";
import { isDeleted, isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { valueOf } from "../../model/fact";
import { SOFT_DELETE_RETENTION_IN_DAYS } from "../../model/limits";
import { cite, instancesOfKey } from "../analysis";
import { NOT_FOUND } from "../change/key-gone";
import { protectionVerdicts } from "../change/protection";
import { describeReason, isHandedOver, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, violation, type ChangeContext, type Verdict } from "../rule";
import { vaultKeysIn } from "./access";
import { deletedOutside, deletedVerdict, twinOf } from "./key-deletion";

/** Verdicts on a vault: its keys go with it, and what protects them from being purged has to stay. */
export function vaultVerdicts(change: Change<VaultNode>, before: VaultNode, context: ChangeContext): Verdict[] {
  if (context.isDrift && isDeleted(change)) return [deletedOutside(change, NOT_FOUND)];
  const twin = context.isDrift ? undefined : twinOf(change, context);
  if (twin || isDeleted(change) || isReplaced(change)) {
    const keys = vaultKeysIn(context.before).filter(({ vault }) => vault === before.id);
    const using = keys.flatMap((key) => instancesOfKey(key.id, context.before));
    return [deletedVerdict(change, twin, keys, using, context)];
  }
  const { after } = change;
  if (!after) return isForgotten(change) ? [isHandedOver(change, "the vault continues to exist, unprotected")] : [];
  return [
    ...purgeVerdicts(change, before, after),
    ...retentionVerdicts(change, before, after),
    ...protectionVerdicts(change, context),
  ];
}

const STOPS = "Azure refuses it, and the apply stops half-way";

function purgeVerdicts(
  change: Change,
  { purgeProtection: was }: VaultNode,
  { purgeProtection: is }: VaultNode,
): Verdict[] {
  if (valueOf(was) !== true) return [];
  if (!is.known) return [cannotVerify(`${subjectOf(change)} keeps its purge protection`, is.reason)];
  if (is.value) return [];
  return [
    violation({
      what: `purge protection of ${subjectOf(change)} will be turned off`,
      got: `${cite(is)}; ${STOPS}`,
      expected: "true",
      fix: "keep `purge_protection_enabled`",
      about: "purge_protection_enabled",
    }),
  ];
}

function retentionVerdicts(change: Change, before: VaultNode, after: VaultNode): Verdict[] {
  const [was, is] = [before.retentionInDays, after.retentionInDays];
  if (!was.known || isUntouched(change)) return [];
  if (!is.known) return [cannotVerify(`the retention of ${subjectOf(change)} stays`, is.reason)];
  const [days, left] = [
    was.value ?? SOFT_DELETE_RETENTION_IN_DAYS.default,
    is.value ?? SOFT_DELETE_RETENTION_IN_DAYS.default,
  ];
  if (days === left) return [];
  const words = {
    what: `the retention of ${subjectOf(change)} will be ${left < days ? "shortened" : "changed"}`,
    got: `${left} days instead of ${days}; ${STOPS}`,
    expected: "",
    fix: `keep ${days} days: it is chosen when the vault is created`,
    about: "soft_delete_retention_days",
  };
  return [left < days ? violation(words) : needsReview(words)];
}

/** Verdicts on a lock: it keeps Azure from deleting the vault, and the role assignments in it. */
export function lockVerdicts(change: Change<LockNode>, before: LockNode, context: ChangeContext): Verdict[] {
  const { after } = change;
  const vaultGoes = before.vault !== undefined && isGoing(context.changeOf(before.vault));
  if (vaultGoes || isUntouched(change)) return [];
  const what = `the lock ${before.name} no longer protects the vault`;
  if (isForgotten(change)) return [isHandedOver(change, "the lock continues to exist")];
  const fix = "keep it: it stops the deletion of the vault and of the role assignments in it";
  if (isDestroyed(change) || !after) {
    const got = describeReason(isReplaced(change) ? "replaced" : "deleted", change);
    return [needsReview({ what, got, expected: "", fix })];
  }
  const { level, scope } = after;
  const open = [level, scope].find((fact) => !fact.known);
  if (open && !open.known) return [cannotVerify(`the lock ${before.name} stays`, open.reason)];
  const isMoved = valueOf(before.scope)?.toLowerCase() !== valueOf(scope)?.toLowerCase();
  return isMoved ? [needsReview({ what, got: scope.known ? cite(scope) : "", expected: "", fix })] : [];
}

function isGoing(change: Change | undefined): boolean {
  return change !== undefined && isDestroyed(change);
}
