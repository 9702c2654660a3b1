import { known, unknown } from "../../../model/fact";
import { instanceSurvives } from "../../../rules/change/instance-survives";
import * as s from "./support";

const RECORD_ID = "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f";
const record = s.aRecord({ recordId: known(RECORD_ID, "`id` of the record") });
const instance = s.anInstance({
  record: record.id,
  customerManagedKeyId: known(RECORD_ID, "`customer_managed_key_id`"),
});
const without = s.anInstance();
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside: s.Beside = {},
) => s.evaluateChange(instanceSurvives, before, after, { before: [record], after: [record], ...beside });
const doing = (over: NonNullable<s.Beside["changes"]>[string]): s.Beside => ({ changes: { [instance.id]: over } });

const CREATED = {
  what: "instance orders-prod will be created with the Neo4j-managed key, permanently",
  expected: "",
  fix: "set `customer_managed_key_id`; it cannot be added later",
};

describe("instance-survives", () => {
  it.each([["delete", "create"] as const, ["create", "delete"] as const])(
    "blocks a replacement (%s, %s), which is empty",
    (...actions) => {
      expect(evaluate(instance, { ...instance }, doing({ actions, replacedBy: ["version"] }))).toEqual([
        s.blocks({
          what: "instance orders-prod will be destroyed and re-created; its data is lost",
          got: "`version` changes",
          expected: "",
          fix: "undo it, or clone the instance in the Console first",
        }),
      ]);
    },
  );

  it("blocks twice when the new one has no key any more", () => {
    const empty = s.anInstance({
      keyIdIsEmpty: true,
      customerManagedKeyId: known(undefined, "an empty `customer_managed_key_id`"),
    });
    expect(evaluate(instance, empty, doing({ actions: ["delete", "create"] }))).toMatchObject([
      { what: "instance orders-prod will be destroyed and re-created; its data is lost" },
      { ...CREATED, got: "an empty `customer_managed_key_id`" },
    ]);
  });

  it("blocks a new instance without a key where there is a record for it, or an empty id", () => {
    const got = "no customer managed key, although orders-record (prod/orders-record) exists";
    expect(evaluate(undefined, without)).toEqual([s.blocks({ ...CREATED, got })]);
    const empty = s.anInstance({ keyIdIsEmpty: true, customerManagedKeyId: known(undefined, "an empty id") });
    expect(evaluate(undefined, empty, { before: [], after: [] })).toEqual([
      s.blocks({ ...CREATED, got: "an empty id" }),
    ]);
  });

  it("needs review if a new instance has no key and no customer managed key fits it", () => {
    const elsewhere = s.aRecord({ region: known("us-east-1", "`region`") });
    expect(evaluate(undefined, without, { before: [], after: [elsewhere] })).toEqual([
      s.needsReview({ ...CREATED, got: "no customer managed key" }),
    ]);
  });

  it("needs review if the key of a new instance has no external access yet, inline or in a standalone policy", () => {
    const phase1 = { statement: known(undefined, "`policy` of the key") };
    const onKey = s.aRecord({ ...record, key: "prod/orders" });
    const early = s.needsReview({
      what: "instance orders-prod will be created before Aura can use its key",
      got: "key orders has no external access (`policy` of the key)",
      expected: "Aura's statement in the key policy",
      fix: "create the key first, add the statement from the Aura Console, then create the instance",
    });
    expect(evaluate(undefined, instance, { after: [onKey, s.aKey(phase1)] })).toEqual([early]);
    const bare = s.aKey({ policy: known(undefined, "policy") });
    expect(evaluate(undefined, instance, { after: [onKey, bare, s.policyWith([s.OWN], phase1)] })).toEqual([early]);
    expect(evaluate(undefined, instance, { after: [onKey, s.aKey()] })).toEqual([s.COMPLIANT]);
    const secret = { statement: unknown("the policy is marked as sensitive") };
    expect(evaluate(undefined, instance, { after: [onKey, s.aKey(secret)] })).toEqual([s.COMPLIANT]);
  });

  it("blocks another key, and a key that is taken away", () => {
    const other = s.anInstance({
      customerManagedKeyId: known("00000000-1111-4222-8333-444455556666", "`customer_managed_key_id`"),
    });
    const words = {
      what: "instance orders-prod will get another customer managed key",
      expected: `customer managed key ${RECORD_ID}`,
      fix: "keep `customer_managed_key_id`; for another key, clone the instance in the Aura Console",
    };
    expect(evaluate(instance, other)).toEqual([
      s.blocks({ ...words, got: "00000000-1111-4222-8333-444455556666 (`customer_managed_key_id`)" }),
    ]);
    expect(evaluate(instance, without)).toEqual([s.blocks({ ...words, got: "no key (key of instance orders-prod)" })]);
  });

  it("needs review if an instance is deleted, removed from state, or no longer protected", () => {
    expect(evaluate(instance, undefined, doing({ reason: "delete_because_no_resource_config" }))).toEqual([
      s.needsReview({
        what: "instance orders-prod and all its data will be deleted",
        got: "no longer in the configuration",
        expected: "",
        fix: "make sure that the data was exported, or restore it",
      }),
    ]);
    expect(evaluate(instance, undefined, doing({ actions: ["forget"] }))).toEqual([
      s.needsReview({
        what: "instance orders-prod will no longer be managed by Terraform",
        got: "the instance continues to exist",
        expected: "",
        fix: "make sure that it is managed elsewhere",
      }),
    ]);
    expect(evaluate(instance, { ...instance }, { protectedBefore: [instance.id] })).toEqual([
      s.needsReview({
        what: "instance orders-prod will no longer be protected from destruction",
        got: "`prevent_destroy` was removed",
        expected: "",
        fix: 'remove `removalPolicy: "destroy"`',
      }),
    ]);
  });

  it.each([
    ["a new instance on its record", undefined, instance],
    ["a new instance of a product that takes no key", undefined, s.anInstance({ product: known("free-db", "`type`") })],
    ["an instance that grows", instance, { ...instance }],
    ["an instance that was under Neo4j's own key", without, { ...without }],
  ])("accepts %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.COMPLIANT]);
  });

  it("does not know which key it is when that is known only at apply", () => {
    const later = unknown("`customer_managed_key_id` is known only at apply");
    const open = s.anInstance({ customerManagedKeyId: later });
    expect(evaluate(undefined, open)).toEqual([
      s.unverified("instance orders-prod gets its key", "`customer_managed_key_id` is known only at apply"),
    ]);
    expect(evaluate(instance, open)).toEqual([
      s.unknownBecause("cannot verify that instance orders-prod keeps its key"),
    ]);
  });
});

it("has this one-line message for the bad example of instance-survives", () => {
  expect(s.exampleLine(instanceSurvives)).toBe(
    "prod/orders-prod: instance orders-prod and all its data will be deleted: deleted; help: make sure that the data was exported, or restore it [instance-survives]",
  );
});
