import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PROVIDER_SOURCE } from "../../../provider/version";
import { renderProblems } from "../../../synth/synthesize";
import { cloudTable } from "../cloud";
import type { Stage } from "../stage";
import { APPLY } from "./common";

/** The second instance in a region without a key: the synthesis refuses. */
export async function wrongRegion(stage: Stage): Promise<void> {
  const { narrator } = stage;
  stage.writeEstate({ secondRegion: "us-east-1" });
  const result = await narrator.doing("synthesize", async () => stage.synthesize());
  const problems = "problems" in result ? result.problems : [];
  if (problems.length > 0) narrator.say(stage.told(renderProblems(problems)));
  narrator.prove(
    "the region mismatch is the one thing that is wrong",
    problems.map(({ code }) => code).join() === "key-region-matches-instance",
    () => renderProblems(problems),
  );
  narrator.prove("nothing was written", !existsSync(stage.outdir), `there is ${stage.outdir}`);
}

/** The right estate, while there is no statement. */
export async function synthesizePhase1(stage: Stage): Promise<void> {
  stage.writeEstate();
  const report = await stage.narrator.doing("synthesize", async () => stage.synthesized());
  stage.narrator.say(`\n${report}\n`);
  stage.narrator.prove("both instances wait for phase 2", report.includes("deferred until phase 2 of their key:"));
}

/** Key and record are made; Terraform finds and starts the provider by itself. */
export async function deployPhase1(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const [first = "", ...others] = stage.stacks();
  await stage.must("init", first, ["init"], "launched");
  await stage.must("deploy, with the provider in a process of its own,", first, APPLY, "launched");
  for (const stack of others) {
    await stage.must("init", stack, ["init"]);
    await stage.must("deploy", stack, APPLY);
  }
  const lock = readFileSync(path.join(stage.folderOf(first), ".terraform.lock.hcl"), "utf8");
  narrator.prove("Terraform found and started the provider by itself", lock.includes(PROVIDER_SOURCE), lock);
  narrator.say(`\n${stage.told(await stage.output(first, "NextSteps"))}\n\n${cloudTable(simulator)}\n`);
  const statuses = simulator.aura.records.list().map(({ id }) => simulator.aura.records.statusOf(id));
  narrator.prove(
    "Aura has both records and can use neither key",
    statuses.join() === "pending,pending",
    statuses.join(),
  );
}
