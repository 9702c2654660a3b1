import { valueOf } from "../model/fact";
import { DELETION_WINDOW_IN_DAYS } from "../model/limits";
import type { KmsKeyNode } from "../model/model";
import { isDeleted, isReplaced } from "../model/change";
import type { ReviewContext } from "./context";
import type { IrreversibleAction } from "./types";

const DAY_IN_MS = 86_400_000;

/** What cannot be undone, or only until a day: keys that are scheduled for deletion, and instances that are deleted with their data. */
export function irreversibleActions({ reading, subjects, now }: ReviewContext): IrreversibleAction[] {
  return reading.changes.flatMap((change): IrreversibleAction[] => {
    const { before } = change;
    if (!before || !(isDeleted(change) || isReplaced(change))) return [];
    const on = subjects.subject(before);
    if (before.kind === "key") return [{ on, ...keyDeletion(before, isReplaced(change), now) }];
    if (before.kind !== "instance") return [];
    const what = isReplaced(change)
      ? "deleted at once with its data; an empty instance replaces it"
      : "deleted at once with its data";
    return [{ on, what }];
  });
}

function keyDeletion(key: KmsKeyNode, replaced: boolean, now: Date): Omit<IrreversibleAction, "on"> {
  // Terraform requests the window that is in the state.
  const days = valueOf(key.deletionWindowInDays) ?? DELETION_WINDOW_IN_DAYS.default;
  const until = new Date(now.getTime() + days * DAY_IN_MS).toISOString().slice(0, "2026-01-01".length);
  const [arn, region] = [valueOf(key.arn), valueOf(key.region)];
  const instead = replaced ? "; the new key cannot decrypt what the old one encrypted" : "";
  const where = `--key-id ${arn ?? "<key>"}${region === undefined ? "" : ` --region ${region}`}`;
  return {
    what: `disabled at once, deleted ${days} days after the apply${instead}`,
    until,
    undo: `\`aws kms cancel-key-deletion ${where}\`, then \`aws kms enable-key ${where}\``,
  };
}
