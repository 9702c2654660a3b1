import { writeFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT } from "../../simulator";
import { run } from "../cli/support/run";
import { changingCalls, deployment, type Deployment } from "../e2e/support/deployment";
import { addKey } from "../provider/support/stage";
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
};

describeWithTerraform("an example, copied out of the repository", () => {
  let on: Deployment;
  beforeEach(async () => {
    on = await deployment({ aura: { projects: [{ ...DEFAULT_PROJECT, id: PROJECT }] } });
  });
  afterEach(() => on.stop());

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
    addKey(on.simulator, { ...EXISTING, keyPolicy: CURRENT_POLICY });
    const copy = copyOf(example, on.folder);
    copy.synth();
    for (const name of stacksOf(example)) await on.stack(name).must("init", "-no-color");
    expect(await reviewOf(example)).toMatch(/^OK: no access is removed, and no unexpected principal gains access\n/);
    await deploy(example);
    expect(on.simulator.aura.instances.list()).toEqual([]);
    // The policy of a key that is there already is what it was.
    expect(changingCalls(on.simulator)).not.toContain("kms:PutKeyPolicy");

    for (const { name } of on.simulator.aura.records.list())
      copy.save(`statements/${name}.json`, await on.console(name));
    copy.synth();
    const review = (await reviewOf(example)).split("\n");
    const shown = fencesOf(example, "text").join("\n").split("\n");
    expect(shown[0]).toBe(review[0]);
    expect(shown.filter((line) => !review.includes(line))).toEqual([]);
    await deploy(example);
    const { records, instances } = on.simulator.aura;
    const deployed = instances.list().map(({ name, region, customer_managed_key_id: id }) => {
      const [, , , keyRegion, account] =
        records
          .list()
          .find((one) => one.id === id)
          ?.key_id.split(":") ?? [];
      return `${name} in ${region}, key in ${account} ${keyRegion}`;
    });
    expect(deployed.sort()).toEqual([...(INSTANCES[example] ?? [])].sort());
    for (const name of stacksOf(example)) expect(await on.stack(name).planCode()).toBe(0);
  });

  it("shows in its first plan that current-policy.json is not what the existing key has", async () => {
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
