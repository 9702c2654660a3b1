import { known, unknown } from "../../../model/fact";
import { recordOutlivesInstances } from "../../../rules/change/record-outlives-instances";
import * as s from "./support";

const RECORD_ID = "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f";
const record = s.aRecord({ recordId: known(RECORD_ID, "id") });
const instance = s.anInstance({ record: record.id });
const judge = (after: Parameters<typeof s.judgeChange>[2], beside: s.Beside) =>
  s.judgeChange(recordOutlivesInstances, record, after, beside);
const replaced = { actions: ["delete", "create"] as const, replacedBy: ["key_id", "name"] };

describe("record-outlives-instances", () => {
  it("blocks the deletion of a record that an instance uses, by its link or by its id", () => {
    const byId = s.anInstance({ name: "other", customerManagedKeyId: known(RECORD_ID, "id") });
    expect(judge(undefined, { before: [instance, byId], after: [instance, byId] })).toEqual([
      s.blocks({
        what: "record orders-record must stay as long as an instance uses it",
        got: "deleted; it is used by orders-prod (prod/orders-prod) and other (prod/other)",
        expected: "a record that no instance uses",
        fix: "put it back, or remove its instances first",
        against: ["prod/orders-prod", "prod/other"],
      }),
    ]);
  });

  it("blocks a replacement, which replaces the instances as well", () => {
    const beside = { before: [instance], after: [instance], changes: { [record.id]: replaced } };
    expect(judge({ ...record }, beside)).toMatchObject([
      {
        got: "replaced by another record, because `key_id`, `name` changes; it is used by orders-prod (prod/orders-prod)",
        fix: "take back what forces the replacement: nothing of a record can be changed in place",
      },
    ]);
  });

  it("does not know whether a record goes on naming its key when that is known only at apply", () => {
    const later = unknown("`key_id` of orders-record is known only at apply");
    const key = s.aKey();
    const other = s.aKey({ name: "other" });
    const both = { before: [key, other], after: [key, other] };
    const unlinked = s.aRecord({ keyArn: later });
    const { key: _, ...free } = unlinked;
    const named = { ...record, key: key.id };
    const on = (before: typeof record, after: typeof record, beside: s.Beside = both) =>
      s.judgeChange(recordOutlivesInstances, before, after, beside);
    expect(on(named, { ...named, keyArn: later })).toEqual([s.COMPLIANT]);
    expect(on(named, { ...named, key: other.id, keyArn: later })).toMatchObject([
      {
        outcome: "violation",
        got: "another key, prod/other",
        fix: expect.stringMatching(/^take it back; for another key/),
      },
    ]);
    expect(on(named, free as typeof record)).toEqual([
      {
        outcome: "unknown",
        why: "whether record orders-record goes on naming its key: `key_id` of orders-record is known only at apply",
      },
    ]);
    const idle = { ...both, changes: { [record.id]: { actions: ["no-op"] as const } } };
    expect(on({ ...named, keyArn: later }, free as typeof record, idle)).toEqual([s.COMPLIANT]);
  });

  it("blocks another key in the place of the one that the record names", () => {
    const other = s.KEY_ARN.replace("1234abcd", "00000000");
    const named = (arn: string) => s.aRecord({ keyArn: known(arn, "`key_id` of orders-record") });
    const judged = (before: string, after: string) =>
      s.judgeChange(recordOutlivesInstances, named(before), named(after));
    expect(judged(s.KEY_ARN, other)).toEqual([
      s.blocks({
        what: "record orders-record must go on naming its key",
        got: `${other} (\`key_id\` of orders-record)`,
        expected: s.KEY_ARN,
        fix: "take it back; for another key make another record, and clone the instances onto that",
      }),
    ]);
    expect(judged(s.KEY_ARN, s.KEY_ARN)).toEqual([s.COMPLIANT]);
  });

  it("wants a look when the record goes with all of its instances, or Terraform forgets it", () => {
    expect(judge(undefined, { before: [instance] })).toEqual([
      s.needsEyes({
        what: "record orders-record should only go when no instance is to use the key again",
        got: "deleted after its instances",
        expected: "a record that is not needed any more",
        fix: "make sure that it is meant; a key that stays can be registered again",
      }),
    ]);
    expect(judge(undefined, { changes: { [record.id]: { actions: ["forget"] } } })).toEqual([
      s.needsEyes({
        what: "record orders-record should stay under Terraform",
        got: "no longer managed: the record stays in Aura",
        expected: "a resource that is managed",
        fix: "make sure that it is managed elsewhere from now on",
      }),
    ]);
  });

  it("does not know of instances in other configurations", () => {
    const because = { [record.id]: { reason: "delete_because_no_resource_config" } };
    expect(judge(undefined, { changes: because })).toEqual([
      s.undecidedBecause(
        "whether an instance outside of these plans uses record orders-record, which is deleted, because it is no longer in the configuration; Aura refuses to remove a record that is in use",
      ),
    ]);
  });

  it("is content with a record that stays, and has nothing to say of a new one", () => {
    expect(judge(record, { before: [instance], after: [instance] })).toEqual([s.COMPLIANT]);
    expect(s.judgeChange(recordOutlivesInstances, undefined, record)).toEqual([s.NOT_APPLICABLE]);
  });
});
