import type { VaultKeyNode, VaultNode } from "../model/azure";
import { valueOf } from "../model/fact";
import type { CryptoKeyNode, KeyVersionNode } from "../model/google";
import { SOFT_DELETE_RETENTION_IN_DAYS } from "../model/limits";
import type { KmsKeyNode, NodeId, OtherCloudKey } from "../model/model";
import { isDestroyed, isReplaced, type Change } from "../model/change";
import { keyDeletion, renamedAs } from "../rules/analysis";
import { vaultOf } from "../rules/azure/access";

import { restorableFor } from "../rules/google/key-deletion";
import type { ReviewContext } from "./context";
import type { IrreversibleAction } from "./types";

const MS_IN_S = 1000;
const DAY_IN_MS = 86_400_000;

/** What cannot be undone, or only until a day: keys that are deleted or scheduled for it, and instances that are deleted with their data. */
export function irreversibleActions({ reading, contexts, subjects, now }: ReviewContext): IrreversibleAction[] {
  const { planned } = contexts;
  const isGone = (id: NodeId | undefined): boolean => {
    const change = planned.changeOf(id);
    return change !== undefined && isDestroyed(change);
  };
  return reading.changes.flatMap((change): IrreversibleAction[] => {
    const { before } = change;
    if (!before || !isDestroyed(change)) return [];
    const on = subjects.subject(before);
    switch (before.kind) {
      case "key":
        return [{ on, ...keyAction(change, before, contexts, now) }];
      case "vault":
        return [{ on, ...vaultAction(before, before, now) }];
      case "vault-key":
        // It goes with its vault, and comes back with it.
        return isGone(before.vault) ? [] : [{ on, ...vaultAction(before, vaultOf(before, planned.before), now) }];
      case "crypto-key":
        return [{ on, ...cryptoKeyAction(before, now) }];
      case "key-version":
        return isGone(before.key)
          ? []
          : [{ on, ...versionAction(before, planned.before.otherCloudKey(before.key), now) }];
      case "instance": {
        const isEmptied = isReplaced(change) || renamedAs(change, planned) !== undefined;
        return [{ on, what: `the deletion of its data, at once${isEmptied ? "; an empty instance replaces it" : ""}` }];
      }
      default:
        return [];
    }
  });
}

/** What is deleted in Azure can be recovered while its vault retains it, unless it is purged; the provider may do that. */
function vaultAction(
  node: VaultNode | VaultKeyNode,
  vault: VaultNode | undefined,
  now: Date,
): Omit<IrreversibleAction, "on"> {
  const isVault = node.kind === "vault";
  const what = isVault
    ? "the deletion of the vault with its keys, which cannot be used from then on; its role assignments are deleted for good"
    : "the deletion of the key, which cannot be used from then on";
  const features = node.recovery && valueOf(node.recovery);
  const isKept = features && !(isVault ? features.purgesVaults : features.purgesKeys);
  if (!isKept && (!vault || valueOf(vault.purgeProtection) !== true)) {
    const why = vault ? "the vault has no purge protection" : "whether its vault has purge protection is not known";
    return { what: `${what}; it may be purged at once: ${why}` };
  }
  const days = (vault && valueOf(vault.retentionInDays)) ?? SOFT_DELETE_RETENTION_IN_DAYS.default;
  const vaultName = (vault && valueOf(vault.vaultName)) ?? valueOf(node.vaultId)?.split("/").at(-1) ?? "<vault>";
  return {
    ...{ what, until: dayOf(now.getTime() + days * DAY_IN_MS) },
    undo: isVault
      ? `\`az keyvault recover --name ${vaultName}\`, then give the roles on its keys again, and import vault and keys`
      : `\`az keyvault key recover --vault-name ${vaultName} --name ${valueOf(node.keyName) ?? "<key>"}\`, then give Aura its role again if ` +
        "it is gone, and import the key",
  };
}

/** The versions of a key of Google Cloud can be restored until the key's own waiting period ends. */
function cryptoKeyAction(key: CryptoKeyNode, now: Date): Omit<IrreversibleAction, "on"> {
  return {
    what: "the destruction of all versions of the key, which are unusable at once; its name stays taken",
    ...untilRestored(key, now),
    undo: `${restoring(valueOf(key.keyId))}, and import the key`,
  };
}

/** Google does not encrypt again what an older version encrypted. */
function versionAction(
  { keyId }: KeyVersionNode,
  key: OtherCloudKey | undefined,
  now: Date,
): Omit<IrreversibleAction, "on"> {
  return {
    what: "the destruction of the version of the key, which is unusable at once: what it encrypted cannot be read",
    ...(key?.kind === "crypto-key" && untilRestored(key, now)),
    undo: `${restoring(valueOf(keyId))}, and import the version`,
  };
}

function untilRestored(key: CryptoKeyNode, now: Date): Pick<IrreversibleAction, "until"> {
  const seconds = restorableFor(key);
  return seconds === undefined ? {} : { until: dayOf(now.getTime() + seconds * MS_IN_S) };
}

function restoring(keyId = "<key>"): string {
  const version = `VERSION --key ${keyId}`;
  return `\`gcloud kms keys versions restore ${version}\`, then \`gcloud kms keys versions enable ${version}\``;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, "2026-01-01".length);
}

function keyAction(
  change: Change,
  key: KmsKeyNode,
  { planned }: ReviewContext["contexts"],
  now: Date,
): Omit<IrreversibleAction, "on"> {
  const { days, replicas, staying, primaryStays } = keyDeletion(key, planned);
  const until = dayOf(now.getTime() + days * DAY_IN_MS);
  const [arn, region] = [valueOf(key.arn), valueOf(key.region)];
  const where = `--key-id ${arn ?? "<key>"}${region === undefined ? "" : ` --region ${region}`}`;
  const undo = `\`aws kms cancel-key-deletion ${where}\`, then \`aws kms enable-key ${where}\``;
  const waits = replicas.length > 0 ? ", after that of its replicas" : "";
  // A replica that is made again from its primary has the same key material.
  const isLost = isReplaced(change) && !primaryStays;
  const what = `the deletion of the key${waits}${isLost ? "; the new key cannot decrypt what the old one encrypted" : ""}`;
  return { what, ...(staying.length === 0 && { until }), undo };
}
