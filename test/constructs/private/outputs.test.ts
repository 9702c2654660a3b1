import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { AuraStatement, EncryptedAuraInstance, type EncryptedAuraInstanceProps } from "../../../constructs";
import { duplicateOutputs, outputName } from "../../../constructs/private/outputs";
import { ACCOUNT, newStack, PROJECT, renderedProblems, STATEMENT, synth } from "../../support/synth";

const PROPS = {
  accountId: ACCOUNT,
  region: "eu-west-1",
  projectId: PROJECT,
  product: "AuraDB",
  memory: "8GB",
} as const;
const PHASE_2 = AuraStatement.fromObject(STATEMENT);

function outputs(statement: AuraStatement | undefined): string[] {
  const stack = newStack();
  new EncryptedAuraInstance(stack, "orders", { ...PROPS, statement, importSizeInGb: 10 });
  return Object.keys(synth(stack).output ?? {}).sort();
}

it("have the name of the construct, the same in both phases", () => {
  expect([outputs(undefined), outputs(PHASE_2)]).toEqual([
    ["orders_customer_managed_key_id", "orders_key_arn", "orders_next_steps"],
    ["orders_connection_url", "orders_customer_managed_key_id", "orders_import_command", "orders_key_arn"],
  ]);
});

it.each([
  ["orders", "orders_key_arn"],
  ["orders-prod.v2", "orders_prod_v2_key_arn"],
  ["Größe", "Gr__e_key_arn"],
  ["2nd", "_2nd_key_arn"],
])("of %s are identifiers", (id, expected) => {
  expect(outputName(new Construct(newStack(), id), "KeyArn")).toBe(expected);
});

it("of one name in a stack are refused, whoever made them; in two stacks they are not", () => {
  const stack = newStack();
  new EncryptedAuraInstance(stack, "orders", { ...PROPS, statement: PHASE_2 });
  new TerraformOutput(stack, "orders_key_arn", { value: "mine" });
  expect(renderedProblems(() => synth(stack))).toEqual([
    "prod/orders/CustomerManagedKey/KeyArn: several outputs are named orders_key_arn: prod/orders_key_arn; expected: one output of each " +
      "name in a stack; help: use another id for one of the constructs, with `formerly`, or another logical id for one of the outputs " +
      "[output-duplicate]",
  ]);
  const elsewhere = newStack("other");
  const other = new TerraformOutput(elsewhere, "orders_key_arn", { value: "theirs" });
  expect(duplicateOutputs([new TerraformOutput(newStack(), "orders_key_arn", { value: "mine" }), other])).toEqual([]);
});

it("have the names that they are given, and those that are left out are not there", () => {
  const named = (outputs: EncryptedAuraInstanceProps["outputs"]): string[] => {
    const stack = newStack();
    new EncryptedAuraInstance(stack, "orders", { ...PROPS, statement: PHASE_2, importSizeInGb: 10, outputs });
    return Object.keys(synth(stack).output ?? {}).sort();
  };
  expect(named({ keyArn: "kms", connectionUrl: "uri", importCommand: false })).toEqual([
    ...["kms", "orders_customer_managed_key_id", "uri"],
  ]);
  expect(named(false)).toEqual([]);
  expect(named({})).toEqual(outputs(PHASE_2));
});

it.each([
  [true, "the boolean true"],
  [{ keyarn: "x" }, "an object"],
  [{ keyArn: "1st" }, "an object"],
  [{ keyArn: 1 }, "an object"],
])("cannot be %j", (given, got) => {
  const outputs = given as unknown as EncryptedAuraInstanceProps["outputs"];
  const make = () => new EncryptedAuraInstance(newStack(), "orders", { ...PROPS, outputs });
  expect(renderedProblems(make)).toEqual([
    `prod/orders: \`outputs\` has the wrong type: ${got}; expected: false, or an object with keyArn, customerManagedKeyId, nextSteps, ` +
      "connectionUrl, importCommand, encryptedPassword: names of letters, digits, _ and -, or false; help: correct `outputs`, or leave it out " +
      "[prop-type]",
  ]);
});
