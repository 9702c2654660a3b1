import { isDestroyed, isReplaced, type Change } from "../../model/change";
import type { InstanceNode } from "../../model/model";
import { violation, type ChangeContext, type Verdict } from "../rule";
import { giveUpHelp, isGivenUp } from "./protection";
import { renameHelp } from "./rename-help";
import { describeReason, needsReview, subjectOf, useText } from "./verdicts";

/* A key that goes, in whatever cloud, or what holds keys. */

/** A key, or a vault with its keys, that is deleted or replaced, or comes back under another address. */
interface Going {
  readonly change: Change;
  /** What a person calls it. @default - by its name after the plan */
  readonly subject?: string;
  /** What it is. @default "key" */
  readonly noun?: string;
  /** The same one under another address. */
  readonly twin: Change | undefined;
  /** The headline where it is destroyed; otherwise it is created anew beside the old one. */
  readonly destroyed: string;
  /** What becomes of the old one, and what that brings. */
  readonly details: readonly (string | undefined)[];
  /** The instances that are encrypted with it. */
  readonly using: readonly InstanceNode[];
  /** How long the loss can be undone, as a clause. */
  readonly undo: string;
}

/** Verdict on what goes: a person decides where it is given up openly. */
export function goneVerdict(going: Going, context: ChangeContext): Verdict {
  const { change, subject = subjectOf(change), noun = "key", twin, destroyed, details, using, undo } = going;
  const { got, ...help } = twin
    ? renameHelp(change, twin)
    : {
        got: describeReason(isReplaced(change) ? "replaced" : "deleted", change),
        fix: isReplaced(change) ? undoHelp(noun) : giveUpHelp(change, context),
      };
  const words = {
    what: isDestroyed(change) ? destroyed : `another ${noun} will replace ${subject}`,
    got: [got, ...details, useText(using)].filter((part) => part !== undefined).join("; "),
    expected: "",
    ...help,
  };
  return !twin && isGivenUp(change, context, using)
    ? needsReview({ ...words, fix: `make sure that nothing is encrypted with it; ${undo}` })
    : violation(words);
}

/** How to keep what the plan replaces. */
export function undoHelp(noun = "key"): string {
  return `undo what forces it; for another ${noun}, create a second one`;
}

/** The old one where another is created without its destruction. */
export const LEFT_UNPROTECTED = "the old one continues to exist, unprotected";

/**
 * Verdict on what is gone outside of Terraform: drift shows it, or the plan creates another one in its place.
 * @param got how that shows
 * @param fix how to get it back
 * @param deleted what was done to it
 */
export function goneOutside(change: Change, got: string, fix: string, deleted = "deleted"): Verdict {
  return violation({
    what: `${subjectOf(change)} was ${deleted} outside Terraform`,
    got,
    expected: "",
    fix,
    about: "deleted outside Terraform",
  });
}

/** Where drift shows it. */
export const NOT_FOUND = "not found by Terraform";
