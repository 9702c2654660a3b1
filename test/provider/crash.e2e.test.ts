import { rmSync } from "node:fs";
import { join } from "node:path";
import { describeWithTerraform } from "../support/terraform";
import { compiled, type Compiled } from "./support/compiled";
import { startHost, type Host } from "./support/host";
import { instance, QUICK, record, stage, words, type Stage } from "./support/stage";

/** What is applied before the crash, and what the crash interrupts. */
interface Scenario {
  readonly before?: (key: string) => string;
  readonly interrupted: (key: string) => string;
}

const SCENARIOS: Record<string, Scenario> = {
  create: { interrupted: (key) => record(key) + instance({ secondaries_count: 1 }) },
  update: {
    before: (key) => record(key) + instance(),
    interrupted: (key) => record(key) + instance({ name: "renamed", memory: "16GB", paused: true }),
  },
  destroy: { before: (key) => record(key) + instance(), interrupted: () => "" },
};
const changesAura = (call: string) => /^(POST|PATCH|DELETE) \/v1/.test(call);
const INSTANT = { ready: 0, visible: 0, create: 0, destroy: 0, update: 0, pause: 0, resume: 0 };

describeWithTerraform("a provider that is killed", () => {
  let code: Compiled;
  let next: Host;
  beforeAll(() => {
    code = compiled();
    next = startHost(code);
  });
  afterAll(() => {
    next.kill();
    code.remove();
  });

  /** Applies with a provider in a process of its own, which is killed at the given call. */
  async function crash(on: Stage, configuration: string, call: number, moment: "before" | "after"): Promise<void> {
    const host = next;
    next = startHost(code);
    const killed: string[] = [];
    const arm = () =>
      on.simulator.faults.add({
        on: "*",
        skip: call,
        // A call that nobody is there to hear the answer of: before it, it must not be carried out either.
        ...(moment === "before" && { status: 503 }),
        hook: (at) => {
          if (at !== moment) return;
          killed.push("SIGKILL");
          host.kill();
        },
      });
    on.write(configuration);
    await on.must("plan", "-out=p.bin");
    const own = { ...on.env };
    arm();
    Object.assign(on.env, await host.serve({ ...on.simulator.environment, ...QUICK }, join(on.dir, ".terraform")));
    await on.run("apply", "-no-color", "p.bin");
    Object.assign(on.env, own);
    host.kill();
    on.simulator.faults.clear();
    expect(killed).toEqual(["SIGKILL"]);
  }

  /** The calls that an apply makes when nothing happens to it. */
  async function undisturbed({ before, interrupted }: Scenario): Promise<readonly string[]> {
    const on = await stage({ aura: { delays: INSTANT } });
    try {
      const key = on.key();
      if (before) await on.apply(before(key));
      on.write(interrupted(key));
      await on.must("plan", "-out=p.bin");
      on.simulator.calls.clear();
      await on.must("apply", "p.bin");
      return on.simulator.calls.names();
    } finally {
      await on.stop();
    }
  }

  it.each(Object.entries(SCENARIOS))(
    "converges in the next apply, wherever %s is interrupted",
    async (name, scenario) => {
      const calls = await undisturbed(scenario);
      expect(calls.filter(changesAura).length).toBeGreaterThanOrEqual(2);
      for (const [index, call] of calls.entries())
        // To be killed after a call that changes nothing is to be killed before the next one.
        for (const moment of changesAura(call) ? (["before", "after"] as const) : (["before"] as const)) {
          const on = await stage({ aura: { delays: INSTANT } });
          try {
            const key = on.key();
            if (scenario.before) await on.apply(scenario.before(key));
            const where = `${name}: ${moment} call ${index}, ${call}`;
            await crash(on, scenario.interrupted(key), index, moment);

            const again = await on.run("apply", "-auto-approve", "-no-color");
            expect([where, again.code, again.code === 0 ? "" : words(again)]).toEqual([where, 0, ""]);
            const { records, instances } = on.simulator.aura;
            const left = name === "destroy" ? 0 : 1;
            expect([where, records.list().length, instances.list().length]).toEqual([where, left, left]);
            expect([where, await on.isSettled()]).toEqual([where, true]);
            if (left === 0) continue;
            const [db] = instances.list();
            const state = on.state("aura_instance.db");
            expect([where, state["id"]]).toEqual([where, db?.id]);
            const lost = moment === "after" && call === "POST /v1/instances";
            expect([where, state["password"]]).toEqual([where, lost ? null : db?.password]);
            expect([where, words(again).includes("The password of instance")]).toEqual([where, lost]);
          } finally {
            await on.stop();
          }
        }
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
