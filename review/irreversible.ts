import { valueOf } from "../model/fact";
import type { KmsKeyNode } from "../model/model";
import { isDestroyed, isReplaced, type Change } from "../model/change";
import { keyDeletion, renamedAs } from "../rules/analysis";
import type { ReviewContext } from "./context";
import type { IrreversibleAction } from "./types";

const DAY_IN_MS = 86_400_000;

/** What cannot be undone, or only until a day: keys that are scheduled for deletion, and instances that are deleted with their data. */
export function irreversibleActions({ reading, contexts, subjects, now }: ReviewContext): IrreversibleAction[] {
  return reading.changes.flatMap((change): IrreversibleAction[] => {
    const { before } = change;
    if (!before || !isDestroyed(change)) return [];
    const on = subjects.subject(before);
    if (before.kind === "key") return [{ on, ...keyAction(change, before, contexts, now) }];
    if (before.kind !== "instance") return [];
    const isEmptied = isReplaced(change) || renamedAs(change, contexts.planned) !== undefined;
    return [{ on, what: `the deletion of its data, at once${isEmptied ? "; an empty instance replaces it" : ""}` }];
  });
}

function keyAction(
  change: Change,
  key: KmsKeyNode,
  { planned }: ReviewContext["contexts"],
  now: Date,
): Omit<IrreversibleAction, "on"> {
  const { days, replicas, staying, primaryStays } = keyDeletion(key, planned);
  const until = new Date(now.getTime() + days * DAY_IN_MS).toISOString().slice(0, "2026-01-01".length);
  const [arn, region] = [valueOf(key.arn), valueOf(key.region)];
  const where = `--key-id ${arn ?? "<key>"}${region === undefined ? "" : ` --region ${region}`}`;
  const undo = `\`aws kms cancel-key-deletion ${where}\`, then \`aws kms enable-key ${where}\``;
  const waits = replicas.length > 0 ? ", after that of its replicas" : "";
  // A replica that is made again from its primary has the same key material.
  const isLost = isReplaced(change) && !primaryStays;
  const what = `the deletion of the key${waits}${isLost ? "; the new key cannot decrypt what the old one encrypted" : ""}`;
  return { what, ...(staying.length === 0 && { until }), undo };
}
