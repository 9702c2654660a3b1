import { AuraKmsKey, AuraStatement } from "../../../constructs";
import { ACCOUNT, newStack, only, STATEMENT, synth } from "../../support/synth";
import { describeWithTerraform, workspace } from "../../support/terraform";

/** The guard alone, as the key puts it into the file: `terraform_data` is built into Terraform. */
function guard(statement?: AuraStatement): object {
  const stack = newStack();
  new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement });
  return { resource: { terraform_data: { guard: only(synth(stack), "terraform_data", "StatementMustStay") } } };
}

const PHASE_1 = guard();
const PHASE_2 = guard(AuraStatement.fromObject(STATEMENT));

it("carries `prevent_destroy` only in the configuration without the statement", () => {
  expect([PHASE_1, PHASE_2]).toEqual([
    {
      resource: {
        terraform_data: {
          guard: { lifecycle: { prevent_destroy: true }, triggers_replace: { phase: "bootstrap" } },
        },
      },
    },
    { resource: { terraform_data: { guard: { triggers_replace: { phase: "encrypted" } } } } },
  ]);
});

describeWithTerraform("with the real Terraform", () => {
  it("going forward is allowed, going back is refused", async () => {
    const folder = workspace(PHASE_1);
    try {
      await folder.must("init", "-no-color");
      await folder.must("apply", "-auto-approve", "-no-color");
      folder.write(PHASE_2);
      await folder.must("apply", "-auto-approve", "-no-color");
      expect((await folder.must("plan", "-no-color")).stdout).toContain("No changes.");
      folder.write(PHASE_1);
      const back = await folder.run("plan", "-no-color");
      expect(back.code).toBe(1);
      expect(back.stderr).toContain("Resource terraform_data.guard has lifecycle.prevent_destroy");
    } finally {
      folder.remove();
    }
  });

  it("a fresh start in phase 2 is free", async () => {
    const folder = workspace(PHASE_2);
    try {
      await folder.must("init", "-no-color");
      await folder.must("apply", "-auto-approve", "-no-color");
    } finally {
      folder.remove();
    }
  });
});
