import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Simulator } from "../../simulator";
import { describeWithTerraform, type Workspace } from "../support/terraform";
import { INSTANT } from "./support/crash";
import { prepare, type Prepared } from "./support/kill";
import { addKey, HEADER, instance, QUICK, quickSimulator, record, stateOf, words } from "./support/stage";

// One story: each test goes on where the one before ended.
describeWithTerraform("a local state that was empty when Terraform was killed", () => {
  let prepared: Prepared;
  let simulator: Simulator;
  let on: Workspace;
  let key: string;
  const state = (suffix = "") => join(on.dir, `terraform.tfstate${suffix}`);
  const empty = () => writeFileSync(state(), "");
  const apply = async (configuration = "") => {
    if (configuration) on.write(HEADER + configuration);
    return on.run("apply", "-auto-approve", "-no-color");
  };
  beforeAll(async () => {
    prepared = await prepare("local");
    simulator = await quickSimulator({ aura: { delays: INSTANT } });
    on = prepared.copy({ ...simulator.environment, ...QUICK });
    key = record(addKey(simulator));
  });
  afterAll(async () => {
    on.remove();
    prepared.remove();
    await simulator.stop();
  });

  const isOne = () => {
    const { records, instances } = simulator.aura;
    const [db, ...others] = instances.list();
    expect([records.list().length, others]).toEqual([1, []]);
    expect(stateOf(on, "aura_instance.db")).toMatchObject({ id: db?.id, password: db?.password });
  };

  it("after the first apply: the next one adopts what was made, password included, and makes nothing twice", async () => {
    expect((await apply(key + instance())).code).toBe(0);
    empty();
    const again = await apply();
    expect([again.code, words(again)]).toEqual([0, expect.stringContaining("was adopted")]);
    isOne();
  });

  it("after a later one: nothing is made twice, and its backup puts it right", async () => {
    expect((await apply(key + instance({ memory: "16GB" }))).code).toBe(0);
    empty();
    const refused = await apply();
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain("Error: The state file of Terraform is empty");
    expect(words(refused)).toContain(
      "terraform.tfstate has 0 bytes, and its backup has aura_customer_managed_key.key, aura_instance.db.",
    );
    cpSync(state(".backup"), state());
    expect((await apply()).code).toBe(0);
    isOne();
    expect((await on.run("plan", "-detailed-exitcode", "-no-color")).code).toBe(0);
  });
});
