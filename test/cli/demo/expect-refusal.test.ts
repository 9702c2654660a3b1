import { Narrator } from "../../../cli/demo/narrator";
import type { Stage } from "../../../cli/demo/stage";
import { expectRefusal } from "../../../cli/demo/steps/common";
import type { TerraformRun } from "../../../cli/demo/terraform";

/** A stage on which Terraform ends like this. */
function stageWhere(run: TerraformRun): { readonly stage: Stage; readonly text: () => string } {
  let text = "";
  const narrator = new Narrator({
    write: (more: string) => ((text += more), true),
  } as unknown as NodeJS.WritableStream);
  const stage = { narrator, simulator: { calls: { clear: () => undefined } }, run: async () => run };
  return { stage: stage as unknown as Stage, text: () => text };
}

const refusal = {
  what: "destroy",
  stack: "prod",
  args: ["destroy"],
  check: "nothing can be destroyed",
  says: ["Instance cannot be destroyed"],
};
const OUTPUT = "Planning\n╷\n│ Error: Instance cannot\n│ be destroyed\n│ \n│ for a reason\n╵\n";

describe("what the demo expects Terraform to refuse", () => {
  it("shows Terraform's error without its box and counts the check", async () => {
    const { stage, text } = stageWhere({ code: 1, output: OUTPUT });
    await expectRefusal(stage, refusal);
    expect(text()).toBe(
      "\n  Error: Instance cannot\n  be destroyed\n\n  for a reason\n\n  passed: nothing can be destroyed\n",
    );
  });

  it("fails the demo when it is not refused", async () => {
    const { stage } = stageWhere({ code: 0, output: "Destroy complete!" });
    await expect(expectRefusal(stage, refusal)).rejects.toThrow(
      "check failed: nothing can be destroyed\n" +
        "terraform destroy exited with 0, and its error lacks: Instance cannot be destroyed\nDestroy complete!",
    );
  });

  it("fails the demo when it is refused for another reason", async () => {
    const { stage } = stageWhere({ code: 1, output: "│ Error: no such host\n" });
    await expect(expectRefusal(stage, refusal)).rejects.toThrow(
      "terraform destroy exited with 1, and its error lacks: Instance cannot be destroyed\n│ Error: no such host",
    );
  });

  it("fails the demo when the error is shown and the command succeeds all the same", async () => {
    const { stage } = stageWhere({ code: 0, output: OUTPUT });
    await expect(expectRefusal(stage, refusal)).rejects.toThrow("check failed: nothing can be destroyed");
  });
});
