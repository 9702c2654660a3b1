import { describeWithTerraform, type Workspace } from "../support/terraform";
import { INSTANT } from "./support/crash";
import { prepare, type Prepared } from "./support/kill";
import { addKey, HEADER, instance, QUICK, quickSimulator, record, words } from "./support/stage";

describeWithTerraform("two states in one directory", () => {
  let prepared: Prepared;
  let simulator: Awaited<ReturnType<typeof quickSimulator>>;
  let on: Workspace;
  beforeAll(async () => {
    prepared = await prepare("local");
    simulator = await quickSimulator({ aura: { delays: INSTANT } });
    on = prepared.copy({ ...simulator.environment, ...QUICK });
  });
  afterAll(async () => {
    on.remove();
    prepared.remove();
    await simulator.stop();
  });

  it("never get the same instance: it would be destroyed with either of them", async () => {
    on.write(HEADER + record(addKey(simulator)) + instance());
    const apply = (state: string) => on.run("apply", "-auto-approve", "-no-color", `-state=${state}`);
    expect((await apply("a.tfstate")).code).toBe(0);
    const [db] = simulator.aura.instances.list();
    const refused = await apply("b.tfstate");
    expect([refused.code, words(refused)]).toEqual([
      1,
      expect.stringContaining(`has ${db?.id} (running) with the same name "orders", size, region and key`),
    ]);
    expect((await apply("a.tfstate")).code).toBe(0);
    expect(simulator.aura.instances.list().map(({ id }) => id)).toEqual([db?.id]);
  });
});
