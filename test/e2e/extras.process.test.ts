import { readFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT } from "../../simulator";
import { clientsOf } from "../simulator/support/alarm";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls, deployment, type Deployment, type Stack } from "./support/deployment";

const HEAD = `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
`;
const ESTATE = `${HEAD}defaults: { alarm: { emails: [oncall@example.com] }, credentialsSecret: true }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: statements/orders.json, outputs: { keyArn: kms } }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB }
`;

// One story: each test goes on where the one before ended.
describeWithTerraform("alarm and credentials of an estate", () => {
  let on: Deployment;
  let stack: Stack;
  beforeAll(async () => {
    on = await deployment();
    on.estate(ESTATE);
    stack = on.stack("prod-eu-west-1");
  });
  afterAll(() => on.stop());

  const outputs = async (): Promise<string[]> =>
    Object.keys((await stack.must("output", "-json")).json<Record<string, unknown>>()).sort();

  it("are deployed: the alarm with the key, the credentials with the instance", async () => {
    await stack.deploy();
    expect(await outputs()).toEqual(["kms", "orders_customer_managed_key_id", "orders_next_steps", "orders_topic_arn"]);
    on.statement("statements/orders.json", await on.console("orders"));
    on.estate(ESTATE);
    await stack.deploy();
    expect(await outputs()).toEqual([
      ...["kms", "main_connection_url", "main_secret_arn", "orders_customer_managed_key_id", "orders_topic_arn"],
    ]);
    expect(await stack.planned()).toEqual({});
  });

  it("need of AWS what docs/access.md lists, besides KMS", () => {
    const page = readFileSync(path.join(__dirname, "../../docs/access.md"), "utf8");
    const called = [
      ...new Set(on.simulator.calls.names().filter((name) => /^(sns|events|secretsmanager):/.test(name))),
    ];
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((name) => !page.includes(`"${name}"`))).toEqual([]);
  });

  it("hand the instance's first password over, and send a mail when the key is disabled", async () => {
    const { secrets, kms } = clientsOf(on.simulator);
    const { SecretString } = await secrets.call<{ SecretString: string }>("GetSecretValue", {
      SecretId: "neo4j-aura/main",
    });
    const [instance] = on.simulator.aura.instances.list();
    expect(JSON.parse(SecretString)).toEqual({
      NEO4J_URI: expect.stringMatching(/^neo4j\+s:\/\//) as unknown,
      NEO4J_USERNAME: "neo4j",
      NEO4J_PASSWORD: expect.stringMatching(/\S{8,}/) as unknown,
      AURA_INSTANCEID: instance?.id,
    });
    on.simulator.topics.clearNotifications();
    const [key] = on.simulator.kms.keys();
    await kms.call("DisableKey", { KeyId: key?.keyId });
    expect(on.simulator.topics.notifications()).toMatchObject([
      { message: expect.stringContaining("Neo4j Aura: DisableKey on key orders") as unknown },
    ]);
    await kms.call("EnableKey", { KeyId: key?.keyId });
  });

  it("stay in AWS with key and instance that are handed over", async () => {
    on.estate(`${HEAD}keys: {}
removed: [{ stack: prod-eu-west-1, action: hand-over }]
`);
    on.simulator.calls.clear();
    await stack.deploy();
    expect((await stack.must("state", "list")).stdout.split("\n").filter((line) => /^aws_|^aura_/.test(line))).toEqual(
      [],
    );
    expect(changingCalls(on.simulator)).toEqual([]);
  });
});
