import type { LockNode, RecoveryFeatures, VaultKeyNode, VaultNode } from "../../model/azure";
import { isDeleted, isForgotten, isReplaced, isUntouched, isDestroyed, type Change } from "../../model/change";
import { valueOf } from "../../model/fact";
import type { InstanceNode } from "../../model/model";
import { formatList } from "../../util/format-list";
import { changePart } from "../across-clouds";
import { cite, instancesOfKey } from "../analysis";
import { giveUpHelp, isGivenUp, protectionVerdicts } from "../change/protection";
import { renameHelp } from "../change/rename-help";
import { describeReason, isHandedOver, MAX_NAMED, needsReview, subjectOf, useText } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import { vaultKeysIn, vaultOf } from "./access";
import { aVault, aVaultKey } from "./example";
import { DEFAULT_RETENTION_IN_DAYS } from "./recovery";

/** A key in a vault stays, and its vault with it. */
export const keySurvivesInAzure = changePart({
  cloud: "azure",
  rationale:
    "a key goes with its vault, and the roles on both are deleted for good. What is deleted can be recovered while the vault retains it, " +
    "if nobody purges it. A key that expires cannot be used, and one whose `expiration_date` is removed is replaced. Purge protection and " +
    "the retention of a vault never change: an update of them fails, and the apply stops half-way.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview",
  on: ["vault-key", "vault", "lock", "role-assignment", "service-principal"],
  check(change, context) {
    const { before } = change;
    const verdicts =
      before === undefined
        ? goneOutside(change, context)
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
function goneOutside(change: Change, { isDrift }: ChangeContext): Verdict[] {
  const { after, drift } = change;
  if (!drift || isDrift || (after?.kind !== "vault-key" && after?.kind !== "vault")) return [notApplicable];
  return [outside(change, "this plan creates it again: it recovers what was deleted, or makes another one")];
}

function outside(change: Change, got: string): Verdict {
  const isVault = (change.before ?? change.after)?.kind === "vault";
  return violation({
    what: `${subjectOf(change)} was deleted outside Terraform`,
    got,
    expected: "",
    fix: isVault
      ? "run `az keyvault recover`, give the roles on its keys again, then import it"
      : "run `az keyvault key recover` now, then import it",
    about: "deleted outside Terraform",
  });
}

function keyVerdicts(change: Change<VaultKeyNode>, before: VaultKeyNode, context: ChangeContext): Verdict[] {
  if (context.isDrift && isDeleted(change)) return [outside(change, "not found by Terraform")];
  const twin = context.isDrift ? undefined : twinOf(change, context);
  if (twin || isDeleted(change) || isReplaced(change)) {
    const using = instancesOfKey(before.id, context.before);
    return [gone(change, twin, using, [before], context)];
  }
  const { after } = change;
  if (!after) return isForgotten(change) ? [isHandedOver(change, "the key continues to exist, unprotected")] : [];
  return [
    ...expiryVerdicts(change, before, after),
    ...notBeforeVerdicts(change, before, after),
    ...enabledVerdicts(change, before, after),
    ...protectionVerdicts(change, context),
  ];
}

/** The same key under another address: it is destroyed, or the creation fails because the key exists. */
function twinOf(change: Change, { changes }: ChangeContext): Change | undefined {
  const { before } = change;
  if (!before || !(isDeleted(change) || isForgotten(change))) return undefined;
  return changes.find(({ before: was, after: is }) => {
    if (was || !is || is.kind !== before.kind) return false;
    if (is.kind === "vault" && before.kind === "vault") return isSame(is.vaultName, before.vaultName);
    return (
      is.kind === "vault-key" &&
      before.kind === "vault-key" &&
      isSame(is.keyName, before.keyName) &&
      (is.vault !== undefined ? is.vault === before.vault : isSame(is.vaultId, before.vaultId))
    );
  });
}

function isSame(one: VaultNode["vaultName"], other: VaultNode["vaultName"]): boolean {
  const [a, b] = [valueOf(one), valueOf(other)];
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}

/** A key, or a vault with its keys, is deleted or replaced. */
function gone(
  change: Change,
  twin: Change | undefined,
  using: readonly InstanceNode[],
  keys: readonly VaultKeyNode[],
  context: ChangeContext,
): Verdict {
  const { after: _, ...old } = change;
  const [subject, isKey] = [subjectOf(old), change.before?.kind === "vault-key"];
  const { got, ...help } = twin
    ? renameHelp(change, twin)
    : {
        got: describeReason(isReplaced(change) ? "replaced" : "deleted", change),
        fix: isReplaced(change)
          ? `undo what forces it; for another ${isKey ? "key" : "vault"}, create a second one`
          : giveUpHelp(change, context),
      };
  const words = {
    what: isDestroyed(change)
      ? `${subject} will be deleted`
      : `another ${isKey ? "key" : "vault"} will replace ${subject}`,
    got: [
      got,
      isDestroyed(change) ? deletionText(change, context) : "the old one continues to exist, unprotected",
      !isKey && keys.length > 0 ? `holds ${named(keys)}` : undefined,
      useText(using),
    ]
      .filter((part) => part !== undefined)
      .join("; "),
    expected: "",
    ...help,
  };
  return !twin && isGivenUp(change, context, using)
    ? needsReview({
        ...words,
        fix: "make sure that nothing is encrypted with it; until it is purged you can recover it",
      })
    : violation(words);
}

function named(keys: readonly VaultKeyNode[]): string {
  const names = keys.map(({ keyName, name }) => valueOf(keyName) ?? name);
  return `${keys.length > 1 ? "keys" : "key"} ${formatList(names, { max: MAX_NAMED, and: true })}`;
}

/** What becomes of what is deleted, and until when it can be recovered. */
function deletionText({ before }: Change, context: ChangeContext): string {
  const vault =
    before?.kind === "vault" ? before : before?.kind === "vault-key" ? vaultOf(before, context.before) : undefined;
  const recovery = before && "recovery" in before ? before.recovery : undefined;
  const purges: keyof RecoveryFeatures = before?.kind === "vault" ? "purgesVaults" : "purgesKeys";
  const days = (vault && valueOf(vault.retentionInDays)) ?? DEFAULT_RETENTION_IN_DAYS;
  const roles = "its role assignments are deleted for good";
  const roleText = before?.kind === "vault" ? `, and ${roles}` : "";
  if (vault && valueOf(vault.purgeProtection) === true) return `can be recovered for ${days} days${roleText}`;
  if (recovery?.known && !recovery.value[purges])
    return `can be recovered for ${days} days unless it is purged${roleText}`;
  return vault
    ? `purged at once, for good: no purge protection${roleText}`
    : `can be recovered only if its vault has purge protection${roleText}`;
}

/** At that time nobody can use the key any more. */
function expiryVerdicts(change: Change, before: VaultKeyNode, after: VaultKeyNode): Verdict[] {
  const [old, now] = [before.expires, after.expires];
  if (!now.known) return isUntouched(change) ? [] : [cannotVerify(`${subjectOf(change)} does not expire`, now.reason)];
  const [was, is] = [timeOf(old.known ? old.value : undefined), timeOf(now.value)];
  const ofNewVersions = valueOf(after.rotation)?.expireAfter;
  return [
    ...(is < was || (Number.isNaN(is) && now.value !== valueOf(old))
      ? [
          violation({
            what: `${subjectOf(change)} will expire`,
            got: `${cite(now)}; then Aura cannot use it`,
            expected: valueOf(old) ?? "never",
            fix: "keep it without an expiry",
            about: "expiration_date",
          }),
        ]
      : []),
    ...(ofNewVersions !== undefined && valueOf(before.rotation)?.expireAfter !== ofNewVersions
      ? [
          violation({
            what: `${subjectOf(change)} will expire after each rotation`,
            got: `\`expire_after\` ${ofNewVersions}; after the first one Terraform plans to replace the key`,
            expected: "no `expire_after`",
            fix: "remove `expire_after`; rotation needs `time_after_creation` only",
            about: "rotation_policy",
          }),
        ]
      : []),
  ];
}

function timeOf(text: string | undefined): number {
  return text === undefined ? Infinity : Date.parse(text);
}

/** Until that time nobody can use the key. */
function notBeforeVerdicts(
  change: Change,
  { notBefore: old }: VaultKeyNode,
  { notBefore: now }: VaultKeyNode,
): Verdict[] {
  if (!now.known)
    return isUntouched(change) ? [] : [cannotVerify(`${subjectOf(change)} can be used at once`, now.reason)];
  if (now.value === undefined || now.value === valueOf(old)) return [];
  return [
    violation({
      what: `${subjectOf(change)} cannot be used for some time`,
      got: `not before ${cite(now)}`,
      expected: "no `not_before_date`",
      fix: "remove `not_before_date`; until then Aura has no access to its data",
      about: "not_before_date",
    }),
  ];
}

/** Nobody can use a disabled key. Terraform does not show it, and enables the key with its next update. */
function enabledVerdicts(change: Change, { enabled: was }: VaultKeyNode, { enabled: is }: VaultKeyNode): Verdict[] {
  if (!is?.known || is.value || valueOf(was) === false) return [];
  return [
    violation({
      what: `${subjectOf(change)} will be disabled`,
      got: cite(is),
      expected: "true",
      fix: "enable it; Aura cannot read its data until then",
      about: "enabled",
    }),
  ];
}

function vaultVerdicts(change: Change<VaultNode>, before: VaultNode, context: ChangeContext): Verdict[] {
  if (context.isDrift && isDeleted(change)) return [outside(change, "not found by Terraform")];
  const twin = context.isDrift ? undefined : twinOf(change, context);
  if (twin || isDeleted(change) || isReplaced(change)) {
    const keys = vaultKeysIn(context.before).filter(({ vault }) => vault === before.id);
    const using = keys.flatMap((key) => instancesOfKey(key.id, context.before));
    return [gone(change, twin, using, keys, context)];
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
  const [days, left] = [was.value ?? DEFAULT_RETENTION_IN_DAYS, is.value ?? DEFAULT_RETENTION_IN_DAYS];
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

/** A lock keeps Azure from deleting the vault, and the role assignments in it. */
function lockVerdicts(change: Change<LockNode>, before: LockNode, context: ChangeContext): Verdict[] {
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
