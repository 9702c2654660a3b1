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

const GONE = s.needsReview({
  what: "instance orders-prod and all its data will be deleted",
  got: "deleted",
  expected: "",
  fix: "make sure that the data was exported, or restore it",
});

describe("instance-survives", () => {
  it("needs review, once, where Aura says that somebody deletes it", () => {
    const [running, ending] = ["running", "destroying"].map((status) => ({
      ...instance,
      status: known(status, "`status`"),
    }));
    const verdict = s.needsReview({
      what: "instance orders-prod and all its data are being deleted outside Terraform",
      got: "status destroying",
      expected: "",
      fix: "restore it from a snapshot in the Aura Console while there is one",
    });
    expect(evaluate(running, ending, { isDrift: true })).toEqual([verdict]);
    expect(evaluate(ending, ending)).toEqual([verdict]);
    expect(evaluate(ending, ending, { lastKnown: [running].flatMap((one) => one ?? []) })).toEqual([s.COMPLIANT]);
    expect(evaluate(running, running)).toEqual([s.COMPLIANT]);
  });

  it("needs review where its cloud or the source of a clone changes in place, but not where only the state learns of it", () => {
    const of = (cloud: string, source?: string, snapshot?: string) => ({
      ...instance,
      cloudProvider: known(cloud, "`cloud_provider`"),
      sourceInstanceId: known(source, "`source_instance_id`"),
      sourceSnapshotId: known(snapshot, "`source_snapshot_id`"),
    });
    const verdict = (what: string, got: string, expected: string) =>
      s.needsReview({
        what: `${what} of instance orders-prod changes in place, which Aura does not do`,
        ...{ got, expected, fix: "undo it; another value needs another resource" },
      });
    expect(evaluate(of("aws"), of("gcp"))).toEqual([verdict("cloud", "aws becomes gcp (`cloud_provider`)", "aws")]);
    expect(evaluate(of("aws", "a", "s"), of("aws", "b", "t"))).toEqual([
      verdict("source instance", "a becomes b (`source_instance_id`)", "a"),
      verdict("source snapshot", "s becomes t (`source_snapshot_id`)", "s"),
    ]);
    expect(evaluate(of("aws"), of("aws", "b"))).toEqual([
      verdict("source instance", "none becomes b (`source_instance_id`)", "none"),
    ]);
    expect(evaluate(of("aws", "a"), of("aws"))).toEqual([s.COMPLIANT]);
    expect(evaluate(of("aws"), of("aws", "b"), doing({ imported: true }))).toEqual([s.COMPLIANT]);
  });

  it.each([["delete", "create"] as const, ["create", "delete"] as const])(
    "blocks a replacement (%s, %s), which is empty",
    (...actions) => {
      expect(evaluate(instance, { ...instance }, doing({ actions, replacedBy: ["version"] }))).toEqual([
        s.blocks({
          what: "instance orders-prod will be destroyed and re-created; its data is lost",
          got: "`version` changes",
          expected: "",
          fix: "undo it, or clone it in the Console first",
        }),
      ]);
    },
  );

  it.each([["create", "forget"] as const, ["forget", "create"] as const])(
    "blocks a replacement that keeps the old instance (%s, %s), because the new one is empty",
    (...actions) => {
      expect(evaluate(instance, { ...instance }, doing({ actions, replacedBy: ["version"] }))).toEqual([
        s.blocks({
          what: "an empty instance will replace instance orders-prod, which Terraform no longer manages",
          got: "`version` changes",
          expected: "",
          fix: "undo it, or clone it in the Console first",
        }),
      ]);
    },
  );

  describe("an instance under another address", () => {
    const old = s.anInstance({ ...instance, address: "aura_instance.orders", instanceId: known("db1d1234", "id") });
    const now = s.anInstance({ ...instance, id: "prod/ledger", address: "aura_instance.ledger" });
    const lost = {
      what: "instance orders-prod will be destroyed and re-created; its data is lost",
      expected: "",
    };

    it("blocks, and gives the `moved` block", () => {
      expect(evaluate(old, undefined, { after: [record, now] })).toEqual([
        {
          ...s.blocks({
            ...lost,
            got: "renamed to aura_instance.ledger without a `moved` block",
            fix: 'add the `moved` block, or `moveFromId("aura_instance.orders")` in CDKTF',
          }),
          snippet: "moved {\n  from = aura_instance.orders\n  to   = aura_instance.ledger\n}",
        },
      ]);
    });

    it("blocks, and gives an import, where another plan or another provider creates it", () => {
      const fix = "use a `removed` block for the old address, and an `import` block for the new one";
      const removed = "removed {\n  from = aura_instance.orders\n\n  lifecycle {\n    destroy = false\n  }\n}\n";
      const imported = (to: string) => `import {\n  to = ${to}\n  id = "db1d1234"\n}`;
      expect(evaluate(old, undefined, { after: [record, now], changes: { [now.id]: { plan: "other.json" } } })).toEqual(
        [
          {
            ...s.blocks({ ...lost, got: "re-created as aura_instance.ledger in other.json", fix }),
            snippet: `# plan\n${removed}\n# other.json\n${imported("aura_instance.ledger")}`,
          },
        ],
      );
      const community = { ...now, address: 'module.a["x.y"].pgrneo4jaura_aurainstance.ledger' };
      expect(evaluate(old, undefined, { after: [record, community] })).toMatchObject([
        { fix, snippet: `${removed}\n${imported(community.address)}` },
      ]);
    });

    it("blocks where the old one is only forgotten", () => {
      const beside = { after: [record, now], changes: { [old.id]: { actions: ["forget"] as const } } };
      expect(evaluate(old, undefined, beside)).toMatchObject([
        { what: "an empty instance will replace instance orders-prod, which Terraform no longer manages" },
      ]);
    });

    it.each([
      ["name", { auraName: known("other", "name") }],
      ["region", { region: known("us-east-1", "region") }],
      ["project", { projectId: known("another", "project") }],
    ])("is another one when its %s differs", (_, over) => {
      expect(evaluate(old, undefined, { after: [record, { ...now, ...over }] })).toEqual([GONE]);
    });
  });

  it("blocks the deletion of a protected instance, also when the same plan removes the protection", () => {
    const fix = "restore it, or remove its protection first";
    const words = {
      what: "instance orders-prod and all its data will be deleted",
      got: "deleted; it is protected",
      expected: "",
      fix,
    };
    expect(evaluate(instance, undefined, { protectedBefore: [instance.id], hasMetadata: { before: true } })).toEqual([
      s.blocks(words),
    ]);
    const inState = { ...instance, deletionProtection: known(true, "`deletion_protection`") };
    expect(evaluate(inState, undefined)).toEqual([s.blocks(words)]);
    const unprotected = { ...instance, deletionProtection: known(false, "`deletion_protection`") };
    expect(evaluate(unprotected, undefined)).toEqual([GONE]);
  });

  it("blocks the deletion of all that a stack has", () => {
    const all = { before: [], after: [] };
    const blocked = (fix: string) =>
      s.blocks({
        what: "instance orders-prod and all its data will be deleted",
        got: "deleted with its whole stack",
        expected: "",
        fix,
      });
    expect(evaluate(instance, undefined, all)).toEqual([
      blocked("restore it, or use a `removed` block with `destroy = false`"),
    ]);
    expect(evaluate(instance, undefined, { ...all, hasMetadata: { before: true } })).toEqual([
      blocked("restore it, or waive this rule first"),
    ]);
    // The stack stays, and gives up what an earlier plan has released.
    expect(evaluate(instance, undefined, { ...all, hasMetadata: { before: true, after: true } })).toEqual([GONE]);
    expect(evaluate(instance, undefined, { ...all, isDrift: true })).toEqual([GONE]);
  });

  it("needs review if the protection in the state is removed", () => {
    const protection = (value: boolean) => ({ deletionProtection: known(value, "`deletion_protection`") });
    const [on, off] = [
      s.anInstance({ ...instance, ...protection(true) }),
      s.anInstance({ ...instance, ...protection(false) }),
    ];
    expect(evaluate(on, off)).toEqual([
      s.needsReview({
        what: "instance orders-prod will no longer be protected from destruction",
        got: "`deletion_protection` is false",
        expected: "",
        fix: "keep `deletion_protection`",
      }),
    ]);
    expect(evaluate(off, on)).toEqual([s.COMPLIANT]);
    const open = s.anInstance({ ...instance, deletionProtection: unknown("later") });
    expect(evaluate(on, open)).toMatchObject([{ got: "`deletion_protection` is known only at apply" }]);
  });

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
      got: "no external principal can use key orders (`policy` of the key)",
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
      s.unverified("instance orders-prod keeps its key", "`customer_managed_key_id` is known only at apply"),
    ]);
  });
});

it("has this one-line message for the bad example of instance-survives", () => {
  expect(s.exampleLine(instanceSurvives)).toBe(
    "prod/orders-prod: instance orders-prod and all its data will be deleted: deleted; help: make sure that the data was exported, or restore it [instance-survives]",
  );
});

describe("what never changes of an instance in Aura", () => {
  const record = s.aRecord({ recordId: known("7e1f", "`id`") });
  const own = s.anInstance({ customerManagedKeyId: known("7e1f", "`customer_managed_key_id`") });
  const beside = { before: [record], after: [record] };

  it("needs review where an update changes it in place", () => {
    const moved = s.anInstance({ projectId: known("other", "`project_id` of the instance") });
    expect(evaluate(s.anInstance(), moved)).toEqual([
      s.needsReview({
        what: "project of instance orders-prod changes in place, which Aura does not do",
        got: `${s.PROJECT} becomes other (\`project_id\` of the instance)`,
        expected: s.PROJECT,
        fix: "undo it; another value needs another resource",
      }),
    ]);
    expect(evaluate(s.anInstance(), s.anInstance({ region: s.later("`region`") }))).toEqual([
      s.unverified("instance orders-prod keeps its region", "`region` is known only at apply"),
    ]);
  });

  it("needs review where an update brings a customer managed key, or one that is not known", () => {
    expect(evaluate(s.anInstance(), own, beside)).toEqual([
      s.needsReview({
        what: "instance orders-prod will not get a customer managed key in place",
        got: "7e1f (`customer_managed_key_id`)",
        expected: "the Neo4j-managed key",
        fix: "undo it; for another key, clone the instance in the Aura Console",
      }),
    ]);
    const later = s.anInstance({ record: record.id, customerManagedKeyId: s.later("`customer_managed_key_id`") });
    expect(evaluate(own, later, beside)).toEqual([
      s.unverified("instance orders-prod keeps its key", "`customer_managed_key_id` is known only at apply"),
    ]);
  });
});
