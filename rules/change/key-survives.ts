import { valueOf } from "../../model/fact";
import { count } from "../../util/count";
import { formatList } from "../../util/format-list";
import { deletionGuardInDays } from "../../policy/deletion-guard";
import { DELETION_WINDOW_IN_DAYS } from "../../model/limits";
import type { KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { isDeleted, isDestroyed, isReplaced, type Change } from "../../model/change";
import { aKey } from "../example";
import {
  changeRule,
  cannotVerify,
  compliant,
  notApplicable,
  violation,
  type Verdict,
  type ChangeContext,
} from "../rule";
import { cite, enabledAttribute, instancesOfKey, keyDeletion, policyChangeOf, renamedAs } from "../analysis";
import { accountControlVerdicts } from "./account-control";
import { goneOutside, goneVerdict, LEFT_UNPROTECTED, NOT_FOUND } from "./key-gone";
import { protectionVerdicts } from "./protection";
import { needsReview, subjectOf, isHandedOver, MAX_NAMED } from "./verdicts";

/** An existing key stays, enabled and protected. */
export const keySurvives = changeRule({
  id: "key-survives",
  title: "A key is not deleted, replaced or disabled, and keeps its key material and protection",
  severity: "error",
  rationale:
    "Without the key the data is lost, and Aura cannot help. Replacing a key deletes it, and the new key cannot decrypt what " +
    "the old one encrypted. A key is given up in two plans: the first removes its protection, the second the key. In " +
    "AWS a deletion can be cancelled only during the deletion window.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  waiveWhen: "nothing is encrypted with the key any more, or the data may be lost.",
  on: ["key", "key-policy"],
  check(change, context) {
    const { before, after } = change;
    if (!before)
      return change.drift && !context.isDrift
        ? [deletedOutside(change, "this plan creates another key in its place")]
        : bypassOfNew(change);
    if (before.kind === "key-policy") {
      const loosened =
        after?.kind === "key-policy"
          ? [
              ...bypassVerdicts(change, before, after),
              ...guardVerdicts(change, context),
              ...statementGuardVerdicts(change, after, context),
              ...accountControlVerdicts(change, context),
            ]
          : [];
      return loosened.length > 0 ? loosened : [notApplicable];
    }
    if (before.kind !== "key") return [notApplicable];
    if (context.isDrift && isDeleted(change)) return [deletedOutside(change, NOT_FOUND)];
    const twin = context.isDrift ? undefined : renamedAs(change, context);
    if (twin || isDeleted(change) || isReplaced(change)) return [gone(change, before, twin, context)];
    if (after?.kind !== "key") return [isHandedOver(change, "the key continues to exist, unprotected")];
    const verdicts = [
      ...deletionVerdicts(change, after, context),
      ...disabledVerdicts(change, before, after),
      ...windowVerdicts(change, before, after),
      ...expiryVerdicts(change, before, after),
      ...bypassVerdicts(change, before, after),
      ...accountControlVerdicts(change, context),
      ...protectionVerdicts(change, context),
      ...guardVerdicts(change, context),
      ...statementGuardVerdicts(change, after, context),
    ];
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: { before: [aKey()], after: [] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});

/** The key is deleted or replaced, or comes back under another address as another key. */
function gone(change: Change, before: KmsKeyNode, twin: Change | undefined, context: ChangeContext): Verdict {
  return goneVerdict(
    {
      ...{ change, twin, using: instancesOfKey(before.id, context.before) },
      destroyed: `${subjectOf(change)} will be scheduled for deletion`,
      details: isDestroyed(change) ? deletionText(change, before, context) : leftText(before),
      undo: "until it is deleted you can cancel that",
    },
    context,
  );
}

/** What becomes of a key that is destroyed, and until when it can be taken back. */
function deletionText(change: Change, key: KmsKeyNode, context: ChangeContext): readonly string[] {
  const { days, replicas, staying, primaryStays } = keyDeletion(key, context);
  if (staying.length > 0) {
    const names = formatList(
      staying.map(({ name }) => name),
      { max: MAX_NAMED, and: true },
    );
    return [
      `disabled at once; waits until ${staying.length === 1 ? "replica" : "replicas"} ${names} ${staying.length === 1 ? "is" : "are"} deleted`,
    ];
  }
  if (replicas.length > 0)
    return [
      `disabled at once, deleted after up to ${days} days: it waits for ${count(replicas.length, "replica")} first`,
    ];
  return [
    `disabled at once, deleted after ${days} days`,
    ...(primaryStays && isReplaced(change) ? ["KMS refuses the new replica until then"] : []),
    ...(primaryStays ? ["its primary keeps the same key material"] : []),
  ];
}

function leftText({ replicaOf }: KmsKeyNode): readonly string[] {
  return [LEFT_UNPROTECTED, ...(replicaOf ? ["KMS allows one replica in a region, so the apply fails"] : [])];
}

function deletedOutside(change: Change, got: string): Verdict {
  const fix = "run `aws kms cancel-key-deletion` and `aws kms enable-key` now, then import it";
  return goneOutside(change, got, fix, "deleted or scheduled for deletion");
}

/** The account shows a key that waits for its deletion; it is disabled, and that is no matter of its own. */
function deletionVerdicts(change: Change, { scheduledDeletion }: KmsKeyNode, { isDrift }: ChangeContext): Verdict[] {
  if (!scheduledDeletion?.known || isDrift) return [];
  return [
    violation({
      what: `${subjectOf(change)} is scheduled for deletion`,
      got: `it will be deleted ${scheduledDeletion.value}`,
      expected: "",
      fix: "run `aws kms cancel-key-deletion` and `aws kms enable-key` now",
    }),
  ];
}

function disabledVerdicts(change: Change, before: KmsKeyNode, after: KmsKeyNode): Verdict[] {
  const { enabled, scheduledDeletion } = after;
  if (scheduledDeletion) return [];
  if (!enabled.known) return [cannotVerify(`${subjectOf(change)} stays enabled`, enabled.reason)];
  if (enabled.value || valueOf(before.enabled) === false) return [];
  return [
    violation({
      what: `${subjectOf(change)} will be disabled`,
      got: cite(enabled),
      expected: "true",
      fix: "keep it enabled; Aura loses access to the data at once",
      about: enabledAttribute(after),
    }),
  ];
}

function windowVerdicts(change: Change, before: KmsKeyNode, after: KmsKeyNode): Verdict[] {
  const [old, now] = [before.deletionWindowInDays, after.deletionWindowInDays];
  if (!old.known || !now.known) {
    const open = old.known ? now : old;
    return open.known ? [] : [cannotVerify(`the deletion window of ${subjectOf(change)} stays`, open.reason)];
  }
  const [days, left] = [old.value, now.value].map((value) => value ?? DELETION_WINDOW_IN_DAYS.default);
  if (days === undefined || left === undefined || left >= days) return [];
  return [
    violation({
      what: `the deletion window of ${subjectOf(change)} will be shortened`,
      got: `${left} days instead of ${days}`,
      expected: "",
      fix: `keep ${days} days; a deletion can be cancelled only during this window`,
      about: "deletion_window_in_days",
    }),
  ];
}

/** When imported key material expires, KMS deletes it, and nobody can use the key. */
function expiryVerdicts(change: Change, before: KmsKeyNode, after: KmsKeyNode): Verdict[] {
  const [old, now] = [before.materialExpires, after.materialExpires];
  if (!old || !now) return [];
  const what = `the key material of ${subjectOf(change)}`;
  if (!now.known) return [cannotVerify(`${what} does not expire earlier`, now.reason)];
  const [was, is] = [valueOf(old), now.value].map((text) => (text === undefined ? Infinity : Date.parse(text)));
  if (was === undefined || is === undefined || is >= was) return [];
  return [
    violation({
      what: `${what} will expire`,
      got: `${cite(now)}${valueOf(old) === undefined ? "" : ` instead of ${valueOf(old)}`}; then nobody can decrypt with it`,
      expected: valueOf(old) ?? "never",
      fix: "keep it without an expiry",
      about: "valid_to",
    }),
  ];
}

/** The policy no longer demands as many days without use before the key can be deleted. */
function guardVerdicts(change: Change, context: ChangeContext): Verdict[] {
  const { before, after, key } = policyChangeOf(change, context) ?? {};
  if (!before?.known || !after?.known) return [];
  const [days, left] = [deletionGuardInDays(before.value), deletionGuardInDays(after.value)];
  // A denial without a condition is judged as any other, by `no-new-access`.
  if (left >= days || days === Infinity) return [];
  return [
    needsReview({
      what: `the deletion guard of key ${key} will be ${left === 0 ? "removed" : "shortened"}`,
      got: left === 0 ? `AWS refused its deletion for ${days} days after use` : `${left} days instead of ${days}`,
      expected: "",
      fix: "keep `deletionGuardInDays`; without it a key in use can be deleted",
    }),
  ];
}

/**
 * Without its guard the next plan can take Aura's statement out. Where this one does, or where the key is no longer protected, that is
 * what is said.
 */
function statementGuardVerdicts(
  change: Change,
  { losesStatementGuard }: KmsKeyNode | KeyPolicyNode,
  context: ChangeContext,
): Verdict[] {
  const policy = policyChangeOf(change, context);
  const isGivenUpOpenly =
    context.metadataBefore.protected.includes(change.id) && !context.metadataAfter.protected.includes(change.id);
  if (!losesStatementGuard || context.isDrift || isGivenUpOpenly || policy?.isSame === false) return [];
  return [
    violation({
      what: `the guard of Aura's statement on ${subjectOf(change)} will be destroyed`,
      got: "without it the next plan can revoke Aura's access (back to phase 1)",
      expected: "",
      fix: "keep the statement in the configuration: its file may be missing",
    }),
  ];
}

function bypassOfNew(change: Change): Verdict[] {
  const { after } = change;
  const isHolder = after?.kind === "key" || after?.kind === "key-policy";
  const verdicts = isHolder ? bypassVerdicts(change, undefined, after) : [];
  return verdicts.length > 0 ? verdicts : [notApplicable];
}

function bypassVerdicts<N extends KmsKeyNode | KeyPolicyNode>(
  change: Change,
  before: N | undefined,
  after: N,
): Verdict[] {
  const [old, now] = [before?.lockoutCheckBypassed, after.lockoutCheckBypassed];
  if (!now || valueOf(old) === true) return [];
  if (!now.known && (!before || old?.known)) {
    return [cannotVerify(`the lockout safety check stays enabled on ${subjectOf(change)}`, now.reason)];
  }
  if (valueOf(now) !== true) return [];
  return [
    needsReview({
      what: `the lockout safety check is disabled on ${subjectOf(change)}`,
      got: "`bypass_policy_lockout_safety_check` is true",
      expected: "false",
      fix: "keep it false; only AWS support can recover a locked-out key",
    }),
  ];
}
