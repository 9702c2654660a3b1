import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PROJECT } from "../../simulator";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls, deployment, type Deployment } from "./support/deployment";

const estate = (removalPolicy: string): string => `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts:
  prod: { id: "111122223333", assumeRoleArn: arn:aws:iam::111122223333:role/terraform }
  research: { id: "444455556666", assumeRoleArn: arn:aws:iam::444455556666:role/terraform }
keys:
  orders:
    account: prod
    region: eu-west-1
    replicas: [eu-central-1]
    product: AuraDB
    statement: statements/orders.json
    removalPolicy: ${removalPolicy}
  papers:
    account: research
    region: us-east-1
    product: AuraDS
    statement: statements/papers.json
    removalPolicy: ${removalPolicy}
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB, removalPolicy: ${removalPolicy} }
  standby: { key: orders, region: eu-central-1, memory: 8GB, removalPolicy: ${removalPolicy} }
  papers: { key: papers, region: us-east-1, memory: 16GB, removalPolicy: ${removalPolicy} }
`;
const MAIN = "prod-eu-west-1";
const REPLICA = "prod-eu-central-1";
const RESEARCH = "research-us-east-1";

// The tests of this file are one story: each goes on where the one before ended.
describeWithTerraform("two accounts, a replica, three stacks", () => {
  let on: Deployment;
  beforeAll(async () => {
    on = await deployment();
    on.estate(estate("retain"));
  });
  afterAll(() => on.stop());
  beforeEach(() => on.simulator.calls.clear());

  const deployAll = async (): Promise<void> => {
    await Promise.all([on.stack(MAIN).deploy(), on.stack(RESEARCH).deploy()]);
    await on.stack(REPLICA).deploy();
  };

  it("says in the manifest that the replica's stack comes after its primary's, and nothing else", () => {
    const manifest = JSON.parse(readFileSync(join(on.folder, "cdktf.out/manifest.json"), "utf8")) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    expect(
      Object.fromEntries(Object.entries(manifest.stacks).map(([name, { dependencies }]) => [name, dependencies])),
    ).toEqual({ [MAIN]: [], [REPLICA]: [MAIN], [RESEARCH]: [] });
  });

  it("makes each key in its own account and region, and the replica from the primary in the other stack", async () => {
    await deployAll();
    const keys = on.simulator.kms.keys();
    const primary = keys.find(({ region }) => region === "eu-west-1");
    expect(Object.fromEntries(keys.map(({ arn, region, primaryRegion }) => [region, { arn, primaryRegion }]))).toEqual({
      "eu-west-1": { arn: `arn:aws:kms:eu-west-1:111122223333:key/${primary?.keyId}`, primaryRegion: "eu-west-1" },
      "eu-central-1": {
        arn: `arn:aws:kms:eu-central-1:111122223333:key/${primary?.keyId}`,
        primaryRegion: "eu-west-1",
      },
      "us-east-1": {
        arn: expect.stringMatching(/^arn:aws:kms:us-east-1:444455556666:key\/[0-9a-f-]{36}$/) as string,
        primaryRegion: undefined,
      },
    });
    expect(
      on.simulator.aura.records
        .list()
        .map(({ name, region, key_id }) => [name, region, key_id])
        .sort(),
    ).toEqual(
      [
        ["orders", "eu-west-1", keyIn("eu-west-1")],
        ["orders-eu-central-1", "eu-central-1", keyIn("eu-central-1")],
        ["papers", "us-east-1", keyIn("us-east-1")],
      ].sort(),
    );
    function keyIn(region: string): string {
      return keys.find((key) => key.region === region)?.arn ?? "";
    }
  });

  it("creates every instance under the record of the key in its own region, two stacks at a time", async () => {
    on.statement("statements/orders.json", await on.console("orders"));
    on.statement("statements/papers.json", await on.console("papers"));
    on.estate(estate("retain"));
    await deployAll();
    const records = on.simulator.aura.records.list();
    const under = on.simulator.aura.instances
      .list()
      .map(({ name, region, type, customer_managed_key_id: id }) => [
        name,
        region,
        type,
        records.find((record) => record.id === id)?.name,
      ]);
    expect(under.sort()).toEqual([
      ["main", "eu-west-1", "enterprise-db", "orders"],
      ["papers", "us-east-1", "enterprise-ds", "papers"],
      ["standby", "eu-central-1", "enterprise-db", "orders-eu-central-1"],
    ]);
  });

  it("has nothing to do in any stack afterwards", async () => {
    const codes = await Promise.all([MAIN, REPLICA, RESEARCH].map((name) => on.stack(name).planCode()));
    expect(codes).toEqual([0, 0, 0]);
    expect(changingCalls(on.simulator)).toEqual([]);
  });

  it("puts the statement into the policy of the replica too: a replica has a policy of its own", () => {
    const withAura = on.simulator.kms
      .keys()
      .map(({ region, policy }) => [
        region,
        (JSON.parse(policy) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid),
      ]);
    const sids = ["Enable IAM User Permissions", "Deny deletion of a key in use", "Allow access for Neo4j"];
    expect(Object.fromEntries(withAura)).toEqual({ "eu-west-1": sids, "eu-central-1": sids, "us-east-1": sids });
  });

  it("destroys the replica's stack before its primary's, and leaves nothing", async () => {
    on.estate(estate("destroy"));
    await deployAll();
    await Promise.all([
      on.stack(REPLICA).must("destroy", "-auto-approve", "-no-color"),
      on.stack(RESEARCH).must("destroy", "-auto-approve", "-no-color"),
    ]);
    await on.stack(MAIN).must("destroy", "-auto-approve", "-no-color");
    const { aura, kms } = on.simulator;
    expect([aura.instances.list(), aura.records.list(), kms.aliases()]).toEqual([[], [], []]);
    expect(
      kms
        .keys()
        .map((key) => [key.region, kms.stateOf(key)])
        .sort(),
    ).toEqual([
      ["eu-central-1", "PendingDeletion"],
      ["eu-west-1", "PendingReplicaDeletion"],
      ["us-east-1", "PendingDeletion"],
    ]);
  });
});
