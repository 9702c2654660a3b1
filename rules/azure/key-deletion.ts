import type { RecoveryFeatures, VaultKeyNode, VaultNode } from "../../model/azure";
import { isDeleted, isDestroyed, isForgotten, type Change } from "../../model/change";
import { valueOf } from "../../model/fact";
import { SOFT_DELETE_RETENTION_IN_DAYS } from "../../model/limits";
import type { InstanceNode } from "../../model/model";
import { formatList } from "../../util/format-list";
import { goneOutside, goneVerdict, LEFT_UNPROTECTED } from "../change/key-gone";
import { MAX_NAMED, subjectOf } from "../change/verdicts";
import type { ChangeContext, Verdict } from "../rule";
import { vaultOf } from "./access";

/* A key in a vault that goes, or a vault with its keys. */

/** Verdict on what was deleted outside of Terraform. */
export function deletedOutside(change: Change, got: string): Verdict {
  const isVault = (change.before ?? change.after)?.kind === "vault";
  const fix = isVault
    ? "run `az keyvault recover`, give the roles on its keys again, then import it"
    : "run `az keyvault key recover` now, then import it";
  return goneOutside(change, got, fix);
}

/** The same key under another address: it is destroyed, or the creation fails because the key exists. */
export function twinOf(change: Change, { changes }: ChangeContext): Change | undefined {
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

/**
 * Verdict on a key, or a vault with its keys, that is deleted or replaced.
 * @param keys the keys that go
 * @param using the instances that are encrypted with them
 */
export function deletedVerdict(
  change: Change,
  twin: Change | undefined,
  keys: readonly VaultKeyNode[],
  using: readonly InstanceNode[],
  context: ChangeContext,
): Verdict {
  const { after: _, ...old } = change;
  const [subject, isVault] = [subjectOf(old), change.before?.kind === "vault"];
  return goneVerdict(
    {
      ...{ change, subject, noun: isVault ? "vault" : "key", twin, using },
      destroyed: `${subject} will be deleted`,
      details: [
        isDestroyed(change) ? deletionText(change, context) : LEFT_UNPROTECTED,
        isVault && keys.length > 0 ? `holds ${named(keys)}` : undefined,
      ],
      undo: "until it is purged you can recover it",
    },
    context,
  );
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
  const days = (vault && valueOf(vault.retentionInDays)) ?? SOFT_DELETE_RETENTION_IN_DAYS.default;
  const roles = "its role assignments are deleted for good";
  const roleText = before?.kind === "vault" ? `, and ${roles}` : "";
  if (vault && valueOf(vault.purgeProtection) === true) return `can be recovered for ${days} days${roleText}`;
  if (recovery?.known && !recovery.value[purges])
    return `can be recovered for ${days} days unless it is purged${roleText}`;
  return vault
    ? `purged at once, for good: no purge protection${roleText}`
    : `can be recovered only if its vault has purge protection${roleText}`;
}
