import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AuraKeyPolicy, AuraKmsKey, type AuraKmsKeyProps } from "../../../constructs";
import { readConstructs } from "../../../model/from-constructs";
import { known, unknown } from "../../../model/fact";
import {
  ACCOUNT,
  externalAccessOf,
  keyArn,
  newStack,
  OWN_STATEMENT,
  renderedProblems,
  STATEMENT,
  statement,
  synth,
  synthWithoutValidations,
  variable,
} from "../../support/synth";

const TODO = "confirm it in the Aura Console, then set `auraAccountId` (or `auraPrincipals`)";

function aKey(props: Partial<AuraKmsKeyProps> = {}, stack = newStack()) {
  new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement, ...props });
  return stack;
}

describe("external access", () => {
  it("is shown on the key, once, without expected principals", () => {
    const stack = aKey();
    synth(stack);
    synth(stack);
    expect(externalAccessOf(stack)).toEqual([
      `info prod/orders: grants access to AWS account 444455556666 (no expected principals set): ${TODO}`,
    ]);
  });

  it("is shown on the policy of an existing key, with every principal that it allowed before", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const partner = { ...STATEMENT, Sid: "Partner", Principal: { AWS: "777788889999" }, Condition: {} };
    const currentPolicy = { Version: "2012-10-17", Statement: [OWN_STATEMENT, partner] };
    new AuraKeyPolicy(stack, "policy", { key, currentPolicy, statement });
    synth(stack);
    expect(externalAccessOf(stack)).toEqual([
      `info prod/policy: grants access to AWS account 777788889999, AWS account 444455556666 (no expected principals set): ${TODO}`,
    ]);
  });

  it("is not shown when it is expected, nor in phase 1", () => {
    const stacks = [aKey({ auraAccountId: "444455556666" }), aKey({ statement: undefined })];
    for (const stack of stacks) synth(stack);
    expect(stacks.flatMap(externalAccessOf)).toEqual([]);
  });

  it("stops synth when another principal is expected, with or without validations", () => {
    const stack = aKey({ auraAccountId: "999988887777" });
    const line =
      'prod/orders: unexpected AWS account 444455556666 can use key orders: kms:CreateGrant, kms:Decrypt and 10 more (statement 3 ("Allow access for Neo4j")); expected: 111122223333 (owner), 999988887777; help: copy the statement again, or correct `auraAccountId` or `auraPrincipals` [no-unexpected-principals]';
    expect(renderedProblems(() => synth(stack))).toEqual([line]);
    expect(renderedProblems(() => synthWithoutValidations(stack))).toEqual([line]);
  });
});

describe("the role that deploys", () => {
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/terraform`;
  const deployedBy = (stack: ReturnType<typeof newStack>) =>
    readConstructs(stack).model.keys.map((key) => key.deployedBy);

  it("is the last one that the provider of the key assumes", () => {
    const aws = { assumeRole: [{ roleArn: `arn:aws:iam::${ACCOUNT}:role/hub` }, { roleArn: ROLE }] };
    expect(deployedBy(aKey({}, newStack("prod", { aws })))).toEqual([
      known(ROLE, "the role that provider aws assumes"),
    ]);
  });

  it("is unknown when it is a variable, and absent when none is assumed", () => {
    const stack = newStack();
    const assumeRole = [{ roleArn: variable(stack, "role").stringValue }];
    const provider = new AwsProvider(stack, "other", { alias: "other", region: "eu-west-1", assumeRole });
    expect(deployedBy(aKey({ provider }, stack))).toEqual([
      unknown("the role that provider aws.other assumes is known only at apply"),
    ]);
    expect(deployedBy(aKey())).toEqual([undefined]);
  });

  it("must be able to change the policy of an existing key", () => {
    const stack = newStack("prod", { aws: { assumeRole: [{ roleArn: ROLE }] } });
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const admin = { ...OWN_STATEMENT, Sid: "Admin", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` } };
    new AuraKeyPolicy(stack, "policy", {
      key,
      currentPolicy: { Version: "2012-10-17", Statement: [admin] },
      statement,
    });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/policy: ${ROLE} cannot change the policy of policy policy: the role that provider aws assumes: no statement ` +
        `allows it to ${ROLE} (policy policy); help: keep kms:* for the account's root, ` +
        "and do not deny kms:PutKeyPolicy [administrators-keep-control]",
    ]);
  });
});
