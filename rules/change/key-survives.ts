import { valueOf } from "../../model/fact";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { DELETION_WINDOW_IN_DAYS } from "../../model/limits";
import type { KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { isDeleted, isReplaced, type Change } from "../../model/change";
import { aKey } from "../example";
import {
  changeRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type Verdict,
  type ChangeContext,
  type ModelIndex,
} from "../rule";
import { cite } from "../analysis";
import { accountControlVerdicts } from "./account-control";
import { needsReview, describeReason, subjectOf, isHandedOver, protectionVerdicts, MAX_NAMED } from "./verdicts";
/** The key that there is stays, enabled and protected. */
export const keySurvives = changeRule({
  id: "key-survives",
  title: "A key is not deleted, replaced, disabled, or protected less than before",
  severity: "error",
  rationale:
    "Without the key the data is lost, and Aura can not help. A replaced key is another key: the old one is deleted, and what " +
    "it encrypted can not be read with the new one. The deletion window is the only time in which a deletion can be taken back.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  waiveWhen: "nothing is encrypted with the key any more, or the data may be lost.",
  on: ["key", "key-policy"],
  check(change, context) {
    const { before, after } = change;
    if (!before) return change.drift && !context.isDrift ? [remade(change)] : [notApplicable];
    if (before.kind === "key-policy") {
      const loosened =
        after?.kind === "key-policy"
          ? [...bypassVerdicts(change, before, after), ...accountControlVerdicts(change, context)]
          : [];
      return loosened.length > 0 ? loosened : [notApplicable];
    }
    if (before.kind !== "key") return [notApplicable];
    if (isDeleted(change) || isReplaced(change)) return [gone(change, before, context)];
    if (after?.kind !== "key") return [isHandedOver(change, "the key stays, and nothing here guards it any more")];
    const verdicts = [
      ...disabledVerdicts(change, before, after),
      ...windowVerdicts(change, before, after),
      ...bypassVerdicts(change, before, after),
      ...accountControlVerdicts(change, context),
      ...protectionVerdicts(change, context),
    ];
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: { before: [aKey()], after: [] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});

function gone(change: Change, before: KmsKeyNode, { before: index, isDrift }: ChangeContext): Verdict {
  if (isDrift) return vanished(change);
  const window = valueOf(before.deletionWindowInDays) ?? DELETION_WINDOW_IN_DAYS.default;
  const what = isReplaced(change) ? "replaced by another key" : "deleted";
  const using = (instancesByKey(index).get(before.id) ?? []).map(({ name }) => name);
  const inUse =
    using.length > 0
      ? `, with ${using.length === 1 ? "instance" : "instances"} ${formatList(using, { max: MAX_NAMED, and: true })} on it`
      : "";
  return violation({
    what: `${subjectOf(change)} must stay`,
    got: `${describeReason(what, change)}; it is disabled at once and gone after ${window} days${inUse}`,
    expected: "the key as it is",
    fix: isReplaced(change)
      ? "take back what forces the replacement; for another key, make a second one beside it, and clone the instances onto that in the Aura Console"
      : "put it back; to give it up on purpose, do it in two steps: first remove the instances and let that be applied, then, when nobody misses the data, the key with a waiver; to keep it without Terraform, use a `removed` block with `destroy = false`",
  });
}

const instancesByKey = memoize((index: ModelIndex) =>
  groupBy(index.model.instances, ({ record }) => index.record(record)?.key),
);

const CANCEL =
  "when it is only scheduled for deletion, take that back now (`aws kms cancel-key-deletion`, then `aws kms enable-key`) and import it";

function vanished(change: Change): Verdict {
  return violation({
    what: `${subjectOf(change)} must stay`,
    got: "deleted, or scheduled for deletion",
    expected: "the key as it was",
    fix: CANCEL,
  });
}

/** Terraform makes another key in the place of one that it does not find any more. */
function remade(change: Change): Verdict {
  return violation({
    what: `${subjectOf(change)} must stay`,
    got: "another key is made in its place, because it was deleted or scheduled for deletion outside of Terraform",
    expected: "the key as it was",
    fix: CANCEL,
  });
}

function disabledVerdicts(change: Change, before: KmsKeyNode, after: KmsKeyNode): Verdict[] {
  const { enabled } = after;
  if (!enabled.known) return [unknown(`whether ${subjectOf(change)} stays enabled: ${enabled.reason}`)];
  if (enabled.value || valueOf(before.enabled) === false) return [];
  return [
    violation({
      what: `${subjectOf(change)} must stay enabled`,
      got: cite(enabled),
      expected: "true",
      fix: "leave it enabled: Aura loses access to the data as soon as the key is disabled",
    }),
  ];
}

function windowVerdicts(change: Change, before: KmsKeyNode, after: KmsKeyNode): Verdict[] {
  const [old, now] = [before.deletionWindowInDays, after.deletionWindowInDays];
  if (!old.known || !now.known) {
    const open = old.known ? now : old;
    return open.known
      ? []
      : [unknown(`whether the deletion window of ${subjectOf(change)} gets shorter: ${open.reason}`)];
  }
  const [days, left] = [old.value, now.value].map((value) => value ?? DELETION_WINDOW_IN_DAYS.default);
  if (days === undefined || left === undefined || left >= days) return [];
  return [
    violation({
      what: `the deletion window of ${subjectOf(change)} must not get shorter`,
      got: `${left} days instead of ${days}`,
      expected: `${days} days or more`,
      fix: `leave it at ${days}: the window is the only time in which a deletion can be taken back`,
    }),
  ];
}

function bypassVerdicts<N extends KmsKeyNode | KeyPolicyNode>(change: Change, before: N, after: N): Verdict[] {
  const [old, now] = [before.lockoutCheckBypassed, after.lockoutCheckBypassed];
  if (!now || valueOf(old) === true) return [];
  if (!now.known && old?.known) {
    const what = `whether KMS goes on refusing a policy of ${subjectOf(change)} that locks out whoever sets it`;
    return [unknown(`${what}: ${now.reason}`)];
  }
  if (valueOf(now) !== true) return [];
  return [
    needsReview({
      what: `KMS should go on refusing a policy of ${subjectOf(change)} that locks out whoever sets it`,
      got: "`bypass_policy_lockout_safety_check` is turned on",
      expected: "false",
      fix: "leave it off: a key that nobody can administer can only be rescued by AWS support",
    }),
  ];
}
