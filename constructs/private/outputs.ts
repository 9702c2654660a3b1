import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { OUTPUT_NAME, type CloudProvider } from "../../model/limits";
import type { Problem } from "../../model/problem";
import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { escapeTemplate, nameOf } from "./tokens";
import type { OptionalExpectation } from "./validate-props";

/** What an output shows, as the end of its name. */
const OUTPUTS = {
  KeyArn: "key_arn",
  KeyId: "key_id",
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

/** The outputs of a customer managed key; AWS calls the id of a key an ARN. */
const RECORD_OUTPUTS = ["KeyArn", "KeyId", "CustomerManagedKeyId", "NextSteps"] as const;
/** The outputs of an instance. */
export const INSTANCE_OUTPUTS = ["ConnectionUrl", "ImportCommand", "EncryptedPassword"] as const;
/** An output of a customer managed key. */
export type RecordOutput = (typeof RECORD_OUTPUTS)[number];
/** The outputs of the customer managed key of a key in this cloud. */
export function recordOutputs(cloudProvider: CloudProvider = "aws"): readonly RecordOutput[] {
  return RECORD_OUTPUTS.filter((id) => id !== (cloudProvider === "aws" ? "KeyId" : "KeyArn"));
}
/** An output of an instance. */
export type InstanceOutput = (typeof INSTANCE_OUTPUTS)[number];

/** Names of outputs, by what they show; false leaves an output out. */
export type OutputNames<Id extends OutputId> = { readonly [Name in Uncapitalize<Id>]?: string | false | undefined };

/** Props of a construct with these outputs. */
export interface OutputProps<Id extends OutputId> {
  /**
   * Names of the Terraform outputs, by what they show: `{ keyArn: "orders_key" }`. `false` leaves an output out, or all of them.
   * @default - all, named after the construct
   */
  readonly outputs?: false | OutputNames<Id> | undefined;
}

/** The type of `outputs` of a construct. */
export function outputsOf(...ids: readonly OutputId[]): OptionalExpectation {
  const names = ids.map(propName);
  return {
    optional: true,
    expected: `false, or an object with ${names.join(", ")}: names of letters, digits, _ and -, or false`,
    accepts: (value) =>
      value === false ||
      (typeof value === "object" &&
        value !== null &&
        Object.entries(value).every(([name, given]) => names.includes(name) && isName(given))),
  };
}

function isName(given: unknown): boolean {
  return given === undefined || given === false || (typeof given === "string" && OUTPUT_NAME.test(given));
}

/**
 * The name of an output: the given one, or that of the construct, then what it shows, such as `orders_key_arn`. Only letters, digits
 * and underscores, so that a shell takes it as it is.
 * @returns undefined for an output that is left out
 */
export function outputName<Id extends OutputId>(
  construct: IConstruct,
  id: Id,
  { outputs = {} }: OutputProps<Id> = {},
): string | undefined {
  const given = outputs && (outputs as Readonly<Record<string, string | false | undefined>>)[propName(id)];
  if (given !== undefined) return given === false ? undefined : given;
  const name = nameOf(construct).replace(/[^A-Za-z0-9_]/g, "_");
  return `${/^\d/.test(name) ? "_" : ""}${name}_${OUTPUTS[id]}`;
}

/** Adds a Terraform output to a construct, unless it is left out. */
export function addOutput<Id extends OutputId>(
  construct: Construct,
  id: Id,
  value: string,
  description: string,
  props: OutputProps<Id>,
): void {
  const name = outputName(construct, id, props);
  if (name === undefined) return;
  new TerraformOutput(construct, id, { value, description: escapeTemplate(description) }).overrideLogicalId(name);
}

/** The outputs of one part of a construct that takes the names for all of its parts. */
export function outputsFor<Id extends OutputId>(
  outputs: false | OutputNames<OutputId> | undefined,
  ...ids: readonly Id[]
): false | OutputNames<Id> | undefined {
  if (!outputs) return outputs;
  const names = ids.map(propName);
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => names.includes(name))) as OutputNames<Id>;
}

function propName(id: OutputId): string {
  return `${id.charAt(0).toLowerCase()}${id.slice(1)}`;
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
