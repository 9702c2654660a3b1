import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  accessKeyIdOf,
  auraPrincipal,
  DEFAULT_PROJECT,
  startSimulator,
  statementFor,
  type Simulator,
} from "../../simulator";
import { findTools } from "../peers/tools";
import { LONG, policyWith, World } from "./support/world";

// All that it can do is tried by `npm run peers`.
const { awsCli } = findTools();
if (!awsCli) process.stderr.write("SKIPPED: no AWS CLI on PATH; the test of the simulator with it did not run\n");

(awsCli ? describe : describe.skip)("the AWS CLI", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.stop());

  const aws = async (args: string, principal = "111122223333"): Promise<Record<string, unknown>> => {
    const caller = { AWS_ACCESS_KEY_ID: accessKeyIdOf(principal), AWS_PAGER: "" };
    const env = { PATH: process.env["PATH"], HOME: "/nonexistent", ...simulator.environment, ...caller };
    const { stdout } = await promisify(execFile)(awsCli ?? "", [...args.split(" "), "--output", "json"], { env });
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it("is told who it is, and uses a key as Aura does; another service is refused", async () => {
    expect(await aws("sts get-caller-identity")).toMatchObject({ Account: "111122223333" });
    const { arn } = simulator.kms.addKey({
      keyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
      region: "eu-west-1",
      accountId: "111122223333",
      policy: policyWith(statementFor(DEFAULT_PROJECT)),
    });
    const generate = `kms generate-data-key --key-spec AES_256 --key-id ${arn}`;
    expect(await aws(generate, auraPrincipal(DEFAULT_PROJECT).arn)).toMatchObject({ KeyId: arn });
    await expect(aws(generate, "123456789012")).rejects.toThrow("AccessDeniedException");
    await expect(aws("iam list-users")).rejects.toThrow(
      "The simulator serves KMS, STS, SNS, EventBridge and Secrets Manager, not iam",
    );
  });

  it("goes the circle that the page shows", async () => {
    const world = new World(simulator);
    const customer_managed_key_id = await world.readyRecord();
    const TargetKeyId = simulator.kms.keys().at(-1)?.keyId;
    await world.kms("CreateAlias", { AliasName: "alias/neo4j-aura/orders", TargetKeyId });
    await world.instance({ customer_managed_key_id });

    const page = readFileSync(path.join(__dirname, "../../docs/simulator.md"), "utf8");
    const [, commands = ""] = /```sh circle\n(.*?)```/s.exec(page) ?? [];
    // The clock of the simulator is not that of the machine here, and the AWS CLI need not be the first on the PATH.
    const skip = `curl -s -H 'content-type: application/json' -d '{"advanceMs":${LONG}}' $AURA_API_BASE_URL/_simulator/clock`;
    const script = commands.replace("sleep 3", skip).replaceAll("curl $", "curl -s $");
    const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-circle-"));
    try {
      const found = [path.dirname(awsCli ?? ""), process.env["PATH"]].join(path.delimiter);
      const env = { PATH: found, HOME: "/nonexistent", AWS_PAGER: "", ...simulator.environment };
      const { stdout, stderr } = await promisify(execFile)("sh", ["-c", script], { cwd: folder, env });
      expect(stdout.match(/a secret|encryption key error|running/g)).toEqual([
        "a secret",
        "encryption key error",
        "running",
      ]);
      expect(stderr.match(/\(\w+Exception\)/g)).toEqual(["(AccessDeniedException)"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
