import { valueOf, type Fact } from "../../model/fact";
import type { AnyNode } from "../../model/model";
import { isDeleted, type Change } from "../../model/change";
import { memoize } from "../../util/memoize";
import { instancesOfKey } from "../analysis";
import type { ChangeContext, Verdict } from "../rule";
import { needsReview, subjectOf } from "./verdicts";

/*
 * What cannot be undone is given up in two steps: first its protection, in a plan of its own, and then itself. So what counts is the
 * protection before the plan, whatever the same plan does to it.
 */

/** How a resource is protected from destruction before the plan; "unknown" where neither its stack nor its state says it. */
export type Protection = "protected" | "unprotected" | "unknown";

/** How a resource was protected before the plan. */
export function protectionBefore({ id, plan, before }: Change, context: ChangeContext): Protection {
  const inState = valueOf(deletionProtectionOf(before));
  if (context.metadataBefore.protected.includes(id) || inState === true) return "protected";
  return context.withMetadata.before.has(plan) || inState === false ? "unprotected" : "unknown";
}

/** How to give up something, or to keep it. */
export function giveUpHelp(change: Change, context: ChangeContext): string {
  if (protectionBefore(change, context) === "protected") return "restore it, or remove its protection first";
  return context.withMetadata.before.has(change.plan) && stackLeaves(change, context)
    ? "restore it, or waive this rule first"
    : "restore it, or use a `removed` block with `destroy = false`";
}

/**
 * Whether a key is given up openly: its protection was removed by an earlier plan, and nothing that stays needs it.
 * @param change of the key, or of what holds it
 * @param using the instances that need it. @default - those that are encrypted with the key
 */
export function isGivenUp(
  change: Change,
  context: ChangeContext,
  using = instancesOfKey(change.id, context.before),
): boolean {
  return (
    isDeleted(change) &&
    protectionBefore(change, context) === "unprotected" &&
    !stackLeaves(change, context) &&
    using.every(({ id }) => context.after.instance(id) === undefined)
  );
}

/**
 * Whether a whole stack leaves: nothing of it is there after the plan, and so nothing can say that this was meant.
 */
export function stackLeaves({ plan }: Change, context: ChangeContext): boolean {
  return leavingPlans(context).has(plan) && !context.withMetadata.after.has(plan);
}

const leavingPlans = memoize((context: ChangeContext): ReadonlySet<string> => {
  const staying = new Set(context.changes.filter((change) => !isDeleted(change)).map(({ plan }) => plan));
  return new Set(context.changes.map(({ plan }) => plan).filter((plan) => !staying.has(plan)));
});

/**
 * Verdicts on a protection that is removed: a plan does not show `prevent_destroy`, so there the review metadata of the stack counts.
 */
export function protectionVerdicts(change: Change, context: ChangeContext): Verdict[] {
  const { id, before, after } = change;
  const { isDrift, metadataBefore, metadataAfter } = context;
  if (isDrift) return [];
  const isUnlisted = metadataBefore.protected.includes(id) && !metadataAfter.protected.includes(id);
  const [was, is] = [deletionProtectionOf(before), deletionProtectionOf(after)];
  const isSwitchedOff = valueOf(was) === true && is !== undefined && valueOf(is) !== true;
  const removed = [
    ...(isUnlisted ? ["`prevent_destroy` was removed"] : []),
    ...(isSwitchedOff ? [`\`deletion_protection\` is ${is.known ? "false" : "known only at apply"}`] : []),
  ];
  if (removed.length === 0) return [];
  return [
    needsReview({
      what: `${subjectOf(change)} will no longer be protected from destruction`,
      got: removed.join(", "),
      expected: "",
      fix: isUnlisted ? 'remove `removalPolicy: "destroy"`' : "keep `deletion_protection`",
      about: isSwitchedOff ? "deletion_protection" : "prevent_destroy",
    }),
  ];
}

function deletionProtectionOf(node: AnyNode | undefined): Fact<boolean> | undefined {
  return node?.kind === "instance" || node?.kind === "record" ? node.deletionProtection : undefined;
}
