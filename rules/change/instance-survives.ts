import { valueOf } from "../../model/fact";
import { AURA_PRODUCTS } from "../../model/limits";
import type { InstanceNode, RecordNode } from "../../model/model";
import { isDeleted, isDestroyed, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { anInstance, aRecord } from "../example";
import {
  cannotVerify,
  changeRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type Verdict,
  type ChangeContext,
} from "../rule";
import { cite, effectivePolicy, ownKeyOf, renamedAs, show, useSameRecord } from "../analysis";
import { giveUpHelp, protectionBefore, protectionVerdicts, stackLeaves } from "./protection";
import { renameHelp } from "./rename-help";
import {
  needsReview,
  describeReason,
  fixedInAuraVerdicts,
  subjectOf,
  isHandedOver,
  isReportedAsDrift,
} from "./verdicts";

/** An instance stays the one it is, under the key it has. */
export const instanceSurvives = changeRule({
  id: "instance-survives",
  title: "An instance is not replaced, and is created with its key",
  severity: "error",
  rationale:
    "A replaced instance is deleted with its data, and the new one is empty. The key of an instance is chosen when it is " +
    "created and never changes (document of 2025-02-17), so an instance with the Neo4j-managed key keeps it. A protected " +
    "instance is given up in two plans: the first removes its protection, the second the instance.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "the data was copied elsewhere, or the instance is meant to use the Neo4j-managed key.",
  on: ["instance"],
  check(change, context) {
    const { before, after } = change as Change<InstanceNode>;
    const ending = endingOutside(change as Change<InstanceNode>, context);
    if (ending) return [ending];
    if (isReplaced(change)) return [replaced(change), ...(after ? withoutKey(change, after, context) : [])];
    const twin = context.isDrift ? undefined : renamedAs(change, context);
    if (twin) return [renamed(change, twin)];
    if (isDeleted(change)) return [deleted(change, context)];
    if (!after)
      return isForgotten(change) ? [isHandedOver(change, "the instance continues to exist")] : [notApplicable];
    if (!before) return orCompliant([...withoutKey(change, after, context), ...tooEarly(change, after, context)]);
    return orCompliant([
      ...otherKey(change, before, after, context),
      ...(context.isDrift ? [] : fixedInAuraVerdicts(change, fixedFacts(change, before, after))),
      ...protectionVerdicts(change, context),
    ]);
  },
  example: () => ({
    bad: { before: [aRecord(), anInstance()], after: [aRecord()] },
    good: { before: [aRecord(), anInstance()], after: [aRecord(), anInstance()] },
  }),
});

function orCompliant(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.length > 0 ? verdicts : [compliant];
}

/** Status of an instance that is being deleted. */
const ENDING = /^(destroy|delet)/i;

/** It is being deleted outside of Terraform, and Aura says so. */
function endingOutside(change: Change<InstanceNode>, context: ChangeContext): Verdict | undefined {
  const node = context.isDrift ? change.after : change.before;
  const status = valueOf(node?.status);
  if (!node || status === undefined || !ENDING.test(status) || isReportedAsDrift(node, context)) return undefined;
  return needsReview({
    what: `${subjectOf({ ...change, before: node, after: node })} and all its data are being deleted outside Terraform`,
    got: `status ${status}`,
    expected: "",
    fix: "restore it from a snapshot in the Aura Console while there is one",
  });
}

function replaced(change: Change): Verdict {
  return violation({
    what: isDestroyed(change) ? lost(change) : emptied(change),
    got: describeReason("replaced", change),
    expected: "",
    fix: "undo it, or clone it in the Console first",
  });
}

/** Another address is another instance: the new one is empty. */
function renamed(change: Change, twin: Change): Verdict {
  return violation({
    what: isDestroyed(change) ? lost(change) : emptied(change),
    expected: "",
    ...renameHelp(change, twin),
  });
}

function lost(change: Change): string {
  return `${subjectOf(change)} will be destroyed and re-created; its data is lost`;
}

function emptied(change: Change): string {
  return `an empty instance will replace ${subjectOf(change)}, which Terraform no longer manages`;
}

function deleted(change: Change, context: ChangeContext): Verdict {
  const protection = context.isDrift ? "unprotected" : protectionBefore(change, context);
  const leaves = !context.isDrift && stackLeaves(change, context);
  const words = {
    what: `${subjectOf(change)} and all its data will be deleted`,
    got: `${describeReason("deleted", change)}${protection === "protected" ? "; it is protected" : leaves ? " with its whole stack" : ""}`,
    expected: "",
  };
  return protection === "protected" || leaves
    ? violation({ ...words, fix: giveUpHelp(change, context) })
    : needsReview({ ...words, fix: "make sure that the data was exported, or restore it" });
}

/** A new instance with the Neo4j-managed key. */
function withoutKey(change: Change, instance: InstanceNode, context: ChangeContext): readonly Verdict[] {
  const { product, customerManagedKeyId: key } = instance;
  const canHaveKey = !product.known || Object.hasOwn(AURA_PRODUCTS, product.value);
  if (instance.record !== undefined || !canHaveKey) return [];
  if (!key.known) return [cannotVerify(`${subjectOf(change)} gets its key`, key.reason)];
  if (key.value !== undefined) return [];
  const record = context.after.model.records.find((candidate) => fits(candidate, instance));
  const words = {
    what: `${subjectOf(change)} will be created with the Neo4j-managed key, permanently`,
    got: instance.keyIdIsEmpty
      ? key.source
      : `no customer managed key${record ? `, although ${record.name} (${record.id}) exists` : ""}`,
    expected: "",
    fix: "set `customer_managed_key_id`; it cannot be added later",
  };
  return [instance.keyIdIsEmpty || record ? violation(words) : needsReview(words)];
}

/** A new instance whose key Aura cannot use yet. */
function tooEarly(change: Change, { record }: InstanceNode, { after: index }: ChangeContext): readonly Verdict[] {
  const key = index.key(index.record(record)?.key);
  if (!key) return [];
  const policy = effectivePolicy(key, index);
  const statement = policy?.text.known ? policy.holder.statement : undefined;
  if (!statement?.known || statement.value !== undefined) return [];
  return [
    needsReview({
      what: `${subjectOf(change)} will be created before Aura can use its key`,
      got: `no external principal can use key ${key.name} (${statement.source})`,
      expected: "Aura's statement in the key policy",
      fix: "create the key first, add the statement from the Aura Console, then create the instance",
    }),
  ];
}

/** Whether the record could be that of the instance. */
function fits(record: RecordNode, { projectId, product, region }: InstanceNode): boolean {
  return (
    [
      [record.projectId, projectId],
      [record.product, product],
      [record.region, region],
    ] as const
  ).every(([a, b]) => !a.known || !b.known || a.value === b.value);
}

/** The key of an instance never changes: another key means another instance. */
function otherKey(
  change: Change,
  before: InstanceNode,
  after: InstanceNode,
  { after: index }: ChangeContext,
): Verdict[] {
  if (isUntouched(change)) return [];
  if (ownKeyOf(before) === "none" && ownKeyOf(after) !== "none") return [addedKey(change, after)];
  if (ownKeyOf(before) !== "own") return [];
  const { customerManagedKeyId: id } = after;
  if (before.customerManagedKeyId.known && !id.known)
    return [cannotVerify(`${subjectOf(change)} keeps its key`, id.reason)];
  if (ownKeyOf(after) === "unknown") return [unknown(`cannot verify that ${subjectOf(change)} keeps its key`)];
  if (ownKeyOf(after) === "own" && useSameRecord(before, after, index) !== false) return [];
  const is = after.customerManagedKeyId;
  return [
    violation({
      what: `${subjectOf(change)} will get another customer managed key`,
      got: is.known && is.value === undefined ? `no key (${is.source})` : `${is.known ? cite(is) : show(after.record)}`,
      expected: `customer managed key ${show(valueOf(before.customerManagedKeyId) ?? before.record)}`,
      fix: "keep `customer_managed_key_id`; for another key, clone the instance in the Aura Console",
    }),
  ];
}

/** A key is chosen when an instance is created: no known provider plans this, and Aura does not do it. */
function addedKey(change: Change, { customerManagedKeyId: id, record }: InstanceNode): Verdict {
  return needsReview({
    what: `${subjectOf(change)} will not get a customer managed key in place`,
    got: id.known ? cite(id) : show(record ?? id.reason),
    expected: "the Neo4j-managed key",
    fix: "undo it; for another key, clone the instance in the Aura Console",
  });
}

function fixedFacts({ imported }: Change, before: InstanceNode, after: InstanceNode) {
  // The API never returns the source: after an import it is added to the state, and to remove it later changes nothing.
  const isSet = (fact: InstanceNode["sourceInstanceId"]): boolean =>
    fact?.known === false || valueOf(fact) !== undefined;
  const sources = (
    [
      ["source instance", before.sourceInstanceId, after.sourceInstanceId],
      ["source snapshot", before.sourceSnapshotId, after.sourceSnapshotId],
    ] as const
  ).filter(([, was, is]) => isSet(is) && (isSet(was) || !imported));
  return [
    ["project", before.projectId, after.projectId],
    ["cloud", before.cloudProvider, after.cloudProvider],
    ["region", before.region, after.region],
    ["product", before.product, after.product],
    ...sources,
  ] as const;
}
