import { valueOf, type Fact } from "../../model/fact";
import type { InstanceNode, RecordNode } from "../../model/model";
import { anInstance, given } from "../example";
import { changeRule, compliant, notApplicable, type ChangeContext, type Verdict } from "../rule";
import { isReportedAsDrift, needsReview, subjectOf } from "./verdicts";
import type { Change } from "../../model/change";

/** The status of a customer managed key that Aura can use, and of one whose policy is not there yet. */
const READY = "ready";
const PENDING = "pending";
/** "encryption key deleted", "encryption key error", "encryption key not found". */
const KEY_IS_GONE = /encryption[ _-]?key/i;

/** Aura itself says when it cannot use a key any more. */
export const keyStaysUsable = changeRule({
  id: "key-stays-usable",
  title: "Aura can use the key, as far as it says so",
  severity: "warning",
  rationale:
    "A customer managed key that falls back from `ready`, and an instance with an encryption error, are the alarm of Aura: the " +
    "key was disabled, is scheduled for deletion, or its policy lost Aura's statement. Providers that show no status show no alarm.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  waiveWhen: "no data is encrypted with the key any more.",
  on: ["record", "instance"],
  check(change, context) {
    const node = context.isDrift ? change.after : change.before;
    if (node?.kind !== "record" && node?.kind !== "instance") return [notApplicable];
    const status = valueOf(node.status);
    if (status === undefined) return [notApplicable];
    if (isReportedAsDrift(node, context)) return [compliant];
    const isAlarm = node.kind === "record" ? isUnusable(status, change, context) : KEY_IS_GONE.test(status);
    return [isAlarm ? alarm(change, node, status) : compliant];
  },
  example: () => ({
    bad: {
      before: [anInstance({ status: given("encryption key error", "`status`") })],
      after: [anInstance({ status: given("encryption key error", "`status`") })],
    },
    good: {
      before: [anInstance({ status: given("running", "`status`") })],
      after: [anInstance({ status: given("running", "`status`") })],
    },
  }),
});

/**
 * `pending` is an alarm where the key was ready before. A state keeps it from phase 1 until the next refresh, also when instances use
 * the key by now. The account itself shows it as it is.
 */
function isUnusable(status: string, change: Change, { isDrift, isAccount }: ChangeContext): boolean {
  if (isAccount) return status !== READY;
  if (status === PENDING) return isDrift && statusOf(change.before) === READY;
  return status !== READY;
}

function statusOf(node: Change["before"]): string | undefined {
  const status: Fact<string> | undefined = node && "status" in node ? node.status : undefined;
  return valueOf(status);
}

/** Where nothing says the cloud, it is AWS. */
function isInAws({ cloudProvider }: RecordNode | InstanceNode): boolean {
  return (valueOf(cloudProvider) ?? "aws").toLowerCase() === "aws";
}

function alarm(change: Change, node: RecordNode | InstanceNode, status: string): Verdict {
  return needsReview({
    what: `Aura cannot use the key of ${subjectOf({ ...change, before: node, after: node })}`,
    got: `status ${status}`,
    expected: node.kind === "record" ? READY : "",
    fix: `check that the ${isInAws(node) ? "KMS key" : "key"} is enabled, not being deleted, and ${isInAws(node) ? "has Aura's statement" : "gives Aura its roles"}`,
  });
}
