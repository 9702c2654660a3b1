import { valueOf } from "../../model/fact";
import { AURA_PRODUCTS } from "../../model/limits";
import type { InstanceNode, RecordNode } from "../../model/model";
import { isDeleted, isReplaced, isUntouched, type Change } from "../../model/change";
import { anInstance } from "../example";
import { changeRule, compliant, notApplicable, unknown, violation, type Verdict, type ChangeContext } from "../rule";
import { cite, effectivePolicy, ownKeyOf, show, useSameRecord } from "../analysis";
import { needsReview, describeReason, subjectOf, isHandedOver, protectionVerdicts } from "./verdicts";

/** An instance stays the one it is, under the key it has. */
export const instanceSurvives = changeRule({
  id: "instance-survives",
  title: "An instance is not replaced, and is not created without its key",
  severity: "error",
  rationale:
    "A replaced instance is deleted with its data, and the new one is empty. The key of an instance is chosen when it is " +
    "created and never changes (document of 2025-02-17), so an instance that came up under Neo4j's own key stays there.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "the data was taken elsewhere, or the instance is meant to be under Neo4j's own key.",
  on: ["instance"],
  check(change, context) {
    const { before, after } = change as Change<InstanceNode>;
    if (isReplaced(change)) return [replaced(change), ...(after ? withoutKey(change, after, context) : [])];
    if (isDeleted(change)) return [deleted(change)];
    if (!after)
      return change.actions.includes("forget")
        ? [isHandedOver(change, "the instance stays, and nothing here knows which key it needs")]
        : [notApplicable];
    if (!before) return orCompliant([...withoutKey(change, after, context), ...tooEarly(change, after, context)]);
    return orCompliant([...otherKey(change, before, after, context), ...protectionVerdicts(change, context)]);
  },
  example: () => ({
    bad: { before: [anInstance()], after: [] },
    good: { before: [anInstance()], after: [anInstance()] },
  }),
});

function orCompliant(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.length > 0 ? verdicts : [compliant];
}

function replaced(change: Change): Verdict {
  return violation({
    what: `${subjectOf(change)} must stay the one it is`,
    got: describeReason("replaced by an empty one: its data is deleted with it", change),
    expected: "an instance that is changed in place",
    fix: "take back what forces the replacement; for another key, version or region, clone the instance into a new one in the Aura Console, and remove the old one when the new one is in use",
  });
}

function deleted(change: Change): Verdict {
  return needsReview({
    what: `${subjectOf(change)} should only be deleted when nobody needs its data`,
    got: describeReason("deleted with its data", change),
    expected: "an instance that is not needed any more",
    fix: "make sure that the data was exported, or put the instance back",
  });
}

/** A new instance under Neo4j's own key. */
function withoutKey(change: Change, instance: InstanceNode, context: ChangeContext): readonly Verdict[] {
  const { product, customerManagedKeyId: key } = instance;
  const canHaveKey = !product.known || Object.hasOwn(AURA_PRODUCTS, product.value);
  if (instance.record !== undefined || !canHaveKey) return [];
  if (!key.known) return [unknown(`whether ${subjectOf(change)} gets its key: ${key.reason}`)];
  if (key.value !== undefined) return [];
  const record = context.after.model.records.find((candidate) => fits(candidate, instance));
  const words = {
    what: `${subjectOf(change)} must be created with its key`,
    got: instance.keyIdIsEmpty
      ? `${key.source}, which stands for Neo4j's own key`
      : `no key of your own, which means Neo4j's own key${record ? `, although there is record ${record.name} (${record.id})` : ""}`,
    expected: "the id of a record in Aura",
    fix: "set `customer_managed_key_id`: the key is chosen at the creation and can not be added later",
  };
  return [instance.keyIdIsEmpty || record ? violation(words) : needsReview(words)];
}

/** A new instance whose key Aura can not use yet. */
function tooEarly(change: Change, { record }: InstanceNode, { after: index }: ChangeContext): readonly Verdict[] {
  const key = index.key(index.record(record)?.key);
  if (!key) return [];
  const policy = effectivePolicy(key, index);
  const statement = policy?.text.known ? policy.holder.statement : undefined;
  if (!statement?.known || statement.value !== undefined) return [];
  return [
    needsReview({
      what: `${subjectOf(change)} should only be created when Aura can use its key`,
      got: `key ${key.name} lets in nobody from outside of its account (${statement.source})`,
      expected: "a key policy with Aura's statement",
      fix: "make key and record first, save the statement that the Aura Console shows, and create the instance then",
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

/** The key of an instance never changes: whoever says another one means another instance. */
function otherKey(
  change: Change,
  before: InstanceNode,
  after: InstanceNode,
  { after: index }: ChangeContext,
): Verdict[] {
  if (ownKeyOf(before) !== "own" || isUntouched(change)) return [];
  if (ownKeyOf(after) === "unknown") return [unknown(`whether ${subjectOf(change)} keeps its key`)];
  if (ownKeyOf(after) === "own" && useSameRecord(before, after, index) !== false) return [];
  const is = after.customerManagedKeyId;
  return [
    violation({
      what: `${subjectOf(change)} must keep its key`,
      got:
        is.known && is.value === undefined
          ? `no key any more (${is.source})`
          : `another record, ${is.known ? cite(is) : show(after.record)}`,
      expected: `record ${show(valueOf(before.customerManagedKeyId) ?? before.record)}`,
      fix: "leave `customer_managed_key_id` as it is; for another key, clone the instance into a new one in the Aura Console",
    }),
  ];
}
