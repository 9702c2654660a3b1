import {
  CreateGrantCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSimulator, type Fault, type Simulator } from "../../../simulator";
import { makeAccount, type Account } from "../../live/support/account";
import { describeWithBrowser, openInBrowser } from "../../support/browser";
import { auraCmk } from "../support/child";

let simulator: Simulator;
let account: Account;
let folder: string;
beforeEach(async () => {
  simulator = await startSimulator();
  account = await makeAccount(simulator);
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-verify-"));
  writeFileSync(path.join(folder, "state.json"), account.state);
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

/** What ends verification with the state: exit code, and the output up to the first empty line. */
async function verified(
  env: NodeJS.ProcessEnv = {},
  ...args: string[]
): Promise<{ code: number | null; head: string }> {
  const targets = args.length > 0 ? args : [path.join(folder, "state.json")];
  const { code, stdout, stderr } = await auraCmk(["verify", ...targets], { ...simulator.environment, ...env }).ended;
  const [head = ""] = `${stdout}${stderr}`.split("\n\n");
  return { code, head: head.trimEnd() };
}

/** Changes the statements of the key's policy. */
async function changePolicy(change: (statements: object[]) => object[]): Promise<void> {
  const { kms, keyArn } = account;
  const { Policy: text = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyArn }));
  const policy = JSON.parse(text) as { Statement: object[] };
  const changed = JSON.stringify({ ...policy, Statement: change(policy.Statement) });
  await kms.send(new PutKeyPolicyCommand({ KeyId: keyArn, Policy: changed }));
}

/** What happened to an account, and how the report begins. */
type Damage = readonly [what: string, damage: () => Promise<unknown>, code: number, head: (account: Account) => string];

const KEY = "alias/neo4j-aura/orders (aws_kms_key.orders)";
const IN = "in account 111122223333, eu-west-1";
const DAMAGES: readonly Damage[] = [
  ["nothing", () => Promise.resolve(), 0, () => `OK: keys, access and instances are as they should be\n${IN}`],
  [
    "Aura's statement was removed from the policy",
    () => changePolicy((statements) => statements.slice(0, -1)),
    1,
    () =>
      [
        "BLOCK: a change outside of Terraform revokes Aura's access to key orders; and 2 more findings",
        `       ${KEY}   AWS account 999988887777 loses all access  [aura-keeps-access]`,
        "       help: find out who changed it; keep Aura's statement; if this is not Aura, set auraAccountId",
        IN,
      ].join("\n"),
  ],
  [
    "a stranger was let into the policy",
    () =>
      changePolicy((statements) => [
        ...statements,
        { Effect: "Allow", Principal: { AWS: "999900001111" }, Action: "kms:Decrypt", Resource: "*" },
      ]),
    1,
    () =>
      [
        "BLOCK: drift: unexpected AWS account 999900001111 gains access to key orders",
        `       ${KEY}   Decrypt  [no-new-access]`,
        "       help: find out who changed it; remove it; if it is Aura, set auraAccountId",
        IN,
      ].join("\n"),
  ],
  [
    "rotation was turned off",
    () => account.kms.send(new DisableKeyRotationCommand({ KeyId: account.keyArn })),
    1,
    () =>
      [
        "BLOCK: drift: automatic rotation of key orders was turned off; and 1 more finding",
        `       ${KEY}   false (enable_key_rotation of aws_kms_key.orders)  [rotation-stays-on]`,
        "       help: find out who changed it; keep it on; the ARN does not change",
        IN,
      ].join("\n"),
  ],
  [
    "the key was scheduled for deletion",
    () => account.kms.send(new ScheduleKeyDeletionCommand({ KeyId: account.keyArn, PendingWindowInDays: 7 })),
    1,
    () => {
      const at = new Date(simulator.clock.now() + 7 * 86_400_000).toISOString().slice(0, 10);
      return [
        "BLOCK: key orders is scheduled for deletion; and 2 more findings",
        `       ${KEY}   it will be deleted on ${at}  [key-survives]`,
        "       help: run aws kms cancel-key-deletion and aws kms enable-key now",
        IN,
      ].join("\n");
    },
  ],
  [
    "a stranger got a grant",
    () =>
      account.kms.send(
        new CreateGrantCommand({
          ...{ KeyId: account.keyArn, GranteePrincipal: "arn:aws:iam::999900001111:role/x" },
          ...{ Operations: ["Decrypt"], Name: "backup" },
        }),
      ),
    1,
    () => "BLOCK: unexpected arn:aws:iam::999900001111:role/x can use key orders",
  ],
  [
    "Aura says that the key is not ready",
    () => Promise.resolve(simulator.aura.records.hold("orders")),
    0,
    () =>
      [
        "NEEDS REVIEW: Aura cannot use the key of customer managed key orders",
        "              orders (aura_customer_managed_key.orders)   status pending  [key-stays-usable]",
        "              help: check that the KMS key is enabled, not being deleted, and has Aura's statement",
        IN,
      ].join("\n"),
  ],
  [
    "the key was disabled",
    () => account.kms.send(new DisableKeyCommand({ KeyId: account.keyArn })),
    1,
    () =>
      [
        "BLOCK: key orders is disabled; and 3 more findings",
        `       ${KEY}   enabled false (is_enabled of aws_kms_key.orders)  [key-is-symmetric]`,
        "       help: enable the key",
        IN,
      ].join("\n"),
  ],
  [
    "the alias was moved to another key",
    async () => {
      const { KeyMetadata: other } = await account.kms.send(new CreateKeyCommand({}));
      const moved = { AliasName: "alias/neo4j-aura/orders", TargetKeyId: other?.KeyId };
      await account.kms.send(new UpdateAliasCommand(moved));
    },
    1,
    () => "BLOCK: drift: alias/neo4j-aura/orders points to another key",
  ],
];

describe("aura-cmk verify beside a state", () => {
  it.each(DAMAGES)("says so when this happened: %s", async (_, damage, code, head) => {
    await damage();
    const found = await verified();
    const expected = head(account);
    const lines = expected.split("\n").length;
    expect({ code: found.code, head: found.head.split("\n").slice(0, lines).join("\n") }).toEqual({
      code,
      head: expected,
    });
  });

  it("says so when the instance is another one, under another key", async () => {
    const other = "9b2f1f8e-0c1a-4c58-9a5e-0f6d1f1d8a11";
    const state = account.state.replaceAll(account.recordId, other);
    // What Terraform knew: another customer managed key, which is there no more.
    writeFileSync(path.join(folder, "state.json"), state);
    const { code, head } = await verified();
    expect([code, head.split("\n")[0]]).toEqual([
      1,
      "BLOCK: drift: instance orders got another customer managed key; and 1 more finding",
    ]);
  });
});

describe("aura-cmk verify with what cannot be read", () => {
  it("stops without AWS credentials", async () => {
    const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" };
    expect(await verified(none)).toEqual({
      code: 2,
      head: "cannot read key alias/neo4j-aura/orders: no AWS credentials: Could not load credentials from any providers; help: sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; `aws sts get-caller-identity` has to work [account-unreadable]",
    });
  });

  it("reports AWS without Aura's credentials, and never says OK", async () => {
    expect(await verified({ AURA_CLIENT_ID: "" })).toEqual({
      code: 0,
      head: [
        "NEEDS REVIEW: cannot read customer managed key orders and instance orders",
        "              no Aura API credentials: AURA_CLIENT_ID not set",
        "              help: set AURA_CLIENT_ID",
        IN,
      ].join("\n"),
    });
  });

  it("says so when the credentials are of another account, and takes no alias of that one", async () => {
    const other = "999900001111";
    const stranger = { AWS_ACCESS_KEY_ID: `SIM${other}` };
    const calls = ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListGrants"];
    const { stdout } = await auraCmk(["verify", path.join(folder, "state.json"), "--short"], {
      ...simulator.environment,
      ...stranger,
    }).ended;
    const help = "help: sign in to account 111122223333, or pass the name of a role of it with --role";
    expect(stdout).toBe(
      [
        "NEEDS REVIEW: cannot read key alias/neo4j-aura/orders; and 1 more finding",
        `              ${calls.map((call) => `access denied to kms:${call}`).join("; ")}; the credentials are of account ${other}`,
        `              ${help}`,
        IN,
        "",
        "NEEDS REVIEW  cannot read aliases of account 111122223333 in eu-west-1",
        `              the credentials are of account ${other}`,
        `              ${help}`,
        "",
      ].join("\n"),
    );
  });

  it("refuses a state without a key, so that the wrong file is never OK", async () => {
    const empty = path.join(folder, "empty.json");
    writeFileSync(empty, JSON.stringify({ format_version: "1.0", values: { root_module: {} } }));
    expect(await verified({}, empty)).toEqual({
      code: 2,
      head: `${empty}: there is nothing to verify: no key for Aura, no customer managed key and no instance; help: pass the state or the configuration of the stack that has the key [nothing-to-verify]`,
    });
  });

  it("refuses what is neither a file nor an id, and asks nobody", async () => {
    simulator.calls.clear();
    expect(await verified({}, "nowhere.json")).toEqual({
      code: 2,
      head: "nowhere.json: cannot tell what to verify: no such file or directory, and not an id; expected: a state, a configuration, the ARN, id or alias of a key, or the id of an instance; help: check the path or the id [target-unknown]",
    });
    expect(simulator.calls.names()).toEqual([]);
  });
});

describe("aura-cmk verify with a cloud that refuses", () => {
  const always = (fault: Omit<Fault, "times">) => simulator.faults.add({ times: "always", ...fault });

  it("stops in one line when the credentials have expired, and asks nothing else", async () => {
    always({ on: "sts:GetCallerIdentity", error: "ExpiredToken" });
    simulator.calls.clear();
    expect(await verified()).toEqual({
      code: 2,
      head: "cannot read key alias/neo4j-aura/orders: the AWS credentials have expired; help: sign in again [account-unreadable]",
    });
    expect(simulator.calls.names("kms:*")).toEqual([]);
  });

  it("says so when they expire half way, and reports what was read before", async () => {
    always({ on: "kms:ListGrants", error: "ExpiredTokenException" });
    expect(await verified()).toEqual({
      code: 0,
      head: [
        "NEEDS REVIEW: cannot read key alias/neo4j-aura/orders",
        "              the AWS credentials have expired",
        "              help: sign in again",
        IN,
      ].join("\n"),
    });
  });

  it("reports the other key when one is forbidden, and finds what is wrong with it", async () => {
    const { KeyMetadata: other } = await account.kms.send(new CreateKeyCommand({}));
    await account.kms.send(new DisableKeyCommand({ KeyId: account.keyArn }));
    for (const on of ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants"])
      always({ on, resource: other?.Arn ?? "", error: "AccessDeniedException" });
    const { code, stdout } = await auraCmk(
      ["verify", path.join(folder, "state.json"), other?.Arn ?? ""],
      simulator.environment,
    ).ended;
    expect(code).toBe(1);
    expect(stdout).toContain("BLOCK: key orders is disabled");
    expect(stdout).toContain(
      "access denied to kms:DescribeKey; access denied to kms:GetKeyPolicy; access denied to kms:GetKeyRotationStatus; access denied to kms:ListGrants",
    );
    expect(stdout).toContain("allow it, see docs/verify.md for the IAM policy");
  });

  it("says that AWS throttles, and reports the rest", async () => {
    always({ on: "kms:GetKeyRotationStatus", error: "ThrottlingException" });
    expect(await verified()).toEqual({
      code: 0,
      head: [
        "NEEDS REVIEW: cannot read key alias/neo4j-aura/orders",
        "              AWS throttles kms:GetKeyRotationStatus",
        "              help: run it again later, or for fewer keys at a time",
        IN,
      ].join("\n"),
    });
    expect(simulator.calls.names("kms:GetKeyRotationStatus")).toHaveLength(5);
  });

  it("says that a region cannot be reached, and reports the others", async () => {
    const far = account.keyArn.replace("eu-west-1", "us-east-1");
    always({ on: "kms:*", resource: far, drop: "before" });
    const head = async (env: NodeJS.ProcessEnv): Promise<unknown> => {
      const args = ["verify", path.join(folder, "state.json"), far];
      const { code, stdout } = await auraCmk(args, { ...simulator.environment, ...env }).ended;
      return [code, stdout.split("\n").slice(0, 4)];
    };
    const expected = (help: string): unknown => [
      0,
      [
        `NEEDS REVIEW: cannot read key ${far}`,
        "              AWS cannot be reached (ECONNRESET)",
        `              help: ${help}`,
        IN,
      ],
    ];
    expect(await head({})).toEqual(expected("check the region and the network"));
    expect(await head({ HTTPS_PROXY: "http://127.0.0.1:9" })).toEqual(
      expected("AWS is asked without HTTPS_PROXY: run it where AWS is reached directly, such as by a VPC endpoint"),
    );
  });

  it("writes no file when nothing can be read", async () => {
    always({ on: "sts:GetCallerIdentity", error: "ExpiredToken" });
    const out = path.join(folder, "evidence.html");
    const { code } = await verified({}, path.join(folder, "state.json"), "--format", "html", "--out", out);
    expect([code, existsSync(out)]).toEqual([2, false]);
  });
});

describe("the calls of aura-cmk verify", () => {
  it("are those of the IAM policy in docs/verify.md, and read only", async () => {
    simulator.calls.clear();
    await verified();
    const page = readFileSync(path.resolve(__dirname, "../../../docs/verify.md"), "utf8");
    const [, text = ""] = /^```json policy\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const policy = JSON.parse(text) as { Statement: { Action: string | string[] }[] };
    const allowed = policy.Statement.flatMap(({ Action: action }) => action).sort();
    const distinct = (only: string) => [...new Set(simulator.calls.names(only))].sort();
    expect(distinct("kms:*")).toEqual(allowed);
    expect(distinct("sts:*")).toEqual(["sts:GetCallerIdentity"]);
    expect(distinct("*").filter((call) => !/^(kms:|sts:|GET )/.test(call))).toEqual(["POST /oauth/token"]);
  });
});

describe("aura-cmk verify of ids", () => {
  it.each([
    ["the ARN of a key", () => account.keyArn],
    ["the alias of a key", () => "alias/neo4j-aura/orders"],
    ["the id of an instance", () => account.instanceId],
  ])("finds by %s what belongs together", async (_, id) => {
    const { stdout } = await auraCmk(["verify", id(), "--short"], simulator.environment).ended;
    expect(stdout).toBe(["OK: keys, access and instances are as they should be", IN, ""].join("\n"));
  });
});

describe("the evidence of aura-cmk verify", () => {
  it("says which database is under which key, how it is kept, and who can use and administer it", async () => {
    const { keyArn } = account;
    const args = ["verify", path.join(folder, "state.json"), "--format", "json"];
    const { stdout } = await auraCmk(args, simulator.environment).ended;
    const { evidence } = JSON.parse(stdout) as { evidence: Record<string, unknown> };
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;
    expect(evidence).toEqual({
      checkedAt: date,
      identities: [
        { of: "AWS account 111122223333", name: "arn:aws:iam::111122223333:user/simulator" },
        { of: "Aura API client", name: simulator.environment["AURA_CLIENT_ID"] },
      ],
      keys: [
        {
          on: { address: "aws_kms_key.orders", name: "alias/neo4j-aura/orders" },
          ...{ arn: keyArn, state: "Enabled", createdAt: date },
          rotation: { enabled: true, periodInDays: 365, nextAt: date },
          lastUse: { at: date, operation: expect.any(String) as unknown, since: date },
          access: [
            { who: "AWS account 111122223333", by: "policy", use: "yes", administer: "yes" },
            { who: "AWS account 999988887777", by: "policy", use: "yes", administer: "no" },
          ],
        },
      ],
      instances: [
        {
          on: { address: "aura_instance.orders", name: "orders" },
          ...{ id: account.instanceId, status: "running", createdAt: date },
          customerManagedKey: { address: "aura_customer_managed_key.orders", name: "orders" },
          ...{ keyStatus: "ready", registeredAt: date },
          key: { address: "aws_kms_key.orders", name: "alias/neo4j-aura/orders" },
          keyArn,
        },
      ],
    });
  });

  describeWithBrowser("in a real browser", () => {
    it("is one page with every section", async () => {
      const file = path.join(folder, "evidence.html");
      const args = ["verify", path.join(folder, "state.json"), "--format", "html", "--out", file];
      await auraCmk(args, simulator.environment).ended;
      const dom = openInBrowser(readFileSync(file, "utf8"));
      expect([...dom.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual([
        ...["Keys and instances", "Databases", "Keys", "Who can use and administer the keys", "Checked", "Coverage"],
      ]);
    });
  });
});
