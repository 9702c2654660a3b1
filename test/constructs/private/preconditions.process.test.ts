import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey } from "../../../constructs";
import type { TerraformStack } from "cdktf";
import {
  ACCOUNT,
  INSTANCE,
  keyArn,
  newStack,
  preconditionsOf,
  PROJECT,
  renderedProblems,
  synth,
} from "../../support/synth";
import { describeWithTerraform, workspace } from "../../support/terraform";

/** A record of a key that is owned elsewhere, and an instance on it. */
function program(arn: string, region: string): TerraformStack {
  const stack = newStack();
  const key = AuraKmsKey.fromKeyArn(stack, "shared", arn, { accountId: ACCOUNT });
  const record = new AuraCustomerManagedKey(stack, "record", {
    ...{ key, projectId: PROJECT, product: "AuraDB", region: "eu-west-1" },
  });
  new AuraInstance(stack, "db", { ...INSTANCE, region, customerManagedKey: record });
  return stack;
}

/** A deferred instance in the region of a variable. */
function deferred(): TerraformStack {
  const stack = newStack();
  const key = new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: "eu-west-1" });
  const customerManagedKey = new AuraCustomerManagedKey(stack, "later", { key, projectId: PROJECT, product: "AuraDB" });
  AuraInstance.deferred(stack, "db", { ...INSTANCE, region: "${var.later}", customerManagedKey });
  return stack;
}

/** The preconditions of such programs, on resources that every Terraform has. */
function configuration(): object {
  const synthesized = synth(program("${var.arn}", "${var.region}"));
  const outputs = Object.entries(synth(deferred())["output"] as Record<string, object>);
  return {
    output: Object.fromEntries(outputs.filter(([name]) => /checks/i.test(name))),
    variable: { arn: { type: "string" }, region: { type: "string" }, later: { default: "eu-west-1" } },
    resource: {
      terraform_data: {
        record: { lifecycle: { precondition: preconditionsOf(synthesized, "aura_customer_managed_key") } },
        instance: { lifecycle: { precondition: preconditionsOf(synthesized) } },
      },
    },
  };
}

describeWithTerraform("with the real Terraform, a precondition", () => {
  const folder = workspace(configuration());
  beforeAll(() => folder.must("init", "-no-color"));
  afterAll(() => folder.remove());

  async function plan(arn: string, region: string, later = "eu-west-1") {
    const values = [`-var=arn=${arn}`, `-var=region=${region}`, `-var=later=${later}`];
    const { code, stderr } = await folder.run("plan", "-no-color", ...values);
    // Terraform draws a frame and breaks lines.
    return { code, text: stderr.replace(/[│╷╵]/g, "").replace(/\s+/g, " ") };
  }

  it("holds when everything is in one region and account", async () => {
    expect(await plan(keyArn("eu-west-1"), "eu-west-1")).toEqual({ code: 0, text: "" });
  });

  it("stops an instance in another region, in the words of the rule", async () => {
    const { code, text } = await plan(keyArn("eu-west-1"), "us-east-1");
    const line =
      "prod/db: instance db and its key are in different regions: key in eu-west-1 (4th field of the ARN of key shared), instance in us-east-1 (`region` of instance db); expected: us-east-1; help: use a key or replica in us-east-1 [key-region-matches-instance]";
    expect(code).toBe(1);
    expect(text).toContain(line);
    expect(renderedProblems(() => synth(program(keyArn("eu-west-1"), "us-east-1")))).toEqual([line]);
  });

  it("stops phase 1 of a deferred instance in another region, and leaves nothing in the state", async () => {
    const { code, text } = await plan(keyArn("eu-west-1"), "eu-west-1", "us-east-1");
    expect({ code, text }).toEqual({
      code: 1,
      text: expect.stringContaining(
        "prod/db: instance db and its key are in different regions: key in eu-west-1 (`region` of key key), instance in us-east-1 (`region` of instance db); expected: us-east-1",
      ),
    });
    await folder.must("apply", "-auto-approve", `-var=arn=${keyArn("eu-west-1")}`, "-var=region=eu-west-1");
    expect(JSON.parse((await folder.must("output", "-json")).stdout)).toEqual({});
  });

  it("stops a key of another region and account, in the words of the rules", async () => {
    const arn = keyArn("us-east-1", { account: "444455556666" });
    const { code, text } = await plan(arn, "us-east-1");
    const regions =
      "prod/record: Aura key record record and its key are in different regions: key in us-east-1 (4th field of the ARN of key shared), record in eu-west-1 (`region` of record record); expected: eu-west-1; help: use a key or replica in eu-west-1, or set `region` to us-east-1 [record-region-matches-key]";
    const accounts =
      "conflicting account ids for key shared: 111122223333 (`accountId` of key shared), 444455556666 (5th field of the ARN of key shared); help: correct the wrong one, or use another key [key-account-expected]";
    expect(code).toBe(1);
    expect(text).toContain(regions);
    expect(text).toContain(`prod/record: ${accounts}`);
    // The key itself has no precondition: the record carries it.
    const atSynth = renderedProblems(() => synth(program(arn, "us-east-1")));
    expect(atSynth).toEqual(expect.arrayContaining([regions, `prod/shared: ${accounts}`]));
  });
});

it("is on the instance itself when its customer managed key is not created here", () => {
  const stack = newStack();
  const key = AuraKmsKey.fromKeyArn(stack, "shared", "${var.arn}", { accountId: ACCOUNT });
  const record = AuraCustomerManagedKey.fromId(stack, "record", {
    ...{ key, projectId: PROJECT, product: "AuraDB", region: "eu-west-1" },
    customerManagedKeyId: "f15cc45b-1c29-44e8-911f-3ba719f70ed7",
  });
  new AuraInstance(stack, "db", { ...INSTANCE, region: "eu-west-1", customerManagedKey: record });
  const preconditions = preconditionsOf(synth(stack)) as { readonly condition: string }[];
  expect(preconditions.map(({ condition }) => condition)).toEqual([
    '${(element(split(":", var.arn), 3) == "eu-west-1")}',
    `\${(element(split(":", var.arn), 4) == "${ACCOUNT}")}`,
  ]);
});
