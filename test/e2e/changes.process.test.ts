import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PROJECT, type Simulator } from "../../simulator";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls, deployment, words, type Deployment, type Stack } from "./support/deployment";

const estate = ({ instance = "" } = {}): string => `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB${instance} }
`;
const RECORD = "aura_customer_managed_key.records_orders";
const INSTANCE = "aura_instance.instances_main";
const KEY = "aws_kms_key.keys_orders";

// The tests of this file share one deployed estate; each leaves it as it found it.
describeWithTerraform("what happens to a deployed estate", () => {
  let on: Deployment;
  let stack: Stack;
  beforeAll(async () => {
    on = await deployment();
    on.estate(estate());
    stack = on.stack("prod-eu-west-1");
    await stack.deploy();
    on.statement("orders.json", await on.console("orders"));
    on.estate(estate());
    await stack.deploy();
  });
  afterAll(() => on.stop());
  beforeEach(() => on.simulator.calls.clear());
  afterEach(async () => {
    expect(await stack.planCode()).toBe(0);
  });

  const only = ({ aura }: Simulator) => {
    const [instance] = aura.instances.list();
    if (!instance) throw new Error("there is no instance");
    return instance;
  };
  const settled = (): void => on.simulator.clock.advance(60_000);

  describe("drift", () => {
    it("shows that somebody paused the instance, and resumes it where the estate says so", async () => {
      on.simulator.aura.instances.pause(only(on.simulator).id);
      settled();
      // An estate that says nothing leaves it to whoever pauses it.
      expect(await stack.planned()).toEqual({});
      on.estate(estate({ instance: ", paused: false" }));
      expect(await stack.planned()).toEqual({ [INSTANCE]: "update" });
      await stack.deploy();
      expect(changingCalls(on.simulator)).toEqual(["POST /v1/instances/*/resume"]);
      expect(on.simulator.aura.instances.statusOf(only(on.simulator))).toBe("running");
      on.estate(estate());
    });

    it("shows a new name, and gives the old one back without touching anything else", async () => {
      Object.assign(only(on.simulator), { name: "renamed in the Console" });
      expect(await stack.planned()).toEqual({ [INSTANCE]: "update" });
      await stack.deploy();
      expect(on.simulator.calls.list().filter(({ call }) => call.startsWith("PATCH"))).toMatchObject([
        { request: { name: "main" } },
      ]);
      expect(only(on.simulator).name).toBe("main");
    });

    it("shows that somebody disabled the key, and enables it again", async () => {
      const [key] = on.simulator.kms.keys();
      Object.assign(key ?? {}, { enabled: false, accessChangedAt: on.simulator.clock.now() });
      expect(await stack.planned()).toEqual({ [KEY]: "update" });
      await stack.deploy();
      expect(changingCalls(on.simulator)).toEqual(["kms:EnableKey"]);
      settled();
      expect(on.simulator.aura.instances.statusOf(only(on.simulator))).toBe("running");
    });

    it("shows that somebody reset the policy, and gives Aura its access back", async () => {
      const [key] = on.simulator.kms.keys();
      const [own] = (JSON.parse(key?.policy ?? "") as { Statement: object[] }).Statement;
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: [own] });
      Object.assign(key ?? {}, { policy, accessChangedAt: on.simulator.clock.now() });
      expect(on.simulator.aura.instances.statusOf(only(on.simulator))).toBe("encryption key error");
      expect(await stack.planned()).toEqual({ [KEY]: "update" });
      await stack.deploy();
      expect(changingCalls(on.simulator)).toEqual(["kms:PutKeyPolicy"]);
      settled();
      expect(on.simulator.aura.instances.statusOf(only(on.simulator))).toBe("running");
    });
  });

  describe("replacement", () => {
    it("is what another memory size does not need", async () => {
      on.estate(estate().replace("8GB", "16GB"));
      expect(await stack.planned()).toEqual({ [INSTANCE]: "update" });
      await stack.deploy();
      expect(changingCalls(on.simulator)).toEqual(["PATCH /v1/instances/*"]);
      on.estate(estate());
      await stack.deploy();
    });

    it("is what another version needs, and what deletion protection refuses", async () => {
      const waiver = "waivers: [{ rule: version-supported, on: main, reason: for the test }]\n";
      on.estate(estate({ instance: ', version: "4"' }) + waiver);
      const refused = await stack.run("apply", "-auto-approve", "-no-color");
      expect(refused.code).toBe(1);
      expect(words(refused)).toContain(`is protected from replacement with ${stack.address(INSTANCE)}`);
      expect(changingCalls(on.simulator)).toEqual([]);
      on.estate(estate());
    });
  });

  describe("import", () => {
    it("takes a record and an instance in by their ids, and then there is nothing left to change", async () => {
      const [record] = on.simulator.aura.records.list();
      const { id } = only(on.simulator);
      await stack.must("state", "rm", stack.address(RECORD), stack.address(INSTANCE));
      await stack.must("import", "-no-color", stack.address(RECORD), String(record?.id));
      await stack.must("import", "-no-color", stack.address(INSTANCE), id);
      expect(await stack.planned()).toEqual({});
      expect(changingCalls(on.simulator)).toEqual([]);
    });

    it("does the same with import blocks, in one apply that changes nothing in Aura", async () => {
      const [record] = on.simulator.aura.records.list();
      await stack.must("state", "rm", stack.address(RECORD), stack.address(INSTANCE));
      const blocks = join(stack.folder, "import.tf.json");
      const entries = [
        { to: stack.address(RECORD), id: record?.id },
        { to: stack.address(INSTANCE), id: only(on.simulator).id },
      ];
      writeFileSync(blocks, JSON.stringify({ import: entries }));
      const applied = await stack.must("apply", "-auto-approve", "-no-color");
      expect(words(applied)).toContain("Apply complete! Resources: 2 imported, 0 added, 0 changed, 0 destroyed.");
      writeFileSync(blocks, "{}");
      expect(changingCalls(on.simulator)).toEqual([]);
    });
  });
});
