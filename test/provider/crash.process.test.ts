import { rmSync } from "node:fs";
import { join } from "node:path";
import { describeWithTerraform } from "../support/terraform";
import { changesAura, crasher, INSTANT, SCENARIOS } from "./support/crash";
import { instance, record, stage, words } from "./support/stage";

describeWithTerraform("a provider that is killed", () => {
  const { crash, undisturbed, converges } = crasher();

  // At every call and moment: crash.drill.test.ts.
  it.each(Object.entries(SCENARIOS))(
    "converges in the next apply after the last change of %s",
    async (name, scenario) => {
      const calls = await undisturbed(scenario);
      const last = calls.findLastIndex(changesAura);
      await converges(name, scenario, last, calls[last] ?? "", "after");
    },
  );

  it("does not adopt an equal instance that this directory did not create, and shows how to import it", async () => {
    const on = await stage({ aura: { delays: INSTANT } });
    try {
      const configured = (key: string) => record(key) + instance();
      const calls = await undisturbed({ interrupted: configured });
      await crash(on, configured(on.key()), calls.indexOf("POST /v1/instances"), "after");
      rmSync(join(on.dir, ".terraform", "aura-creating"), { recursive: true });

      const [db] = on.simulator.aura.instances.list();
      const refused = await on.run("apply", "-auto-approve", "-no-color");
      expect(refused.code).toBe(1);
      expect(words(refused)).toContain(`If an interrupted apply created it: terraform import <address> ${db?.id}.`);
      await on.must("import", "aura_instance.db", String(db?.id));
      await on.apply();
      expect(on.simulator.aura.instances.list().map(({ id }) => id)).toEqual([db?.id]);
      expect(await on.isSettled()).toBe(true);
    } finally {
      await on.stop();
    }
  });

  it("creates an instance beside an equal one that is older than a day, with a warning", async () => {
    const on = await stage({ aura: { delays: INSTANT } });
    try {
      const configuration = record(on.key()) + instance();
      await on.apply(configuration);
      await on.must("state", "rm", "aura_instance.db");
      Object.assign(on.simulator.aura.instances.list()[0] ?? {}, { createdAt: Date.now() - 25 * 3_600_000 });
      expect(words(await on.apply(configuration))).toContain("Warning: An equal instance exists");
      expect(on.simulator.aura.instances.list()).toHaveLength(2);
    } finally {
      await on.stop();
    }
  });
});
