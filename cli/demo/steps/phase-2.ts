import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT } from "../../../simulator";
import { cloudTable } from "../cloud";
import type { Stage } from "../stage";
import { APPLY, checkNoChanges, expectRefusal, removals } from "./common";

/** An AWS account that is not Aura's. */
const OTHER_ACCOUNT = "123456789012";
/** How long an instance waits for a key that never becomes ready. */
const SHORT_WAIT = "2s";

/** A statement that grants access to another account: the key never becomes ready, and no instance is created. */
export async function wrongStatement(stage: Stage): Promise<void> {
  const statement = await statementFromConsole(stage);
  stage.saveStatement(statement.replaceAll(DEFAULT_PROJECT.awsAccountId, OTHER_ACCOUNT));
  await stage.narrator.doing("synthesize", async () => stage.synthesizeReport());
  const [first = ""] = stage.stacks();
  const override = shortenWait(stage, first);
  await expectRefusal(stage, {
    what: "deploy",
    stack: first,
    args: APPLY,
    check: "the deployment fails, and its error names what to check",
    says: ["The customer managed key is not ready", "Is Aura's statement in the policy of the key?"],
  });
  rmSync(override);
  const orders = stage.simulator.calls.names("POST /v1/instances");
  stage.narrator.check("no instance was created", orders.length === 0, orders.join());
}

/** The correct statement: the policy is updated, the key becomes ready, the instances are created. */
export async function deployPhase2(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const statement = await statementFromConsole(stage);
  narrator.say(`\n${statement}`);
  stage.saveStatement(statement);
  narrator.say(await narrator.doing("synthesize", async () => stage.synthesizeReport()));
  simulator.calls.clear();
  for (const stack of stage.stacks()) await stage.mustRun("deploy", stack, APPLY);
  narrator.say(`\n${cloudTable(simulator)}\n`);
  const instances = simulator.aura.instances.list();
  narrator.check(
    "both instances run, each with the customer managed key of its own region",
    instances.length === 2 &&
      instances.every((instance) => {
        const record = simulator.aura.records.find(instance.customer_managed_key_id ?? "");
        return simulator.aura.instances.statusOf(instance) === "running" && record?.region === instance.region;
      }),
  );
  const calls = simulator.calls.names();
  const policy = calls.indexOf("kms:PutKeyPolicy");
  const order = calls.indexOf("POST /v1/instances");
  narrator.check("the policy was updated before the first instance was created", policy >= 0 && policy < order);
  await checkNoChanges(stage);
}

/** Without the file the configuration is in phase 1 again: synth and the plan refuse to revoke Aura's access. */
export async function lostStatement(stage: Stage): Promise<void> {
  const statement = await statementFromConsole(stage);
  stage.saveStatement(undefined);
  const refused = stage.synthesize();
  const codes = "problems" in refused ? refused.problems.map(({ code }) => code) : [];
  stage.narrator.check(
    "synth refuses: the lock file knows that the key had the statement",
    codes.includes("statement-lost"),
  );
  rmSync(stage.at("estate.lock.json"));
  await stage.narrator.doing("synthesize without the lock file", async () => stage.synthesizeReport());
  const [first = ""] = stage.stacks();
  await expectRefusal(stage, {
    what: "deploy",
    stack: first,
    args: APPLY,
    check: "the plan fails before anything changes",
    // Terraform: "Instance cannot", OpenTofu: "Resource instance cannot".
    says: ["nstance cannot be destroyed", "StatementGuard", "prevent_destroy"],
  });
  stage.narrator.check("nothing was removed", removals(stage).length === 0, () => removals(stage).join());
  stage.saveStatement(statement);
  await stage.narrator.doing("synthesize again, with the file", async () => stage.synthesizeReport());
  await checkNoChanges(stage);
}

/** The statement that the Console shows for the first customer managed key. */
async function statementFromConsole(stage: Stage): Promise<string> {
  const [first = ""] = stage.stacks();
  const id = await stage.output(first, "orders_customer_managed_key_id");
  const url = `${stage.simulator.endpoints.console}/records/${id}/statement.json`;
  return stage.narrator.doing(`copy the statement from the Console: ${url}`, async () => (await fetch(url)).text());
}

/** The provider waits 10 minutes by default: Terraform merges this override file into the configuration. */
function shortenWait(stage: Stage, stack: string): string {
  const addresses = stage.resourcesOf(stack, "aura_instance");
  const timeouts = Object.fromEntries(addresses.map((name) => [name, { timeouts: { create: SHORT_WAIT } }]));
  const file = path.join(stage.folderOf(stack), "demo_override.tf.json");
  writeFileSync(file, JSON.stringify({ resource: { aura_instance: timeouts } }));
  return file;
}
