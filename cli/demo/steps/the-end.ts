import { AuraApi } from "../../../provider/aura-api";
import { DEFAULT_PROJECT, KmsClient } from "../../../simulator";
import { cloudTable } from "../cloud";
import { DemoFailure } from "../narrator";
import type { Stage } from "../stage";
import { APPLY, DESTROY, expectRefusal, removals } from "./common";

/** More than the deletion windows of a replica and of its primary together, in milliseconds. */
const TWO_WAITING_PERIODS = 61 * 24 * 60 * 60 * 1000;

/** With `removalPolicy: retain`, the default, the provider refuses to destroy instances and customer managed keys. */
export async function destroyRetained(stage: Stage): Promise<void> {
  for (const stack of stage.stacks().reverse()) {
    await expectRefusal(stage, {
      what: "destroy",
      stack,
      args: DESTROY,
      check: `nothing in ${stack} can be destroyed`,
      says: ["is protected from deletion"],
    });
    stage.narrator.check("nothing was removed", removals(stage).length === 0, () => removals(stage).join());
  }
  await deleteKeysInConsole(stage);
}

/** Past Terraform, it is the deletion guard in the key policies by which KMS refuses. */
async function deleteKeysInConsole({ narrator, simulator: { environment, kms } }: Stage): Promise<void> {
  const { AWS_ENDPOINT_URL_KMS: endpoint = "", AWS_ACCESS_KEY_ID: accessKeyId = "" } = environment;
  const answers = await narrator.doing("delete the KMS keys in the AWS Console", () =>
    Promise.all(
      kms
        .keys()
        .map(({ arn, region }) =>
          new KmsClient(endpoint, accessKeyId, region)
            .call("ScheduleKeyDeletion", { KeyId: arn })
            .then(() => "deleted", String),
        ),
    ),
  );
  narrator.check(
    "KMS refuses to delete a key that was used in the last 90 days",
    answers.length === 2 && answers.every((answer) => answer.includes("explicit deny in a resource-based policy")),
    () => answers.join("\n"),
  );
}

/** `removalPolicy: destroy`, but an instance created in the Console uses the same key: Aura refuses to remove it. */
export async function destroyInUse(stage: Stage): Promise<void> {
  const { narrator } = stage;
  stage.writeEstate({ removalPolicy: "destroy" });
  await narrator.doing("synthesize, with removalPolicy: destroy", async () => stage.synthesizeReport());
  for (const stack of stage.stacks()) await stage.mustRun("deploy", stack, APPLY);
  await narrator.doing('create instance "reports" with the same key, in the Console', () =>
    createConsoleInstance(stage),
  );
  const [first = "", ...others] = stage.stacks();
  for (const stack of others.reverse()) await stage.mustRun("destroy", stack, DESTROY);
  await expectRefusal(stage, {
    what: "destroy",
    stack: first,
    args: DESTROY,
    check: "Aura keeps the customer managed key, and the error names the instance that uses it",
    says: ["The customer managed key is in use", '"reports"', "Destroy or move these instances first."],
  });
  narrator.check(
    "the KMS key did not change",
    stage.simulator.calls.names("kms:ScheduleKeyDeletion").length === 0,
    () => stage.simulator.calls.names("kms:*").join(),
  );
}

/** Instances first, then customer managed keys, then KMS keys; nothing is left. */
export async function destroyAll(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  await narrator.doing('delete instance "reports" in the Console', () => deleteConsoleInstance(stage));
  const [first = ""] = stage.stacks();
  simulator.calls.clear();
  await stage.mustRun("destroy", first, DESTROY);
  const calls = removals(stage);
  narrator.check(
    "the customer managed key was removed before its KMS key was scheduled for deletion",
    /^DELETE \/v1\/customer-managed-keys\/\S+,kms:ScheduleKeyDeletion$/.test(calls.join()),
    calls.join(),
  );
  narrator.say(`\n${cloudTable(simulator)}\n`);
  const { aura, kms } = simulator;
  narrator.check("no instance is left", aura.instances.list().length === 0);
  narrator.check("no customer managed key is left", aura.records.list().length === 0);
  const states = kms.keys().map((key) => kms.stateOf(key));
  narrator.check(
    "both KMS keys are pending deletion, which can still be cancelled",
    states.length === 2 && states.every((state) => /^Pending(Replica)?Deletion$/.test(state)),
    states.join(),
  );
  for (const stack of stage.stacks()) {
    const left = await stage.mustRun("list the state of", stack, ["state", "list"]);
    narrator.check(`the state of ${stack} is empty`, left.trim() === "", left);
  }
  simulator.clock.advance(TWO_WAITING_PERIODS);
  narrator.check("61 days later the KMS keys are deleted", kms.keys().length === 0 && kms.aliases().length === 0);
}

async function createConsoleInstance(stage: Stage): Promise<void> {
  const record = stage.simulator.aura.records.list().find(({ region }) => region === CONSOLE_INSTANCE.region);
  if (!record) throw new DemoFailure(`no customer managed key in ${CONSOLE_INSTANCE.region}`);
  await clientOf(stage).createInstance({ ...CONSOLE_INSTANCE, customer_managed_key_id: record.id });
}

async function deleteConsoleInstance(stage: Stage): Promise<void> {
  const { aura, clock } = stage.simulator;
  const id = aura.instances.list().find(({ name }) => name === CONSOLE_INSTANCE.name)?.id ?? "";
  await clientOf(stage).deleteInstance(id);
  while (aura.instances.find(id)) clock.advance(100);
}

const CONSOLE_INSTANCE = {
  name: "reports",
  version: "5",
  region: "eu-west-1",
  memory: "2GB",
  type: "enterprise-db",
  tenant_id: DEFAULT_PROJECT.id,
  cloud_provider: "aws",
} as const;

function clientOf({ simulator: { environment } }: Stage): AuraApi {
  return new AuraApi({
    baseUrl: environment["AURA_API_BASE_URL"] ?? "",
    clientId: environment["AURA_CLIENT_ID"] ?? "",
    clientSecret: environment["AURA_CLIENT_SECRET"] ?? "",
    userAgent: "aura-cmk demo",
  });
}
