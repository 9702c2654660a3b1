import { existsSync, rmSync, writeFileSync } from "node:fs";
import { CLOUDS } from "../../../model/clouds";
import { renderProblems } from "../../../synth/synthesize";
import { cloudTable } from "../cloud";
import { cloudsEstateOf, KEYS, RESOURCE_GROUP, type AuraPrincipals } from "../clouds-estate";
import type { Stage } from "../stage";
import { APPLY, checkNoChanges, expectRefusal } from "./common";

/** An instance of one cloud in a region of another: the estate is refused. */
export async function wrongCloud(stage: Stage): Promise<void> {
  const { narrator } = stage;
  writeEstate(stage, { wrongRegion: KEYS.aws.region });
  const result = await narrator.doing("synthesize", async () => stage.synthesize());
  const problems = "problems" in result ? result.problems : [];
  if (problems.length > 0) narrator.say(stage.withoutFolder(renderProblems(problems)));
  narrator.check(
    "the regions of the instances are the only problems",
    problems.length > 0 && problems.every(({ what }) => what.startsWith("`region` of instance ")),
    () => renderProblems(problems),
  );
  narrator.check("nothing was written", !existsSync(stage.outdir), `${stage.outdir} exists`);
}

/** One stack for each cloud, and the next steps of each. */
export async function synthesizeClouds(stage: Stage): Promise<void> {
  writeEstate(stage);
  const report = await stage.narrator.doing("synthesize", async () => stage.synthesizeReport());
  stage.narrator.say(`\n${report}\n`);
  const { length } = stage.stacks();
  stage.narrator.check(`there are ${stage.clouds.length} stacks, one for each cloud`, length === stage.clouds.length);
}

/** The keys are created and registered with Aura. */
export async function deployClouds(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const azure = simulator.clouds.azure;
  if (azure) {
    narrator.say(`az group create --name ${RESOURCE_GROUP} --location ${KEYS.azure.region}`);
    azure.state.groups.set(RESOURCE_GROUP, { name: RESOURCE_GROUP, location: KEYS.azure.region, tags: {} });
  }
  for (const stack of stage.stacks()) {
    await stage.mustRun("init", stack, ["init"]);
    await stage.mustRun("deploy", stack, APPLY);
  }
  narrator.say(`\n${cloudTable(simulator)}\n`);
  const statuses = simulator.aura.records.list().map(({ id }) => simulator.aura.records.statusOf(id));
  narrator.check(
    "all customer managed keys are pending: Aura cannot use the keys yet",
    statuses.length === stage.clouds.length && statuses.every((status) => status === "pending"),
    statuses.join(),
  );
}

/** What the Console shows for each key goes into the estate or beside it, and the instances are created. */
export async function grantAccess(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  writeEstate(stage, await principalsFromConsole(stage));
  narrator.say(`\n${await narrator.doing("synthesize", async () => stage.synthesizeReport())}\n`);
  for (const stack of stage.stacks()) await stage.mustRun("deploy", stack, APPLY);
  narrator.say(`\n${cloudTable(simulator)}\n`);
  const instances = simulator.aura.instances.list();
  narrator.check(
    "each instance runs in its cloud, with the customer managed key of that cloud",
    instances.length === stage.clouds.length &&
      instances.every((instance) => {
        const record = simulator.aura.records.find(instance.customer_managed_key_id ?? "");
        return (
          simulator.aura.instances.statusOf(instance) === "running" &&
          record?.cloud_provider === instance.cloud_provider
        );
      }),
  );
  await checkNoChanges(stage);
}

/** Without Aura's principals the keys are in phase 1 again: synth and the plans refuse to revoke Aura's access. */
export async function lostPrincipals(stage: Stage): Promise<void> {
  const { narrator } = stage;
  writeEstate(stage);
  const refused = stage.synthesize();
  const codes = "problems" in refused ? refused.problems.map(({ code }) => code) : [];
  narrator.check(
    "synth refuses: the lock file knows that Aura had access",
    codes.includes("access-lost"),
    codes.join(),
  );
  rmSync(stage.at("estate.lock.json"));
  await narrator.doing("synthesize without the lock file", async () => stage.synthesizeReport());
  for (const stack of stage.stacks().filter((name) => !name.startsWith("prod-"))) {
    await expectRefusal(stage, {
      what: "deploy",
      stack,
      args: APPLY,
      check: `the plan of ${stack} fails before anything changes`,
      // Terraform: "Instance cannot", OpenTofu: "Resource instance cannot".
      says: ["nstance cannot be destroyed", "AccessGuard", "prevent_destroy"],
    });
  }
}

function writeEstate(stage: Stage, changes: Parameters<typeof cloudsEstateOf>[2] = {}): void {
  writeFileSync(stage.at("estate.yaml"), cloudsEstateOf(stage.clouds, stage.simulator, changes));
}

/** What the Console shows for each customer managed key; the statement is saved to its file. */
async function principalsFromConsole(stage: Stage): Promise<AuraPrincipals> {
  const { narrator, simulator } = stage;
  const principals: AuraPrincipals[] = [];
  for (const { id, name, cloud_provider: cloud } of simulator.aura.records.list()) {
    const page = `${simulator.endpoints.console}/records/${id}/${cloud === "aws" ? "statement" : "grantees"}.json`;
    const inCloud = CLOUDS[cloud as keyof typeof CLOUDS].name;
    const shown = await narrator.doing(`copy what the Console shows for ${name} (${inCloud}): ${page}`, async () =>
      (await fetch(page)).text(),
    );
    narrator.say(`\n${shown.trimEnd()}\n`);
    if (cloud === "aws") stage.saveStatement(shown);
    else principals.push(JSON.parse(shown) as AuraPrincipals);
  }
  const { applicationId, serviceAccounts }: AuraPrincipals = Object.assign({}, ...principals);
  if (applicationId !== undefined) {
    narrator.say(`az ad sp create --id ${applicationId}`);
    simulator.clouds.azure?.state.directory.create(applicationId);
  }
  return { ...(applicationId !== undefined && { applicationId }), ...(serviceAccounts && { serviceAccounts }) };
}
