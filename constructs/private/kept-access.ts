import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { nameBelow } from "./moved-blocks";

/**
 * Keeps Aura's access where a plan of phase 1 names the resource that gives it alone (`-target`): such a plan leaves the guard of the key out,
 * and what is no longer in the configuration would be destroyed. With a `removed` block Terraform forgets it instead. Where there is no such
 * resource, the block does nothing.
 */
export class KeptAccess extends TerraformElement {
  /**
   * @param type the type of the resource
   * @param resourceId its id below the construct of the key
   */
  public constructor(
    private readonly key: Construct,
    private readonly type: string,
    private readonly resourceId: string,
  ) {
    super(key, "KeptAccess");
  }

  public override toTerraform(): object {
    const from = `${this.type}.${nameBelow(this.key, this.resourceId)}`;
    return { removed: [{ from, lifecycle: { destroy: false } }] };
  }
}
