import { known, unknown } from "../../../model/fact";
import { recordOutlivesInstances } from "../../../rules/change/record-outlives-instances";
import * as s from "./support";

const RECORD_ID = "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f";
const record = s.aRecord({ recordId: known(RECORD_ID, "id") });
const instance = s.anInstance({ record: record.id });
const evaluate = (after: Parameters<typeof s.evaluateChange>[2], beside: s.Beside) =>
  s.evaluateChange(recordOutlivesInstances, record, after, beside);
const replaced = { actions: ["delete", "create"] as const, replacedBy: ["key_id", "name"] };

describe("record-outlives-instances", () => {
  it("blocks the deletion of a record that an instance uses, by its link or by its id", () => {
    const byId = s.anInstance({ name: "other", customerManagedKeyId: known(RECORD_ID, "id") });
    expect(evaluate(undefined, { before: [instance, byId], after: [instance, byId] })).toEqual([
      s.blocks({
        what: "customer managed key orders-record will be deleted while instances use it",
        got: "deleted; used by orders-prod and other",
        expected: "",
        fix: "restore it, or remove its instances first",
        against: ["prod/orders-prod", "prod/other"],
      }),
    ]);
  });

  it("blocks a replacement, which replaces the instances as well", () => {
    const beside = { before: [instance], after: [instance], changes: { [record.id]: replaced } };
    expect(evaluate({ ...record }, beside)).toMatchObject([
      {
        got: "`key_id`, `name` change; used by orders-prod",
        fix: "undo what forces it",
      },
    ]);
  });

  it("blocks a record under another address, and gives the `moved` block", () => {
    const old = { ...record, address: "aura_customer_managed_key.orders" };
    const now = { ...record, id: "prod/ledger", address: "aura_customer_managed_key.ledger" };
    expect(s.evaluateChange(recordOutlivesInstances, old, undefined, { after: [now] })).toEqual([
      {
        ...s.blocks({
          what: "another customer managed key will replace customer managed key orders-record",
          got: "renamed to aura_customer_managed_key.ledger without a `moved` block",
          expected: "",
          fix: 'add the `moved` block, or `moveFromId("aura_customer_managed_key.orders")` in CDKTF',
        }),
        snippet: "moved {\n  from = aura_customer_managed_key.orders\n  to   = aura_customer_managed_key.ledger\n}",
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
      s.evaluateChange(recordOutlivesInstances, before, after, beside);
    expect(on(named, { ...named, keyArn: later })).toEqual([s.COMPLIANT]);
    expect(on(named, { ...named, key: other.id, keyArn: later })).toMatchObject([
      {
        outcome: "violation",
        got: "another key, prod/other",
        fix: expect.stringMatching(/^undo it; for another KMS key/),
      },
    ]);
    expect(on(named, free as typeof record)).toEqual([
      s.unverified(
        "customer managed key orders-record keeps its KMS key",
        "`key_id` of orders-record is known only at apply",
      ),
    ]);
    const idle = { ...both, changes: { [record.id]: { actions: ["no-op"] as const } } };
    expect(on({ ...named, keyArn: later }, free as typeof record, idle)).toEqual([s.COMPLIANT]);
  });

  it("blocks another key in the place of the one that the record names", () => {
    const other = s.KEY_ARN.replace("1234abcd", "00000000");
    const named = (arn: string) => s.aRecord({ keyArn: known(arn, "`key_id` of orders-record") });
    const evaluated = (before: string, after: string) =>
      s.evaluateChange(recordOutlivesInstances, named(before), named(after));
    expect(evaluated(s.KEY_ARN, other)).toEqual([
      s.blocks({
        what: "customer managed key orders-record will name another KMS key",
        got: `${other} (\`key_id\` of orders-record)`,
        expected: s.KEY_ARN,
        fix: "undo it; for another KMS key, register it and clone the instances",
      }),
    ]);
    expect(evaluated(s.KEY_ARN, s.KEY_ARN)).toEqual([s.COMPLIANT]);
  });

  it("needs review if it is deleted with all of its instances, or removed from state", () => {
    expect(evaluate(undefined, { before: [instance] })).toEqual([
      s.needsReview({
        what: "customer managed key orders-record will be deleted after its instances",
        got: "deleted",
        expected: "",
        fix: "make sure that it is intended",
      }),
    ]);
    expect(evaluate(undefined, { changes: { [record.id]: { actions: ["forget"] } } })).toEqual([
      s.needsReview({
        what: "customer managed key orders-record will no longer be managed by Terraform",
        got: "it stays in Aura",
        expected: "",
        fix: "make sure that it is managed elsewhere",
      }),
    ]);
  });

  it("does not know of instances in other configurations", () => {
    const because = { [record.id]: { reason: "delete_because_no_resource_config" } };
    expect(evaluate(undefined, { changes: because })).toEqual([
      s.unknownBecause(
        "cannot verify that no instance outside of these plans uses customer managed key orders-record: no longer in the configuration",
      ),
    ]);
  });

  it("accepts one that stays, and does not apply to a new one", () => {
    expect(evaluate(record, { before: [instance], after: [instance] })).toEqual([s.COMPLIANT]);
    expect(s.evaluateChange(recordOutlivesInstances, undefined, record)).toEqual([s.NOT_APPLICABLE]);
  });
});

it("has this one-line message for the bad example of record-outlives-instances", () => {
  expect(s.exampleLine(recordOutlivesInstances)).toBe(
    "prod/orders-record: customer managed key orders-record will be deleted while instances use it: deleted; used by orders-prod; help: restore it, or remove its instances first [record-outlives-instances]",
  );
});

it("needs review where an update changes the region of a record in place", () => {
  const before = s.aRecord();
  const after = s.aRecord({ region: s.given("us-east-1", "`region` of the record") });
  expect(s.evaluateChange(recordOutlivesInstances, before, after)).toEqual([
    s.needsReview({
      what: "region of customer managed key orders-record changes in place, which Aura does not do",
      got: "eu-west-1 becomes us-east-1 (`region` of the record)",
      expected: "eu-west-1",
      fix: "undo it; another value needs another resource",
    }),
  ]);
});

it("needs review where `deletion_protection` of a record is switched off, and where its cloud changes in place", () => {
  const before = s.aRecord({ deletionProtection: s.given(true, "`deletion_protection` of the record") });
  const off = s.aRecord({ deletionProtection: s.given(false, "`deletion_protection` of the record") });
  expect(s.evaluateChange(recordOutlivesInstances, before, off)).toEqual([
    s.needsReview({
      what: "customer managed key orders-record will no longer be protected from destruction",
      got: "`deletion_protection` is false",
      expected: "",
      fix: "keep `deletion_protection`",
    }),
  ]);
  const elsewhere = s.aRecord({ cloudProvider: s.given("gcp", "`cloud_provider` of the record") });
  expect(s.evaluateChange(recordOutlivesInstances, s.aRecord(), elsewhere)).toEqual([
    s.needsReview({
      what: "cloud of customer managed key orders-record changes in place, which Aura does not do",
      got: "aws becomes gcp (`cloud_provider` of the record)",
      expected: "aws",
      fix: "undo it; another value needs another resource",
    }),
  ]);
});
