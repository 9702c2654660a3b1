import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AuraKmsKey, AuraKmsReplicaKey, type AuraKmsReplicaKeyProps, AuraStatement } from "../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  keyArn,
  MRK_ID,
  newStack,
  only,
  GUARD_STATEMENT,
  OWN_STATEMENT,
  policyOf,
  renderedProblems,
  STATEMENT,
  statement,
  STATEMENT_IN_POLICY,
  synth,
  synthText,
  variable,
} from "../support/synth";

function aReplica(props: Partial<AuraKmsReplicaKeyProps> = {}, stack = newStack()) {
  const primary = new AuraKmsKey(stack, "dr", {
    accountId: ACCOUNT,
    region: "eu-west-1",
    multiRegion: true,
    statement,
  });
  const replica = new AuraKmsReplicaKey(stack, "dr-frankfurt", { primary, region: "eu-central-1", ...props });
  return { stack, primary, replica };
}

describe("with minimal properties", () => {
  it("creates a protected replica in its region", () => {
    expect(only(synth(aReplica().stack), "aws_kms_replica_key")).toEqual({
      deletion_window_in_days: 30,
      depends_on: ["terraform_data.dr-frankfurt_StatementGuard_9A54FD02"],
      description:
        "Customer managed key of Neo4j Aura. Do not delete or disable: the data encrypted with it would be lost.",
      enabled: true,
      lifecycle: { prevent_destroy: true },
      policy: expect.any(String),
      primary_key_arn: "${aws_kms_key.dr_F161C73B.arn}",
      region: "eu-central-1",
    });
  });

  it("has a policy of its own that holds the statement of its primary", () => {
    expect(policyOf(synth(aReplica().stack), "aws_kms_replica_key")).toEqual({
      Version: "2012-10-17",
      Statement: [OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY],
    });
  });

  it("creates exactly a replica, its alias, the guard of its phase and the review metadata", () => {
    const ofPrimary = [
      "aws_kms_alias.dr_Alias_19E5D890",
      "aws_kms_key.dr_F161C73B",
      "terraform_data.dr_StatementGuard_75A5CC07",
    ];
    expect(addresses(synth(aReplica().stack)).filter((address) => !ofPrimary.includes(address))).toEqual([
      "aws_kms_alias.dr-frankfurt_Alias_E85FA4CB",
      "aws_kms_replica_key.dr-frankfurt_165FD830",
      "terraform_data.AuraCmkReviewMetadata",
      "terraform_data.dr-frankfurt_StatementGuard_9A54FD02",
    ]);
  });

  it("has no annotations when all is well", () => {
    const { stack } = aReplica();
    synth(stack);
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("is in the phase of its primary", () => {
    expect(aReplica().replica.phase).toBe("encrypted");
    const stack = newStack();
    const primary = new AuraKmsKey(stack, "dr", { accountId: ACCOUNT, region: "eu-west-1", multiRegion: true });
    expect(new AuraKmsReplicaKey(stack, "x", { primary, region: "eu-central-1" }).phase).toBe("bootstrap");
  });
});

it("passes every property on", () => {
  const stack = newStack();
  const provider = new AwsProvider(stack, "dr-provider", { alias: "dr", region: "us-east-1" });
  const own = { ...STATEMENT, Sid: "Allow access for Neo4j in Frankfurt" };
  aReplica(
    {
      administrators: [`arn:aws:iam::${ACCOUNT}:role/admin`],
      alias: "alias/dr",
      deletionWindowInDays: 7,
      description: "DR",
      provider,
      region: "us-east-2",
      removalPolicy: "destroy",
      statement: AuraStatement.fromObject(own),
      tags: { team: "graph" },
    },
    stack,
  );
  const synthesized = synth(stack);
  expect(only(synthesized, "aws_kms_replica_key")).toEqual({
    deletion_window_in_days: 7,
    description: "DR",
    enabled: true,
    policy: expect.any(String),
    primary_key_arn: "${aws_kms_key.dr_F161C73B.arn}",
    provider: "aws.dr",
    region: "us-east-2",
    tags: { team: "graph" },
  });
  expect(policyOf(synthesized, "aws_kms_replica_key")).toMatchObject({
    Statement: [
      { Sid: "Enable IAM User Permissions" },
      { Sid: "Allow access for Key Administrators", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` } },
      { ...STATEMENT_IN_POLICY, Sid: "Allow access for Neo4j in Frankfurt" },
    ],
  });
});

describe("the deletion guard of a replica", () => {
  const replicaOf = (primary: object, replica: object) => {
    const stack = newStack();
    const props = { accountId: ACCOUNT, region: "eu-west-1", statement, multiRegion: true, ...primary };
    const key = new AuraKmsKey(stack, "primary", props);
    new AuraKmsReplicaKey(stack, "ours", { primary: key, region: "eu-central-1", statement, ...replica });
    return stack;
  };
  const guardOf = (primary: object, replica: object): unknown =>
    (policyOf(synth(replicaOf(primary, replica)), "aws_kms_replica_key") as { Statement: { Condition?: object }[] })
      .Statement[1]?.Condition;

  it("is that of its primary, and none where the replica alone may be destroyed", () => {
    const days = { NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "45" } };
    expect(guardOf({ deletionGuardInDays: 45 }, {})).toEqual(days);
    expect(guardOf({ deletionGuardInDays: 45 }, { removalPolicy: "destroy" })).not.toEqual(days);
    expect(guardOf({ removalPolicy: "destroy" }, { deletionGuardInDays: 45 })).toEqual(days);
  });

  it("is refused where days are given to a replica that may be destroyed", () => {
    expect(renderedProblems(() => synth(replicaOf({}, { deletionGuardInDays: 45, removalPolicy: "destroy" })))).toEqual(
      [
        'prod/ours: `deletionGuardInDays` and `removalPolicy: "destroy"` exclude each other: 45 and "destroy"; expected: one of them; help: remove `deletionGuardInDays` to give the key up, or `removalPolicy` to keep it [exclusive-props]',
      ],
    );
  });
});

describe("a replica of a key owned elsewhere", () => {
  it("takes ARN and account from it", () => {
    const stack = newStack();
    const primary = AuraKmsKey.fromKeyArn(stack, "theirs", keyArn("eu-west-1", { id: MRK_ID }));
    new AuraKmsReplicaKey(stack, "ours", { primary, region: "eu-central-1", statement });
    const synthesized = synth(stack);
    expect(only(synthesized, "aws_kms_replica_key")["primary_key_arn"]).toBe(keyArn("eu-west-1", { id: MRK_ID }));
    expect(policyOf(synthesized, "aws_kms_replica_key")).toMatchObject({
      Statement: [OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY],
    });
  });

  it("needs the account when the ARN is known only at apply", () => {
    const stack = newStack();
    const arn = variable(stack, "arn").stringValue;
    const primary = AuraKmsKey.fromKeyArn(stack, "theirs", arn);
    new AuraKmsReplicaKey(stack, "ours", { primary, region: "eu-central-1", statement });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/ours: the account of replica ours is not a literal: a value known only at apply; expected: 12 digits; " +
        "help: give `accountId` to AuraKmsKey.fromKeyArn: the key policy must be readable in the plan " +
        "[needs-literal]",
    ]);
  });

  it("accepts an ARN known only at apply once the account is given", () => {
    const stack = newStack();
    const arn = variable(stack, "arn").stringValue;
    const primary = AuraKmsKey.fromKeyArn(stack, "theirs", arn, { accountId: ACCOUNT });
    new AuraKmsReplicaKey(stack, "ours", { primary, region: "eu-central-1", statement });
    expect(policyOf(synth(stack), "aws_kms_replica_key")).toMatchObject({
      Statement: [OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY],
    });
  });
});

describe("a primary that can have no replica", () => {
  const line = (got: string) =>
    `prod/ours: the primary of replica ours is not a multi-Region primary key: ${got}; expected: a key with ` +
    "`multiRegion`, or the ARN of one (its id begins with mrk-); help: create a new multi-Region key: an " +
    "existing key cannot become one [replica-fits-primary]";

  it("is a single-Region key of this app", () => {
    const stack = newStack();
    const primary = new AuraKmsKey(stack, "single", { accountId: ACCOUNT, region: "eu-west-1" });
    new AuraKmsReplicaKey(stack, "ours", { primary, region: "eu-central-1" });
    expect(renderedProblems(() => synth(stack))).toEqual([line("a single-Region key (prod/single)")]);
  });

  it("is a single-Region key owned elsewhere", () => {
    const stack = newStack();
    const primary = AuraKmsKey.fromKeyArn(stack, "single", keyArn("eu-west-1"));
    new AuraKmsReplicaKey(stack, "ours", { primary, region: "eu-central-1" });
    expect(renderedProblems(() => synth(stack))).toEqual([line("the ARN of a single-Region key (prod/single)")]);
  });

  it("is another replica", () => {
    const { stack, replica } = aReplica();
    new AuraKmsReplicaKey(stack, "ours", { primary: replica, region: "us-east-1" });
    expect(renderedProblems(() => synth(stack))).toEqual([line("a replica (prod/dr-frankfurt)")]);
  });

  it("is in the region of the replica", () => {
    const { stack } = aReplica({ region: "eu-west-1" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/dr-frankfurt: replica dr-frankfurt is in the region of its primary: "eu-west-1" for both; expected: ' +
        "another region; help: use the primary itself in its own region [replica-fits-primary]",
    ]);
  });
});

it("gives the same bytes twice", () => {
  expect(synthText(aReplica().stack)).toBe(synthText(aReplica().stack));
});
