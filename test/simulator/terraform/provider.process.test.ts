import { randomUUID } from "node:crypto";
import { isDeepStrictEqual as equal } from "node:util";
import { KmsClient, startSimulator, type Simulator } from "../../../simulator";
import { normalizedPolicy } from "../../../simulator/terraform/same-policy";
import { addKey } from "../../provider/support/stage";
import { describeWithTerraform } from "../../support/terraform";
import { clientsOf, topicPolicy } from "../support/alarm";
import { stageOn, type Stage } from "../support/terraform";

const OWN = (account: string) => ({
  Sid: "Owner",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "kms:*",
  Resource: "*",
});
const OWNER = { type: "AWS", identifiers: ["arn:aws:iam::111122223333:root"] };
const READERS = {
  Sid: "Readers",
  Effect: "Allow",
  Principal: { AWS: ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"] },
  Action: ["kms:Encrypt", "kms:Decrypt"],
  Resource: "*",
};
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const POLICY = policy(OWN("111122223333"), READERS);
const REQUIRED = { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } };

const configuration = (key: object = {}, others: object = {}, provider: object | object[] = {}) => ({
  terraform: REQUIRED,
  provider: { aws: provider },
  resource: {
    aws_kms_key: {
      main: {
        description: "for the test",
        policy: POLICY,
        enable_key_rotation: true,
        deletion_window_in_days: 7,
        ...key,
      },
    },
    aws_kms_alias: { main: { name: "alias/main", target_key_id: "${aws_kms_key.main.key_id}" } },
    ...others,
  },
});

interface PlannedChange {
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly after_unknown: object;
}
interface Plan {
  readonly resource_changes: readonly { readonly address: string; readonly change: PlannedChange }[];
  readonly resource_drift?: readonly { readonly address: string; readonly change: PlannedChange }[];
}

describeWithTerraform("the AWS provider's KMS resources against the simulator", () => {
  let simulator: Simulator;
  let terraform: Stage;
  beforeEach(async () => {
    simulator = await startSimulator();
    terraform = await stageOn(simulator);
  });
  afterEach(async () => {
    terraform.stop();
    await simulator.stop();
  });

  const writes = () => simulator.calls.names("kms:*").filter((name) => !/kms:(Get|List|Describe)/.test(name));

  /** The next plan, as JSON. */
  const plan = async (): Promise<Plan> => {
    await terraform.must("plan", "-out=plan.bin", "-no-color");
    return JSON.parse(await terraform.must("show", "-json", "plan.bin")) as Plan;
  };
  const changeOf = async (address: string): Promise<PlannedChange> => {
    const found = (await plan()).resource_changes.find((one) => one.address === address);
    if (!found) throw new Error(`${address} is not in the plan`);
    return found.change;
  };

  it("makes a key and its alias, plans nothing afterwards, and destroys them in the right order", async () => {
    await terraform.apply(configuration({ tags: { team: "a" } }, {}, { default_tags: [{ tags: { owner: "x" } }] }));
    expect(writes()).toEqual(["kms:CreateKey", "kms:EnableKeyRotation", "kms:CreateAlias"]);
    const key = simulator.kms.keys()[0];
    expect(terraform.state("aws_kms_key.main")).toEqual({
      arn: key?.arn,
      bypass_policy_lockout_safety_check: false,
      custom_key_store_id: "",
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      deletion_window_in_days: 7,
      description: "for the test",
      enable_key_rotation: true,
      id: key?.keyId,
      is_enabled: true,
      key_id: key?.keyId,
      key_usage: "ENCRYPT_DECRYPT",
      multi_region: false,
      policy: normalizedPolicy(POLICY),
      region: "eu-west-1",
      rotation_period_in_days: 365,
      tags: { team: "a" },
      tags_all: { owner: "x", team: "a" },
      timeouts: null,
      xks_key_id: "",
    });
    expect(terraform.state("aws_kms_alias.main")).toEqual({
      arn: "arn:aws:kms:eu-west-1:111122223333:alias/main",
      id: "alias/main",
      name: "alias/main",
      name_prefix: "",
      region: "eu-west-1",
      target_key_arn: key?.arn,
      target_key_id: key?.keyId,
    });
    expect(await terraform.plannedChanges()).toEqual({});

    simulator.calls.clear();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(writes()).toEqual(["kms:DeleteAlias", "kms:ScheduleKeyDeletion"]);
    expect(simulator.kms.keys().map((one) => simulator.kms.stateOf(one))).toEqual(["PendingDeletion"]);
    simulator.clock.advance(7 * 86_400_000);
    expect(simulator.kms.keys()).toEqual([]);
  });

  it("changes in place what AWS can change, and shows drift", async () => {
    await terraform.apply(configuration());
    const id = simulator.kms.keys()[0]?.keyId;
    simulator.calls.clear();
    const changed = {
      description: "new",
      rotation_period_in_days: 90,
      is_enabled: false,
      policy: policy(OWN("111122223333")),
      tags: { a: "1" },
    };
    await terraform.apply(configuration(changed));
    expect(writes()).toEqual([
      "kms:EnableKeyRotation",
      "kms:UpdateKeyDescription",
      "kms:PutKeyPolicy",
      "kms:DisableKey",
      "kms:TagResource",
    ]);
    expect(terraform.state("aws_kms_key.main")).toMatchObject({
      ...changed,
      id,
      policy: normalizedPolicy(changed.policy),
      tags_all: { a: "1" },
    });
    expect(await terraform.plannedChanges()).toEqual({});

    const key = simulator.kms.keys()[0];
    if (key) {
      key.material.rotation = { ...key.material.rotation, enabled: false };
      key.enabled = true;
      key.tags.set("b", "2");
    }
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key.main": "update" });
    simulator.calls.clear();
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(writes()).toEqual(["kms:EnableKeyRotation", "kms:DisableKey", "kms:UntagResource"]);
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("compares policies by meaning: another order is no change, another action is one", async () => {
    await terraform.apply(configuration());
    const reordered = {
      ...READERS,
      Action: ["kms:Decrypt", "kms:Encrypt"],
      Principal: { AWS: [...READERS.Principal.AWS].reverse() },
    };
    terraform.write(
      configuration({ policy: policy(reordered, { ...OWN("111122223333"), Principal: { AWS: "111122223333" } }) }),
    );
    expect(await terraform.plannedChanges()).toEqual({});
    terraform.write(configuration({ policy: policy(OWN("111122223333"), { ...READERS, Action: "kms:Decrypt" }) }));
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key.main": "update" });
  });

  it("replaces a key where AWS cannot change it, and moves the alias", async () => {
    await terraform.apply(configuration());
    const before = simulator.kms.keys()[0]?.keyId;
    terraform.write(configuration({ multi_region: true }));
    expect(await terraform.plannedChanges()).toEqual({
      "aws_kms_key.main": "replace",
      "aws_kms_alias.main": "update",
    });
    await terraform.must("apply", "-auto-approve", "-no-color");
    const { target_key_id: target } = terraform.state("aws_kms_alias.main");
    expect(target).toMatch(/^mrk-/);
    expect(simulator.kms.keys().map((key) => [key.keyId, simulator.kms.stateOf(key)])).toEqual([
      [before, "PendingDeletion"],
      [target, "Enabled"],
    ]);
  });

  it("looks for the region first in the resource, then in its provider", async () => {
    await terraform.apply(
      configuration({ region: "eu-central-1" }, { aws_kms_alias: undefined }, { region: "us-east-1" }),
    );
    expect(simulator.kms.keys().map((key) => key.region)).toEqual(["eu-central-1"]);
    terraform.write(configuration({}, { aws_kms_alias: undefined }, { region: "us-east-1" }));
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key.main": "replace" });
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ region: "us-east-1" });
  });

  it("replicates a key into another region with a policy of its own, and deletes the replica first", async () => {
    const replica = {
      aws_kms_alias: undefined,
      aws_kms_replica_key: {
        there: {
          primary_key_arn: "${aws_kms_key.main.arn}",
          region: "eu-central-1",
          deletion_window_in_days: 7,
          policy: policy(OWN("111122223333")),
          tags: { a: "1" },
        },
      },
    };
    await terraform.apply(configuration({ multi_region: true }, replica));
    const [primary] = simulator.kms.keys();
    expect(terraform.state("aws_kms_replica_key.there")).toEqual({
      arn: primary?.arn.replace("eu-west-1", "eu-central-1"),
      bypass_policy_lockout_safety_check: false,
      deletion_window_in_days: 7,
      description: "",
      enabled: true,
      id: primary?.keyId,
      key_id: primary?.keyId,
      key_rotation_enabled: true,
      key_spec: "SYMMETRIC_DEFAULT",
      key_usage: "ENCRYPT_DECRYPT",
      policy: normalizedPolicy(policy(OWN("111122223333"))),
      primary_key_arn: primary?.arn,
      region: "eu-central-1",
      tags: { a: "1" },
      tags_all: { a: "1" },
    });
    expect(await terraform.plannedChanges()).toEqual({});
    const off = { ...replica.aws_kms_replica_key.there, enabled: false, description: "off", policy: POLICY };
    await terraform.apply(configuration({ multi_region: true }, { ...replica, aws_kms_replica_key: { there: off } }));
    expect(terraform.state("aws_kms_replica_key.there")).toMatchObject({
      enabled: false,
      description: "off",
      policy: normalizedPolicy(POLICY),
    });
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.must("state", "rm", "aws_kms_replica_key.there");
    await terraform.must("import", "-no-color", "aws_kms_replica_key.there", `${primary?.keyId}@eu-central-1`);
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_replica_key.there": "update" }); // the window again
    await terraform.must("apply", "-auto-approve", "-no-color");
    simulator.calls.clear();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(
      simulator.calls
        .list()
        .filter(({ call }) => call === "kms:ScheduleKeyDeletion")
        .map(({ region }) => region),
    ).toEqual(["eu-central-1", "eu-west-1"]);
  });

  it("writes the default policy back when aws_kms_key_policy is deleted", async () => {
    const separate = {
      aws_kms_alias: undefined,
      aws_kms_key_policy: { main: { key_id: "${aws_kms_key.main.key_id}", policy: POLICY } },
    };
    await terraform.apply(configuration({ policy: undefined }, separate));
    expect(terraform.state("aws_kms_key_policy.main")).toEqual({
      bypass_policy_lockout_safety_check: false,
      id: simulator.kms.keys()[0]?.keyId,
      key_id: simulator.kms.keys()[0]?.keyId,
      policy: normalizedPolicy(POLICY),
      region: "eu-west-1",
    });
    expect(simulator.kms.keys()[0]?.policy).toBe(normalizedPolicy(POLICY));
    const id = simulator.kms.keys()[0]?.keyId ?? "";
    await terraform.must("state", "rm", "aws_kms_key_policy.main");
    await terraform.must("import", "-no-color", "aws_kms_key_policy.main", id);
    expect(await terraform.plannedChanges()).toEqual({});

    await terraform.apply(configuration({ policy: undefined }, { aws_kms_alias: undefined }));
    expect(JSON.parse(simulator.kms.keys()[0]?.policy ?? "")).toMatchObject({
      Statement: [{ Sid: "Enable IAM User Permissions", Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
    });
  });

  it("reads the bare id of the key of an aws_kms_key_policy, and moves nothing when another key is named", async () => {
    const separate = (keyId: string, statements: string) => ({
      aws_kms_alias: undefined,
      aws_kms_key_policy: { main: { key_id: keyId, policy: statements } },
    });
    await terraform.apply(configuration({ policy: undefined }, separate("${aws_kms_key.main.arn}", POLICY)));
    // With the ARN every plan shows a change that has no effect.
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key_policy.main": "update" });
    terraform.write(configuration({ policy: undefined }, separate("${aws_kms_key.main.key_id}", POLICY)));
    expect(await terraform.plannedChanges()).toEqual({});

    const other = addKey(simulator);
    const own = simulator.kms.find(other)?.policy;
    const more = policy(OWN("111122223333"), { ...READERS, Sid: "More" });
    terraform.write(configuration({ policy: undefined }, separate(other, more)));
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key_policy.main": "update" });
    await terraform.apply(configuration({ policy: undefined }, separate(other, more)));
    expect(simulator.kms.keys()[0]?.policy).toBe(normalizedPolicy(more));
    expect(simulator.kms.find(other)?.policy).toBe(own);
  });

  it("keeps accounts apart by assume_role and enforces allowed_account_ids", async () => {
    const role = { role_arn: "arn:aws:iam::444455556666:role/deploy" };
    const own = { policy: policy(OWN("444455556666")) };
    terraform.write(configuration(own, {}, { assume_role: [role], allowed_account_ids: ["111122223333"] }));
    const refused = await terraform.run("plan", "-no-color");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Error: AWS account ID not allowed: 444455556666");
    terraform.write(configuration(own, {}, { assume_role: [role], forbidden_account_ids: ["444455556666"] }));
    expect((await terraform.run("plan", "-no-color")).stderr).toContain("AWS account ID not allowed: 444455556666");
    await terraform.apply({
      ...configuration(own, {}, { assume_role: [role], allowed_account_ids: ["444455556666"] }),
      data: { aws_caller_identity: { me: {} }, aws_region: { here: {} }, aws_partition: { here: {} } },
    });
    expect(simulator.kms.keys().map((key) => key.accountId)).toEqual(["444455556666"]);
    expect(terraform.state("data.aws_caller_identity.me")).toMatchObject({
      account_id: "444455556666",
      arn: "arn:aws:iam::444455556666:role/deploy",
    });
    expect(terraform.state("data.aws_region.here")).toMatchObject({ name: "eu-west-1", region: "eu-west-1" });
    expect(terraform.state("data.aws_partition.here")).toMatchObject({
      partition: "aws",
      dns_suffix: "amazonaws.com",
      reverse_dns_prefix: "com.amazonaws",
    });
  });

  it("serves several provider blocks at once", async () => {
    const role = { role_arn: "arn:aws:iam::444455556666:role/deploy" };
    await terraform.apply({
      terraform: REQUIRED,
      provider: { aws: [{}, { alias: "dr", region: "eu-central-1", assume_role: [role] }] },
      resource: { aws_kms_key: { here: {}, there: { provider: "aws.dr" } } },
    });
    expect(
      simulator.kms
        .keys()
        .map(({ accountId, region }) => `${accountId} ${region}`)
        .sort(),
    ).toEqual(["111122223333 eu-west-1", "444455556666 eu-central-1"]);
  });

  it("imports a key and its alias", async () => {
    await terraform.apply(configuration());
    const id = simulator.kms.keys()[0]?.keyId ?? "";
    await terraform.must("state", "rm", "aws_kms_key.main", "aws_kms_alias.main");
    await terraform.must("import", "-no-color", "aws_kms_key.main", `${id}@eu-west-1`);
    await terraform.must("import", "-no-color", "aws_kms_alias.main", "alias/main");
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key.main": "update" }); // the window, which AWS does not keep
    terraform.write(configuration({ deletion_window_in_days: undefined }));
    expect(await terraform.plannedChanges()).toEqual({});
    const missing = await terraform.run("import", "-no-color", "aws_kms_alias.main", "alias/none");
    expect(missing.code).toBe(1);
  });

  it("plans the old period when rotation is switched on and AWS decides, and 0 is none", async () => {
    await terraform.apply(configuration({ enable_key_rotation: false }));
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ rotation_period_in_days: 0 });
    terraform.write(configuration());
    const { before, after, after_unknown } = await changeOf("aws_kms_key.main");
    expect([before?.rotation_period_in_days, after?.rotation_period_in_days, after_unknown]).toEqual([0, 0, {}]);
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ rotation_period_in_days: 365 });
    const [key] = simulator.kms.keys();
    if (key) key.material.rotation = { ...key.material.rotation, enabled: false };
    const drifted = await changeOf("aws_kms_key.main");
    expect(drifted.before).toMatchObject({ enable_key_rotation: false, rotation_period_in_days: 0 });
  });

  it("takes an empty text for an argument that is not set, as modules give it", async () => {
    const empty = { description: "", policy: "" };
    const grant = {
      ...{ name: "", retiring_principal: "", key_id: "${aws_kms_key.main.key_id}", operations: ["Decrypt"] },
      grantee_principal: "arn:aws:iam::111122223333:role/a",
    };
    terraform.write(configuration(empty, { aws_kms_grant: { main: grant } }));
    await terraform.must("init");
    await terraform.must("apply", "-auto-approve");

    const { before: made } = await changeOf("aws_kms_key.main");
    expect(made).toMatchObject({ description: "", policy: expect.stringContaining('"Enable IAM User Permissions"') });
    expect((await plan()).resource_changes.every(({ change }) => equal(change.before, change.after))).toBe(true);

    // Where AWS decides what is left out, nothing is taken back.
    terraform.write(configuration());
    await terraform.must("apply", "-auto-approve");
    terraform.write(configuration(empty));
    const { before, after } = await changeOf("aws_kms_key.main");
    expect(after).toEqual(before);
  });

  it("names tags by null after the creation and by {} from the first refresh on, which is drift", async () => {
    await terraform.apply(configuration());
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ tags: null, tags_all: {} });
    expect(await terraform.plannedChanges()).toEqual({});
    const { resource_drift: [drift] = [] } = await plan();
    expect([drift?.address, drift?.change.before?.tags, drift?.change.after?.tags]).toEqual([
      "aws_kms_key.main",
      null,
      {},
    ]);
    terraform.write(configuration({}, {}, { ignore_tags: [{ keys: ["owner"], key_prefixes: ["cost-"] }] }));
    for (const name of ["owner", "cost-center"]) simulator.kms.keys()[0]?.tags.set(name, "x");
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("takes a quoted boolean in a condition for the same policy", async () => {
    const denial = (value: unknown) => ({
      ...{ Sid: "Tls", Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*" },
      Condition: { Bool: { "aws:SecureTransport": value } },
    });
    await terraform.apply(configuration({ policy: policy(OWN("111122223333"), denial(false)) }));
    terraform.write(configuration({ policy: policy(OWN("111122223333"), denial("false")) }));
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("keeps the target ARN of an alias that is moved, and its target by the bare id", async () => {
    const other = addKey(simulator);
    const alias = (target: string) => ({ aws_kms_alias: { main: { name: "alias/main", target_key_id: target } } });
    await terraform.apply(configuration({}, alias("${aws_kms_key.main.arn}")));
    const [id, arn] = [simulator.kms.keys()[1]?.keyId, simulator.kms.keys()[1]?.arn];
    expect(terraform.state("aws_kms_alias.main")).toMatchObject({ target_key_id: id, target_key_arn: arn });
    expect(await terraform.plannedChanges()).toEqual({});
    terraform.write(configuration({}, alias(other)));
    const { after } = await changeOf("aws_kms_alias.main");
    expect(after).toMatchObject({ target_key_id: other, target_key_arn: arn });
  });

  it("writes nothing when aws_kms_key_policy is deleted with the lockout safety check bypassed", async () => {
    const bypassed = { key_id: "${aws_kms_key.main.key_id}", policy: POLICY, bypass_policy_lockout_safety_check: true };
    const separate = { aws_kms_alias: undefined, aws_kms_key_policy: { main: bypassed } };
    await terraform.apply(configuration({ policy: undefined }, separate));
    simulator.calls.clear();
    await terraform.apply(configuration({ policy: undefined }, { aws_kms_alias: undefined }));
    expect(writes()).toEqual([]);
    expect(simulator.kms.keys()[0]?.policy).toBe(normalizedPolicy(POLICY));
  });

  it("imports by ARN, which stays the id, and without a bypass, which alone is no change", async () => {
    await terraform.apply(configuration({ deletion_window_in_days: undefined }));
    const [key] = simulator.kms.keys();
    await terraform.must("state", "rm", "aws_kms_key.main");
    await terraform.must("import", "-no-color", "aws_kms_key.main", key?.arn ?? "");
    expect(terraform.state("aws_kms_key.main")).toMatchObject({
      id: key?.arn,
      key_id: key?.keyId,
      bypass_policy_lockout_safety_check: null,
    });
    expect(await terraform.plannedChanges()).toEqual({});
    terraform.write(configuration({ deletion_window_in_days: undefined, description: "other" }));
    const { before, after } = await changeOf("aws_kms_key.main");
    expect([before, after].map((side) => side?.bypass_policy_lockout_safety_check)).toEqual([null, false]);
  });

  it("reads keys and aliases that exist, and makes policies of blocks", async () => {
    const arn = addKey(simulator);
    const id = simulator.kms.find(arn)?.keyId ?? "";
    await terraform.apply({
      terraform: REQUIRED,
      resource: { aws_kms_alias: { main: { name: "alias/main", target_key_id: id } } },
      data: {
        aws_kms_key: { main: { key_id: "${aws_kms_alias.main.name}" } },
        aws_kms_alias: { main: { name: "${aws_kms_alias.main.name}" } },
        aws_iam_policy_document: {
          base: { statement: [{ sid: "Own", actions: ["kms:*"], resources: ["*"], principals: [OWNER] }] },
          main: {
            source_policy_documents: ["${data.aws_iam_policy_document.base.json}"],
            statement: [
              {
                sid: "Aura",
                actions: ["kms:Decrypt", "kms:Encrypt"],
                resources: ["*"],
                principals: [{ type: "*", identifiers: ["*"] }],
                condition: [{ test: "StringEquals", variable: "kms:CallerAccount", values: ["999988887777"] }],
              },
            ],
          },
        },
      },
    });
    expect(terraform.state("data.aws_kms_key.main")).toMatchObject({
      ...{ arn, id, key_id: "alias/main", aws_account_id: "111122223333", custom_key_store_id: "", enabled: true },
      ...{ key_spec: "SYMMETRIC_DEFAULT", key_state: "Enabled", origin: "AWS_KMS", region: "eu-west-1" },
    });
    expect(terraform.state("data.aws_kms_alias.main")).toMatchObject({ target_key_arn: arn, target_key_id: id });
    const { json, minified_json: minified } = terraform.state("data.aws_iam_policy_document.main");
    expect(JSON.parse(String(json))).toEqual({
      Version: "2012-10-17",
      Statement: [
        { ...OWN("111122223333"), Sid: "Own" },
        {
          ...{ Sid: "Aura", Effect: "Allow", Action: ["kms:Encrypt", "kms:Decrypt"], Resource: "*", Principal: "*" },
          Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } },
        },
      ],
    });
    expect(JSON.parse(String(minified))).toEqual(JSON.parse(String(json)));
  });

  it("brings key material of one's own, also to a replica, and grants the use of such a key", async () => {
    const material = { key_material_base64: Buffer.alloc(32, 7).toString("base64"), enabled: true };
    const grant = {
      ...{ name: "backup", key_id: "${aws_kms_external_key.main.id}", operations: ["Encrypt", "Decrypt"] },
      grantee_principal: "arn:aws:iam::111122223333:role/backup",
      constraints: [{ encryption_context_equals: { team: "a" } }],
    };
    const resources = (own: object) => ({
      terraform: REQUIRED,
      resource: {
        aws_kms_external_key: { main: { ...material, multi_region: true, ...own }, waiting: {} },
        aws_kms_replica_external_key: {
          there: { ...material, primary_key_arn: "${aws_kms_external_key.main.arn}", region: "eu-central-1" },
        },
        aws_kms_grant: { backup: grant },
      },
    });
    // KMS takes at most 365 days.
    const inDays = (days: number) =>
      new Date(simulator.clock.now() + days * 86_400_000).toISOString().replace(/\.\d+/, "");
    const validTo = inDays(200);
    await terraform.apply(resources({ valid_to: validTo }));
    const main = simulator.kms.find(String(terraform.state("aws_kms_external_key.main").arn));
    const { policy: _policy, ...state } = terraform.state("aws_kms_external_key.main");
    expect(state).toEqual({
      ...material,
      arn: main?.arn,
      bypass_policy_lockout_safety_check: false,
      deletion_window_in_days: 30,
      description: "",
      expiration_model: "KEY_MATERIAL_EXPIRES",
      id: main?.keyId,
      key_spec: "SYMMETRIC_DEFAULT",
      key_state: "Enabled",
      key_usage: "ENCRYPT_DECRYPT",
      multi_region: true,
      region: "eu-west-1",
      tags: null,
      tags_all: {},
      valid_to: validTo,
    });
    const none = { enabled: false, expiration_model: "", key_state: "PendingImport", valid_to: "" };
    expect(terraform.state("aws_kms_external_key.waiting")).toMatchObject({ ...none, key_material_base64: null });
    expect(terraform.state("aws_kms_replica_external_key.there")).toMatchObject({
      ...{ key_id: main?.keyId, primary_key_arn: main?.arn, region: "eu-central-1", key_state: "Enabled" },
      expiration_model: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
    const [given] = [...(main?.grants.values() ?? [])];
    expect(terraform.state("aws_kms_grant.backup")).toEqual({
      ...grant,
      constraints: [{ encryption_context_equals: { team: "a" }, encryption_context_subset: null }],
      grant_creation_tokens: null,
      grant_id: given?.id,
      grant_token: [...(given?.tokens ?? [])][0],
      id: `${main?.keyId}:${given?.id}`,
      key_id: main?.keyId,
      operations: ["Decrypt", "Encrypt"],
      region: "eu-west-1",
      retire_on_delete: false,
      retiring_principal: null,
    });
    expect(await terraform.plannedChanges()).toEqual({});

    simulator.calls.clear();
    await terraform.apply(resources({ valid_to: inDays(100), enabled: false }));
    expect(writes()).toEqual(["kms:ImportKeyMaterial", "kms:DisableKey"]);
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(
      simulator.kms
        .keys()
        .map((one) => simulator.kms.stateOf(one))
        .sort(),
    ).toEqual([...["PendingDeletion", "PendingDeletion", "PendingReplicaDeletion"]]);
  });

  const alarmOn = (key: string) => ({
    aws_sns_topic: { alarm: { name: "alarm", tags: { team: "a" } } },
    aws_sns_topic_policy: {
      alarm: {
        arn: "${aws_sns_topic.alarm.arn}",
        policy: topicPolicy("arn:aws:sns:eu-west-1:111122223333:alarm"),
      },
    },
    aws_sns_topic_subscription: {
      alarm: { topic_arn: "${aws_sns_topic.alarm.arn}", protocol: "email", endpoint: "ops@example.com" },
    },
    aws_cloudwatch_event_rule: {
      alarm: {
        name: "alarm",
        description: "of a key",
        event_pattern: `{ "source": ["aws.kms"], "detail": { "resources": { "ARN": ["${key}"] } } }`,
      },
    },
    aws_cloudwatch_event_target: {
      alarm: {
        ...{ rule: "${aws_cloudwatch_event_rule.alarm.name}", arn: "${aws_sns_topic.alarm.arn}", target_id: "sns" },
        input_transformer: { input_paths: { call: "$.detail.eventName" }, input_template: '"<call>"' },
      },
    },
  });

  it("makes an alarm that fires, and imports it", async () => {
    const main = simulator.kms.addKey({ keyId: randomUUID(), region: "eu-west-1", accountId: "111122223333" });
    const configured = { terraform: REQUIRED, resource: alarmOn(main.arn) };
    await terraform.apply(configured);
    const topic = "arn:aws:sns:eu-west-1:111122223333:alarm";
    expect(terraform.state("aws_sns_topic.alarm")).toMatchObject({
      ...{ arn: topic, id: topic, owner: "111122223333", display_name: "", signature_version: 0, name_prefix: "" },
      ...{ tags: { team: "a" }, tags_all: { team: "a" }, fifo_topic: false },
    });
    const rule = "arn:aws:events:eu-west-1:111122223333:rule/alarm";
    expect(terraform.state("aws_cloudwatch_event_rule.alarm")).toMatchObject({
      ...{ arn: rule, id: "alarm", description: "of a key", event_bus_name: "default" },
      ...{ is_enabled: true, state: "ENABLED", tags_all: {} },
      event_pattern: `{"detail":{"resources":{"ARN":["${main.arn}"]}},"source":["aws.kms"]}`,
    });
    expect(terraform.state("aws_cloudwatch_event_target.alarm").id).toBe("alarm-sns");
    const subscription = terraform.state("aws_sns_topic_subscription.alarm");
    expect(subscription).toMatchObject({ topic_arn: topic, pending_confirmation: true, owner_id: "111122223333" });
    expect(await terraform.plannedChanges()).toEqual({});
    const kms = new KmsClient(simulator.endpoints.kms, "SIM111122223333", "eu-west-1");
    await kms.call("DisableKey", { KeyId: main.arn });
    expect(simulator.topics.notifications()).toMatchObject([
      { target: topic, rule, message: '"DisableKey"', unconfirmed: ["email:ops@example.com"] },
    ]);

    const ids = {
      "aws_sns_topic.alarm": topic,
      "aws_sns_topic_policy.alarm": topic,
      "aws_sns_topic_subscription.alarm": String(subscription.id),
      "aws_cloudwatch_event_rule.alarm": "alarm",
      "aws_cloudwatch_event_target.alarm": "alarm/sns",
    };
    for (const address of Object.keys(ids)) await terraform.must("state", "rm", address);
    for (const [address, id] of Object.entries(ids)) await terraform.must("import", "-no-color", address, id);
    await terraform.apply(configured);
    expect(simulator.topics.list()).toHaveLength(1);
    expect(await terraform.plannedChanges()).toEqual({});
    expect((await terraform.run("import", "-no-color", "aws_sns_topic.alarm", `${topic}-none`)).code).toBe(1);

    const changed = alarmOn(main.arn);
    Object.assign(changed.aws_sns_topic.alarm, { tags: { group: "b" }, display_name: "Alarm" });
    Object.assign(changed.aws_cloudwatch_event_rule.alarm, { state: "DISABLED" });
    await terraform.apply({ ...configured, resource: changed });
    expect(await terraform.plannedChanges()).toEqual({});
    expect([...(simulator.topics.find(topic)?.tags ?? [])]).toEqual([["group", "b"]]);
    await kms.call("DisableKey", { KeyId: main.arn });
    expect(simulator.topics.notifications()).toHaveLength(1);
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(simulator.topics.list()).toEqual([]);
  });

  it("keeps a secret under a key, and imports it", async () => {
    const main = simulator.kms.addKey({ keyId: randomUUID(), region: "eu-west-1", accountId: "111122223333" });
    const configured = {
      terraform: REQUIRED,
      resource: {
        aws_secretsmanager_secret: { aura: { name: "aura", kms_key_id: main.arn, recovery_window_in_days: 7 } },
        aws_secretsmanager_secret_version: {
          aura: { secret_id: "${aws_secretsmanager_secret.aura.id}", secret_string: "hidden" },
        },
      },
    };
    await terraform.apply(configured);
    const secret = terraform.state("aws_secretsmanager_secret.aura");
    expect(secret.arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:aura-\w{6}$/);
    const version = terraform.state("aws_secretsmanager_secret_version.aura");
    expect(version).toMatchObject({
      ...{ arn: secret.arn, has_secret_string_wo: false, secret_string: "hidden", version_stages: ["AWSCURRENT"] },
    });
    expect(await terraform.plannedChanges()).toEqual({});
    const client = clientsOf(simulator).secrets;
    expect(await client.call("GetSecretValue", { SecretId: "aura" })).toMatchObject({ SecretString: "hidden" });
    for (const [address, id] of [
      ["aws_secretsmanager_secret.aura", secret.id],
      ["aws_secretsmanager_secret_version.aura", version.id],
    ] as const) {
      await terraform.must("state", "rm", address);
      await terraform.must("import", "-no-color", address, String(id));
    }
    // What AWS does not keep of a secret, an import does not know either.
    expect(await terraform.plannedChanges()).toEqual({ "aws_secretsmanager_secret.aura": "update" });
    await terraform.apply(configured);
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(await client.call("DescribeSecret", { SecretId: "aura" })).toMatchObject({
      DeletedDate: expect.any(Number),
    });
  });

  it("records in the state a role of IAM, which the simulator does not serve", async () => {
    const role = { backup: { name: "backup", assume_role_policy: policy() } };
    await terraform.apply({ terraform: REQUIRED, resource: { aws_iam_role: role } });
    expect(terraform.state("aws_iam_role.backup")).toMatchObject({
      ...{ arn: "arn:aws:iam::111122223333:role/backup", id: "backup", path: "/", max_session_duration: 3600 },
    });
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.must("destroy", "-auto-approve", "-no-color");
  });

  it("reads no replica as a key and no key as a replica", async () => {
    const replica = { primary_key_arn: "${aws_kms_key.main.arn}", region: "eu-central-1" };
    await terraform.apply(configuration({ multi_region: true }, { aws_kms_replica_key: { there: replica } }));
    const id = simulator.kms.keys()[0]?.keyId ?? "";
    const configured = configuration({ multi_region: true }, { aws_kms_replica_key: { there: replica } });
    terraform.write({
      ...configured,
      resource: { ...configured.resource, aws_kms_key: { ...configured.resource.aws_kms_key, other: {} } },
    });
    expect((await terraform.run("import", "-no-color", "aws_kms_key.other", `${id}@eu-central-1`)).stderr).toContain(
      `KMS Key (${id}) is not a multi-Region primary key`,
    );
    await terraform.must("state", "rm", "aws_kms_replica_key.there");
    const { stderr } = await terraform.run("import", "-no-color", "aws_kms_replica_key.there", id);
    expect(stderr).toContain(`KMS Key (${id}) is not a multi-Region replica key`);
  });

  it("destroys a key that is scheduled for deletion already", async () => {
    await terraform.apply(configuration({}, { aws_kms_alias: undefined }));
    const [key] = simulator.kms.keys();
    if (key) key.deletion = { windowInDays: 7, at: simulator.clock.now() + 1e9 };
    await terraform.must("destroy", "-auto-approve", "-refresh=false", "-no-color");
    expect(simulator.calls.names("kms:ScheduleKeyDeletion")).toHaveLength(1);
  });

  it("plans a new key for one that was scheduled for deletion elsewhere", async () => {
    await terraform.apply(configuration());
    const [key] = simulator.kms.keys();
    if (key) key.deletion = { windowInDays: 7, at: simulator.clock.now() + 1e9 };
    expect(await terraform.plannedChanges()).toMatchObject({ "aws_kms_key.main": "create" });
  });

  it("keeps a key in the state whose creation failed half-way", async () => {
    simulator.faults.add({ on: "kms:EnableKeyRotation", status: 500, times: 3 });
    terraform.write(configuration());
    const { code, stderr } = await terraform.run("apply", "-auto-approve", "-no-color");
    expect(code).toBe(1);
    const id = simulator.kms.keys()[0]?.keyId;
    expect(stderr).toContain(
      `creating KMS Key (${id}): operation error KMS: EnableKeyRotation, https response error StatusCode: 500, RequestID: `,
    );
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ id });
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(simulator.kms.keys().map((key) => simulator.kms.stateOf(key))).toEqual(["PendingDeletion", "Enabled"]);
  });

  it.each([
    [
      "a window of 6 days",
      { deletion_window_in_days: 6 },
      "expected deletion_window_in_days to be in the range (7 - 30), got 6",
    ],
    [
      "a period of 2561 days",
      { rotation_period_in_days: 2561 },
      "expected rotation_period_in_days to be in the range (90 - 2560), got 2561",
    ],
    ["a policy that is no JSON", { policy: "{" }, '"policy" contains an invalid JSON policy'],
  ])("refuses %s before anything is planned", async (_name, key, message) => {
    terraform.write(configuration(key));
    const { code, stdout, stderr } = await terraform.run("validate", "-no-color");
    expect([code, `${stdout}${stderr}`.includes(message)]).toEqual([1, true]);
  });

  it.each([
    ["a policy that locks the caller out", { policy: policy(OWN("444455556666")) }, "MalformedPolicyDocumentException"],
  ])("reports %s in the words of AWS", async (_name, key, message) => {
    terraform.write(configuration(key));
    const { code, stdout, stderr } = await terraform.run("apply", "-auto-approve", "-no-color");
    expect([code, `${stdout}${stderr}`.includes(message)]).toEqual([1, true]);
    expect(simulator.kms.keys()).toEqual([]);
  });

  it.each([
    [{ profile: "prod" }, "Use assume_role to change the account."],
    [{ access_key: "no key" }, 'Access key "no key" is not one of the simulator'],
  ])("refuses the provider block %j", async (block, message) => {
    terraform.write(configuration({}, {}, block));
    const { code, stdout, stderr } = await terraform.run("plan", "-no-color");
    expect([code, `${stdout}${stderr}`.includes(message)]).toEqual([1, true]);
  });
});
