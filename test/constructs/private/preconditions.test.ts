import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey } from "../../../constructs";
import { ACCOUNT, INSTANCE, keyArn, newStack, preconditionsOf, PROJECT, synth } from "../../support/synth";
import { describeWithTerraform, workspace } from "../../support/terraform";

/** The preconditions of a record and its instance, on resources that every Terraform has. */
function configuration(): object {
  const stack = newStack();
  const key = AuraKmsKey.fromKeyArn(stack, "shared", "${var.arn}", { accountId: ACCOUNT });
  const record = new AuraCustomerManagedKey(stack, "record", {
    ...{ key, projectId: PROJECT, product: "AuraDB", region: "eu-west-1" },
  });
  new AuraInstance(stack, "db", { ...INSTANCE, region: "${var.region}", customerManagedKey: record });
  const synthesized = synth(stack);
  return {
    variable: { arn: { type: "string" }, region: { type: "string" } },
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

  async function plan(arn: string, region: string) {
    const { code, stderr } = await folder.run("plan", "-no-color", `-var=arn=${arn}`, `-var=region=${region}`);
    // Terraform draws a frame and breaks lines.
    return { code, text: stderr.replace(/[│╷╵]/g, "").replace(/\s+/g, " ") };
  }

  it("holds when everything is in one region and account", async () => {
    expect(await plan(keyArn("eu-west-1"), "eu-west-1")).toEqual({ code: 0, text: "" });
  });

  it("stops an instance in another region, and names both regions and their sources", async () => {
    const { code, text } = await plan(keyArn("eu-west-1"), "us-east-1");
    expect(code).toBe(1);
    expect(text).toContain(
      "db: the key of instance db must live in the instance's region, got: eu-west-1 (4th field of the ARN of key shared) and " +
        "us-east-1 (`region` of instance db), expected: one region; fix: use a key in the region of the instance, add a " +
        "replica of a multi-Region key there, or move the instance [key-region-matches-instance]",
    );
  });

  it("stops a key of another region and account", async () => {
    const { code, text } = await plan(keyArn("us-east-1", { account: "444455556666" }), "us-east-1");
    expect(code).toBe(1);
    expect(text).toContain(
      "record: record record must be for the region in which its key lives, got: us-east-1 (4th field of the ARN of key " +
        "shared) and eu-west-1 (`region` of record record), expected: one region;",
    );
    expect(text).toContain(
      "record: the key of record record must belong to the expected account, got: 444455556666 (5th field of the ARN of key " +
        "shared) and 111122223333 (`accountId` of key shared), expected: one account;",
    );
  });
});

it("is on the instance itself when its record is not made here: nothing else could carry the account's", () => {
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
