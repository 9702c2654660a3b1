import { valueOf } from "../model/fact";
import type { CryptoKeyNode } from "../model/google";
import type { KmsKeyNode } from "../model/model";
import { isDestroyed, isReplaced, type Change } from "../model/change";
import { keyDeletion, renamedAs } from "../rules/analysis";
import { restorableFor } from "../rules/google/key-deletion";
import type { ReviewContext } from "./context";
import type { IrreversibleAction } from "./types";

const MS_IN_S = 1000;
const DAY_IN_MS = 86_400_000;

/** What cannot be undone, or only until a day: keys that are scheduled for deletion, and instances that are deleted with their data. */
export function irreversibleActions({ reading, contexts, subjects, now }: ReviewContext): IrreversibleAction[] {
  return reading.changes.flatMap((change): IrreversibleAction[] => {
    const { before } = change;
    if (!before || !isDestroyed(change)) return [];
    const on = subjects.subject(before);
    if (before.kind === "crypto-key") return [{ on, ...cryptoKeyAction(before, now) }];
    if (before.kind === "key") return [{ on, ...keyAction(change, before, contexts, now) }];
    if (before.kind !== "instance") return [];
    const isEmptied = isReplaced(change) || renamedAs(change, contexts.planned) !== undefined;
    return [{ on, what: `the deletion of its data, at once${isEmptied ? "; an empty instance replaces it" : ""}` }];
  });
}

/** The versions of a key of Google Cloud can be restored until the key's own waiting period ends. */
function cryptoKeyAction(key: CryptoKeyNode, now: Date): Omit<IrreversibleAction, "on"> {
  const seconds = restorableFor(key);
  const until = seconds === undefined ? undefined : dayOf(now.getTime() + seconds * MS_IN_S);
  const version = `VERSION --key ${valueOf(key.keyId) ?? "<key>"}`;
  return {
    what: "the destruction of all versions of the key, which are unusable at once; its name stays taken",
    ...(until !== undefined && { until }),
    undo: `\`gcloud kms keys versions restore ${version}\`, then \`gcloud kms keys versions enable ${version}\`, and import the key`,
  };
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
