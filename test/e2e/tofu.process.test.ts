import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tofuVersion } from "../support/workspace";
import { run } from "../cli/support/run";
import { deployment, type Deployment } from "./support/deployment";

const estate = (instances: string, rest = ""): string => `version: 1
aura: { projectId: 7d1ec0d5-5a1e-4c0d-8a1e-000000000001 }
accounts: { prod: { id: "111122223333" } }
keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json } }
instances: { ${instances} }
${rest}
`;
const MAIN = "main: { key: orders, region: eu-west-1, memory: 8GB }";

/** What OpenTofu encrypts state and plans with: the block of docs/opentofu.md. */
const [, ENCRYPTION = ""] = /```hcl\n([^]*?)```/.exec(readFileSync("docs/opentofu.md", "utf8")) ?? [];
/** The same for the first apply, which finds a state that is not encrypted. */
const FROM_PLAIN = `${ENCRYPTION.replace("state {", "state {\n  fallback {\n    method = method.unencrypted.migrate\n  }")}
method "unencrypted" "migrate" {}
`;

if (!tofuVersion()) process.stderr.write("SKIPPED: no tofu on PATH; nothing was deployed with OpenTofu\n");
(tofuVersion() ? describe : describe.skip)("an estate deployed with OpenTofu", () => {
  let on: Deployment;
  beforeAll(async () => {
    on = await deployment({}, "tofu");
  });
  afterAll(() => on.stop());
  const stack = () => on.stack("prod-eu-west-1");

  it("goes through both phases, and then has nothing to do", async () => {
    on.estate(estate(MAIN));
    await stack().deploy();
    on.statement("orders.json", await on.console("orders"));
    on.estate(estate(MAIN));
    await stack().deploy();
    expect(on.simulator.aura.instances.list()).toMatchObject([{ name: "main", rest: "running" }]);
    expect(await stack().planCode()).toBe(0);
  });

  it("is reviewed by its plan, which names OpenTofu", async () => {
    on.estate(estate(MAIN.replace("8GB", "16GB")));
    await stack().must("plan", "-out=plan.bin", "-no-color");
    const { stdout } = await stack().must("show", "-json", "plan.bin");
    writeFileSync(join(on.folder, "plan.json"), stdout);
    const review = await run("review", join(on.folder, "plan.json"));
    expect(review.stdout).toContain("memory 8GB → 16GB");
    expect(review.stdout).toContain(`OpenTofu ${tofuVersion() ?? ""}`);
  });

  it("encrypts its state, with the password in it", async () => {
    on.env["TF_ENCRYPTION"] = FROM_PLAIN;
    await stack().must("apply", "-auto-approve", "-no-color");
    on.env["TF_ENCRYPTION"] = ENCRYPTION;
    expect(await stack().planCode()).toBe(0);
    const state = readFileSync(join(on.folder, "terraform.prod-eu-west-1.tfstate"), "utf8");
    expect(state).toContain('"encrypted_data"');
    expect(state).not.toContain("password");
  });

  it("hands an instance over: OpenTofu forgets it, and it stays in Aura", async () => {
    on.estate(estate("", "removed: [{ stack: prod-eu-west-1, instance: main, action: hand-over }]"));
    await stack().deploy();
    expect(on.simulator.aura.instances.list()).toMatchObject([{ name: "main", rest: "running" }]);
    expect(await stack().planCode()).toBe(0);
  });
});
