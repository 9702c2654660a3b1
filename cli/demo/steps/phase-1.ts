import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PROVIDER_SOURCE } from "../../../provider/version";
import { renderProblems } from "../../../synth/synthesize";
import { cloudTable } from "../cloud";
import type { Stage } from "../stage";
import { APPLY } from "./common";

/** The second instance is in a region without the key: synth fails. */
export async function wrongRegion(stage: Stage): Promise<void> {
  const { narrator } = stage;
  stage.writeEstate({ secondRegion: "us-east-1" });
  const result = await narrator.doing("synthesize", async () => stage.synthesize());
  const problems = "problems" in result ? result.problems : [];
  if (problems.length > 0) narrator.say(stage.withoutFolder(renderProblems(problems)));
  narrator.check(
    "the region mismatch is the only problem",
    problems.map(({ code }) => code).join() === "key-region-matches-instance",
    () => renderProblems(problems),
  );
  narrator.check("nothing was written", !existsSync(stage.outdir), `${stage.outdir} exists`);
}

/** The correct estate, before there is a statement. */
export async function synthesizePhase1(stage: Stage): Promise<void> {
  stage.writeEstate();
  const report = await stage.narrator.doing("synthesize", async () => stage.synthesizeReport());
  stage.narrator.say(`\n${report}\n`);
  stage.narrator.check(
    "both instances are deferred to phase 2",
    report.includes("deferred until phase 2 of their key:"),
  );
}

/** The key is created and registered with Aura; Terraform finds and starts the provider by itself. */
export async function deployPhase1(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const [first = "", ...others] = stage.stacks();
  await stage.mustRun("init", first, ["init"], "launched");
  await stage.mustRun("deploy, with the provider in its own process,", first, APPLY, "launched");
  for (const stack of others) {
    await stage.mustRun("init", stack, ["init"]);
    await stage.mustRun("deploy", stack, APPLY);
  }
  const lock = readFileSync(path.join(stage.folderOf(first), ".terraform.lock.hcl"), "utf8");
  narrator.check("Terraform found and started the provider by itself", lock.includes(PROVIDER_SOURCE), lock);
  narrator.say(
    `\n${stage.withoutFolder(await stage.output(first, "orders_next_steps"))}\n\n${cloudTable(simulator)}\n`,
  );
  const statuses = simulator.aura.records.list().map(({ id }) => simulator.aura.records.statusOf(id));
  narrator.check(
    "both customer managed keys are pending: Aura cannot use the keys yet",
    statuses.join() === "pending,pending",
    statuses.join(),
  );
}
