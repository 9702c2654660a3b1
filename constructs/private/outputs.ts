import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { Problem } from "../../model/problem";
import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { escapeTemplate, nameOf } from "./tokens";

/** What an output shows, as the end of its name. */
const OUTPUTS = {
  KeyArn: "key_arn",
  CustomerManagedKeyId: "customer_managed_key_id",
  NextSteps: "next_steps",
  ConnectionUrl: "connection_url",
  ImportCommand: "import_command",
  SecretArn: "secret_arn",
  TopicArn: "topic_arn",
  EncryptedPassword: "encrypted_password",
} as const;

/** Id of an output in its construct. */
export type OutputId = keyof typeof OUTPUTS;

/**
 * The name of an output: the name of the construct, then what it shows, such as `orders_key_arn`. Only letters, digits and
 * underscores, so that a shell takes it as it is.
 */
export function outputName(construct: IConstruct, id: OutputId): string {
  const name = nameOf(construct).replace(/[^A-Za-z0-9_]/g, "_");
  return `${/^\d/.test(name) ? "_" : ""}${name}_${OUTPUTS[id]}`;
}

/** Adds a Terraform output to a construct. */
export function addOutput(construct: Construct, id: OutputId, value: string, description: string): void {
  const output = new TerraformOutput(construct, id, { value, description: escapeTemplate(description) });
  output.overrideLogicalId(outputName(construct, id));
}

/** Outputs of one stack with the same name, of which cdktf writes only one. */
export function duplicateOutputs(constructs: readonly IConstruct[]): Problem[] {
  const outputs = constructs.filter((construct) => TerraformOutput.isTerraformOutput(construct));
  const byName = groupBy(outputs, (output) => `${TerraformStack.of(output).node.path} ${output.friendlyUniqueId}`);
  return [...byName.values()]
    .filter(({ length }) => length > 1)
    .map(([first, ...others]) => ({
      code: "output-duplicate" as const,
      path: first?.node.path ?? "",
      what: `several outputs are named ${first?.friendlyUniqueId}`,
      got: formatList(others.map(({ node }) => node.path)),
      expected: "one output of each name in a stack",
      fix: "use another id for one of the constructs, with `formerly`, or another logical id for one of the outputs",
    }));
}
