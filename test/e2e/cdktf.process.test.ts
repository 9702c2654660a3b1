import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PROVIDER_SOURCE } from "../../provider/version";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../simulator";
import { statementFor } from "../../simulator/aura/statement";
import { attachProviders } from "../../simulator/terraform/attach";
import { PROVIDER } from "../support/dist";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls } from "./support/deployment";

const ROOT = resolve(__dirname, "../..");
const ESTATE = `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB }
`;

/** Whether the compiled part of cdktf-cli fits this Node: there is one to download for Node 20 and 22, and npm compiles it for 24. */
function canStart(): boolean {
  try {
    jest.requireActual("@cdktf/node-pty-prebuilt-multiarch");
    return true;
  } catch {
    return Number(process.versions.node.split(".")[0]) < 24;
  }
}
if (!canStart())
  process.stderr.write(
    "SKIPPED: cdktf-cli was installed without a compiler or with another Node; cdktf deploy did not run\n",
  );

// What the README tells people to type, with nothing attached but the AWS provider: Terraform finds and starts ours.
(canStart() ? describeWithTerraform : describe.skip)("cdktf deploy", () => {
  let folder: string;
  let simulator: Simulator;
  let aws: Awaited<ReturnType<typeof attachProviders>>;
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "aura-cmk-")));
    writeFileSync(join(folder, "estate.yaml"), ESTATE);
    writeFileSync(join(folder, "orders.json"), JSON.stringify(statementFor(DEFAULT_PROJECT)));
    simulator = await startSimulator();
    aws = await attachProviders(simulator.environment);
  });
  afterAll(async () => {
    aws.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds the provider in the stack and starts it, with nothing installed or configured", async () => {
    await deploy();
    expect(changingCalls(simulator).slice(0, 2)).toEqual(["kms:CreateKey", "kms:EnableKeyRotation"]);
    expect(changingCalls(simulator).at(-1)).toBe("POST /v1/instances");
    const [record] = simulator.aura.records.list();
    expect(simulator.aura.instances.list()).toMatchObject([{ name: "main", customer_managed_key_id: record?.id }]);
    const lock = readFileSync(join(folder, "cdktf.out/stacks/prod-eu-west-1/.terraform.lock.hcl"), "utf8");
    expect(lock).toContain(`provider "${PROVIDER_SOURCE}"`);
  });

  function deploy(): Promise<void> {
    const args = ["deploy", "*", "--auto-approve", "--skip-provider-lock", "--output", join(folder, "cdktf.out")];
    const env = {
      ...{ PATH: process.env["PATH"], HOME: folder, CI: "1", CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "/dev/null" },
      ...{ ...simulator.environment, ...aws.env, AURA_POLL_INTERVAL: "50ms" },
      ...{ AURA_ESTATE: join(folder, "estate.yaml"), AURA_PROVIDER_PATH: PROVIDER },
    };
    return new Promise((done, fail) => {
      execFile(
        join(ROOT, "node_modules/.bin/cdktf"),
        args,
        { cwd: ROOT, env, maxBuffer: 2 ** 26 },
        (error, out, err) => (error ? fail(new Error(`${error.message}\n${out}\n${err}`)) : done()),
      );
    });
  }
});
