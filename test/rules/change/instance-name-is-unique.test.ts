import { known, unknown } from "../../../model/fact";
import { instanceNameIsUnique as rule } from "../../../rules/change/instance-name-is-unique";
import { reviewPlans } from "../../../review/review";
import * as plan from "../../model/read/support";
import * as s from "./support";

const orders = s.anInstance({ address: "aura_instance.orders" });
const copy = s.anInstance({ id: "prod/orders-copy", address: "aura_instance.copy" });
const FOUND = s.needsReview({
  what: "instance orders-prod gets the name of another instance of its project",
  got: "aura_instance.orders has it, too",
  expected: "",
  fix: "give it another name; to manage an existing instance, import it",
});

describe("instance-name-is-unique", () => {
  it("needs review where an instance is created, or gets another name", () => {
    expect(s.evaluateChange(rule, undefined, copy, { before: [orders], after: [orders] })).toEqual([FOUND]);
    const named = { ...copy, auraName: known("copy", "`name`") };
    expect(s.evaluateChange(rule, named, copy, { before: [orders], after: [orders] })).toEqual([FOUND]);
  });

  it("reports the second of two that are created at once", () => {
    const created = ["aura_instance.a", "aura_instance.b"].map((address) => ({ address, after: plan.INSTANCE }));
    const { findings } = reviewPlans(plan.readEntries(created), { now: new Date(0) });
    const found = findings.filter((finding) => finding.rule === rule.id);
    expect(found.map(({ on, got }) => [on.address, got])).toEqual([["aura_instance.b", "aura_instance.a has it, too"]]);
  });

  it.each([
    ["of another project", { projectId: known("another", "`project_id`") }],
    ["whose project is unknown", { projectId: unknown("later") }],
    ["whose name is unknown", { auraName: unknown("later") }],
    ["of another name", { auraName: known("orders-copy", "`name`") }],
  ])("accepts one %s", (_, over) => {
    const other = { ...copy, ...over };
    expect(s.evaluateChange(rule, undefined, other, { before: [orders], after: [orders] })).toEqual([s.COMPLIANT]);
  });

  it("accepts the name of an instance that the plan deletes", () => {
    expect(s.evaluateChange(rule, undefined, copy, { before: [orders] })).toEqual([s.COMPLIANT]);
  });

  it("does not apply to an instance that has its name already, is imported, deleted, or was changed outside of Terraform", () => {
    const beside = { before: [orders], after: [orders] };
    expect(s.evaluateChange(rule, copy, { ...copy }, beside)).toEqual([s.NOT_APPLICABLE]);
    expect(s.evaluateChange(rule, copy, undefined, beside)).toEqual([s.NOT_APPLICABLE]);
    expect(s.evaluateChange(rule, undefined, copy, { ...beside, isDrift: true })).toEqual([s.NOT_APPLICABLE]);
    const imported = { changes: { [copy.id]: { imported: true } } };
    expect(s.evaluateChange(rule, undefined, copy, { ...beside, ...imported })).toEqual([s.NOT_APPLICABLE]);
  });
});
