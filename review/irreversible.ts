import { valueOf } from "../model/fact";
import { DELETION_WINDOW_IN_DAYS } from "../model/limits";
import type { KmsKeyNode } from "../model/model";
import { isDeleted, isReplaced, type Change } from "../model/change";
import type { Subjects } from "./subjects";
import type { IrreversibleAction } from "./types";

const DAY_IN_MS = 86_400_000;

/**
 * What can not be taken back, or only until a day: keys that are scheduled for deletion, and instances that go with their data.
 * @param changes what the plans do
 * @param names finds what belongs to a node
 * @param now the day on which the plan would be applied
 */
export function irreversibleActions(changes: readonly Change[], names: Subjects, now: Date): IrreversibleAction[] {
  return changes.flatMap((change): IrreversibleAction[] => {
    const { before } = change;
    if (!before || !(isDeleted(change) || isReplaced(change))) return [];
    const on = names.subject(before);
    if (before.kind === "key") return [{ on, ...keyDeletion(before, isReplaced(change), now) }];
    if (before.kind !== "instance") return [];
    const what = isReplaced(change)
      ? "deleted at once, with its data; an empty one is made in its place"
      : "deleted at once, with its data";
    return [{ on, what }];
  });
}

function keyDeletion(key: KmsKeyNode, replaced: boolean, now: Date): Omit<IrreversibleAction, "on"> {
  // What counts is the window that AWS is asked for: the one in the state.
  const days = valueOf(key.deletionWindowInDays) ?? DELETION_WINDOW_IN_DAYS.default;
  const until = new Date(now.getTime() + days * DAY_IN_MS).toISOString().slice(0, "2026-01-01".length);
  const [arn, region] = [valueOf(key.arn), valueOf(key.region)];
  const instead = replaced ? "; the new key opens nothing of what the old one encrypted" : "";
  const where = `--key-id ${arn ?? "<key>"}${region === undefined ? "" : ` --region ${region}`}`;
  return {
    what: `disabled at once, and deleted for good ${days} days after the apply${instead}`,
    until,
    undo: `\`aws kms cancel-key-deletion ${where}\`, then \`aws kms enable-key ${where}\``,
  };
}
