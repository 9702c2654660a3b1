import { resolve } from "node:path";
import { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKeyPolicy,
  type AuraKeyPolicyProps,
  AuraKmsKey,
  AuraStatement,
  type IAuraKmsKey,
} from "../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  INSTANCE,
  keyArn,
  newStack,
  only,
  OWN_POLICY,
  policyOf,
  PROJECT,
  renderedProblems,
  STATEMENT,
  statement,
  STATEMENT_IN_POLICY,
  synth,
  synthText,
  variable,
} from "../support/synth";
import { KEY_ID } from "../support/samples";

const THEIRS = [
  {
    Sid: "z first",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: "kms:*",
    Resource: "*",
  },
  {
    Sid: "a second",
    Effect: "Deny",
    Principal: "*",
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/${aws:username}" } },
  },
];
const CURRENT = { Version: "2012-10-17", Id: "theirs", Statement: THEIRS };
const DECLARED = {
  ...{ keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT", keyState: "Enabled", origin: "AWS_KMS" },
  rotationEnabled: true,
};

function aPolicy(props: Partial<AuraKeyPolicyProps> = {}, stack = newStack()) {
  const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"), DECLARED);
  return {
    stack,
    key,
    policy: new AuraKeyPolicy(stack, "policy", { key, currentPolicy: CURRENT, statement, ...props }),
  };
}

function aPolicyFor(key: IAuraKmsKey, stack: TerraformStack) {
  return new AuraKeyPolicy(stack, "policy", { key, currentPolicy: CURRENT, statement });
}

describe("with minimal properties", () => {
  it("sets the policy of the key, in its region, protected", () => {
    expect(only(synth(aPolicy().stack), "aws_kms_key_policy")).toEqual({
      depends_on: ["terraform_data.policy_StatementGuard_8F7284A0"],
      key_id: KEY_ID,
      lifecycle: { prevent_destroy: true },
      policy: expect.any(String),
      region: "eu-west-1",
    });
  });

  it("keeps the owner's statements as they are and in their order, and adds Aura's at the end", () => {
    expect(policyOf(synth(aPolicy().stack), "aws_kms_key_policy")).toEqual({
      Version: "2012-10-17",
      Id: "theirs",
      Statement: [...THEIRS, STATEMENT_IN_POLICY],
    });
  });

  it("escapes what Terraform would read as a template", () => {
    expect(only(synth(aPolicy().stack), "aws_kms_key_policy")["policy"]).toContain(":user/$${aws:username}");
  });

  it("creates exactly the policy, the guard of its phase and the review metadata", () => {
    expect(addresses(synth(aPolicy().stack))).toEqual([
      "aws_kms_key_policy.policy_E16B4B70",
      "terraform_data.AuraCmkReviewMetadata",
      "terraform_data.policy_StatementGuard_8F7284A0",
    ]);
  });

  it("reports what a condition of the owner leaves unknown, and nothing else", () => {
    const { stack } = aPolicy();
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      'info prod/policy: unknown: cannot verify that Aura can use policy policy: kms:Decrypt: cannot determine whether statement 2 ("a second") denies it to AWS account 444455556666 [aura-can-use-key]',
    ]);
  });
});

it("names a key that is known only at apply by an expression for its id", () => {
  const stack = newStack();
  const arn = variable(stack, "key-arn").stringValue;
  const key = AuraKmsKey.fromKeyArn(stack, "shared", arn, { ...DECLARED, region: "eu-west-1", accountId: ACCOUNT });
  aPolicyFor(key, stack);
  expect(only(synth(stack), "aws_kms_key_policy")["key_id"]).toBe('${element(split("/", var.key-arn), 1)}');
});

it("passes every property on", () => {
  const stack = newStack();
  const provider = new AwsProvider(stack, "second", { alias: "second", region: "us-east-1" });
  aPolicy({ provider, removalPolicy: "destroy", currentPolicy: JSON.stringify(CURRENT) }, stack);
  const synthesized = synth(stack);
  expect(only(synthesized, "aws_kms_key_policy")).toEqual({
    key_id: KEY_ID,
    policy: expect.any(String),
    provider: "aws.second",
    region: "eu-west-1",
  });
  expect(addresses(synthesized)).toEqual([
    "aws_kms_key_policy.policy_E16B4B70",
    "terraform_data.AuraCmkReviewMetadata",
  ]);
});

describe("merging", () => {
  it("takes the policy as text or as an object, to the same bytes", () => {
    const text = aPolicy({ currentPolicy: JSON.stringify(CURRENT, null, 2) });
    expect(synthText(text.stack)).toBe(synthText(aPolicy().stack));
  });

  it("does not add a statement that is already there", () => {
    const once = aPolicy().policy.policyJson;
    expect(aPolicy({ currentPolicy: once }).policy.policyJson).toBe(once);
  });

  it("does not add a statement that is already there in another form", () => {
    const reordered = { ...STATEMENT, Action: [...STATEMENT.Action].reverse(), Principal: { AWS: ["*"] } };
    const currentPolicy = { ...CURRENT, Statement: [reordered, ...THEIRS] };
    expect(JSON.parse(aPolicy({ currentPolicy }).policy.policyJson)).toEqual({
      Version: "2012-10-17",
      Id: "theirs",
      Statement: [STATEMENT_IN_POLICY, ...THEIRS],
    });
  });

  it("leaves the caller's objects alone", () => {
    const before = JSON.stringify(CURRENT);
    synth(aPolicy().stack);
    expect(JSON.stringify(CURRENT)).toBe(before);
  });

  it("refuses another statement with the Sid of Aura's", () => {
    const currentPolicy = { ...CURRENT, Statement: [...THEIRS, { ...STATEMENT, Action: "kms:Decrypt" }] };
    expect(renderedProblems(() => aPolicy({ currentPolicy }))).toEqual([
      'prod/policy: Sid "Allow access for Neo4j" belongs to another statement: statement 3 of the ' +
        "given policy has it; expected: the same statement, or another Sid; help: remove an older statement of the " +
        "Aura Console from the given policy, or rename the Sid of your own [statement-well-formed]",
    ]);
  });

  it("refuses an invalid policy, with line and column", () => {
    const currentPolicy = '{\n  "Version": "2012-10-17",\n  "Statement": [{}],\n  "Id": 5\n}';
    expect(renderedProblems(() => aPolicy({ currentPolicy })).map((line) => line.split(":", 2).join(":"))).toEqual([
      expect.stringMatching(/^prod\/policy \(policy 3:17\)/),
      expect.stringMatching(/^prod\/policy \(policy 3:17\)/),
      expect.stringMatching(/^prod\/policy \(policy 3:17\)/),
      expect.stringMatching(/^prod\/policy \(policy 3:17\)/),
      expect.stringMatching(/^prod\/policy \(policy 4:9\)/),
    ]);
  });

  it("that is refused leaves nothing behind in the stack", () => {
    const stack = newStack();
    expect(renderedProblems(() => aPolicy({ currentPolicy: "no policy" }, stack))).toHaveLength(1);
    expect(addresses(synth(stack))).toEqual([]);
  });

  test.each([
    ["as an object", (token: string) => ({ ...CURRENT, Id: token })],
    ["as text", (token: string) => token],
  ])("refuses a policy known only at apply, %s", (_, make) => {
    const stack = newStack();
    const currentPolicy = make(variable(stack, "theirs").stringValue);
    expect(renderedProblems(() => aPolicy({ currentPolicy }, stack))).toEqual([
      "prod/policy: `currentPolicy` is not a literal: a value known only at apply; expected: the policy document; " +
        "help: paste what `aws kms get-key-policy --key-id KEY --query Policy --output text` prints [needs-literal]",
    ]);
  });
});

describe("in phase 1", () => {
  const awaited = AuraStatement.fromFileWhenSaved("statements/shared.json");

  it("keeps the policy as it is, and the next steps say what to do", () => {
    const { stack, key } = aPolicy({ statement: awaited });
    const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB" });
    expect(policyOf(synth(stack), "aws_kms_key_policy")).toEqual(CURRENT);
    expect([key.phase, record.phase]).toEqual(["bootstrap", "bootstrap"]);
    expect(record.nextSteps).toContain(`3. Save it, as it is, to ${resolve("statements/shared.json")}.`);
  });

  it("guards against going back", () => {
    expect(only(synth(aPolicy({ statement: awaited }).stack), "terraform_data", "StatementGuard")).toEqual({
      count: 0,
      lifecycle: { prevent_destroy: true },
    });
  });
});

describe("customer managed keys and instances", () => {
  it("wait for the policy", () => {
    const { stack, key } = aPolicy();
    const customerManagedKey = new AuraCustomerManagedKey(stack, "record", {
      key,
      projectId: PROJECT,
      product: "AuraDB",
    });
    new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey });
    expect(only(synth(stack), "aura_instance")["depends_on"]).toEqual(["aws_kms_key_policy.policy_E16B4B70"]);
  });

  it("that are defined before the policy, and so do not wait for it, are refused", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"), DECLARED);
    const customerManagedKey = new AuraCustomerManagedKey(stack, "record", {
      key,
      projectId: PROJECT,
      product: "AuraDB",
    });
    new AuraInstance(stack, "db", { ...INSTANCE, customerManagedKey });
    new AuraKeyPolicy(stack, "policy", { key, currentPolicy: CURRENT, statement });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/record: the key policy is defined after the customer managed key: an AuraKeyPolicy for prod/shared " +
        "after it; expected: the AuraKeyPolicy first, so that instances wait for it; help: move the AuraKeyPolicy " +
        "before the customer managed key [policy-applied-first]",
    ]);
  });
});

describe("a policy that is set twice", () => {
  const line = (policy: string, also: string) =>
    `prod/${policy}: policy ${policy} conflicts with another policy of its key: also set by ${also}; ` +
    "help: merge them into one policy [policy-set-once]";

  function aManagedKey() {
    const stack = newStack();
    return { stack, key: new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: "eu-west-1", statement }) };
  }

  it("beside an inline policy is refused", () => {
    const { stack, key } = aManagedKey();
    new AuraKeyPolicy(stack, "policy", { key, currentPolicy: CURRENT, statement });
    expect(renderedProblems(() => synth(stack))).toEqual([line("policy", "policy of key key (prod/key)")]);
  });

  test.each(["arn", "id", "keyId"] as const)(
    "by a raw resource on the `%s` of a key of ours is refused",
    (attribute) => {
      const { stack, key } = aManagedKey();
      new KmsKeyPolicy(stack, "raw", { keyId: key.resource[attribute], policy: OWN_POLICY });
      expect(renderedProblems(() => synth(stack))).toEqual([line("raw", "policy of key key (prod/key)")]);
    },
  );

  it("by a raw resource that is put inside of the key itself is refused", () => {
    const { stack, key } = aManagedKey();
    new KmsKeyPolicy(key, "raw", { keyId: key.keyArn, policy: OWN_POLICY });
    expect(renderedProblems(() => synth(stack))).toEqual([
      line("raw", "policy of key key (prod/key)").replace("prod/raw", "prod/key/raw"),
    ]);
  });

  it("twice on an existing key is refused", () => {
    const { stack, key } = aPolicy();
    new AuraKeyPolicy(stack, "second", { key, currentPolicy: CURRENT, statement });
    expect(renderedProblems(() => synth(stack))).toEqual([line("second", "policy policy (prod/policy)")]);
  });

  it("by a raw resource on an existing key is refused", () => {
    const { stack } = aPolicy();
    new KmsKeyPolicy(stack, "raw", { keyId: keyArn("eu-west-1"), policy: OWN_POLICY });
    expect(renderedProblems(() => synth(stack))).toEqual([line("raw", "policy policy (prod/policy)")]);
  });

  it("by a raw resource on an unknown key is unknown", () => {
    const { stack } = aManagedKey();
    new KmsKeyPolicy(stack, "raw", { keyId: variable(stack, "key-id").stringValue, policy: OWN_POLICY });
    synth(stack);
    expect(annotationsOf(stack)).toContain(
      "info prod/raw: unknown: cannot verify that policy raw and key (prod/key) belong to different keys [policy-set-once]",
    );
  });
});
