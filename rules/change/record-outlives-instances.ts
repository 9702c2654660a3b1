import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { formatList } from "../../util/format-list";
import { valueOf } from "../../model/fact";
import type { CmkModel, InstanceNode, RecordNode } from "../../model/model";
import { isDeleted, isReplaced, isUntouched, type Change } from "../../model/change";
import { anInstance, aRecord } from "../example";
import {
  changeRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
  type ChangeContext,
} from "../rule";
import { cite, firstUnknown, isSameKey } from "../analysis";
import { needsReview, describeReason, subjectOf, isHandedOver, MAX_NAMED } from "./verdicts";
/** The record of a key in Aura stays as long as an instance uses it. */
export const recordOutlivesInstances = changeRule({
  id: "record-outlives-instances",
  title: "The record of a key in Aura is not deleted while an instance uses it",
  severity: "error",
  rationale:
    "An instance names the record of its key. Aura refuses to remove a key that is in use, so the apply stops half way; and " +
    "a record that is replaced replaces every instance that names it, with its data.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  on: ["record"],
  check(change, context) {
    const { before, after } = change as Change<RecordNode>;
    if (!before) return [notApplicable];
    if (change.actions.includes("forget")) return [isHandedOver(change, "the record stays in Aura")];
    if (!isDeleted(change) && !isReplaced(change))
      return [after ? keepsKey(change, before, after, context) : compliant];
    const users = usersOf(before, context.before);
    const staying = users.filter(({ id }) => !isDeletedInstance(id, context));
    if (staying.length > 0) return [inUse(change, staying)];
    // All of them go first; one in another configuration can not be seen.
    return users.length > 0 && isDeleted(change) ? [goes(change)] : [unseen(change)];
  },
  example: () => ({
    bad: {
      before: [aRecord(), anInstance({ record: "prod/orders-record" })],
      after: [anInstance({ record: "prod/orders-record" })],
    },
    good: {
      before: [aRecord(), anInstance({ record: "prod/orders-record" })],
      after: [aRecord(), anInstance({ record: "prod/orders-record" })],
    },
  }),
});

/** Aura has no way to give a record another key: whatever a provider makes of it, the data stays under the old one. */
function keepsKey(change: Change, before: RecordNode, after: RecordNode, context: ChangeContext): Verdict {
  const [was, is] = [before.keyArn, after.keyArn];
  const stays = was.known && is.known ? was.value === is.value : isSameKey(before.key, after.key, context);
  if (stays === true || isUntouched(change)) return compliant;
  if (stays === undefined)
    return unknown(`whether ${subjectOf(change)} goes on naming its key: ${firstUnknown([is, was])?.reason ?? ""}`);
  return violation({
    what: `${subjectOf(change)} must go on naming its key`,
    got: is.known ? cite(is) : `another key, ${after.key ?? ""}`,
    expected: was.known ? was.value : "the key that it names now",
    fix: "take it back; for another key make another record, and clone the instances onto that",
  });
}

function usersOf(record: RecordNode, index: ModelIndex): readonly InstanceNode[] {
  const byRecord = instancesByRecord(index.model);
  return [...(byRecord.get(record.id) ?? []), ...(byRecord.get(valueOf(record.recordId) ?? "") ?? [])];
}

const instancesByRecord = memoize(({ instances }: CmkModel) =>
  groupBy(instances, (instance) => instance.record ?? valueOf(instance.customerManagedKeyId)),
);

function isDeletedInstance(id: string, context: ChangeContext): boolean {
  const change = context.changeOf(id);
  return change !== undefined && isDeleted(change);
}

function inUse(change: Change, staying: readonly InstanceNode[]): Verdict {
  const names = staying.map(({ name, id }) => `${name} (${id})`);
  return violation({
    what: `${subjectOf(change)} must stay as long as an instance uses it`,
    got: `${describeReason(isReplaced(change) ? "replaced by another record" : "deleted", change)}; it is used by ${formatList(names, { max: MAX_NAMED, and: true })}`,
    expected: "a record that no instance uses",
    fix: isReplaced(change)
      ? "take back what forces the replacement: nothing of a record can be changed in place"
      : "put it back, or remove its instances first",
    against: staying.map(({ id }) => id),
  });
}

function goes(change: Change): Verdict {
  return needsReview({
    what: `${subjectOf(change)} should only go when no instance is to use the key again`,
    got: describeReason("deleted after its instances", change),
    expected: "a record that is not needed any more",
    fix: "make sure that it is meant; a key that stays can be registered again",
  });
}

function unseen(change: Change): Verdict {
  const what = isReplaced(change) ? "replaced" : "deleted";
  return unknown(
    `whether an instance outside of these plans uses ${subjectOf(change)}, which is ${describeReason(what, change)}; Aura refuses to remove a record that is in use`,
  );
}
