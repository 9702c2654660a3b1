import { join } from "node:path";
import { startHost, type Host } from "./host";
import { instance, QUICK, record, stage, words, type Stage } from "./stage";

/** What is applied before the crash, and what the crash interrupts. */
export interface Scenario {
  readonly before?: (key: string) => string;
  readonly interrupted: (key: string) => string;
}

/** What a provider can be killed in the middle of. */
export const SCENARIOS: Record<string, Scenario> = {
  create: { interrupted: (key) => record(key) + instance({ secondaries_count: 1 }) },
  update: {
    before: (key) => record(key) + instance(),
    interrupted: (key) => record(key) + instance({ name: "renamed", memory: "16GB", paused: true }),
  },
  destroy: {
    before: (key) => record(key, { deletion_protection: false }) + instance({ deletion_protection: false }),
    interrupted: () => "",
  },
};
/** Whether a call changes something in Aura. */
export const changesAura = (call: string) => /^(POST|PATCH|DELETE) \/v1/.test(call);
/** Delays of an Aura that has everything ready at once. */
export const INSTANT = { ready: 0, visible: 0, create: 0, destroy: 0, update: 0, pause: 0, resume: 0 };

/** When a provider is killed: before Aura has carried out the call, or after that and before the answer. */
export type Moment = "before" | "after";

/** What {@link crasher} hands out. */
export interface Crasher {
  /** Applies with a provider in a process of its own, which is killed at the given call. */
  crash(on: Stage, configuration: string, call: number, moment: Moment): Promise<void>;
  /** The calls that an apply makes when nothing happens to it. */
  undisturbed(scenario: Scenario): Promise<readonly string[]>;
  /** Kills the provider at one call of a scenario, and shows that the next apply puts everything right. */
  converges(name: string, scenario: Scenario, index: number, call: string, moment: Moment): Promise<void>;
}

/** Kills providers; its hooks start and end the processes that serve them. */
export function crasher(): Crasher {
  let next: Host;
  beforeAll(() => {
    next = startHost();
  });
  afterAll(() => next.kill());

  /** Applies with a provider in a process of its own, which is killed at the given call. */
  async function crash(on: Stage, configuration: string, call: number, moment: Moment): Promise<void> {
    const host = next;
    next = startHost();
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

  /** Kills the provider at one call of a scenario, and shows that the next apply puts everything right. */
  async function converges(
    name: string,
    scenario: Scenario,
    index: number,
    call: string,
    moment: Moment,
  ): Promise<void> {
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
      if (left === 0) return;
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

  return { crash, undisturbed, converges };
}
