import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { KeyPhase } from "../kms-key";

/**
 * Makes the plan fail when a key that had Aura's statement is deployed without it. `prevent_destroy` is read from the new
 * configuration: only the one without the statement carries it, so the way forward is free and the way back is closed.
 * (Without this, a lost statement file would read as phase 1, and the instances on the key as removed.)
 *
 * It is a `terraform_data` of our own: cdktf's `DataResource` runs `terraform version` for each one, in every synthesis.
 */
export class PhaseGuard extends TerraformResource {
  /**
   * @param scope the construct that holds the policy
   * @param phase the phase of the key
   */
  public constructor(
    scope: Construct,
    private readonly phase: KeyPhase,
  ) {
    super(scope, "StatementMustStay", {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      ...(phase === "bootstrap" && { lifecycle: { preventDestroy: true } }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: { phase: this.phase } };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const value = { phase: this.phase };
    return { triggers_replace: { value, isBlock: false, type: "map", storageClassType: "stringMap" } };
  }
}
