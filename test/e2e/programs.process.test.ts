import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import {
  AuraCustomerManagedKey,
  AuraCustomerManagedKeyResource,
  AuraInstance,
  AuraKeyPolicy,
  AuraKmsKey,
  AuraStatement,
} from "../../constructs";
import { DEFAULT_PROJECT } from "../../simulator";
import { statementFor } from "../../simulator/aura/statement";
import { describeWithTerraform } from "../support/terraform";
import { changingCalls, deployment, words, type Deployment } from "./support/deployment";

const PROJECT = { projectId: DEFAULT_PROJECT.id, product: "AuraDB" } as const;
const statement = (): AuraStatement => AuraStatement.fromObject(statementFor(DEFAULT_PROJECT));
const OWN = {
  Sid: "Owner",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
};
const policy = (...more: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: [OWN, ...more] });

/** A key in a region, its record and an instance, all made here. */
const everything =
  (keyRegion: string, instanceRegion: (stack: TerraformStack) => string) =>
  (stack: TerraformStack): void => {
    const key = new AuraKmsKey(stack, "orders", {
      accountId: "111122223333",
      region: keyRegion,
      statement: statement(),
    });
    const customerManagedKey = new AuraCustomerManagedKey(stack, "record", { ...PROJECT, key });
    const region = instanceRegion(stack);
    new AuraInstance(stack, "main", { ...PROJECT, region, memory: "8GB", customerManagedKey });
  };

const preventsDestruction = (address: string): string =>
  `Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.`;

describeWithTerraform("programs whose regions are not known at synth", () => {
  let on: Deployment;
  beforeEach(async () => {
    on = await deployment();
  });
  afterEach(() => on.stop());

  const fromVariable = (stack: TerraformStack): string =>
    new TerraformVariable(stack, "region", { type: "string" }).stringValue;

  it("fails the plan when a variable puts the instance into another region than its key: nothing is made", async () => {
    const stack = on.program(everything("eu-west-1", fromVariable));
    await stack.must("init", "-no-color");
    const refused = await stack.run("apply", "-auto-approve", "-no-color", "-var=region=us-east-1");
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain(
      "program/main: instance main and its key are in different regions: key in eu-west-1 (`region` of key orders), instance in us-east-1 (`region` of instance main); expected: us-east-1; help: use a key or replica in us-east-1 [key-region-matches-instance]",
    );
    expect(changingCalls(on.simulator)).toEqual([]);

    await stack.must("apply", "-auto-approve", "-no-color", "-var=region=eu-west-1");
    expect(on.simulator.aura.instances.list()).toMatchObject([{ region: "eu-west-1", rest: "running" }]);
    expect((await stack.run("plan", "-detailed-exitcode", "-no-color", "-var=region=eu-west-1")).code).toBe(0);
  });

  it("fails the plan when a hand-written key, named by its ARN, is in another region", async () => {
    const stack = on.program((scope) => {
      const made = new KmsKey(scope, "elsewhere", {
        region: new TerraformVariable(scope, "region", { type: "string", default: "us-east-1" }).stringValue,
        policy: policy(statementFor(DEFAULT_PROJECT)),
      });
      const key = AuraKmsKey.fromKeyArn(scope, "orders", made.arn);
      const customerManagedKey = new AuraCustomerManagedKey(scope, "record", { ...PROJECT, key, region: "eu-west-1" });
      new AuraInstance(scope, "main", { ...PROJECT, region: "eu-west-1", memory: "8GB", customerManagedKey });
    });
    await stack.must("init", "-no-color");
    const refused = await stack.run("apply", "-auto-approve", "-no-color");
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain(
      "program/record: Aura key record record and its key are in different regions: key in us-east-1 (`region` of key elsewhere), record in eu-west-1 (`region` of record record); expected: eu-west-1; help: use a key or replica in eu-west-1, or set `region` to us-east-1 [record-region-matches-key]",
    );
    expect(changingCalls(on.simulator)).toEqual([]);
  });

  it("fails the plan when a hand-written registration is of a key in another region", async () => {
    const stack = on.program((scope) => {
      const made = new KmsKey(scope, "elsewhere", {
        region: new TerraformVariable(scope, "region", { type: "string", default: "us-east-1" }).stringValue,
        policy: policy(statementFor(DEFAULT_PROJECT)),
      });
      const region = Fn.element(Fn.split(":", made.arn), 3);
      const { id } = new AuraCustomerManagedKeyResource(scope, "record", {
        ...{ projectId: PROJECT.projectId, name: "orders", cloudProvider: "aws", instanceType: "enterprise-db" },
        ...{ region, keyId: made.arn },
      });
      const customerManagedKey = AuraCustomerManagedKey.fromId(scope, "orders", {
        ...PROJECT,
        customerManagedKeyId: id,
        region,
      });
      new AuraInstance(scope, "main", { ...PROJECT, region: "eu-west-1", memory: "8GB", customerManagedKey });
    });
    await stack.must("init", "-no-color");
    const refused = await stack.run("apply", "-auto-approve", "-no-color");
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain(
      "program/main: instance main and its key are in different regions: key in us-east-1 (`region` of key elsewhere), instance in eu-west-1 (`region` of instance main); expected: eu-west-1; help: use a key or replica in eu-west-1 [key-region-matches-instance]",
    );
    expect(changingCalls(on.simulator)).toEqual([]);
  });

  it("refuses to replace the key when its region changes, and takes nothing away", async () => {
    await on.program(everything("eu-west-1", () => "eu-west-1")).deploy();
    on.simulator.calls.clear();
    const moved = on.program(everything("us-east-1", () => "us-east-1"));
    const refused = await moved.run("apply", "-auto-approve", "-no-color");
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain(preventsDestruction(moved.address("aws_kms_key.orders")));
    expect(changingCalls(on.simulator)).toEqual([]);
  });

  it("refuses to replace the instance when it is to move to the key of another region", async () => {
    const withTwoKeys = (home: string) => (stack: TerraformStack) => {
      const records = ["eu-west-1", "us-east-1"].map((region) => {
        const id = `key-${region}`;
        const key = new AuraKmsKey(stack, id, { accountId: "111122223333", region, statement: statement() });
        return new AuraCustomerManagedKey(stack, `record-${region}`, { ...PROJECT, key });
      });
      const customerManagedKey = records.find(({ region }) => region === home);
      new AuraInstance(stack, "main", { ...PROJECT, region: home, memory: "8GB", customerManagedKey });
    };
    await on.program(withTwoKeys("eu-west-1")).deploy();
    on.simulator.calls.clear();
    const moved = on.program(withTwoKeys("us-east-1"));
    const refused = await moved.run("apply", "-auto-approve", "-no-color");
    expect(refused.code).toBe(1);
    expect(words(refused)).toContain(`is protected from replacement with ${moved.address("aura_instance.main")}`);
    expect(words(refused)).toContain('A change of region from "eu-west-1" to "us-east-1" replaces it.');
    expect(changingCalls(on.simulator)).toEqual([]);
  });

  it("sets the policy of a key that exists already before it makes the instance, and keeps the owner's statements", async () => {
    const { arn } = await existingKey();
    const stack = on.program((scope) => {
      const key = AuraKmsKey.fromKeyArn(scope, "orders", arn);
      new AuraKeyPolicy(scope, "policy", { key, currentPolicy: policy(), statement: statement() });
      const customerManagedKey = new AuraCustomerManagedKey(scope, "record", { ...PROJECT, key });
      new AuraInstance(scope, "main", { ...PROJECT, region: "eu-west-1", memory: "8GB", customerManagedKey });
    });
    await stack.deploy();
    const calls = changingCalls(on.simulator);
    expect([...calls].sort()).toEqual(["POST /v1/customer-managed-keys", "POST /v1/instances", "kms:PutKeyPolicy"]);
    expect(calls.at(-1)).toBe("POST /v1/instances");
    const after = JSON.parse(on.simulator.kms.find(arn)?.policy ?? "") as { Statement: { Sid: string }[] };
    expect(after.Statement.map(({ Sid }) => Sid)).toEqual(["Owner", "Allow access for Neo4j"]);
    expect(await stack.planCode()).toBe(0);
  });

  /** A key that somebody else made. */
  async function existingKey(): Promise<{ arn: string }> {
    const owner = on.program((scope) => {
      new KmsKey(scope, "owned", { policy: policy() });
    });
    await owner.deploy();
    await owner.must("state", "rm", owner.address("aws_kms_key.owned"));
    on.simulator.calls.clear();
    return { arn: on.simulator.kms.keys()[0]?.arn ?? "" };
  }
});
