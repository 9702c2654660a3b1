import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, Token } from "cdktf";
import { AuraKmsKey, type AuraKmsKeyProps, AuraStatement, KeyStatements } from "../../constructs";
import { renderTokens } from "../../model/from-constructs";
import {
  codesOf,
  ACCOUNT,
  addresses,
  annotationsOf,
  GUARD_STATEMENT,
  KEY_ID,
  keyArn,
  newStack,
  only,
  OWN_STATEMENT,
  policyOf,
  problemsOf,
  renderedProblems,
  STATEMENT,
  statement,
  STATEMENT_IN_POLICY,
  synth,
  synthText,
  variable,
} from "../support/synth";

const REGION = "eu-west-1";
const PROPS: AuraKmsKeyProps = { accountId: ACCOUNT, region: REGION, statement };

function aKey(props: Partial<AuraKmsKeyProps> = {}, id = "orders") {
  const stack = newStack();
  return { stack, key: new AuraKmsKey(stack, id, { ...PROPS, ...props }) };
}

describe("with minimal properties", () => {
  it("creates a symmetric, rotated, protected key with the longest deletion window", () => {
    const { stack } = aKey();
    const key = only(synth(stack), "aws_kms_key");
    expect(key).toEqual({
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      deletion_window_in_days: 30,
      depends_on: ["terraform_data.orders_StatementGuard_2E7357E3"],
      description:
        "Customer managed key of Neo4j Aura. Do not delete or disable: the data encrypted with it would be lost.",
      enable_key_rotation: true,
      is_enabled: true,
      key_usage: "ENCRYPT_DECRYPT",
      lifecycle: { prevent_destroy: true },
      multi_region: false,
      policy: expect.any(String),
      region: "eu-west-1",
      rotation_period_in_days: 365,
    });
  });

  it("writes the account's own statement, the deletion guard, then Aura's with its Sid verbatim, and no other", () => {
    const { stack } = aKey();
    expect(policyOf(synth(stack))).toEqual({
      Version: "2012-10-17",
      Statement: [OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY],
    });
  });

  it("writes the policy as compact, sorted, plain JSON", () => {
    const { stack, key } = aKey();
    const expected =
      '{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow",' +
      '"Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},' +
      '{"Sid":"Deny deletion of a key in use","Effect":"Deny","Principal":{"AWS":"*"},"Action":"kms:ScheduleKeyDeletion",' +
      '"Resource":"*","Condition":{"NumericLessThan":{"kms:TrailingDaysWithoutKeyUsage":"90"}}},' +
      '{"Sid":"Allow access for Neo4j","Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:CreateGrant",' +
      '"kms:Decrypt","kms:DescribeKey","kms:Encrypt","kms:GenerateDataKey*","kms:ListGrants","kms:ReEncrypt*",' +
      '"kms:RevokeGrant"],"Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"444455556666"}}}]}';
    expect(only(synth(stack), "aws_kms_key")["policy"]).toBe(expected);
    expect(key.policyJson).toBe(expected);
  });

  it("creates exactly a key, its alias, the guard of its phase and the review metadata", () => {
    const { stack } = aKey();
    expect(addresses(synth(stack))).toEqual([
      "aws_kms_alias.orders_Alias_0036EBEA",
      "aws_kms_key.orders_46FA7C19",
      "terraform_data.AuraCmkReviewMetadata",
      "terraform_data.orders_StatementGuard_2E7357E3",
    ]);
  });

  it("names the alias after the construct, in the key's region", () => {
    const { stack } = aKey();
    expect(only(synth(stack), "aws_kms_alias")).toEqual({
      name: "alias/neo4j-aura/orders",
      region: "eu-west-1",
      target_key_id: "${aws_kms_key.orders_46FA7C19.key_id}",
    });
  });

  it("turns characters that an alias cannot contain into hyphens", () => {
    const { stack } = aKey({}, "my orders.v2");
    expect(only(synth(stack), "aws_kms_alias")["name"]).toBe("alias/neo4j-aura/my-orders-v2");
  });

  it("has no annotations when all is well", () => {
    const { stack } = aKey();
    synth(stack);
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("takes the region of the provider, and writes it down", () => {
    const stack = newStack("prod", { aws: { region: "eu-central-1" } });
    const key = new AuraKmsKey(stack, "orders", { accountId: ACCOUNT });
    expect(key.region).toBe("eu-central-1");
    expect(only(synth(stack), "aws_kms_key")["region"]).toBe("eu-central-1");
  });

  it("takes the region of the default provider, not of an aliased one that was defined before", () => {
    const stack = newStack();
    stack.node.tryRemoveChild("aws");
    new AwsProvider(stack, "second", { alias: "second", region: "us-east-1" });
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    new AuraKmsKey(stack, "orders", { accountId: ACCOUNT });
    expect(only(synth(stack), "aws_kms_key")["region"]).toBe("eu-central-1");
  });

  it("does not accept a policy for another partition than that of a provider defined too late", () => {
    const stack = newStack();
    stack.node.tryRemoveChild("aws");
    new AuraKmsKey(stack, "orders", { accountId: ACCOUNT });
    new AwsProvider(stack, "aws", { region: "us-gov-west-1" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders: conflicting partitions for key orders: aws-us-gov (partition of the region of key orders), aws (partition in the policy of key orders); help: correct the wrong one, or use another key [key-account-expected]",
    ]);
  });

  it("is in phase 1 without a statement, with only the account's own statement and the deletion guard", () => {
    const { stack, key } = aKey({ statement: undefined });
    expect(key.phase).toBe("bootstrap");
    expect(policyOf(synth(stack))).toEqual({ Version: "2012-10-17", Statement: [OWN_STATEMENT, GUARD_STATEMENT] });
  });

  it("is in phase 1 while the file of the statement is awaited, and knows which file", () => {
    const { key } = aKey({ statement: AuraStatement.fromFileWhenSaved("statements/not-yet.json") });
    expect([key.phase, key.statementFile]).toEqual(["bootstrap", "statements/not-yet.json"]);
  });
});

describe("with maximum properties", () => {
  it("passes every one of them on", () => {
    const stack = newStack();
    const dr = new AwsProvider(stack, "dr", { alias: "dr", region: "us-east-1" });
    new AuraKmsKey(stack, "orders", {
      accountId: ACCOUNT,
      administrators: [`arn:aws:iam::${ACCOUNT}:role/z-admin`, `arn:aws:iam::${ACCOUNT}:user/a/admin`],
      alias: "alias/orders",
      deletionWindowInDays: 7,
      description: "Orders",
      multiRegion: true,
      provider: dr,
      region: "us-east-2",
      removalPolicy: "destroy",
      rotationPeriodInDays: 90,
      statement,
      tags: { team: "graph", cost: "42" },
    });
    const synthesized = synth(stack);
    expect(only(synthesized, "aws_kms_key")).toEqual({
      customer_master_key_spec: "SYMMETRIC_DEFAULT",
      deletion_window_in_days: 7,
      description: "Orders",
      enable_key_rotation: true,
      is_enabled: true,
      key_usage: "ENCRYPT_DECRYPT",
      multi_region: true,
      policy: expect.any(String),
      provider: "aws.dr",
      region: "us-east-2",
      rotation_period_in_days: 90,
      tags: { cost: "42", team: "graph" },
    });
    expect(policyOf(synthesized)).toEqual({
      Version: "2012-10-17",
      Statement: [
        OWN_STATEMENT,
        {
          Sid: "Allow access for Key Administrators",
          Effect: "Allow",
          Principal: {
            AWS: [`arn:aws:iam::${ACCOUNT}:role/z-admin`, `arn:aws:iam::${ACCOUNT}:user/a/admin`],
          },
          Action: [
            ...["kms:CancelKeyDeletion", "kms:Create*", "kms:Delete*", "kms:Describe*", "kms:Disable*", "kms:Enable*"],
            ...["kms:Get*", "kms:List*", "kms:Put*", "kms:ReplicateKey", "kms:Revoke*", "kms:RotateKeyOnDemand"],
            ...["kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:Update*"],
          ],
          Resource: "*",
        },
        STATEMENT_IN_POLICY,
      ],
    });
    expect(only(synthesized, "aws_kms_alias")).toEqual({
      name: "alias/orders",
      provider: "aws.dr",
      region: "us-east-2",
      target_key_id: "${aws_kms_key.orders_46FA7C19.key_id}",
    });
  });

  it("with removalPolicy `destroy` has no guard, and says that the key is not protected", () => {
    const { stack } = aKey({ removalPolicy: "destroy" });
    expect(addresses(synth(stack))).toEqual([
      "aws_kms_alias.orders_Alias_0036EBEA",
      "aws_kms_key.orders_46FA7C19",
      "terraform_data.AuraCmkReviewMetadata",
    ]);
    expect(annotationsOf(stack)).toEqual([
      'warn prod/orders: key orders is not protected from destruction: false (`removalPolicy` of key orders); help: remove `removalPolicy: "destroy"` [key-is-protected]',
    ]);
  });

  it("writes ARNs of the partition of the region", () => {
    const { stack } = aKey({ region: "us-gov-west-1", statement: undefined });
    expect(policyOf(synth(stack))).toEqual({
      Version: "2012-10-17",
      Statement: [{ ...OWN_STATEMENT, Principal: { AWS: `arn:aws-us-gov:iam::${ACCOUNT}:root` } }, GUARD_STATEMENT],
    });
  });
});

describe("at the borders of what KMS takes", () => {
  test.each([90, 91, 2559, 2560])("a rotation period of %d days is accepted", (rotationPeriodInDays) => {
    const { stack } = aKey({ rotationPeriodInDays });
    expect(only(synth(stack), "aws_kms_key")["rotation_period_in_days"]).toBe(rotationPeriodInDays);
  });

  test.each([
    [89, 90],
    [2561, 2560],
    [0, 90],
    [-1, 90],
    [90.5, 91],
  ])("a rotation period of %d days is refused, and %d is offered", (rotationPeriodInDays, nearest) => {
    const { stack } = aKey({ rotationPeriodInDays });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders: rotation period of key orders is ${rotationPeriodInDays === 90.5 ? "not a whole number" : "out of range"}: ` +
        `${rotationPeriodInDays} (\`rotationPeriodInDays\` of key orders); expected: 90 to 2560 days; ` +
        `help: use ${nearest}, or remove it for 365 [rotation-period-in-range]`,
    ]);
  });

  test.each([7, 8, 29, 30])("a deletion window of %d days is accepted", (deletionWindowInDays) => {
    const { stack } = aKey({ deletionWindowInDays });
    expect(only(synth(stack), "aws_kms_key")["deletion_window_in_days"]).toBe(deletionWindowInDays);
  });

  test.each([
    [6, 7],
    [31, 30],
    [0, 7],
  ])("a deletion window of %d days is refused, and %d is offered", (deletionWindowInDays, nearest) => {
    const { stack } = aKey({ deletionWindowInDays });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders: deletion window of key orders is out of range: " +
        `${deletionWindowInDays} (\`deletionWindowInDays\` of key orders); expected: 7 to 30 days; ` +
        `help: use ${nearest}, or remove it for 30 [deletion-window-in-range]`,
    ]);
  });
});

describe("with values known only at apply", () => {
  it("passes tokens for numbers, texts and tags on, and reports what is unknown", () => {
    const stack = newStack();
    const days = variable(stack, "days");
    new AuraKmsKey(stack, "orders", {
      ...PROPS,
      alias: variable(stack, "alias").stringValue,
      deletionWindowInDays: days.numberValue,
      description: variable(stack, "description").stringValue,
      rotationPeriodInDays: days.numberValue,
      tags: Token.asStringMap(variable(stack, "tags").value),
    });
    const synthesized = synth(stack);
    expect(only(synthesized, "aws_kms_key")).toMatchObject({
      deletion_window_in_days: "${var.days}",
      description: "${var.description}",
      rotation_period_in_days: "${var.days}",
      tags: "${var.tags}",
    });
    expect(only(synthesized, "aws_kms_alias")["name"]).toBe("${var.alias}");
    expect(annotationsOf(stack)).toEqual([
      "info prod/orders: unknown: `rotationPeriodInDays` of key orders is known only at apply " +
        "[rotation-period-in-range]",
      "info prod/orders: unknown: `deletionWindowInDays` of key orders is known only at apply " +
        "[deletion-window-in-range]",
    ]);
  });

  test.each([
    ["a variable", (stack: ReturnType<typeof newStack>) => variable(stack, "region").stringValue],
    ["a hand-written reference", (stack: ReturnType<typeof newStack>) => (variable(stack, "region"), "${var.region}")],
  ])("takes %s as a region", (_, region) => {
    const stack = newStack();
    new AuraKmsKey(stack, "orders", { ...PROPS, region: region(stack) });
    expect(only(synth(stack), "aws_kms_key")["region"]).toBe("${var.region}");
    expect(annotationsOf(stack)).toEqual([
      "info prod/orders: unknown: `region` of key orders is known only at apply [key-arn-well-formed]",
      "info prod/orders: unknown: `region` of key orders is known only at apply, and the ARNs in its policy are of " +
        "partition aws; for a region of another partition, such as cn-north-1 or us-gov-west-1, write the region " +
        "itself [key-account-expected]",
    ]);
  });

  it("does not assume a value for a switch that is known only at apply", () => {
    const { stack, key } = aKey();
    key.resource.isEnabled = variable(stack, "enabled").booleanValue;
    key.resource.enableKeyRotation = variable(stack, "rotated").booleanValue;
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      "info prod/orders: unknown: `isEnabled` of key orders is known only at apply [key-is-symmetric]",
      "info prod/orders: unknown: rotation of key orders is known only at apply [rotation-enabled]",
    ]);
  });

  it("refuses a token for `accountId` and for each administrator, which go into the policy", () => {
    const stack = newStack();
    const admin = variable(stack, "admin");
    new AuraKmsKey(stack, "orders", {
      ...PROPS,
      accountId: variable(stack, "account").stringValue,
      administrators: [admin.stringValue, "${var.admin}"],
    });
    const literal = (prop: string, expected: string) =>
      `prod/orders: \`${prop}\` is not a literal: a value known only at apply; expected: ${expected}; help: write ` +
      `the value of \`${prop}\` itself: the key policy must be readable in the plan [needs-literal]`;
    expect(renderedProblems(() => synth(stack))).toEqual([
      literal("accountId", "12 digits"),
      literal("administrators[0]", "the ARN of an IAM role or user"),
      literal("administrators[1]", "the ARN of an IAM role or user"),
    ]);
  });

  it("refuses a whole list of administrators that is known only at apply", () => {
    const stack = newStack();
    const administrators = variable(stack, "admins").listValue;
    new AuraKmsKey(stack, "orders", { ...PROPS, administrators });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders: `administrators[0]` is not a literal: a value known only at apply; expected: the ARN of an IAM " +
        "role or user; help: write the value of `administrators[0]` itself: the key policy must be readable in the " +
        "plan [needs-literal]",
    ]);
  });
});

describe("what Terraform would read as a template", () => {
  const TRICKY = "${aws:username} %{ if true } ${aws:PrincipalTag/team} $${kept} 100%";

  it("is escaped in the description", () => {
    const { stack } = aKey({ description: TRICKY });
    expect(only(synth(stack), "aws_kms_key")["description"]).toBe(
      "$${aws:username} %%{ if true } $${aws:PrincipalTag/team} $$${kept} 100%",
    );
  });

  it("is escaped in the statement, and stays what it is in the policy", () => {
    const condition = {
      StringEquals: { "kms:CallerAccount": "444455556666" },
      StringLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/${aws:username}" },
    };
    const { stack, key } = aKey({ statement: AuraStatement.fromObject({ ...STATEMENT, Condition: condition }) });
    const synthesized = synth(stack);
    expect(only(synthesized, "aws_kms_key")["policy"]).toContain("role/$${aws:username}");
    expect(policyOf(synthesized)).toEqual({
      Version: "2012-10-17",
      Statement: [OWN_STATEMENT, GUARD_STATEMENT, { ...STATEMENT_IN_POLICY, Condition: condition }],
    });
    expect(key.policyJson).toContain("role/${aws:username}");
  });
});

describe("copies and repeats", () => {
  it("does not see what happens to the props afterwards", () => {
    const administrators = [`arn:aws:iam::${ACCOUNT}:role/admin`];
    const tags: Record<string, string> = { team: "graph" };
    const props = { ...PROPS, administrators, tags };
    const stack = newStack();
    new AuraKmsKey(stack, "orders", props);
    const before = synthText(stack);
    administrators.push("nonsense");
    tags["team"] = "other";
    Object.assign(props, { region: "nonsense", accountId: "1", alias: "nonsense", removalPolicy: "destroy" });
    expect(synthText(stack)).toBe(before);
  });

  it("leaves the caller's lists alone", () => {
    const administrators = Object.freeze([`arn:aws:iam::${ACCOUNT}:role/z`, `arn:aws:iam::${ACCOUNT}:role/a`]);
    synth(aKey({ administrators }).stack);
    expect(administrators).toEqual([`arn:aws:iam::${ACCOUNT}:role/z`, `arn:aws:iam::${ACCOUNT}:role/a`]);
  });

  it("gives the same bytes twice, from one app and from two", () => {
    const { stack } = aKey({ tags: { b: "2", a: "1" } });
    const first = synthText(stack);
    expect(synthText(stack)).toBe(first);
    expect(synthText(aKey({ tags: { a: "1", b: "2" } }).stack)).toBe(first);
  });
});

describe("values that could never be right", () => {
  test.each(["11112222333", "1111222233334", "1111-2222-3333", ""])("refuses the account id %j", (accountId) => {
    const { stack } = aKey({ accountId });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders: \`accountId\` is not the id of an AWS account: "${accountId}"; expected: 12 digits; help: take ` +
        "the id from the AWS console or `aws sts get-caller-identity`, with leading zeros [account-id-well-formed]",
    ]);
  });

  test.each(["", "eu-west", "EU-WEST-1", " eu-west-1", "eu-west-1a"])("refuses the region %j", (region) => {
    const { stack } = aKey({ region });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders: \`region\` is not the id of an AWS region: "${region}"; expected: an id such as eu-west-1; ` +
        "help: write the id as AWS does, in lower case and without blanks [region-well-formed]",
    ]);
  });

  test.each([
    ["orders", 'use "alias/neo4j-aura/orders"'],
    ["alias/my orders", "leave out the other characters"],
    ["alias/aws/orders", "leave out the other characters"],
  ])("refuses the alias %j", (alias, fix) => {
    const { stack } = aKey({ alias });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders: \`alias\` is not a valid alias name: "${alias}"; expected: alias/ and then letters, digits, /, ` +
        `_ and -, but not alias/aws/; help: ${fix} [alias-well-formed]`,
    ]);
  });

  test.each([
    ["role/admin", "copy the ARN of the role or user from IAM"],
    [`arn:aws:iam::${ACCOUNT}:root`, "copy the ARN of the role or user from IAM"],
    [`arn:aws:iam::${ACCOUNT}:role/*`, "copy the ARN of the role or user from IAM"],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/a/b`, "copy the ARN of the role or user from IAM"],
    [
      `arn:aws-cn:iam::${ACCOUNT}:role/admin`,
      "name a role of the key's account, which other accounts may assume; KMS allows no other administrators",
    ],
    [
      "arn:aws:iam::444455556666:role/admin",
      "name a role of the key's account, which other accounts may assume; KMS allows no other administrators",
    ],
  ])("refuses %s as an administrator", (administrator, fix) => {
    const { stack } = aKey({ administrators: [administrator] });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders: \`administrators[0]\` is not a role or user of the key's account: "${administrator}"; ` +
        `expected: arn:aws:iam::111122223333:role/NAME or :user/NAME; help: ${fix} [administrator-well-formed]`,
    ]);
  });

  it("refuses a statement with the Sid of the account's own one", () => {
    const { stack } = aKey({
      statement: AuraStatement.fromObject({ ...STATEMENT, Sid: "Enable IAM User Permissions" }),
    });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/orders: Sid "Enable IAM User Permissions" belongs to another statement: statement 1 of the given policy has it; ' +
        "expected: the same statement, or another Sid; help: remove an older statement of the Aura Console from the given " +
        "policy, or rename the Sid of your own [statement-well-formed]",
    ]);
  });

  it("reports all of them at once", () => {
    const { stack } = aKey({ accountId: "1", region: "nowhere", rotationPeriodInDays: 1, deletionWindowInDays: 1 });
    expect(renderedProblems(() => synth(stack)).map((line) => /\[(.*)\]$/.exec(line)?.[1])).toEqual([
      "account-id-well-formed",
      "region-well-formed",
      "rotation-period-in-range",
      "deletion-window-in-range",
    ]);
  });
});

describe("a deletion guard", () => {
  const guardIn = (props: Partial<AuraKmsKeyProps>) => policyOf(synth(aKey(props).stack));

  it("is of 90 days by default, and none with 0 and where the key may be destroyed", () => {
    const without = { Version: "2012-10-17", Statement: [OWN_STATEMENT, STATEMENT_IN_POLICY] };
    expect(guardIn({})).toEqual({ ...without, Statement: [OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY] });
    expect(guardIn({ deletionGuardInDays: 0 })).toEqual(without);
    expect(guardIn({ removalPolicy: "destroy" })).toEqual(without);
    expect(guardIn({ deletionGuardInDays: 0, removalPolicy: "destroy" })).toEqual(without);
  });

  it("is refused where the key may be destroyed, because it is not known then which of the two is meant", () => {
    const { stack } = aKey({ deletionGuardInDays: 120, removalPolicy: "destroy" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/orders: `deletionGuardInDays` and `removalPolicy: "destroy"` exclude each other: 120 and "destroy"; expected: one of them; help: remove `deletionGuardInDays` to give the key up, or `removalPolicy` to keep it [exclusive-props]',
    ]);
  });

  it("stands before the owner's own statements, and every rule is satisfied", () => {
    const { stack } = aKey({
      deletionGuardInDays: 45,
      keyStatements: [KeyStatements.auditor(`arn:aws:iam::${ACCOUNT}:role/auditor`)],
    });
    expect(policyOf(synth(stack))).toEqual({
      Version: "2012-10-17",
      Statement: [
        OWN_STATEMENT,
        { ...GUARD_STATEMENT, Condition: { NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "45" } } },
        expect.objectContaining({ Sid: "Allow auditors to read the configuration of the key" }),
        STATEMENT_IN_POLICY,
      ],
    });
    expect(annotationsOf(stack)).toEqual([]);
  });

  it.each([30, 3651, 90.5, -1])("cannot be of %d days", (deletionGuardInDays) => {
    expect(renderedProblems(() => synth(aKey({ deletionGuardInDays }).stack))).toEqual([
      `prod/orders: \`deletionGuardInDays\` is out of range: ${deletionGuardInDays}; expected: 31 to 3650 whole days, or 0 for no guard; help: use 90 [deletion-guard-in-range]`,
    ]);
  });

  it("cannot be known only at apply", () => {
    expect(codesOf(() => synth(aKey({ deletionGuardInDays: Token.asNumber({ resolve: () => 90 }) }).stack))).toEqual([
      "prod/orders needs-literal",
    ]);
  });
});

describe("the alias of another key", () => {
  const second = (props: Partial<AuraKmsKeyProps> = {}) => {
    const { stack, key } = aKey();
    const other = new AuraKmsKey(stack, "audit", { ...PROPS, alias: "alias/neo4j-aura/orders", ...props });
    return { stack, key, other };
  };

  it("is refused in one account and region", () => {
    expect(renderedProblems(() => synth(second().stack))).toEqual([
      "prod/audit/Alias: alias/neo4j-aura/orders is defined twice in its account and region: also the alias of key orders (prod/orders) in 111122223333, eu-west-1; help: rename one of them [alias-is-unique]",
    ]);
  });

  it("is fine in another region, and when it was taken out of the other key", () => {
    expect(synth(second({ region: "eu-west-2" }).stack).resource["aws_kms_alias"]).toBeDefined();
    const { stack, other } = second();
    other.node.tryRemoveChild("Alias");
    expect(only(synth(stack), "aws_kms_alias")["name"]).toBe("alias/neo4j-aura/orders");
  });

  it("is unknown while its region is known only at apply", () => {
    const { stack } = second({ region: "${var.region}" });
    variable(stack, "region");
    synth(stack);
    expect(annotationsOf(stack)).toContain(
      "info prod/audit: unknown: cannot verify that alias/neo4j-aura/orders differs from the alias of key orders (prod/orders): `region` of key audit is known only at apply [alias-is-unique]",
    );
  });

  it("is judged as it goes out, whatever the props said", () => {
    const { stack, other } = second({ alias: "alias/audit" });
    (other.node.findChild("Alias") as KmsAlias).name = "alias/neo4j-aura/orders";
    expect(renderedProblems(() => synth(stack))).toHaveLength(1);
  });
});

describe("changes made to the resource afterwards", () => {
  it("are judged too", () => {
    const { stack, key } = aKey();
    key.resource.customerMasterKeySpec = "RSA_2048";
    key.resource.keyUsage = "SIGN_VERIFY";
    key.resource.isEnabled = false;
    key.resource.customKeyStoreId = "cks-1";
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/orders: key orders is not a symmetric encryption key: key spec RSA_2048 (key spec of key orders), key usage SIGN_VERIFY (key usage of key orders), origin "custom key store" (key store of key orders), enabled false (`isEnabled`...; help: use a new symmetric key; use a new key with key material generated by KMS; enable the key [key-is-symmetric]',
    ]);
  });

  it("warn when they turn rotation off", () => {
    const { stack, key } = aKey();
    key.resource.enableKeyRotation = false;
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      "warn prod/orders: automatic rotation of key orders is off: false (rotation of key orders); help: turn it on; the ARN does not change [rotation-enabled]",
    ]);
  });
});

describe("a key owned elsewhere", () => {
  it("creates nothing", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn(REGION));
    expect(addresses(synth(stack))).toEqual([]);
    expect({ arn: key.keyArn, region: key.region, account: key.accountId, phase: key.phase }).toEqual({
      arn: keyArn(REGION),
      region: "eu-west-1",
      account: ACCOUNT,
      phase: "kept-elsewhere",
    });
  });

  it("reports what was not declared about it as unknown", () => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "shared", keyArn(REGION));
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      "info prod/shared: unknown: key shared is owned elsewhere and `keySpec` was not declared (`aws kms " +
        "describe-key` shows it) [key-is-symmetric]",
      "info prod/shared: unknown: key shared is owned elsewhere and `rotationEnabled` was not declared (`aws kms " +
        "describe-key` shows it) [rotation-enabled]",
      "info prod/shared: unknown: the policy of key shared is kept by its owner [statement-well-formed, " +
        "aura-can-use-key, aura-cannot-administer-key, administrators-keep-control, no-unexpected-principals, " +
        "statement-matches-key]",
    ]);
  });

  it("is judged by what was declared", () => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "shared", keyArn(REGION), {
      keySpec: "SYMMETRIC_DEFAULT",
      keyUsage: "ENCRYPT_DECRYPT",
      keyState: "Disabled",
      origin: "EXTERNAL",
      rotationEnabled: true,
    });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/shared: key material of key shared was not generated by KMS: origin EXTERNAL (`origin` of key shared), enabled false (`keyState` of key shared); expected: origin AWS_KMS, enabled true; help: use a new key with key material generated by KMS; enable the key [key-is-symmetric]",
    ]);
  });

  test.each(["Disabled", "PendingDeletion", "PendingImport", "Unavailable"])("is refused when it is %s", (keyState) => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "shared", keyArn(REGION), { keyState });
    expect(problemsOf(() => synth(stack)).map(({ code, got }) => [code, got])).toEqual([
      ["key-is-symmetric", "enabled false (`keyState` of key shared)"],
    ]);
  });

  const FORM = "arn:PARTITION:kms:REGION:ACCOUNT:key/ID";
  const ASK = "use `KeyMetadata.Arn` of `aws kms describe-key`";
  test.each([
    ["an alias ARN", `arn:aws:kms:${REGION}:${ACCOUNT}:alias/orders`, "an alias ARN", ASK],
    ["an alias name", "alias/orders", "an alias name", ASK],
    ["a bare id", KEY_ID, "a bare key id", ASK],
    ["an ARN of another service", `arn:aws:iam::${ACCOUNT}:role/x`, "an ARN of iam, not of KMS", ASK],
    ["nothing", "", "not an ARN", ASK],
  ])("refuses %s and says what it wants", (_, arn, got, fix) => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "shared", arn);
    const shown = arn === "" ? '""' : arn;
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/shared: ARN of key shared is not a KMS key ARN: ${got}: ${shown} (ARN of key shared); ` +
        `expected: ${FORM}; help: ${fix} [key-arn-well-formed]`,
    ]);
  });

  it("completes a bare id when region and account were declared", () => {
    const stack = newStack();
    AuraKmsKey.fromKeyArn(stack, "shared", KEY_ID, { region: REGION, accountId: ACCOUNT });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/shared: ARN of key shared is not a KMS key ARN: a bare key id: ${KEY_ID} (ARN of key shared); ` +
        `expected: ${FORM}; help: use ${keyArn(REGION)} [key-arn-well-formed]`,
    ]);
  });

  it("takes region and account out of an ARN that is known only at apply", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", variable(stack, "arn").stringValue);
    expect([key.region, key.accountId].map((token) => renderTokens(stack, token).value)).toEqual([
      '${element(split(":", var.arn), 3)}',
      '${element(split(":", var.arn), 4)}',
    ]);
  });
});

describe("tags", () => {
  test.each([
    ["a reserved key", { "aws:team": "ledger" }],
    ["an empty key", { "": "x" }],
    ["a key of 129 characters", { ["k".repeat(129)]: "x" }],
    ["a value of 257 characters", { team: "v".repeat(257) }],
    ["a character that AWS refuses", { owner: "Risk & Ledger" }],
  ])("with %s are refused", (_, tags) => {
    expect(codesOf(() => aKey({ tags }))).toEqual(["prod/orders prop-type"]);
  });

  test.each([
    ["letters of any script", { équipe: "größe 1" }],
    ["the longest", { ["k".repeat(128)]: "v".repeat(256) }],
    ["nothing as a value", { team: "" }],
  ])("with %s go out as they are", (_, tags) => {
    expect(only(synth(aKey({ tags }).stack), "aws_kms_key")["tags"]).toEqual(tags);
  });

  it("may come from a function of Terraform", () => {
    const { stack } = aKey({ tags: Fn.merge([{ team: "orders" }, { env: "prod" }]) });
    expect(only(synth(stack), "aws_kms_key")["tags"]).toBe('${merge({"team" = "orders"}, {"env" = "prod"})}');
  });
});

it("lets the administrators of a multi-Region key make replicas", () => {
  const administrators = [`arn:aws:iam::${ACCOUNT}:role/admin`];
  const actionsOf = (multiRegion: boolean): unknown =>
    (policyOf(synth(aKey({ administrators, multiRegion }).stack)) as { Statement: { Action: string[] }[] }).Statement[1]
      ?.Action;
  expect(actionsOf(false)).not.toContain("kms:ReplicateKey");
  expect(actionsOf(true)).toContain("kms:ReplicateKey");
});

describe("a policy that is taken over as it is", () => {
  const OWNER = { ...OWN_STATEMENT, Sid: "Root" };
  const currentPolicy = { Version: "2012-10-17", Id: "orders", Statement: [STATEMENT_IN_POLICY, OWNER] };

  it("stays as it is: no statement of the account, no guard, and Aura's statement once", () => {
    expect(policyOf(synth(aKey({ currentPolicy }).stack))).toEqual(currentPolicy);
    expect(policyOf(synth(aKey({ currentPolicy: JSON.stringify(currentPolicy) }).stack))).toEqual(currentPolicy);
  });

  it("gets what is asked for: a guard, further statements, and Aura's where it is not there yet", () => {
    const auditor = KeyStatements.auditor(`arn:aws:iam::${ACCOUNT}:role/auditor`);
    const before = { ...currentPolicy, Statement: [OWNER] };
    const { stack } = aKey({ currentPolicy: before, deletionGuardInDays: 90, keyStatements: [auditor] });
    expect(policyOf(synth(stack))).toEqual({
      ...before,
      Statement: [OWNER, GUARD_STATEMENT, expect.objectContaining({ Sid: auditor.Sid }), STATEMENT_IN_POLICY],
    });
  });

  it("is judged as every other", () => {
    const open = { ...OWNER, Sid: "Open", Principal: "*" };
    const { stack } = aKey({ currentPolicy: { ...currentPolicy, Statement: [STATEMENT_IN_POLICY, OWNER, open] } });
    expect(codesOf(() => synth(stack))).toEqual(["prod/orders no-unexpected-principals"]);
  });

  it("excludes administrators, who would be left out without a word", () => {
    const { stack } = aKey({ currentPolicy, administrators: [`arn:aws:iam::${ACCOUNT}:role/key-admin`] });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders: `administrators` and `currentPolicy` exclude each other: both; expected: one of them; help: write the administrators into the policy itself, or leave `currentPolicy` out [exclusive-props]",
    ]);
  });

  it("is refused where it is not a policy", () => {
    expect(renderedProblems(() => aKey({ currentPolicy: '{ "Statement": [' }))).toEqual([
      expect.stringMatching(/^prod\/orders \(policy 1:\d+\): .* \[policy-well-formed\]$/),
    ]);
  });

  it("comes with the import of the key and of its alias", () => {
    const { stack, key } = aKey({ currentPolicy, alias: "alias/orders" });
    key.resource.importFrom(KEY_ID);
    key.aliasResource.importFrom("alias/orders");
    const { import: imports } = JSON.parse(synthText(stack)) as { import: object[] };
    expect(imports).toEqual([
      { id: KEY_ID, to: expect.stringMatching(/^aws_kms_key\./) },
      { id: "alias/orders", to: expect.stringMatching(/^aws_kms_alias\./) },
    ]);
  });
});
