import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../../model/read/read-plans";
import { known, unknown } from "../../../model/fact";
import { renderProblem } from "../../../model/problem";
import { FORMER_PROVIDER_SOURCES, PROVIDER_SOURCE } from "../../../provider/version";
import * as s from "./support";

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const INSTANCE = "aura_instance.orders";
const NO_OP = ["no-op"];
const unchanged = (address: string, values: object) => ({ address, before: values, after: values, actions: NO_OP });
const all = [unchanged(KEY, s.KEY), unchanged(RECORD, s.RECORD), unchanged(INSTANCE, s.INSTANCE)];

describe("a resource of a plan", () => {
  it("becomes a key, with the source of each fact", () => {
    const [key, ...others] = s.readEntries([unchanged(KEY, s.KEY)]).after.keys;
    expect(others).toEqual([]);
    const at = (name: string) => `\`${name}\` of ${KEY}`;
    expect(key).toEqual({
      ...{ kind: "key", id: KEY, name: "orders", origin: "created", address: KEY },
      arn: known(s.KEY_ARN, at("arn")),
      region: known("eu-west-1", at("region")),
      regionClaims: [known("eu-west-1", at("region")), known("eu-west-1", `4th field of the ARN of ${KEY}`)],
      accountClaims: [known(s.ACCOUNT, `5th field of the ARN of ${KEY}`)],
      partitionClaims: [known("aws", `partition of ${at("region")}`), known("aws", `2nd field of the ARN of ${KEY}`)],
      keySpec: known("SYMMETRIC_DEFAULT", at("customer_master_key_spec")),
      keyUsage: known("ENCRYPT_DECRYPT", at("key_usage")),
      materialOrigin: known("AWS_KMS", `key store of ${KEY}`),
      enabled: known(true, at("is_enabled")),
      multiRegion: known(false, at("multi_region")),
      rotationEnabled: known(true, at("enable_key_rotation")),
      rotationPeriodInDays: known(365, at("rotation_period_in_days")),
      deletionWindowInDays: known(30, at("deletion_window_in_days")),
      destroyPrevented: {
        known: false,
        reason: "a plan does not show `prevent_destroy`, and the review metadata does not list it",
      },
      policy: {
        known: false,
        reason: `the plan does not show whether ${at("policy")} is set inline`,
      },
      presentPolicy: known(s.KEY.policy, at("policy")),
      lockoutCheckBypassed: known(false, at("bypass_policy_lockout_safety_check")),
      statement: known([s.AURA], at("policy")),
    });
  });

  it("becomes a customer managed key, an instance, a policy and an alias, linked by value", () => {
    const policy = { key_id: s.KEY_ID, policy: s.policy(s.OWN), bypass_policy_lockout_safety_check: null };
    const alias = { name: "alias/orders", target_key_id: s.KEY_ID, region: "eu-west-1" };
    const { after } = s.readEntries([
      ...all,
      unchanged("aws_kms_key_policy.orders", policy),
      unchanged("aws_kms_alias.orders", alias),
    ]);
    const at = (name: string, address: string) => `\`${name}\` of ${address}`;
    expect(after.records).toEqual([
      {
        ...{ kind: "record", id: RECORD, name: "orders", origin: "created", address: RECORD, key: KEY },
        auraName: known("orders", at("name", RECORD)),
        keyArn: known(s.KEY_ARN, at("key_id", RECORD)),
        region: known("eu-west-1", at("region", RECORD)),
        cloudProvider: known("aws", at("cloud_provider", RECORD)),
        product: known("AuraDB", at("instance_type", RECORD)),
        projectId: known(s.PROJECT, at("project_id", RECORD)),
        recordId: known(s.RECORD_ID, at("id", RECORD)),
        deletionProtection: unknown(`${at("deletion_protection", RECORD)} is not in the plan`),
      },
    ]);
    expect(after.instances).toEqual([
      {
        ...{ kind: "instance", id: INSTANCE, name: "orders", origin: "created", address: INSTANCE, record: RECORD },
        auraName: known("orders", at("name", INSTANCE)),
        region: known("eu-west-1", at("region", INSTANCE)),
        product: known("AuraDB", at("type", INSTANCE)),
        version: known("5", at("version", INSTANCE)),
        cloudProvider: known("aws", at("cloud_provider", INSTANCE)),
        sourceInstanceId: known(undefined, at("source_instance_id", INSTANCE)),
        sourceSnapshotId: unknown(`${at("source_snapshot_id", INSTANCE)} is not in the plan`),
        projectId: known(s.PROJECT, at("project_id", INSTANCE)),
        customerManagedKeyId: known(s.RECORD_ID, at("customer_managed_key_id", INSTANCE)),
        importSizeInGb: known(undefined, "not shown in a plan"),
        importMethod: known(undefined, "not shown in a plan"),
        instanceId: known(s.INSTANCE.id, at("id", INSTANCE)),
        deletionProtection: unknown(`${at("deletion_protection", INSTANCE)} is not in the plan`),
      },
    ]);
    expect(after.keyPolicies).toMatchObject([
      { key: KEY, keyId: known(s.KEY_ID, at("key_id", "aws_kms_key_policy.orders")) },
    ]);
    expect(after.aliases).toEqual([
      {
        ...{ kind: "alias", id: "aws_kms_alias.orders", name: "orders", origin: "created" },
        ...{ address: "aws_kms_alias.orders", target: KEY },
        aliasName: known("alias/orders", at("name", "aws_kms_alias.orders")),
        targetKeyId: known(s.KEY_ID, at("target_key_id", "aws_kms_alias.orders")),
        region: known("eu-west-1", at("region", "aws_kms_alias.orders")),
        accountClaims: [],
      },
    ]);
  });

  it("is unknown where a value is unknown, sensitive, missing or of a wrong type, and never shown when it is sensitive", () => {
    const { policy: _, key_usage: __, ...rest } = s.KEY;
    const values = { ...rest, policy: "SECRET", enable_key_rotation: "yes", is_enabled: null };
    const { after } = s.readEntries([
      unchanged(RECORD, s.RECORD),
      {
        address: KEY,
        before: s.KEY,
        after: values,
        unknown: { deletion_window_in_days: true },
        sensitive: { policy: true, tags: {} },
      },
    ]);
    const [key] = after.keys;
    const reason = (name: string, why: string) => ({ known: false, reason: `\`${name}\` of ${KEY} ${why}` });
    expect(key).toMatchObject({
      presentPolicy: reason("policy", "is marked as sensitive"),
      statement: reason("policy", "is marked as sensitive"),
      rotationEnabled: reason("enable_key_rotation", "cannot be read"),
      keyUsage: reason("key_usage", "is not in the plan"),
      deletionWindowInDays: reason("deletion_window_in_days", "is known only at apply"),
      enabled: known(true, "default of `is_enabled` of aws_kms_key.orders"),
    });
    expect(JSON.stringify(after)).not.toContain("SECRET");
  });

  it("is read with the names of the provider `pgrneo4jaura`; an empty id counts as none", () => {
    const { project_id: tenant_id, ...record } = s.RECORD;
    const { project_id: _, ...instance } = s.INSTANCE;
    const { after } = s.readEntries([
      unchanged("pgrneo4jaura_auracmk.orders", { ...record, tenant_id, instance_type: "enterprise-ds" }),
      unchanged("pgrneo4jaura_aurainstance.orders", { ...instance, tenant_id, customer_managed_key_id: "" }),
    ]);
    expect(after.records).toMatchObject([{ product: { value: "AuraDS" }, projectId: { value: s.PROJECT } }]);
    expect(after.instances).toMatchObject([
      {
        projectId: { value: s.PROJECT },
        keyIdIsEmpty: true,
        customerManagedKeyId: known(
          undefined,
          "an empty `customer_managed_key_id` of pgrneo4jaura_aurainstance.orders",
        ),
      },
    ]);
    expect(after.instances[0]).not.toHaveProperty("record");
  });

  it("is a replica, a key with imported material, or one in a custom key store, as its type and values say", () => {
    const mrk = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    const copy = mrk.replace("eu-west-1", "us-east-1");
    const id = "mrk-1234abcd12ab34cd56ef1234567890ab";
    const { after } = s.readEntries([
      unchanged("aws_kms_key.primary", {
        ...s.KEY,
        arn: mrk,
        key_id: id,
        multi_region: true,
        custom_key_store_id: "cks-1",
      }),
      unchanged("aws_kms_replica_key.copy", {
        ...{ ...s.KEY, arn: copy, key_id: id, region: "us-east-1", primary_key_arn: mrk, enabled: false },
        ...{ key_spec: "SYMMETRIC_DEFAULT", key_rotation_enabled: true },
      }),
      unchanged("aws_kms_external_key.imported", { ...s.KEY, enabled: true }),
      // The replicas of a key share its id: the region tells which one is meant.
      unchanged("aws_kms_alias.copy", { name: "alias/aura", target_key_id: id, region: "us-east-1" }),
      unchanged("aws_kms_alias.somewhere", { name: "alias/aura", target_key_id: id }),
    ]);
    expect(after.keys).toMatchObject([
      {
        id: "aws_kms_key.primary",
        materialOrigin: known("custom key store", "`custom_key_store_id` of aws_kms_key.primary"),
      },
      {
        ...{ id: "aws_kms_replica_key.copy", replicaOf: { primary: "aws_kms_key.primary" }, enabled: { value: false } },
        ...{ multiRegion: { value: true }, rotationPeriodInDays: { value: undefined } },
      },
      { id: "aws_kms_external_key.imported", materialOrigin: { value: "EXTERNAL" }, rotationEnabled: { value: false } },
    ]);
    expect(after.aliases.map(({ address, target }) => [address, target])).toEqual([
      ["aws_kms_alias.copy", "aws_kms_replica_key.copy"],
      ["aws_kms_alias.somewhere", undefined],
    ]);
  });
});

describe("a change of a plan", () => {
  it("has both nodes, the attributes that force it, the reason, and the previous address", () => {
    const more = { previous_address: "aws_kms_key.old", action_reason: "replace_because_cannot_update" };
    const change = { replace_paths: [["region"], ["tags", "a"], ["region"]], importing: { id: s.KEY_ID } };
    const { changes, before, after } = s.readEntries([
      { address: KEY, before: s.KEY, ...s.coming(s.KEY, "arn"), actions: ["create", "delete"], more, change },
    ]);
    expect(changes).toEqual([
      {
        ...{ id: KEY, before: before.keys[0], after: after.keys[0], actions: ["create", "delete"] },
        ...{ replacedBy: ["region", "tags.a"], reason: "replace_because_cannot_update", movedFrom: "aws_kms_key.old" },
        ...{ imported: true, drift: false, plan: "plan", attributes: [] },
      },
    ]);
  });

  it("has one node only where a resource is created, destroyed, or removed from the state; a deposed object is a resource of its own", () => {
    const { changes, before, after } = s.readEntries([
      { address: KEY, before: s.KEY, after: null, actions: ["forget"] },
      { address: RECORD, before: s.RECORD },
      { address: INSTANCE, ...s.coming(s.INSTANCE, "id") },
      { address: KEY, before: { ...s.KEY, arn: null }, more: { deposed: "deadbeef" } },
    ]);
    expect(changes.map(({ id, before: was, after: is, actions }) => [id, was?.kind, is?.kind, ...actions])).toEqual([
      [KEY, "key", undefined, "forget"],
      [RECORD, "record", undefined, "delete"],
      [INSTANCE, undefined, "instance", "create"],
      [`${KEY} (deposed deadbeef)`, "key", undefined, "delete"],
    ]);
    expect(before.keys.map(({ id }) => id)).toEqual([KEY, `${KEY} (deposed deadbeef)`]);
    expect(after.keys).toEqual([]);
  });

  it("is marked as drift, and the model before it is kept", () => {
    const drifted = { address: KEY, before: s.KEY, after: { ...s.KEY, enable_key_rotation: false } };
    const now = { ...s.KEY, enable_key_rotation: false };
    const { changes, drift, before } = s.readEntries([unchanged(KEY, now), unchanged(RECORD, s.RECORD)], {
      resource_drift: [s.entry(drifted)],
    });
    expect(changes.map(({ id, drift: isDrift }) => [id, isDrift])).toEqual([
      [KEY, true],
      [RECORD, false],
    ]);
    expect(before.keys).toMatchObject([{ rotationEnabled: { value: false } }]);
    expect(drift?.before.keys).toMatchObject([{ rotationEnabled: { value: true } }]);
    expect(drift?.before.records).toEqual(before.records);
    expect(drift?.changes).toMatchObject([
      { id: KEY, actions: ["update"], before: { rotationEnabled: { value: true } } },
    ]);
  });

  it("is deferred where Terraform defers it", () => {
    const deferred = {
      reason: "provider_config_unknown",
      resource_change: s.entry({ address: KEY, before: s.KEY, after: s.KEY }),
    };
    const { changes, plans } = s.readEntries([], { deferred_changes: [deferred], complete: false });
    expect(changes).toMatchObject([{ id: KEY, deferred: "provider_config_unknown" }]);
    expect(plans[0]?.gaps).toEqual([
      { what: "the plan is incomplete: Terraform defers some changes to a later plan", fix: "review that plan, too" },
    ]);
  });
});

describe("a plan as a whole", () => {
  it("has a count and versions; data sources are not counted, other resources are not read", () => {
    const other = { address: "aws_s3_bucket.logs", after: { bucket: "x" } };
    const data = { ...s.entry({ address: "aws_kms_key.looked_up", after: s.KEY }), mode: "data" };
    const text = s.planText([...all.map(s.entry), s.entry(other), data], { terraform_version: "1.11.4" });
    expect(s.read(text).plans).toEqual([
      {
        ...{ name: "plan", terraformVersion: "1.11.4", formatVersion: "1.2", errored: false },
        ...{ gaps: [], resources: 4, relevant: 3, skipped: [] },
      },
    ]);
  });

  it("has gaps where it failed, is incomplete, or cannot be read", () => {
    const state = { values: { root_module: { resources: [{ ...s.entry({ address: RECORD }), values: s.RECORD }] } } };
    const gaps = (entries: readonly object[], more: object) => s.gapsOf(s.read(s.planText(entries, more)));
    expect(gaps([], { errored: true, complete: false })).toEqual([
      "the plan is incomplete: Terraform stopped with an error",
    ]);
    expect(gaps([], { complete: false })).toEqual([
      "the plan is incomplete: with `-target` it leaves out other resources",
    ]);
    expect(
      gaps([s.entry({ address: KEY, actions: ["abolish"] }), s.entry({ address: RECORD, actions: ["update"] })], {}),
    ).toEqual([`the actions of ${KEY} cannot be read`, `the values of ${RECORD} cannot be read`]);
    expect(gaps(["?" as never, { mode: "managed", type: "aws_kms_key" }, { address: "x.y" }], {})).toEqual([
      "an entry in the list of changes is not an object",
      "a resource of type aws_kms_key has no address",
      "x.y has no type",
    ]);
    expect(gaps([], { resource_changes: undefined, prior_state: state })).toEqual([
      "the plan has no list of changes, as with `-refresh-only`: only the current state was reviewed",
    ]);
    expect(gaps([], { resource_changes: undefined })).toEqual([]);
    const ofOthers = { type: "aws_s3_bucket", name: "files", values: {} };
    const withOthers = {
      root_module: { resources: [{ ...ofOthers, address: "aws_s3_bucket.files", mode: "managed" }] },
    };
    expect(gaps([], { resource_changes: undefined, prior_state: { values: withOthers } })).toEqual([]);
    expect(gaps([], { resource_changes: undefined, planned_values: withOthers })).toEqual([
      "the plan has no list of changes, as with `-refresh-only`: only the current state was reviewed",
    ]);
  });

  it("has a gap where a resource is missing in its list of changes, or is listed twice", () => {
    const state = (...resources: object[]) => ({
      root_module: { child_modules: [{ address: "module.m", resources }] },
    });
    const resource = (address: string, values: object, over: object = {}) => {
      const [type, name] = address.split(".");
      return { address, mode: "managed", type, name, values, ...over };
    };
    const gaps = (more: object, ...entries: s.Entry[]) => s.gapsOf(s.readEntries(entries, more));
    const key = resource(KEY, s.KEY);
    const missing = `missing in resource_changes, so that the change is unknown: ${KEY}`;
    expect(gaps({ planned_values: state(key) })).toEqual([missing]);
    expect(gaps({ resource_changes: undefined, planned_values: state(key) })).toEqual([missing]);
    expect(gaps({ prior_state: { values: state(key, resource(RECORD, s.RECORD)) } })).toEqual([
      `${missing} and 1 more`,
    ]);
    const others = [resource("aws_s3_bucket.b", {}), { ...key, mode: "data" }, resource("terraform_data.x", {})];
    expect(gaps({ planned_values: state(...others) })).toEqual([]);
    const update = { address: KEY, before: s.KEY, after: s.KEY };
    expect(gaps({ planned_values: state(key), prior_state: { values: state(key) } }, update)).toEqual([]);
    expect(gaps({}, update, update)).toEqual([`listed twice in resource_changes: ${KEY}`]);
    expect(gaps({}, update, { ...update, actions: ["delete"], more: { deposed: "1234abcd" } })).toEqual([]);
  });

  it("has a gap where several resources hold review metadata", () => {
    const input = '{"kind":"cdktf-aura-cmk/review-metadata","version":"1","protected":[],"waivers":[],"principals":{}}';
    const facts = (name: string) => ({ address: `terraform_data.${name}`, before: { input }, after: { input } });
    expect(s.gapsOf(s.readEntries([facts("a")]))).toEqual([]);
    expect(s.gapsOf(s.readEntries([facts("a"), facts("b")]))).toEqual([
      "several resources hold review metadata; only the first one is used",
    ]);
  });

  it("is completed by the state where it leaves resources out", () => {
    const inModule = {
      ...s.entry({ address: `module.a.${RECORD}` }),
      values: s.RECORD,
      sensitive_values: { name: true },
    };
    const state = { values: { root_module: { child_modules: [{ address: "module.a", resources: [inModule, "?"] }] } } };
    const { changes, before, after } = s.readEntries([unchanged(KEY, s.KEY)], { complete: false, prior_state: state });
    expect(changes.map(({ id, actions }) => [id, ...actions])).toEqual([
      [KEY, "no-op"],
      [`module.a.${RECORD}`, "no-op"],
    ]);
    expect(after.records).toEqual(before.records);
    expect(after.records).toMatchObject([{ key: KEY, auraName: { known: false } }]);
  });

  it("has the protected nodes, expected principals and waivers, also under a changed address", () => {
    const facts = (address: string, waivers: object[] = []) =>
      JSON.stringify({
        ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [address], waivers },
        principals: { [address]: ["444455556666"] },
      });
    const waiver = { rule: "version-supported", on: [INSTANCE, "nowhere"], reason: "agreed" };
    const stated = {
      address: "terraform_data.AuraCmkReviewMetadata",
      before: { input: facts("aws_kms_key.old") },
      after: { input: facts(KEY, [waiver]) },
    };
    const moved = { ...unchanged(KEY, s.KEY), more: { previous_address: "aws_kms_key.old" } };
    const others = { address: "terraform_data.other", after: { input: { kind: "something else" } } };
    const reading = s.readEntries([moved, stated, others]);
    expect(reading.metadataBefore).toEqual({
      version: "1",
      protected: [KEY],
      waivers: [],
      principals: { [KEY]: ["444455556666"] },
    });
    expect(reading.metadataAfter).toEqual({
      version: "1",
      protected: [KEY],
      waivers: [waiver],
      principals: { [KEY]: ["444455556666"] },
    });
    expect(reading.waivers).toEqual([waiver]);
    for (const [key] of [reading.before.keys, reading.after.keys]) {
      expect(key?.expectedPrincipals).toEqual(["444455556666"]);
      expect(key?.destroyPrevented).toEqual(known(true, "review metadata"));
    }
    expect(reading.changes.map(({ id }) => id)).toEqual([KEY]);
  });
});

describe("several plans", () => {
  it("are linked by ARN and by id in Aura, and distinguished by their names", () => {
    const reading = s.read(
      s.planText([s.entry(unchanged(KEY, s.KEY))]),
      s.planText([s.entry(unchanged(RECORD, s.RECORD))]),
      s.planText([
        s.entry(unchanged(INSTANCE, s.INSTANCE)),
        s.entry(unchanged(KEY, { ...s.KEY, arn: "arn:x", key_id: "x" })),
      ]),
    );
    expect(reading.after.keys.map(({ id, address }) => [id, address])).toEqual([
      [`plan-1: ${KEY}`, KEY],
      [`plan-3: ${KEY}`, KEY],
    ]);
    expect(reading.after.records).toMatchObject([{ id: `plan-2: ${RECORD}`, key: `plan-1: ${KEY}` }]);
    expect(reading.after.instances).toMatchObject([{ id: `plan-3: ${INSTANCE}`, record: `plan-2: ${RECORD}` }]);
    expect(reading.changes.map(({ plan }) => plan)).toEqual(["plan-1", "plan-2", "plan-3", "plan-3"]);
  });

  it("are refused together when one of them is not a plan", () => {
    const result = readPlans([
      { name: "a", text: "" },
      { name: "b", text: s.planText([]) },
      { name: "c", text: "[]" },
    ]);
    const remedy =
      "expected: the JSON of one plan, from `terraform show -json plan.bin`; help: make it with `terraform plan -out plan.bin`, " +
      "then `terraform show -json plan.bin > plan.json` [plan-unreadable]";
    expect("problems" in result && result.problems.map(renderProblem)).toEqual([
      `a: cannot read the plan: an empty text; ${remedy}`,
      `c: cannot read the plan: JSON that is a list; ${remedy}`,
    ]);
  });

  it.each([
    { Version: "2012-10-17", Statement: [] },
    { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" },
    [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }],
  ])("names the command for a key policy, and for a statement of one: %j", (policy) => {
    const result = readPlans([{ name: "a", text: JSON.stringify(policy) }]);
    expect("problems" in result && result.problems.map(renderProblem)).toEqual([
      "a: cannot read the plan: a key policy, or a statement of one; expected: the JSON of one plan, from `terraform show -json plan.bin`; " +
        "help: check it with `aura-cmk lint`; `aura-cmk review` reads plans [plan-unreadable]",
    ]);
  });
});

it("reads resources of the provider `aura` under whatever address it has", () => {
  const text = readFileSync(join(__dirname, "../../review/plans/create-encrypted.json"), "utf8");
  const own = readPlans([{ name: "plan", text }]);
  const sources = [PROVIDER_SOURCE, ...FORMER_PROVIDER_SOURCES, "terraform.example.com/platform/aura"];
  for (const source of sources) {
    const renamed = text.replace(/[\w.-]+\/cdktf-aura-cmk\/aura/g, source);
    expect(renamed).toContain(`"${source}"`);
    expect(readPlans([{ name: "plan", text: renamed }])).toEqual(own);
  }
});
