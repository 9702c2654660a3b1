import { writeFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT, type OtherCloudName } from "../../simulator";
import { run } from "../cli/support/run";
import { changingCalls, deployment, type Deployment } from "../e2e/support/deployment";
import { addKey } from "../provider/support/stage";
import { AzureWorld } from "../simulator/support/azure";
import { describeWithTerraform } from "../support/terraform";
import { copyOf, EXAMPLES, fencesOf, PROJECT, read, stacksOf } from "./support/example";

const CURRENT_POLICY = read("examples/existing-key/current-policy.json");

/** The key that the example existing-key is about. */
const EXISTING = { keyId: "1234abcd-12ab-34cd-56ef-1234567890ab", region: "us-east-1" };

/** What is in Aura when an example has been deployed: instances, and in which region the record of their key is. */
const INSTANCES: Readonly<Record<string, readonly string[]>> = {
  "single-account": ["orders in eu-west-1, key in 111122223333 eu-west-1"],
  "multi-account": [
    "orders-prod in eu-west-1, key in 111122223333 eu-west-1",
    "churn-prod in eu-central-1, key in 444455556666 eu-central-1",
  ],
  "existing-key": ["segments in us-east-1, key in 111122223333 us-east-1"],
  "multi-region": [
    "orders-frankfurt in eu-central-1, key in 111122223333 eu-central-1",
    "orders-ireland in eu-west-1, key in 111122223333 eu-west-1",
  ],
  azure: ["orders in northeurope, key in https://acme-aura-orders.vault.azure.net"],
  google: ["orders in europe-west1, key in projects/simulated-project/locations/europe-west1"],
  "three-clouds": [
    "orders-prod in eu-west-1, key in 111122223333 eu-west-1",
    "ledger-prod in northeurope, key in https://acme-aura-ledger.vault.azure.net",
    "events-prod in europe-west1, key in projects/simulated-project/locations/europe-west1",
  ],
};

/** The clouds that the simulator runs beside AWS. */
const CLOUDS: Readonly<Record<string, readonly OtherCloudName[]>> = {
  azure: ["azure"],
  google: ["gcp"],
  "three-clouds": ["azure", "gcp"],
};

describeWithTerraform("an example, copied out of the repository", () => {
  let on: Deployment;
  afterEach(() => on.stop());

  async function start(example: string): Promise<void> {
    const clouds = CLOUDS[example] ?? [];
    on = await deployment({ clouds, aura: { projects: [{ ...DEFAULT_PROJECT, id: PROJECT }] } });
    if (!clouds.includes("azure")) return;
    // What the README does by `az group create`.
    const { client, groupId } = new AzureWorld(on.simulator, "aura");
    await client.arm("PUT", groupId, { location: "northeurope" });
  }

  async function addPrincipal({ applicationId }: { readonly applicationId: string }): Promise<void> {
    await new AzureWorld(on.simulator).client.graph("POST", "servicePrincipals", { appId: applicationId });
  }

  /** What the commands under "What the plan shows" print, from the first plan on. */
  async function reviewOf(example: string): Promise<string> {
    const files: string[] = [];
    for (const name of stacksOf(example)) {
      const stack = on.stack(name);
      await stack.must("plan", "-out=plan.bin", "-no-color");
      const file = path.join(on.folder, `${name}.json`);
      writeFileSync(file, (await stack.must("show", "-json", "plan.bin")).stdout);
      files.push(file);
    }
    return (await run("review", ...files)).stdout;
  }

  async function deploy(example: string): Promise<void> {
    for (const name of stacksOf(example)) await on.stack(name).must("apply", "plan.bin", "-no-color");
  }

  it.each(EXAMPLES)("is deployed in two phases, and its plan is reviewed as its README says: %s", async (example) => {
    await start(example);
    addKey(on.simulator, { ...EXISTING, keyPolicy: CURRENT_POLICY });
    const copy = copyOf(example, on.folder);
    copy.synth();
    for (const name of stacksOf(example)) await on.stack(name).must("init", "-no-color");
    expect(await reviewOf(example)).toMatch(/^OK: no access is removed, and no unexpected principal gains access\n/);
    await deploy(example);
    expect(on.simulator.aura.instances.list()).toEqual([]);
    // The policy of a key that is there already is what it was.
    expect(changingCalls(on.simulator)).not.toContain("kms:PutKeyPolicy");

    for (const { name, cloud_provider: cloud } of on.simulator.aura.records.list()) {
      const shown = await on.console(name);
      copy.grantAccess(name, shown);
      // What the next steps do by `az ad sp create`.
      if (cloud === "azure") await addPrincipal(JSON.parse(shown) as { applicationId: string });
    }
    copy.synth();
    const review = (await reviewOf(example)).split("\n");
    const shown = fencesOf(example, "text").join("\n").split("\n");
    expect(shown[0]).toBe(review[0]);
    expect(shown.filter((line) => !review.includes(line))).toEqual([]);
    await deploy(example);
    const { records, instances } = on.simulator.aura;
    const deployed = instances.list().map(({ name, region, customer_managed_key_id: id }) => {
      return `${name} in ${region}, key in ${placeOf(records.list().find((one) => one.id === id)?.key_id ?? "")}`;
    });
    expect(deployed.sort()).toEqual([...(INSTANCES[example] ?? [])].sort());
    for (const name of stacksOf(example)) expect(await on.stack(name).planCode()).toBe(0);
  });

  it("shows in its first plan that current-policy.json is not what the existing key has", async () => {
    await start("existing-key");
    const { Statement, ...rest } = JSON.parse(CURRENT_POLICY) as { Statement: object[] };
    const more = { ...Statement[1], Sid: "Backups", Principal: { AWS: "arn:aws:iam::111122223333:role/backup" } };
    addKey(on.simulator, { ...EXISTING, keyPolicy: JSON.stringify({ ...rest, Statement: [...Statement, more] }) });
    copyOf("existing-key", on.folder).synth();
    await on.stack("segments").must("init", "-no-color");
    expect((await reviewOf("existing-key")).split("\n")).toContain(
      '    removed statement 3 ("Backups"): allowed arn:aws:iam::111122223333:role/backup kms:Decrypt, kms:DescribeKey',
    );
  });
});

/** The place of a key, by what it is registered as. */
function placeOf(keyId: string): string {
  const [, , , region, account] = keyId.split(":");
  if (keyId.startsWith("arn:")) return `${account} ${region}`;
  return keyId
    .split("/")
    .slice(0, keyId.startsWith("projects/") ? 4 : 3)
    .join("/");
}
