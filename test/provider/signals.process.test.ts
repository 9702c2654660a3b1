import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { describeWithTerraform } from "../support/terraform";
import { INSTANT } from "./support/crash";
import { prepare, type Prepared } from "./support/kill";
import { addKey, HEADER, instance, QUICK, quickSimulator, record, stateOf, words } from "./support/stage";

/** Longer than Terraform takes to end, in milliseconds: the answer finds the provider alone. */
const LATE = 1_500;

describeWithTerraform("a signal to Terraform and the provider, while Aura answers to a creation", () => {
  let prepared: Prepared;
  beforeAll(async () => {
    prepared = await prepare("local");
  });
  afterAll(() => prepared.remove());

  // As the terminal sends it to all, the runner of CI, or a connection that is lost.
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)("%s loses no password", async (signal) => {
    const simulator = await quickSimulator({ aura: { delays: INSTANT } });
    const on = prepared.copy({ ...simulator.environment, ...QUICK });
    try {
      on.write(HEADER + record(addKey(simulator)) + instance());
      const started = spawn("terraform", ["apply", "-auto-approve"], {
        ...{ cwd: on.dir, env: on.env, detached: true },
        // Nobody would read it, and Terraform writes much when it is told to quit.
        stdio: "ignore",
      });
      const ended = new Promise((resolve) => started.once("exit", resolve));
      simulator.faults.add({
        on: "POST /v1/instances",
        async hook(at) {
          if (at !== "after") return;
          process.kill(-(started.pid ?? 0), signal);
          await sleep(LATE);
        },
      });
      await ended;
      const again = await on.run("apply", "-auto-approve", "-no-color");
      expect([again.code, words(again)]).toEqual([0, expect.not.stringContaining("is lost")]);
      const [db, ...others] = simulator.aura.instances.list();
      expect(others).toEqual([]);
      expect(stateOf(on, "aura_instance.db")).toMatchObject({ id: db?.id, password: db?.password });
    } finally {
      await simulator.stop();
      on.remove();
    }
  });
});
