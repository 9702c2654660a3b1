import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  TagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { DEFAULT_PROJECT } from "../../simulator";
import { auraCmk } from "../cli/support/child";
import { makeAccount, type Account } from "../live/support/account";
import neo4jaura from "../provider/support/states/neo4jaura-instance.json";
import pgrKey from "../provider/support/states/pgrneo4jaura-auracmk.json";
import pgrInstance from "../provider/support/states/pgrneo4jaura-aurainstance.json";
import { AURA_CMK } from "../support/dist";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls, deployment, Stack, type Deployment } from "./support/deployment";

const ROOT = resolve(__dirname, "../..");
const ALIAS = "alias/neo4j-aura/orders";

/** The code of a language on the page about adoption. */
function fencesOf(language: string): readonly string[] {
  const page = readFileSync(join(ROOT, "docs/adopt.md"), "utf8");
  return [...page.matchAll(/^```([^\n]*)\n([\s\S]*?)\n```$/gm)].flatMap(([, of, code = ""]) =>
    of === language ? [code] : [],
  );
}

describeWithTerraform("aura-cmk adopt, and what Terraform and the review make of it", () => {
  let on: Deployment;
  let account: Account;
  beforeEach(async () => {
    on = await deployment();
    account = await makeAccount(on.simulator);
    const { kms, keyArn: KeyId } = account;
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "Orders of years" }));
    await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "team", TagValue: "orders" }] }));
    await changePolicy((statements) => [{ ...statements[0], Sid: "Root" }, ...statements.slice(1)]);
    on.simulator.calls.clear();
  });
  afterEach(() => on.stop());

  async function changePolicy(change: (statements: object[]) => object[]): Promise<void> {
    const { kms, keyArn: KeyId } = account;
    const { Policy: text = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
    const policy = JSON.parse(text) as { Statement: object[] };
    const changed = { ...policy, Statement: change(policy.Statement) };
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(changed) }));
  }

  async function adopt(...args: string[]): Promise<void> {
    const all = ["adopt", ...args, "--region", "eu-west-1", "--out", on.folder];
    const { code, stderr } = await auraCmk(all, on.simulator.environment).ended;
    expect([code, stderr]).toEqual([0, ""]);
  }

  /** The only stack of the adopted estate. */
  function synthesized(): Stack {
    on.estate(readFileSync(join(on.folder, "estate.yaml"), "utf8"));
    return on.stack("prod-eu-west-1");
  }

  /** What `aura-cmk review` says of the next plan of a stack, up to the first empty line. */
  async function reviewed(stack: Stack): Promise<string> {
    await stack.must("init", "-no-color");
    await stack.must("plan", "-out=plan.bin", "-no-color");
    const plan = join(on.folder, "plan.json");
    writeFileSync(plan, (await stack.must("show", "-json", "plan.bin")).stdout);
    const { stdout, stderr } = await auraCmk(["review", plan]).ended;
    return `${stdout}${stderr}`.split("\n\n")[0] ?? "";
  }

  /** Applies the plan, after which there is nothing left to do, and returns the calls that changed something. */
  async function applied(stack: Stack): Promise<string[]> {
    on.simulator.calls.clear();
    await stack.must("apply", "-no-color", "plan.bin");
    expect(await stack.planCode()).toBe(0);
    return changingCalls(on.simulator);
  }

  const OK = "OK: no access is removed, and no unexpected principal gains access\nin account 111122223333, eu-west-1";

  it.each([
    ["the alias of the key", () => ALIAS],
    ["the id of the instance", () => account.instanceId],
  ])("takes over, by %s, an estate whose first plan is OK and changes nothing", async (_, target) => {
    await adopt(target());
    const stack = synthesized();
    expect(await reviewed(stack)).toBe(OK);
    expect(await applied(stack)).toEqual([]);
    const { resource } = stack.configuration();
    expect(Object.keys(resource).sort()).toEqual([
      ...["aura_customer_managed_key", "aura_instance", "aws_kms_alias", "aws_kms_key", "terraform_data"],
    ]);
  });

  /** Runs the commands of the page in a folder, as they stand there. */
  async function runs(commands: string, folder: string): Promise<string> {
    const bin = join(on.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${AURA_CMK}" "$@"\n`;
    writeFileSync(join(bin, "npx"), npx, { mode: 0o755 });
    const env = { ...on.env, ...on.simulator.environment, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
    const { stdout } = await promisify(execFile)("bash", ["-ec", commands], { cwd: folder, env });
    return stdout;
  }

  it("does what the page says, command by command", async () => {
    const [commands = ""] = fencesOf("sh");
    const home = join(on.folder, "home");
    mkdirSync(home);
    const stdout = await runs(commands, home);
    expect(stdout).toContain(`\n${OK}\n`);
    expect(stdout).toContain("Apply complete! Resources: 4 imported, 2 added, 1 changed, 0 destroyed.");
    expect(await on.stackIn(join(home, "cdktf.out/stacks/prod-eu-west-1")).planCode()).toBe(0);
  });

  it("changes what it has named where a key has no rotation, no alias and no description, and a partner keeps its access", async () => {
    const { kms, keyArn: KeyId } = account;
    const partner = { AWS: "arn:aws:iam::444455556666:root" };
    const statement = { Sid: "Partner", Effect: "Allow", Principal: partner, Action: "kms:DescribeKey", Resource: "*" };
    await changePolicy((statements) => [...statements, statement]);
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "" }));
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    await kms.send(new DeleteAliasCommand({ AliasName: ALIAS }));
    await adopt(KeyId);
    const stack = synthesized();
    expect(await reviewed(stack)).toBe(OK);
    expect((await applied(stack)).sort()).toEqual([
      ...["kms:CreateAlias", "kms:EnableKeyRotation", "kms:UpdateKeyDescription"],
    ]);
  });

  it("takes over a key in phase 1, and one of another product beside it, each with its own instances", async () => {
    const { KeyMetadata: key } = await account.kms.send(new CreateKeyCommand({ Description: "Science" }));
    await account.kms.send(new EnableKeyRotationCommand({ KeyId: key?.KeyId }));
    await account.kms.send(new CreateAliasCommand({ AliasName: "alias/science", TargetKeyId: key?.KeyId }));
    await account.aura.data(202, "POST", "/customer-managed-keys", {
      ...{ cloud_provider: "aws", region: "eu-west-1", tenant_id: DEFAULT_PROJECT.id, name: "Science!" },
      ...{ key_id: key?.Arn, instance_type: "enterprise-ds" },
    });
    await adopt("alias/science", account.instanceId);
    expect(readdirSync(join(on.folder, "statements"))).toEqual(["orders.json"]);
    const stack = synthesized();
    expect(await reviewed(stack)).toBe(OK);
    expect(await applied(stack)).toEqual([]);

    on.statement("statements/Science.json", await on.console("Science!"));
    on.estate(readFileSync(join(on.folder, "estate.yaml"), "utf8"));
    expect(await stack.planned()).toEqual({
      "aws_kms_key.keys_Science": "update",
      "terraform_data.keys_Science_StatementGuard[0]": "create",
    });
  });

  it("takes over constructs that an application of aura-cmk init adds to its app", async () => {
    const home = join(on.folder, "app");
    await auraCmk(["init", home, "--yes", "--app", "constructs"]).ended;
    const { code, stderr } = await auraCmk(
      ["adopt", ALIAS, "--region", "eu-west-1", "--as", "constructs", "--out", home],
      on.simulator.environment,
    ).ended;
    expect([code, stderr]).toEqual([0, ""]);
    writeFileSync(join(home, "main.ts"), fencesOf("ts")[0] ?? "");
    mkdirSync(join(home, "node_modules"));
    for (const name of readdirSync(join(ROOT, "node_modules")))
      symlinkSync(join(ROOT, "node_modules", name), join(home, "node_modules", name));
    symlinkSync(ROOT, join(home, "node_modules", "cdktf-aura-cmk"));
    const synth = await auraCmk(["synth"], { TS_NODE_TRANSPILE_ONLY: "1" }, home).ended;
    expect(`${synth.stderr}${synth.stdout}`).toMatch(/^adopted-eu-west-1 +orders-key +eu-west-1 +2 encrypted /m);
    const stack = on.stackIn(join(home, "cdktf.out/stacks/adopted-eu-west-1"));
    expect(await reviewed(stack)).toBe(OK);
    expect(await applied(stack)).toEqual([]);
  });

  /** A state file with one resource of another provider. */
  function stateOf(resources: readonly { readonly type: string; readonly values: object }[]): void {
    writeFileSync(
      join(on.folder, "old.json"),
      JSON.stringify({
        ...{ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "7d1ec0d5-5a1e-4c0d-8a1e-000000000002" },
        resources: resources.map(({ type, values }) => ({
          ...{ mode: "managed", type, name: "orders", provider: `provider["registry.terraform.io/x/y"]` },
          instances: [{ schema_version: 0, attributes: values }],
        })),
      }),
    );
  }

  it.each([
    [
      "pgrneo4jaura",
      () => [
        {
          type: "aws_kms_key",
          values: { id: account.keyArn.slice(-36), arn: account.keyArn, key_id: account.keyArn.slice(-36) },
        },
        { type: "pgrneo4jaura_auracmk", values: { ...pgrKey, id: account.recordId, key_id: account.keyArn } },
        {
          type: "pgrneo4jaura_aurainstance",
          values: { ...pgrInstance, id: account.instanceId, customer_managed_key_id: account.recordId },
        },
      ],
      ["aws_kms_key.orders", "pgrneo4jaura_auracmk.orders", "pgrneo4jaura_aurainstance.orders"],
    ],
    [
      "neo4jaura",
      () => [{ type: "neo4jaura_instance", values: { ...neo4jaura, instance_id: account.instanceId } }],
      ["neo4jaura_instance.orders"],
    ],
  ])("takes over what %s manages, and says what its state has to forget", async (_, resources, released) => {
    stateOf(resources());
    const [, commands = ""] = fencesOf("sh");
    // The state is there: the other provider, which `terraform show` would start, is not.
    await runs(commands.replace(/^terraform show .*\n/, ""), on.folder);
    cpSync(join(on.folder, "adopted"), on.folder, { recursive: true });
    const text = readFileSync(join(on.folder, "removed.tf"), "utf8");
    expect([...text.matchAll(/^ {2}from = (.+)$/gm)].map(([, from]) => from)).toEqual(released);
    const stack = synthesized();
    expect(await reviewed(stack)).toBe(OK);
    expect(await applied(stack)).toEqual([]);
  });

  it("takes over the key of a module in HCL, and the old configuration forgets it without destroying it", async () => {
    const old = on.stackIn(join(on.folder, "old"));
    mkdirSync(join(old.folder, "kms"), { recursive: true });
    const keyId = account.keyArn.slice(-36);
    const settings = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "eu-west-1"
}
`;
    writeFileSync(
      join(old.folder, "kms/main.tf"),
      `variable "policy" {}
resource "aws_kms_key" "this" {
  count                   = 1
  description             = "Orders of years"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  policy                  = var.policy
  tags                    = { team = "orders" }
}
resource "aws_kms_alias" "this" {
  for_each      = toset(["neo4j-aura/orders"])
  name          = "alias/\${each.value}"
  target_key_id = aws_kms_key.this[0].key_id
}
`,
    );
    const { Policy: policy = "" } = await account.kms.send(new GetKeyPolicyCommand({ KeyId: keyId }));
    writeFileSync(join(old.folder, "policy.json"), policy);
    writeFileSync(
      join(old.folder, "main.tf"),
      `${settings}module "kms" {
  source = "./kms"
  policy = file("policy.json")
}
import {
  to = module.kms.aws_kms_key.this[0]
  id = "${keyId}"
}
import {
  to = module.kms.aws_kms_alias.this["neo4j-aura/orders"]
  id = "${ALIAS}"
}
`,
    );
    await old.deploy();
    const [, , commands = ""] = fencesOf("sh");
    await runs(commands, old.folder);
    cpSync(join(old.folder, "adopted"), on.folder, { recursive: true });
    const stack = synthesized();
    expect(await reviewed(stack)).toBe(OK);
    expect(await applied(stack)).toEqual([]);

    writeFileSync(join(old.folder, "main.tf"), settings + readFileSync(join(on.folder, "removed.tf"), "utf8"));
    await old.must("apply", "-auto-approve", "-no-color");
    expect((await old.must("state", "list")).stdout).toBe("");
    expect(changingCalls(on.simulator)).toEqual([]);
    expect(await stack.planCode()).toBe(0);
  });
});
