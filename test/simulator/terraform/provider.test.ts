import { startSimulator, type Simulator } from "../../../simulator";
import { Workspace } from "../support/terraform";

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

describe("the AWS provider's KMS resources against the simulator", () => {
  let simulator: Simulator;
  let workspace: Workspace;
  beforeEach(async () => {
    simulator = await startSimulator();
    workspace = await Workspace.on(simulator);
  });
  afterEach(async () => {
    await workspace.stop();
    await simulator.stop();
  });

  it("makes a key and its alias, plans nothing afterwards, and destroys them in the right order", async () => {
    await workspace.apply(configuration({ tags: { team: "a" } }, {}, { default_tags: [{ tags: { owner: "x" } }] }));
    expect(simulator.calls.names("kms:*").filter((name) => !/Get|List|Describe/.test(name))).toEqual([
      "kms:CreateKey",
      "kms:EnableKeyRotation",
      "kms:CreateAlias",
    ]);
    const key = simulator.kms.keys()[0];
    expect(await workspace.state("aws_kms_key.main")).toEqual({
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
    expect(await workspace.state("aws_kms_alias.main")).toEqual({
      arn: "arn:aws:kms:eu-west-1:111122223333:alias/main",
      id: "alias/main",
      name: "alias/main",
      name_prefix: "",
      region: "eu-west-1",
      target_key_arn: key?.arn,
      target_key_id: key?.keyId,
    });
    expect(await workspace.plannedChanges()).toEqual({});

    simulator.calls.clear();
    await workspace.succeed("destroy", "-auto-approve", "-no-color");
    expect(simulator.calls.names("kms:*").filter((name) => !/Get|List|Describe/.test(name))).toEqual([
      "kms:DeleteAlias",
      "kms:ScheduleKeyDeletion",
    ]);
    expect(simulator.kms.keys().map((one) => simulator.kms.stateOf(one))).toEqual(["PendingDeletion"]);
    simulator.clock.advance(7 * 86_400_000);
    expect(simulator.kms.keys()).toEqual([]);
  });
});
