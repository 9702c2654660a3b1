import { TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { REVIEW_METADATA_ID } from "../../model/review-metadata";
import { onDemand } from "./load";
import { requireOwnFramework } from "./own-framework";
import { judgeRenderedStacks } from "./rendering";

/**
 * Sees to it that the whole app is checked as it is rendered, before any of its stacks is written, and holds the place of the
 * {@link ReviewMetadata} of its stack. It hangs on `toTerraform`, because cdktf renders every stack before it writes the first file,
 * with or without `skipValidation`; validations run stack by stack, after earlier stacks are on disk, and can be turned off.
 */
export class SynthCheck extends TerraformResource {
  /** Makes sure that the stack of the construct is checked. */
  public static ensure(scope: Construct): void {
    requireOwnFramework(scope);
    const stack = TerraformStack.of(scope);
    if (!stack.node.tryFindChild(REVIEW_METADATA_ID)) new SynthCheck(stack);
  }

  private constructor(stack: TerraformStack) {
    super(stack, REVIEW_METADATA_ID, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
    });
    judgeRenderedStacks(stack.node.root, onDemand);
  }

  public override toTerraform(): object {
    // Asked when stacks are prepared, before the first one is written: then all stacks are there.
    judgeRenderedStacks(this.node.root, onDemand);
    return super.toTerraform();
  }
}
