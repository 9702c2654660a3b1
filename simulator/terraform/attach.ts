import { reattach, type ObservedCall, type Reattached } from "../../provider/plugin";
import { awsStandIn } from "./provider";

/** Source address under which Terraform looks for the AWS provider. */
const SOURCE = "registry.terraform.io/hashicorp/aws";

/**
 * Serves the substitute for hashicorp/aws in this process. Terraform has to run asynchronously: it talks to this event loop.
 * @param environment the simulator's environment: endpoint, region and credentials
 * @param observe called for every call of Terraform
 */
export function attachAws(
  environment: Readonly<Record<string, string>>,
  observe?: (call: ObservedCall) => void,
): Promise<Reattached> {
  return reattach(SOURCE, awsStandIn(environment, observe));
}
