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
const judge = (
  before: Parameters<typeof s.judgeChange>[1],
  after: Parameters<typeof s.judgeChange>[2],
  beside: s.Beside = {},
) => s.judgeChange(instanceSurvives, before, after, { before: [record], after: [record], ...beside });
const doing = (over: NonNullable<s.Beside["changes"]>[string]): s.Beside => ({ changes: { [instance.id]: over } });

const CREATED = {
  what: "instance orders-prod must be created with its key",
  expected: "the id of a record in Aura",
  fix: "set `customer_managed_key_id`: the key is chosen at the creation and can not be added later",
};

describe("instance-survives", () => {
  it.each([["delete", "create"] as const, ["create", "delete"] as const])(
    "blocks a replacement (%s, %s), which is empty",
    (...actions) => {
      expect(judge(instance, { ...instance }, doing({ actions, replacedBy: ["version"] }))).toEqual([
        s.blocks({
          what: "instance orders-prod must stay the one it is",
          got: "replaced by an empty one: its data is deleted with it, because `version` changes",
          expected: "an instance that is changed in place",
          fix: "take back what forces the replacement; for another key, version or region, clone the instance into a new one in the Aura Console, and remove the old one when the new one is in use",
        }),
      ]);
    },
  );

  it("blocks twice when the new one has no key any more", () => {
    const empty = s.anInstance({
      keyIdIsEmpty: true,
      customerManagedKeyId: known(undefined, "an empty `customer_managed_key_id`"),
    });
    expect(judge(instance, empty, doing({ actions: ["delete", "create"] }))).toMatchObject([
      { what: "instance orders-prod must stay the one it is" },
      { ...CREATED, got: "an empty `customer_managed_key_id`, which stands for Neo4j's own key" },
    ]);
  });

  it("blocks a new instance without a key where there is a record for it, or an empty id", () => {
    const got =
      "no key of your own, which means Neo4j's own key, although there is record orders-record (prod/orders-record)";
    expect(judge(undefined, without)).toEqual([s.blocks({ ...CREATED, got })]);
    const empty = s.anInstance({ keyIdIsEmpty: true, customerManagedKeyId: known(undefined, "an empty id") });
    expect(judge(undefined, empty, { before: [], after: [] })).toEqual([
      s.blocks({ ...CREATED, got: "an empty id, which stands for Neo4j's own key" }),
    ]);
  });

  it("wants a look at a new instance without a key where no record fits it", () => {
    const elsewhere = s.aRecord({ region: known("us-east-1", "`region`") });
    expect(judge(undefined, without, { before: [], after: [elsewhere] })).toEqual([
      s.needsEyes({ ...CREATED, got: "no key of your own, which means Neo4j's own key" }),
    ]);
  });

  it("wants a look at a new instance whose key lets in nobody yet, in the key or in a policy apart", () => {
    const phase1 = { statement: known(undefined, "`policy` of the key") };
    const onKey = s.aRecord({ ...record, key: "prod/orders" });
    const early = s.needsEyes({
      what: "instance orders-prod should only be created when Aura can use its key",
      got: "key orders lets in nobody from outside of its account (`policy` of the key)",
      expected: "a key policy with Aura's statement",
      fix: "make key and record first, save the statement that the Aura Console shows, and create the instance then",
    });
    expect(judge(undefined, instance, { after: [onKey, s.aKey(phase1)] })).toEqual([early]);
    const bare = s.aKey({ policy: known(undefined, "policy") });
    expect(judge(undefined, instance, { after: [onKey, bare, s.policyWith([s.OWN], phase1)] })).toEqual([early]);
    expect(judge(undefined, instance, { after: [onKey, s.aKey()] })).toEqual([s.COMPLIANT]);
    const secret = { statement: unknown("the policy is marked as sensitive") };
    expect(judge(undefined, instance, { after: [onKey, s.aKey(secret)] })).toEqual([s.COMPLIANT]);
  });

  it("blocks another key, and a key that is taken away", () => {
    const other = s.anInstance({
      customerManagedKeyId: known("00000000-1111-4222-8333-444455556666", "`customer_managed_key_id`"),
    });
    const words = {
      what: "instance orders-prod must keep its key",
      expected: `record ${RECORD_ID}`,
      fix: "leave `customer_managed_key_id` as it is; for another key, clone the instance into a new one in the Aura Console",
    };
    expect(judge(instance, other)).toEqual([
      s.blocks({ ...words, got: "another record, 00000000-1111-4222-8333-444455556666 (`customer_managed_key_id`)" }),
    ]);
    expect(judge(instance, without)).toEqual([
      s.blocks({ ...words, got: "no key any more (key of instance orders-prod)" }),
    ]);
  });

  it("wants a look when an instance is deleted, forgotten, or protected no longer", () => {
    expect(judge(instance, undefined, doing({ reason: "delete_because_no_resource_config" }))).toEqual([
      s.needsEyes({
        what: "instance orders-prod should only be deleted when nobody needs its data",
        got: "deleted with its data, because it is no longer in the configuration",
        expected: "an instance that is not needed any more",
        fix: "make sure that the data was exported, or put the instance back",
      }),
    ]);
    expect(judge(instance, undefined, doing({ actions: ["forget"] }))).toEqual([
      s.needsEyes({
        what: "instance orders-prod should stay under Terraform",
        got: "no longer managed: the instance stays, and nothing here knows which key it needs",
        expected: "a resource that is managed",
        fix: "make sure that it is managed elsewhere from now on",
      }),
    ]);
    expect(judge(instance, { ...instance }, { protectedBefore: [instance.id] })).toEqual([
      s.needsEyes({
        what: "instance orders-prod should stay protected from destruction",
        got: "`prevent_destroy` is gone from the configuration, as far as it says",
        expected: "`prevent_destroy`",
        fix: 'leave out `removalPolicy: "destroy"`; without the protection a later plan can delete it',
      }),
    ]);
  });

  it.each([
    ["a new instance on its record", undefined, instance],
    ["a new instance of a product that takes no key", undefined, s.anInstance({ product: known("free-db", "`type`") })],
    ["an instance that grows", instance, { ...instance }],
    ["an instance that was under Neo4j's own key", without, { ...without }],
  ])("is content with %s", (_, before, after) => {
    expect(judge(before, after)).toEqual([s.COMPLIANT]);
  });

  it("does not know which key it is when that is known only at apply", () => {
    const later = unknown("`customer_managed_key_id` is known only at apply");
    const open = s.anInstance({ customerManagedKeyId: later });
    expect(judge(undefined, open)).toEqual([
      s.undecidedBecause("whether instance orders-prod gets its key: `customer_managed_key_id` is known only at apply"),
    ]);
    expect(judge(instance, open)).toEqual([s.undecidedBecause("whether instance orders-prod keeps its key")]);
  });
});
