import { startSimulator, type Simulator } from "../../../simulator";
import { addKey } from "../../provider/support/stage";
import { describeWithTerraform } from "../../support/terraform";
import { stageOn, type Stage } from "../support/terraform";

const OWN = (account: string) => ({
  Sid: "Owner",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "kms:*",
  Resource: "*",
});
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

  it("makes a key and its alias, plans nothing afterwards, and destroys them in the right order", async () => {
    await terraform.apply(configuration({ tags: { team: "a" } }, {}, { default_tags: [{ tags: { owner: "x" } }] }));
    expect(writes()).toEqual(["kms:CreateKey", "kms:EnableKeyRotation", "kms:CreateAlias"]);
    const key = simulator.kms.keys()[0];
    expect(terraform.state("aws_kms_key.main")).toEqual({
      arn: key?.arn,
      bypass_policy_lockout_safety_check: false,
      custom_key_store_id: null,
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      deletion_window_in_days: 7,
      description: "for the test",
      enable_key_rotation: true,
      id: key?.keyId,
      is_enabled: true,
      key_id: key?.keyId,
      key_usage: "ENCRYPT_DECRYPT",
      multi_region: false,
      policy: POLICY,
      region: "eu-west-1",
      rotation_period_in_days: 365,
      tags: { team: "a" },
      tags_all: { owner: "x", team: "a" },
      timeouts: null,
      xks_key_id: null,
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
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ ...changed, id, tags_all: { a: "1" } });
    expect(await terraform.plannedChanges()).toEqual({});

    const key = simulator.kms.keys()[0];
    if (key) {
      key.rotation = { ...key.rotation, enabled: false };
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
      description: null,
      enabled: true,
      id: primary?.keyId,
      key_id: primary?.keyId,
      key_rotation_enabled: true,
      key_spec: "SYMMETRIC_DEFAULT",
      key_usage: "ENCRYPT_DECRYPT",
      policy: policy(OWN("111122223333")),
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
      policy: POLICY,
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
      policy: POLICY,
      region: "eu-west-1",
    });
    expect(simulator.kms.keys()[0]?.policy).toBe(POLICY);
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
    expect(simulator.kms.keys()[0]?.policy).toBe(more);
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

  it("plans the period as unknown when rotation is switched on and AWS decides", async () => {
    await terraform.apply(configuration({ enable_key_rotation: false }));
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ rotation_period_in_days: null });
    terraform.write(configuration());
    expect(await terraform.plannedChanges()).toEqual({ "aws_kms_key.main": "update" });
    const plan = JSON.parse(await terraform.must("show", "-json", "plan.bin")) as {
      resource_changes: { address: string; change: { after_unknown: object } }[];
    };
    const change = plan.resource_changes.find(({ address }) => address === "aws_kms_key.main")?.change;
    expect(change?.after_unknown).toMatchObject({ rotation_period_in_days: true });
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(terraform.state("aws_kms_key.main")).toMatchObject({ rotation_period_in_days: 365 });
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
    expect(stderr).toContain(`creating KMS Key (${id}): operation error KMS:`);
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
    [{ access_key: "AKIAIOSFODNN7EXAMPLE" }, 'Access key "AKIAIOSFODNN7EXAMPLE" is not one of the simulator'],
  ])("refuses the provider block %j", async (block, message) => {
    terraform.write(configuration({}, {}, block));
    const { code, stdout, stderr } = await terraform.run("plan", "-no-color");
    expect([code, `${stdout}${stderr}`.includes(message)]).toEqual([1, true]);
  });
});
