import { AuraKmsKey, waiveRule } from "../../../constructs";
import { ACCOUNT, newStack, only, statement, synth } from "../../support/synth";
import { describeWithTerraform, workspace } from "../../support/terraform";

describeWithTerraform("with the real Terraform", () => {
  it("applies without a provider, reads back unchanged and plans no change afterwards", async () => {
    const stack = newStack();
    const key = new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement });
    waiveRule(key, "rotation-enabled", 'as "agreed": ${literally} 100%{}');
    const metadata = only(synth(stack), "terraform_data", "AuraCmkReviewMetadata");
    const folder = workspace({ resource: { terraform_data: { metadata } } });
    try {
      await folder.must("init", "-no-color");
      await folder.must("apply", "-auto-approve", "-no-color");
      expect((await folder.must("plan", "-no-color")).stdout).toContain("No changes.");
      const shown = JSON.parse((await folder.must("show", "-json")).stdout);
      expect(JSON.parse(shown.values.root_module.resources[0].values.input)).toEqual({
        kind: "cdktf-aura-cmk/review-metadata",
        version: "1",
        protected: ["aws_kms_key.orders_46FA7C19"],
        waivers: [
          {
            rule: "rotation-enabled",
            on: ["aws_kms_key.orders_46FA7C19"],
            reason: 'as "agreed": ${literally} 100%{}',
          },
        ],
        principals: {},
      });
    } finally {
      folder.remove();
    }
  });
});
