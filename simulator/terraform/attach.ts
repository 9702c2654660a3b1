import { reattach, type ObservedCall, type Reattached } from "../../provider/plugin";
import { awsStandIn } from "./provider";

/** Source addresses under which Terraform and OpenTofu look for the AWS provider. */
const SOURCES = ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"];

/**
 * Serves the substitute for hashicorp/aws in this process. Terraform has to run asynchronously: it talks to this event loop.
 * @param environment the simulator's environment: endpoint, region and credentials
 * @param observe called for every call of Terraform
 */
export function attachAws(
  environment: Readonly<Record<string, string>>,
  observe?: (call: ObservedCall) => void,
): Promise<Reattached> {
  return reattach(SOURCES, awsStandIn(environment, observe));
}
