import { Narrator } from "../../../cli/demo/narrator";
import type { Stage } from "../../../cli/demo/stage";
import { refused } from "../../../cli/demo/steps/common";
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
  proof: "nothing can be destroyed",
  says: ["Instance cannot be destroyed"],
};
const OUTPUT = "Planning\n╷\n│ Error: Instance cannot\n│ be destroyed\n│ \n│ for a reason\n╵\n";

describe("what the demo expects to be stopped", () => {
  it("shows Terraform's error without its box and counts the proof", async () => {
    const { stage, text } = stageWhere({ code: 1, output: OUTPUT });
    await refused(stage, refusal);
    expect(text()).toBe(
      "\n  Error: Instance cannot\n  be destroyed\n\n  for a reason\n\n  proven: nothing can be destroyed\n",
    );
  });

  it("fails the demo when it is not stopped", async () => {
    const { stage } = stageWhere({ code: 0, output: "Destroy complete!" });
    await expect(refused(stage, refusal)).rejects.toThrow(
      "nothing can be destroyed: this did not hold.\n" +
        "terraform destroy ended with 0, and did not say: Instance cannot be destroyed\nDestroy complete!",
    );
  });

  it("fails the demo when it is stopped for another reason", async () => {
    const { stage } = stageWhere({ code: 1, output: "│ Error: no such host\n" });
    await expect(refused(stage, refusal)).rejects.toThrow(
      "terraform destroy ended with 1, and did not say: Instance cannot be destroyed\n│ Error: no such host",
    );
  });

  it("fails the demo when it says the words and succeeds all the same", async () => {
    const { stage } = stageWhere({ code: 0, output: OUTPUT });
    await expect(refused(stage, refusal)).rejects.toThrow("nothing can be destroyed: this did not hold.");
  });
});
