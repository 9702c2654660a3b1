import { AuraApi } from "../../../provider/aura-api";
import { DEFAULT_PROJECT } from "../../../simulator";
import { cloudTable } from "../cloud";
import { DemoFailure } from "../narrator";
import type { Stage } from "../stage";
import { APPLY, DESTROY, refused, takenAway } from "./common";

/** Longer than the waiting periods of a replica and of its primary together, in milliseconds. */
const TWO_WAITING_PERIODS = 61 * 24 * 60 * 60 * 1000;

/** With `removalPolicy: retain`, the default, Terraform destroys nothing. */
export async function destroyRetained(stage: Stage): Promise<void> {
  for (const stack of stage.stacks().reverse()) {
    await refused(stage, {
      what: "destroy",
      stack,
      args: DESTROY,
      proof: `nothing of ${stack} can be destroyed`,
      says: ["Instance cannot be destroyed"],
    });
    stage.narrator.prove("nothing was taken away", takenAway(stage).length === 0, () => takenAway(stage).join());
  }
}

/** `removalPolicy: destroy`; but somebody made an instance on the same key in the Console, and Aura keeps the record. */
export async function destroyInUse(stage: Stage): Promise<void> {
  const { narrator } = stage;
  stage.writeEstate({ removalPolicy: "destroy" });
  await narrator.doing("synthesize, with removalPolicy: destroy", async () => stage.synthesized());
  for (const stack of stage.stacks()) await stage.must("deploy", stack, APPLY);
  await narrator.doing('make instance "reports" on the key, outside of Terraform', () => makeForeignInstance(stage));
  const [first = "", ...others] = stage.stacks();
  for (const stack of others.reverse()) await stage.must("destroy", stack, DESTROY);
  await refused(stage, {
    what: "destroy",
    stack: first,
    args: DESTROY,
    proof: "Aura keeps the record, and the error names the instance that still uses it",
    says: ["The customer managed key is in use", '"reports"', "Destroy or move these instances first."],
  });
  narrator.prove("the key was not touched", stage.simulator.calls.names("kms:ScheduleKeyDeletion").length === 0, () =>
    stage.simulator.calls.names("kms:*").join(),
  );
}

/** Instances first, then records, then keys; nothing is left. */
export async function destroyAll(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  await narrator.doing('destroy instance "reports" in the Console', () => destroyForeignInstance(stage));
  const [first = ""] = stage.stacks();
  simulator.calls.clear();
  await stage.must("destroy", first, DESTROY);
  const calls = takenAway(stage);
  narrator.prove(
    "the record was removed before its key was given up",
    /^DELETE \/v1\/customer-managed-keys\/\S+,kms:ScheduleKeyDeletion$/.test(calls.join()),
    calls.join(),
  );
  narrator.say(`\n${cloudTable(simulator)}\n`);
  const { aura, kms } = simulator;
  narrator.prove("no instance is left", aura.instances.list().length === 0);
  narrator.prove("no record is left", aura.records.list().length === 0);
  const states = kms.keys().map((key) => kms.stateOf(key));
  narrator.prove(
    "both keys wait for their deletion; until then it can be taken back",
    states.length === 2 && states.every((state) => /^Pending(Replica)?Deletion$/.test(state)),
    states.join(),
  );
  for (const stack of stage.stacks()) {
    const left = await stage.must("look into the state of", stack, ["state", "list"]);
    narrator.prove(`Terraform knows of nothing in ${stack}`, left.trim() === "", left);
  }
  simulator.clock.advance(TWO_WAITING_PERIODS);
  narrator.prove("61 days later the keys are gone", kms.keys().length === 0 && kms.aliases().length === 0);
}

async function makeForeignInstance(stage: Stage): Promise<void> {
  const record = stage.simulator.aura.records.list().find(({ region }) => region === FOREIGN.region);
  if (!record) throw new DemoFailure(`there is no record in ${FOREIGN.region}`);
  await clientOf(stage).createInstance({ ...FOREIGN, customer_managed_key_id: record.id });
}

async function destroyForeignInstance(stage: Stage): Promise<void> {
  const { aura, clock } = stage.simulator;
  const id = aura.instances.list().find(({ name }) => name === FOREIGN.name)?.id ?? "";
  await clientOf(stage).deleteInstance(id);
  while (aura.instances.find(id)) clock.advance(100);
}

const FOREIGN = {
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
