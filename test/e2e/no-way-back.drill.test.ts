import { AuraKmsKey, AuraStatement } from "../../constructs";
import { DEFAULT_PROJECT } from "../../simulator";
import { ACCOUNT, newStack, only, STATEMENT, synth } from "../support/synth";
import { describeWithTerraform, workspace, type Workspace } from "../support/terraform";
import { terraformVersion, tofuVersion } from "../support/workspace";
import { changingCalls, deployment, words, type Deployment, type Stack } from "./support/deployment";

const estate = (key = "orders", ofKey = ""): string => `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  ${key}: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json${ofKey} }
instances:
  main: { key: ${key}, region: eu-west-1, memory: 8GB }
`;
const KEY = "aws_kms_key.keys_orders";
const ALIAS = "aws_kms_alias.keys_orders_Alias";
const RECORD = "aura_customer_managed_key.records_orders";
const INSTANCE = "aura_instance.instances_main";
const GUARD = "terraform_data.keys_orders_StatementGuard";

// The tests of this file share one deployed estate; none of them changes anything.
describeWithTerraform("a deployed estate whose statement was lost or whose key was renamed", () => {
  let on: Deployment;
  let stack: Stack;
  let statement: string;
  let addresses: Readonly<Record<string, string>>;
  beforeAll(async () => {
    on = await deployment();
    on.estate(estate());
    stack = on.stack("prod-eu-west-1");
    await stack.deploy();
    statement = await on.console("orders");
    on.statement("orders.json", statement);
    on.estate(estate());
    await stack.deploy();
    addresses = Object.fromEntries([KEY, ALIAS, RECORD, INSTANCE, GUARD].map((name) => [name, stack.address(name)]));
    on.simulator.calls.clear();
  });
  afterAll(() => on.stop());
  afterEach(async () => {
    expect(changingCalls(on.simulator)).toEqual([]);
    on.statement("orders.json", statement);
    on.loseLock();
    on.estate(estate());
    expect(await stack.planCode()).toBe(0);
  });

  const refused = async (...options: string[]): Promise<string> => {
    const result = await stack.run("apply", "-auto-approve", "-no-color", ...options);
    expect([options, result.code]).toEqual([options, 1]);
    return words(result);
  };
  const target = (name: string): string => `-target=${addresses[name]}`;

  it.each([
    ["", []],
    ["the key", [KEY]],
    ["its alias", [ALIAS]],
    ["the customer managed key", [RECORD]],
    ["the guard", [GUARD]],
    ["all but the guard", [KEY, ALIAS, RECORD, INSTANCE]],
  ])("refuses a plan without the statement, with -target of %s", async (_, names) => {
    on.statement("orders.json", undefined);
    on.loseLock();
    on.estate(estate());
    expect(await refused(...names.map(target))).toContain(
      `Resource ${addresses[GUARD]}[0] has lifecycle.prevent_destroy set`,
    );
  });

  it("refuses to delete the instance with -target", async () => {
    on.statement("orders.json", undefined);
    on.loseLock();
    on.estate(estate());
    expect(await refused(target(INSTANCE))).toMatch(/is protected from deletion|has lifecycle.prevent_destroy set/);
  });

  it("refuses a plan without the statement when the key may be destroyed and the instance may not", async () => {
    on.statement("orders.json", undefined);
    on.loseLock();
    on.estate(estate("orders", ", removalPolicy: destroy"));
    expect(await refused()).toContain('Instance "main"');
    expect(await refused(target(INSTANCE))).toContain('Instance "main"');
  });

  it.each([
    ["", []],
    ["the instance", [INSTANCE]],
    ["the customer managed key", [RECORD]],
  ])("refuses a renamed key without `moved`, with -target of %s", async (_, names) => {
    on.loseLock();
    on.estate(estate("renamed"));
    expect(await refused(...names.map(target))).toMatch(/is protected from (deletion|replacement)/);
  });
});

/** The guard, and a stand-in for what depends on it: `terraform_data` is built into both programs. */
function guarded(policy: string, given: boolean): object {
  const stack = newStack();
  const statement = given ? AuraStatement.fromObject(STATEMENT) : undefined;
  new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement });
  const guard = only(synth(stack), "terraform_data", "StatementGuard");
  const key = { input: policy, depends_on: ["terraform_data.guard"] };
  return { resource: { terraform_data: { guard, key, alias: { input: "${terraform_data.key.id}" } } } };
}

const programs = [
  ["terraform", terraformVersion, []],
  ["tofu", tofuVersion(), ["guard", "guard[0]", "key"].map((name) => [`-exclude=terraform_data.${name}`])],
] as const;
for (const [program, version, excluding] of programs) {
  if (version === undefined) process.stderr.write(`SKIPPED: no ${program} on PATH; its way back was not tried\n`);
  const describeIfThere = version === undefined ? describe.skip : describe;
  describeIfThere(`the guard under ${program}`, () => {
    let folder: Workspace;
    beforeAll(async () => {
      folder = workspace({}, {}, program);
      await folder.must("init", "-no-color");
    });
    afterAll(() => folder.remove());

    it("takes the place of the guard of earlier versions, in either phase", async () => {
      for (const [phase, given] of [
        ["bootstrap", false],
        ["encrypted", true],
      ] as const) {
        const old = { triggers_replace: { phase } };
        folder.write({ resource: { terraform_data: { old, key: { input: "policy" }, alias: {} } } });
        await folder.must("apply", "-auto-approve", "-no-color");
        folder.write(guarded("policy", given));
        const upgraded = await folder.must("apply", "-auto-approve", "-no-color");
        expect(words(upgraded)).toContain(`${given ? 1 : 0} added, 1 changed, 1 destroyed`);
      }
    });

    it.each([
      ["-parallelism=1"],
      ["-target=terraform_data.key"],
      ["-target=terraform_data.alias"],
      ["-refresh=false"],
      ...excluding,
    ])("keeps the policy with %s", async (...options) => {
      folder.write(guarded("policy without Aura's statement", false));
      const result = await folder.run("apply", "-auto-approve", "-no-color", ...options);
      // What excludes the guard excludes what depends on it: then the apply succeeds, and changes nothing.
      if (!options.some((option) => option.startsWith("-exclude")))
        expect([result.code, words(result)]).toEqual([1, expect.stringContaining("prevent_destroy set")]);
      folder.write(guarded("policy", true));
      expect((await folder.run("plan", "-detailed-exitcode", "-no-color")).code).toBe(0);
    });
  });
}
