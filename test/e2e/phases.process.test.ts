import { readFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT } from "../../simulator";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls, deployment, words, type Deployment, type Stack } from "./support/deployment";

const estate = (removalPolicy: string, ofInstance = removalPolicy): string => `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders:
    account: prod
    region: eu-west-1
    product: AuraDB
    statement: statements/orders.json
    removalPolicy: ${removalPolicy}
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB, removalPolicy: ${ofInstance} }
`;

/** The IAM policy that docs/access.md shows. */
const [, IAM_OF_DOCS = ""] =
  /```json iam\n([^`]+)```/.exec(readFileSync(path.join(__dirname, "../../docs/access.md"), "utf8")) ?? [];

// The tests of this file are one story: each goes on where the one before ended.
describeWithTerraform("an estate from phase 1 to its end", () => {
  let on: Deployment;
  let stack: Stack;
  beforeAll(async () => {
    on = await deployment();
    on.estate(estate("retain"));
    stack = on.stack("prod-eu-west-1");
  });
  afterAll(() => on.stop());
  const operations = new Set<string>();
  beforeEach(() => on.simulator.calls.clear());
  afterEach(() => on.simulator.calls.names("kms:*").forEach((name) => operations.add(name)));

  it("makes key, alias and record in phase 1, in this order, and no instance", async () => {
    await stack.deploy();
    expect(changingCalls(on.simulator)).toEqual([
      "kms:CreateKey",
      "kms:EnableKeyRotation",
      // Alias and record are made side by side.
      ...inAnyOrder(changingCalls(on.simulator).slice(2), "kms:CreateAlias", "POST /v1/customer-managed-keys"),
    ]);
    expect(on.simulator.aura.records.list()).toMatchObject([{ name: "orders", region: "eu-west-1" }]);
    expect(on.simulator.aura.instances.list()).toEqual([]);
    expect(await stack.planCode()).toBe(0);
  });

  it("tells in an output which record to open and which file to save", async () => {
    const outputs = (await stack.must("output", "-json")).json<Record<string, { value: string }>>();
    expect(Object.keys(outputs)).toEqual(["orders_customer_managed_key_id", "orders_key_arn", "orders_next_steps"]);
    const [record] = on.simulator.aura.records.list();
    expect(outputs["orders_next_steps"]?.value).toBe(
      [
        'Phase 1 of 2: Aura does not have access to key "orders" yet. After the deployment:',
        `1. Open https://console.neo4j.io, project ${DEFAULT_PROJECT.id}, Security, Customer Managed Keys.`,
        `2. Click the Edit icon of "orders" (record ${record?.id}, key ${record?.key_id}) and copy the JSON it shows.`,
        "3. Save it, as it is, to statements/orders.json (synth shows the whole path).",
        "4. Deploy again: the statement goes into the key policy, Aura turns the key ready, the instances are created.",
      ].join("\n"),
    );
  });

  it("updates the policy in phase 2 before it orders the instance; the plan destroys and replaces nothing", async () => {
    on.statement("statements/orders.json", await on.console("orders"));
    on.estate(estate("retain"));
    on.simulator.calls.clear();
    expect(await stack.planned()).toEqual({
      "aura_instance.instances_main": "create",
      "aws_kms_key.keys_orders": "update",
      "terraform_data.AuraCmkReviewMetadata": "update",
      "terraform_data.keys_orders_StatementGuard[0]": "create",
    });
    await stack.deploy();
    expect(changingCalls(on.simulator)).toEqual(["kms:PutKeyPolicy", "POST /v1/instances"]);
    const [record] = on.simulator.aura.records.list();
    expect(on.simulator.aura.instances.list()).toMatchObject([
      { name: "main", region: "eu-west-1", rest: "running", customer_managed_key_id: record?.id },
    ]);
    expect(await stack.planCode()).toBe(0);
  });

  it("needs of KMS what docs/access.md lists for the role that deploys, and nothing else", () => {
    expect(operations.size).toBeGreaterThan(8);
    expect([...operations].filter((name) => !IAM_OF_DOCS.includes(`"${name}"`))).toEqual([]);
  });

  it("refuses to go back to phase 1, and to destroy, and takes nothing away", async () => {
    const statement = await on.console("orders");
    on.statement("statements/orders.json", undefined);
    expect(() => on.estate(estate("retain"))).toThrow("key orders has lost Aura's statement");
    on.loseLock();
    on.estate(estate("retain"));
    for (const options of [[], [`-target=${stack.address("aws_kms_key.keys_orders")}`]]) {
      const back = await stack.run("apply", "-auto-approve", "-no-color", ...options);
      expect(back.code).toBe(1);
      expect(words(back)).toContain(
        `Resource ${stack.address("terraform_data.keys_orders_StatementGuard")}[0] has lifecycle.prevent_destroy set`,
      );
    }
    on.statement("statements/orders.json", statement);
    on.estate(estate("retain"));
    const destroyed = await stack.run("destroy", "-auto-approve", "-no-color");
    expect(destroyed.code).toBe(1);
    expect(words(destroyed)).toContain('Instance "main"');
    expect(words(destroyed)).toContain("is protected from deletion");
    expect(changingCalls(on.simulator)).toEqual([]);
    expect(await stack.planCode()).toBe(0);
  });

  it("refuses to take an instance that is to stay away with the statement, although its key may go", async () => {
    const statement = await on.console("orders");
    on.estate(estate("destroy", "retain"));
    await stack.deploy();
    on.statement("statements/orders.json", undefined);
    expect(() => on.estate(estate("destroy", "retain"))).toThrow(
      "instance main would be destroyed in stack prod-eu-west-1",
    );
    on.loseLock();
    on.estate(estate("destroy", "retain"));
    on.simulator.calls.clear();
    const back = await stack.run("apply", "-auto-approve", "-no-color");
    expect(back.code).toBe(1);
    expect(words(back)).toContain('Instance "main"');
    expect(words(back)).toContain("is protected from deletion");
    expect(changingCalls(on.simulator)).toEqual([]);
    on.statement("statements/orders.json", statement);
  });

  it("keeps record and key when an instance outside of Terraform uses them, and says which", async () => {
    on.estate(estate("destroy"));
    await stack.deploy();
    const [main] = on.simulator.aura.instances.list();
    await stack.must("state", "rm", stack.address("aura_instance.instances_main"));
    const refused = await stack.run("destroy", "-auto-approve", "-no-color");
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain(
      `while instances are encrypted with it: "main" (${main?.id}, running). Destroy or move these instances first.`,
    );
    expect(on.simulator.aura.records.list()).toHaveLength(1);
    expect(on.simulator.kms.keys().map((key) => on.simulator.kms.stateOf(key))).toEqual(["Enabled"]);
    // Terraform has taken the alias away before it came to the record; a deployment puts it back.
    await stack.must("import", "-no-color", stack.address("aura_instance.instances_main"), String(main?.id));
    await stack.deploy();
    expect(await stack.planCode()).toBe(0);
  });

  it("destroys the instance, waits until it is gone, then removes the record, then gives up the key", async () => {
    await stack.must("destroy", "-auto-approve", "-no-color");
    const calls = changingCalls(on.simulator).filter((call) => call !== "kms:DeleteAlias");
    expect(calls).toEqual(["DELETE /v1/instances/*", "DELETE /v1/customer-managed-keys/*", "kms:ScheduleKeyDeletion"]);
    const { aura, kms, calls: log } = on.simulator;
    // While the instance is being destroyed Aura would have answered 400.
    expect(
      log
        .list()
        .filter(({ call }) => call.startsWith("DELETE /v1/c"))
        .map(({ outcome }) => outcome),
    ).toEqual([204]);
    expect([aura.instances.list(), aura.records.list(), kms.aliases()]).toEqual([[], [], []]);
    expect(kms.keys().map((key) => kms.stateOf(key))).toEqual(["PendingDeletion"]);
    expect((await stack.must("state", "list")).stdout).toBe("");
  });
});

/** What came, when it is these names in whatever order. */
function inAnyOrder(came: readonly string[], ...names: string[]): readonly string[] {
  return [...came].sort().join() === [...names].sort().join() ? came : names;
}
