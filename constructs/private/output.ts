import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";

/**
 * Adds a Terraform output.
 * @param scope the construct it is about
 * @param id id of the output in that construct
 * @param value what it tells; may hold tokens
 * @param description for whoever reads `terraform output`
 */
export function addOutput(scope: Construct, id: string, value: string, description: string): void {
  new TerraformOutput(scope, id, { value, description });
}
