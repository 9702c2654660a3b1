import { AuraKmsKey, AuraStatement } from "../../../constructs";
import { ACCOUNT, newStack, only, STATEMENT, synth } from "../../support/synth";
import { describeWithTerraform, workspace, type Workspace } from "../../support/terraform";

/** The guard as the key puts it into the file, and a stand-in for the key: `terraform_data` is built into Terraform. */
function guarded(policy: string, statement?: AuraStatement): object {
  const stack = newStack();
  new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement });
  const guard = only(synth(stack), "terraform_data", "StatementGuard");
  return { resource: { terraform_data: { guard, key: { input: policy, depends_on: ["terraform_data.guard"] } } } };
}

const PHASE_1 = guarded("own");
const PHASE_2 = guarded("own and Aura's", AuraStatement.fromObject(STATEMENT));

it("exists from phase 2 on, and may never be destroyed", () => {
  const guard = (configuration: object) =>
    (configuration as { resource: { terraform_data: { guard: object } } }).resource.terraform_data.guard;
  expect([PHASE_1, PHASE_2].map(guard)).toEqual([
    { count: 0, lifecycle: { prevent_destroy: true } },
    { count: 1, lifecycle: { prevent_destroy: true } },
  ]);
});

describeWithTerraform("with the real Terraform", () => {
  let folder: Workspace;
  beforeAll(async () => {
    folder = workspace(PHASE_1);
    await folder.must("init", "-no-color");
    await folder.must("apply", "-auto-approve", "-no-color");
  });
  afterAll(() => folder.remove());

  const planned = async () => {
    await folder.must("plan", "-out=plan.bin", "-no-color");
    const plan = (await folder.must("show", "-json", "plan.bin")).json<{
      resource_changes: { address: string; change: { actions: string[] } }[];
    }>();
    return plan.resource_changes.map(({ address, change }) => `${address}: ${change.actions.join(" ")}`);
  };

  it("going forward creates the guard, destroys nothing and replaces nothing", async () => {
    folder.write(PHASE_2);
    expect(await planned()).toEqual(["terraform_data.guard[0]: create", "terraform_data.key: update"]);
    await folder.must("apply", "plan.bin", "-no-color");
    expect(await planned()).toEqual(["terraform_data.guard[0]: no-op", "terraform_data.key: no-op"]);
  });

  it.each([[], ["-target=terraform_data.key"]])("going back is refused by the plan %s", async (...options) => {
    folder.write(PHASE_1);
    const back = await folder.run("plan", "-no-color", ...options);
    expect(back.code).toBe(1);
    expect(back.stderr).toContain("Resource terraform_data.guard[0] has lifecycle.prevent_destroy");
  });
});
