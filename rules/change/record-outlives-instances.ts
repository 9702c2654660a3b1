import { formatList } from "../../util/format-list";
import type { InstanceNode, RecordNode } from "../../model/model";
import { isDeleted, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import { anInstance, aRecord } from "../example";
import {
  changeRule,
  compliant,
  notApplicable,
  cannotVerify,
  unknown,
  violation,
  type Verdict,
  type ChangeContext,
} from "../rule";
import { cite, firstUnknown, instancesOfRecord, isSameKey, renamedAs } from "../analysis";
import { renameHelp } from "./rename-help";
import { protectionVerdicts } from "./protection";
import { needsReview, describeReason, fixedInAuraVerdicts, subjectOf, isHandedOver, MAX_NAMED } from "./verdicts";
/** A customer managed key stays as long as an instance uses it. */
export const recordOutlivesInstances = changeRule({
  id: "record-outlives-instances",
  title: "A customer managed key is not deleted while an instance uses it",
  severity: "error",
  rationale:
    "Aura refuses to remove a customer managed key that is in use, so the apply stops half-way. Replacing one replaces every " +
    "instance that uses it, with its data.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  on: ["record"],
  check(change, context) {
    const { before, after } = change as Change<RecordNode>;
    if (!before) return [notApplicable];
    const twin = context.isDrift ? undefined : renamedAs(change, context);
    if (twin) return [renamed(change, twin)];
    if (isForgotten(change)) return [isHandedOver(change, "it stays in Aura")];
    if (!isDeleted(change) && !isReplaced(change))
      return after ? staysTheSame(change, before, after, context) : [compliant];
    const users = instancesOfRecord(before, context.before);
    const staying = users.filter(({ id }) => !isDeletedInstance(id, context));
    if (staying.length > 0) return [inUse(change, staying)];
    // All of them go first; one in another configuration cannot be seen.
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

function staysTheSame(change: Change, before: RecordNode, after: RecordNode, context: ChangeContext): Verdict[] {
  const key = keepsKey(change, before, after, context);
  const others = [
    ...(context.isDrift
      ? []
      : fixedInAuraVerdicts(change, [
          ["name", before.auraName, after.auraName],
          ["project", before.projectId, after.projectId],
          ["cloud", before.cloudProvider, after.cloudProvider],
          ["region", before.region, after.region],
          ["product", before.product, after.product],
        ])),
    ...protectionVerdicts(change, context),
  ];
  return others.length > 0 && key.outcome === "compliant" ? others : [key, ...others];
}

/** Aura cannot change the KMS key of a record: the data stays encrypted with the old one. */
function keepsKey(change: Change, before: RecordNode, after: RecordNode, context: ChangeContext): Verdict {
  const [was, is] = [before.keyArn, after.keyArn];
  const stays = was.known && is.known ? was.value === is.value : isSameKey(before.key, after.key, context);
  if (stays === true || isUntouched(change)) return compliant;
  if (stays === undefined)
    return cannotVerify(`${subjectOf(change)} keeps its KMS key`, firstUnknown([is, was])?.reason ?? "");
  return violation({
    what: `${subjectOf(change)} will name another KMS key`,
    got: is.known ? cite(is) : `another key, ${after.key ?? ""}`,
    expected: was.known ? was.value : "its current key",
    fix: "undo it; for another KMS key, register it and clone the instances",
  });
}

function isDeletedInstance(id: string, context: ChangeContext): boolean {
  const change = context.changeOf(id);
  return change !== undefined && isDeleted(change);
}

/** Instances keep the record that they were created with. */
function renamed(change: Change, twin: Change): Verdict {
  return violation({
    what: `another customer managed key will replace ${subjectOf(change)}`,
    expected: "",
    ...renameHelp(change, twin),
  });
}

function inUse(change: Change, staying: readonly InstanceNode[]): Verdict {
  const names = staying.map(({ name }) => name);
  return violation({
    what: `${subjectOf(change)} will be deleted while instances use it`,
    got: `${describeReason(isReplaced(change) ? "replaced" : "deleted", change)}; used by ${formatList(names, { max: MAX_NAMED, and: true })}`,
    expected: "",
    fix: isReplaced(change) ? "undo what forces it" : "restore it, or remove its instances first",
    against: staying.map(({ id }) => id),
  });
}

function goes(change: Change): Verdict {
  return needsReview({
    what: `${subjectOf(change)} will be deleted after its instances`,
    got: describeReason("deleted", change),
    expected: "",
    fix: "make sure that it is intended",
  });
}

function unseen(change: Change): Verdict {
  const what = isReplaced(change) ? "replaced" : "deleted";
  return unknown(
    `cannot verify that no instance outside of these plans uses ${subjectOf(change)}: ${describeReason(what, change)}`,
  );
}
