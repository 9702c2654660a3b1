import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT } from "../../../simulator";
import { cloudTable } from "../cloud";
import type { Stage } from "../stage";
import { APPLY, proveSettled, refused, takenAway } from "./common";

/** An AWS account that is not Aura's. */
const STRANGER = "123456789012";
/** How long an instance waits for its key while the demo shows that it waits in vain. */
const PATIENCE = "2s";

/** A statement that lets somebody else in: Aura never gets ready, and no instance is made. */
export async function wrongStatement(stage: Stage): Promise<void> {
  const statement = await statementFromConsole(stage);
  stage.saveStatement(statement.replaceAll(DEFAULT_PROJECT.awsAccountId, STRANGER));
  await stage.narrator.doing("synthesize", async () => stage.synthesized());
  const [first = ""] = stage.stacks();
  const impatient = shortenWait(stage, first);
  await refused(stage, {
    what: "deploy",
    stack: first,
    args: APPLY,
    proof: "the deployment fails and says what to check",
    says: ["The customer managed key is not ready", "Is Aura's statement in the policy of the key?"],
  });
  rmSync(impatient);
  const orders = stage.simulator.calls.names("POST /v1/instances");
  stage.narrator.prove("no instance was ordered", orders.length === 0, orders.join());
}

/** The right statement: the policy is updated, Aura gets ready, the instances are created. */
export async function deployPhase2(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const statement = await statementFromConsole(stage);
  narrator.say(`\n${statement}`);
  stage.saveStatement(statement);
  narrator.say(await narrator.doing("synthesize", async () => stage.synthesized()));
  simulator.calls.clear();
  for (const stack of stage.stacks()) await stage.must("deploy", stack, APPLY);
  narrator.say(`\n${cloudTable(simulator)}\n`);
  const instances = simulator.aura.instances.list();
  narrator.prove(
    "both instances run, each under the record of the key in its own region",
    instances.length === 2 &&
      instances.every((instance) => {
        const record = simulator.aura.records.find(instance.customer_managed_key_id ?? "");
        return simulator.aura.instances.statusOf(instance) === "running" && record?.region === instance.region;
      }),
  );
  const calls = simulator.calls.names();
  const policy = calls.indexOf("kms:PutKeyPolicy");
  const order = calls.indexOf("POST /v1/instances");
  narrator.prove("the policy was updated before the first instance was ordered", policy >= 0 && policy < order);
  await proveSettled(stage);
}

/** Without the file the configuration reads as phase 1: the plan refuses to take Aura's access away. */
export async function backToPhase1(stage: Stage): Promise<void> {
  const statement = await statementFromConsole(stage);
  stage.saveStatement(undefined);
  await stage.narrator.doing("synthesize", async () => stage.synthesized());
  const [first = ""] = stage.stacks();
  await refused(stage, {
    what: "deploy",
    stack: first,
    args: APPLY,
    proof: "the plan fails before anything is changed",
    says: ["Instance cannot be destroyed", "StatementMustStay", "lifecycle.prevent_destroy"],
  });
  stage.narrator.prove("nothing was taken away", takenAway(stage).length === 0, () => takenAway(stage).join());
  stage.saveStatement(statement);
  await stage.narrator.doing("synthesize again, with the file", async () => stage.synthesized());
  await proveSettled(stage);
}

/** What a person copies: the statement as the Console shows it for the first record. */
async function statementFromConsole(stage: Stage): Promise<string> {
  const [first = ""] = stage.stacks();
  const id = await stage.output(first, "RecordId");
  const url = `${stage.simulator.endpoints.console}/records/${id}/statement.json`;
  return stage.narrator.doing(`copy the statement from the Console: ${url}`, async () => (await fetch(url)).text());
}

/** The default patience is 20 minutes: Terraform merges files named like this one over the configuration. */
function shortenWait(stage: Stage, stack: string): string {
  const addresses = stage.resourcesOf(stack, "aura_instance");
  const timeouts = Object.fromEntries(addresses.map((name) => [name, { timeouts: { create: PATIENCE } }]));
  const file = path.join(stage.folderOf(stack), "demo_override.tf.json");
  writeFileSync(file, JSON.stringify({ resource: { aura_instance: timeouts } }));
  return file;
}
