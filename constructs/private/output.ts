import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { escapeTemplate, holdsToken } from "./tokens";

/**
 * Adds a Terraform output.
 * @param scope the construct it is about
 * @param id id of the output in that construct
 * @param value what it tells; may hold tokens
 * @param description for whoever reads `terraform output`
 */
export function addOutput(scope: Construct, id: string, value: string, description: string): void {
  new TerraformOutput(scope, id, { value, description: escapeTemplate(description) });
}

/**
 * A name for texts that are read before apply, such as the description of an output, where Terraform takes no expressions.
 * @param name the name, or a token
 * @param id id of the construct, which stands in for a token
 */
export function literalName(name: string, id: string): string {
  return holdsToken(name) ? id : name;
}
