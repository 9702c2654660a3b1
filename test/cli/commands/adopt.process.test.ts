import {
  CreateKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PROBLEM_EXAMPLES } from "../../../cli/explain/problem-examples";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../../simulator";
import type { Fault } from "../../../simulator/http/faults";
import { makeAccount, type Account } from "../../live/support/account";
import { auraCmk } from "../support/child";

const ALIAS = "alias/neo4j-aura/orders";

let simulator: Simulator;
let account: Account;
let folder: string;
beforeEach(async () => {
  simulator = await startSimulator({
    callers: { EXPIRED: { arn: "arn:aws:iam::111122223333:user/late", expires: "2020-01-01T00:00:00Z" } },
  });
  account = await makeAccount(simulator);
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-adopt-"));
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

/** How the command ends: exit code, standard error, and the names of the files that it has written. */
async function adopt(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stderr: string; files: readonly string[] }> {
  const all = ["adopt", ...args, "--out", folder];
  const { code, stderr, left } = await auraCmk(all, { ...simulator.environment, ...env }).ended;
  expect(left).toEqual([]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return { code, stderr, files };
}

const NOT_ADOPTABLE = PROBLEM_EXAMPLES["key-not-adoptable"];
const NOBODY = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" };

/** Something wrong: what a person does or has, and the only line that it gives. */
type Wrong = readonly [what: string, () => Promise<readonly string[]> | readonly string[], NodeJS.ProcessEnv, string];

const fault = (one: Fault) => (): readonly string[] => {
  simulator.faults.add({ ...one, times: "always" });
  return [ALIAS];
};

const WRONG: readonly Wrong[] = [
  [
    "an alias that does not exist",
    () => ["alias/nowhere"],
    {},
    "cannot read alias/nowhere: no alias/nowhere in eu-west-1 of account 111122223333; help: check the alias, the region and the account [account-unreadable]",
  ],
  [
    "a key that does not exist",
    () => ["1234abcd-12ab-34cd-56ef-1234567890ab"],
    {},
    "cannot read arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab: no key arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab; help: check the ARN; the key may have been deleted [account-unreadable]",
  ],
  [
    "an instance that does not exist",
    () => ["db1d1234"],
    {},
    "cannot read instance db1d1234: no instance db1d1234 in Aura; help: check the id and the project [account-unreadable]",
  ],
  [
    "a customer managed key that does not exist",
    () => ["--customer-managed-key", "1234abcd-12ab-34cd-56ef-1234567890ab"],
    {},
    "cannot read customer managed key 1234abcd-12ab-34cd-56ef-1234567890ab: no customer managed key 1234abcd-12ab-34cd-56ef-1234567890ab in Aura; help: check the id and the project [account-unreadable]",
  ],
  ["a key of another account", () => NOT_ADOPTABLE.bad.split(" ").slice(2, 3), {}, NOT_ADOPTABLE.message],
  [
    "an asymmetric key",
    async () => {
      const spec = { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" } as const;
      const { KeyMetadata: key } = await account.kms.send(new CreateKeyCommand(spec));
      return [key?.Arn ?? ""];
    },
    {},
    "KEY: the key is not symmetric: key spec RSA_2048; help: name a key with key spec SYMMETRIC_DEFAULT [key-not-adoptable]",
  ],
  [
    "a replica",
    async () => {
      const { KeyMetadata: key } = await account.kms.send(new CreateKeyCommand({ MultiRegion: true }));
      const replica = { KeyId: key?.Arn, ReplicaRegion: "eu-central-1" };
      await account.kms.send(new ReplicateKeyCommand(replica));
      return [key?.Arn?.replace("eu-west-1", "eu-central-1") ?? ""];
    },
    {},
    "KEY: the key is a replica: its primary is KEY; help: adopt the primary; or name it without managing it: see docs/existing-keys.md [key-not-adoptable]",
  ],
  [
    "a configuration",
    () => [folder],
    {},
    "FOLDER: cannot tell what to adopt: a configuration; expected: a state, the ARN, id or alias of a key, or the id of an instance; help: name a state, which has the ids of what exists [target-unknown]",
  ],
  [
    "a key that waits for its deletion",
    async () => {
      await account.kms.send(new ScheduleKeyDeletionCommand({ KeyId: account.keyArn, PendingWindowInDays: 7 }));
      return [ALIAS];
    },
    {},
    "KEY: key alias/neo4j-aura/orders is scheduled for deletion: it will be deleted on DATE; help: run aws kms cancel-key-deletion and aws kms enable-key now [key-not-adoptable]",
  ],
  [
    "an instance without a customer managed key",
    async () => {
      const { id } = await account.aura.data(202, "POST", "/instances", {
        ...{ cloud_provider: "aws", region: "eu-west-1", tenant_id: DEFAULT_PROJECT.id, name: "plain", memory: "8GB" },
        ...{ type: "enterprise-db", version: "5" },
      });
      return [String(id)];
    },
    {},
    "instance ID: instance plain has no customer managed key: a Neo4j-managed key encrypts it; help: clone it under a customer managed key: see docs/existing-keys.md; an instance cannot change its key [key-not-adoptable]",
  ],
  [
    "no AWS credentials",
    () => [ALIAS],
    NOBODY,
    "cannot read AWS: no AWS credentials: Could not load credentials from any providers; help: sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` has to work [account-unreadable]",
  ],
  [
    "no AWS credentials, for a key by its ARN",
    () => [account.keyArn],
    NOBODY,
    "cannot read AWS: no AWS credentials: Could not load credentials from any providers; help: sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` has to work [account-unreadable]",
  ],
  [
    "no AWS credentials, for an instance",
    () => [account.instanceId],
    NOBODY,
    "cannot read AWS and key KEY: no AWS credentials: Could not load credentials from any providers; help: sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` has to work [account-unreadable]",
  ],
  [
    "expired AWS credentials",
    () => [ALIAS],
    { AWS_ACCESS_KEY_ID: "EXPIRED" },
    "cannot read AWS: the AWS credentials have expired; help: sign in again [account-unreadable]",
  ],
  [
    "no Aura credentials",
    () => [ALIAS],
    { AURA_CLIENT_SECRET: "" },
    "cannot read customer managed keys and instances of Aura: no Aura API credentials: AURA_CLIENT_SECRET not set; help: set AURA_CLIENT_SECRET [account-unreadable]",
  ],
  [
    "wrong Aura credentials",
    () => [ALIAS],
    { AURA_CLIENT_SECRET: "wrong" },
    "cannot read customer managed keys: Aura does not accept the API credentials; help: check AURA_CLIENT_ID and AURA_CLIENT_SECRET [account-unreadable]",
  ],
  [
    "one call that is forbidden",
    fault({ on: "kms:GetKeyPolicy", error: "AccessDeniedException" }),
    {},
    "cannot read key KEY: access denied to kms:GetKeyPolicy; help: allow it, see docs/verify.md for the IAM policy [account-unreadable]",
  ],
  [
    "tags that may not be read",
    fault({ on: "kms:ListResourceTags", error: "AccessDeniedException" }),
    {},
    "cannot read key KEY: access denied to kms:ListResourceTags; help: allow it, see docs/adopt.md for the IAM policy [account-unreadable]",
  ],
  [
    "a call that is throttled",
    fault({ on: "kms:GetKeyRotationStatus", error: "ThrottlingException" }),
    {},
    "cannot read key KEY: AWS throttles kms:GetKeyRotationStatus; help: run it again later, or for fewer keys at a time [account-unreadable]",
  ],
  [
    "a name that is nothing",
    () => ["nowhere.json"],
    {},
    "nowhere.json: cannot tell what to adopt: no such file or directory, and not an id; expected: a state, the ARN, id or alias of a key, or the id of an instance; help: check the path or the id [target-unknown]",
  ],
  [
    "a key of Azure",
    () => [`https://acme.vault.azure.net/keys/orders/${"0".repeat(32)}`],
    {},
    `https://acme.vault.azure.net/keys/orders/${"0".repeat(32)}: adopt takes over keys of AWS only: a key of Azure; help: use it as it is, with \`keyId\` of a key in the estate: docs/azure.md [key-not-adoptable]`,
  ],
  [
    "a policy with a Deny for Aura",
    async () => {
      const deny = { Sid: "No", Effect: "Deny", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" };
      const { Policy: text = "" } = await account.kms.send(new GetKeyPolicyCommand({ KeyId: account.keyArn }));
      const policy = JSON.parse(text) as { Statement: object[] };
      const changed = JSON.stringify({ ...policy, Statement: [...policy.Statement, deny] });
      await account.kms.send(new PutKeyPolicyCommand({ KeyId: account.keyArn, Policy: changed }));
      return [ALIAS];
    },
    {},
    'estate.yaml:15:3: Aura lacks required permissions on key orders: kms:Decrypt: statement 3 ("No") denies it to AWS account 999988887777 (policy of key orders); expected: all 7 required operations; help: copy the statement from the Aura Console again, or exclude Aura from the Deny [aura-can-use-key]',
  ],
];

describe("aura-cmk adopt with what it cannot adopt", () => {
  it.each(WRONG)("says one line, writes nothing and ends with 2: %s", async (_, prepare, env, line) => {
    const args = await prepare();
    const { code, stderr, files } = await adopt(args, env);
    const shown = stderr
      .replaceAll(/arn:aws:kms:eu-(west|central)-1:111122223333:key\/(?!1234abcd)[\w-]+/g, "KEY")
      .replaceAll(folder, "FOLDER")
      .replace(/deleted on \d{4}-\d\d-\d\d/, "deleted on DATE")
      .replace(/^instance [0-9a-f]{8}:/, "instance ID:");
    expect({ code, stderr: shown, files }).toEqual({ code: 2, stderr: `${line}\n`, files: [] });
  });

  it("names every file that is there already, and overwrites none", async () => {
    writeFileSync(path.join(folder, "estate.yaml"), "mine");
    const { code, stderr, files } = await adopt([ALIAS]);
    expect([code, files, readFileSync(path.join(folder, "estate.yaml"), "utf8")]).toEqual([2, ["estate.yaml"], "mine"]);
    expect(stderr).toBe(
      `${path.join(folder, "estate.yaml")}: the file exists already; help: name another directory with --out, and copy from there what you need [output-unwritable]\n`,
    );
    expect(await adopt([ALIAS, "--as", "constructs"])).toMatchObject({ code: 0 });
    rmSync(path.join(folder, "estate.yaml"));
    const again = await adopt([ALIAS]);
    expect([again.code, again.stderr.match(/the file exists already/g)]).toEqual([
      2,
      Array(2).fill("the file exists already"),
    ]);
    expect(existsSync(path.join(folder, "estate.yaml"))).toBe(false);
  });

  it("leaves nothing behind when it is stopped half way", async () => {
    const running = auraCmk(["adopt", ALIAS, "--out", folder], simulator.environment);
    simulator.faults.add({ on: "kms:GetKeyPolicy", delayMs: 60_000, hook: () => undefined, times: "always" });
    simulator.faults.add({ on: "kms:DescribeKey", hook: () => void running.process.kill("SIGINT") });
    const { code, stdout, stderr, left } = await running.ended;
    expect({ code, stdout, stderr, left, files: readdirSync(folder) }).toEqual({
      ...{ code: 130, stdout: "", stderr: "\nNothing was written.\n", left: [], files: [] },
    });
  });

  it("prints its problems as JSON for another program", async () => {
    const { code, stdout } = await auraCmk(["adopt", "nowhere.json", "--json", "--out", folder], simulator.environment)
      .ended;
    expect([code, (JSON.parse(stdout) as { problems: { code: string }[] }).problems.map((one) => one.code)]).toEqual([
      ...[2, ["target-unknown"]],
    ]);
  });
});

describe("the calls of aura-cmk adopt", () => {
  it("are those of the IAM policy in docs/adopt.md, and read only", async () => {
    simulator.calls.clear();
    expect(await adopt([ALIAS])).toMatchObject({ code: 0 });
    const page = readFileSync(path.resolve(__dirname, "../../../docs/adopt.md"), "utf8");
    const [, text = ""] = /^```json iam\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const policy = JSON.parse(text) as { Statement: { Action: string | string[] }[] };
    const allowed = policy.Statement.flatMap(({ Action: action }) => action).sort();
    const distinct = (only: string) => [...new Set(simulator.calls.names(only))].sort();
    expect(distinct("kms:*")).toEqual(allowed);
    expect(distinct("sts:*")).toEqual(["sts:GetCallerIdentity"]);
    expect(distinct("*").filter((call) => !/^(kms:|sts:|GET )/.test(call))).toEqual(["POST /oauth/token"]);
  });
});
