import { valueOf } from "../model/fact";
import { DELETION_WINDOW_IN_DAYS } from "../model/limits";
import type { KmsKeyNode } from "../model/model";
import { isDeleted, isReplaced, type Change } from "../model/plan/change";
import type { Names } from "./naming";
import type { IrreversibleAction } from "./types";

const DAY_IN_MS = 86_400_000;

/**
 * What can not be taken back, or only until a day: keys that are scheduled for deletion, and instances that go with their data.
 * @param changes what the plans do
 * @param names finds what belongs to a node
 * @param now the day on which the plan would be applied
 */
export function irreversibleActions(changes: readonly Change[], names: Names, now: Date): IrreversibleAction[] {
  return changes.flatMap((change): IrreversibleAction[] => {
    const { before } = change;
    if (!before || !(isDeleted(change) || isReplaced(change))) return [];
    const on = names.subject(before);
    if (before.kind === "key") return [{ on, ...keyDeletion(before, isReplaced(change), now) }];
    if (before.kind !== "instance") return [];
    const what = isReplaced(change)
      ? "is deleted with its data, and an empty one is made in its place"
      : "is deleted with its data";
    return [{ on, what }];
  });
}

function keyDeletion(key: KmsKeyNode, replaced: boolean, now: Date): Omit<IrreversibleAction, "on"> {
  // What counts is the window that AWS is asked for: the one in the state.
  const days = valueOf(key.deletionWindowInDays) ?? DELETION_WINDOW_IN_DAYS.default;
  const until = new Date(now.getTime() + days * DAY_IN_MS).toISOString().slice(0, "2026-01-01".length);
  const arn = valueOf(key.arn);
  const instead = replaced ? ", and a new one is made, which opens nothing of the old data" : "";
  return {
    what: `KMS deletes the key in ${days} days; from the apply on nothing under it can be read${instead}`,
    until,
    undo: arn === undefined ? "cancel the deletion in AWS KMS" : `\`aws kms cancel-key-deletion --key-id ${arn}\``,
  };
}
