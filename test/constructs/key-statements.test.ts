import { Token } from "cdktf";
import {
  AuraKmsKey,
  type AuraKmsKeyProps,
  AuraKmsReplicaKey,
  EncryptedAuraInstance,
  type KeyPolicyStatement,
  KeyStatements,
} from "../../constructs";
import {
  ACCOUNT,
  annotationsOf,
  AURA_ACCOUNT,
  INSTANCE,
  newStack,
  only,
  GUARD_STATEMENT,
  OWN_STATEMENT,
  policyOf,
  renderedProblems,
  STATEMENT_IN_POLICY,
  statement,
  synth,
} from "../support/synth";

const PROPS: AuraKmsKeyProps = { accountId: ACCOUNT, region: "eu-west-1", statement, auraAccountId: AURA_ACCOUNT };
const role = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const BACKUP = "777788889999";

function keyWith(keyStatements: readonly KeyPolicyStatement[], props: Partial<AuraKmsKeyProps> = {}) {
  const stack = newStack();
  const key = new AuraKmsKey(stack, "orders", { ...PROPS, keyStatements, ...props });
  return { stack, key };
}

/** The statements between the deletion guard and Aura's. */
function statementsOf(keyStatements: readonly KeyPolicyStatement[]): unknown {
  const { stack } = keyWith(keyStatements);
  const { Statement } = policyOf(synth(stack)) as { Statement: unknown[] };
  expect([Statement[0], Statement[1], Statement.at(-1)]).toEqual([OWN_STATEMENT, GUARD_STATEMENT, STATEMENT_IN_POLICY]);
  expect(annotationsOf(stack)).toEqual([]);
  return Statement.slice(2, -1);
}

const problems = (keyStatements: unknown, props: Partial<AuraKmsKeyProps> = {}): string[] =>
  renderedProblems(() => synth(keyWith(keyStatements as never, props).stack));

const outsideDenied = KeyStatements.denyOutsideOrganization("o-a1b2c3d4e5", {
  accountId: ACCOUNT,
  auraAccountId: AURA_ACCOUNT,
});

/** The denial with other excepted accounts. */
const outsideDeniedBut = (except: string): KeyPolicyStatement => ({
  ...outsideDenied,
  Condition: { StringNotEquals: { "aws:PrincipalAccount": except, "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
});

describe("the policy", () => {
  it("is the account's own statement, the administrators', the deletion guard, the owner's in their order, then Aura's verbatim", () => {
    const { stack } = keyWith([KeyStatements.keyUser(role("backup")), KeyStatements.auditor(role("auditor"))], {
      administrators: [role("admin")],
    });
    const { Statement } = policyOf(synth(stack)) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual([
      "Enable IAM User Permissions",
      "Allow access for Key Administrators",
      "Deny deletion of a key in use",
      "Allow use of the key",
      "Allow auditors to read the configuration of the key",
      "Allow access for Neo4j",
    ]);
  });

  it("has a policy variable of IAM as it is written, escaped for Terraform", () => {
    const own = {
      ...KeyStatements.keyUser(role("backup")),
      Condition: { StringEquals: { "kms:EncryptionContext:user": "${aws:username}" } },
    };
    expect(statementsOf([own])).toMatchObject([{ Condition: own.Condition }]);
    expect(only(synth(keyWith([own]).stack), "aws_kms_key")["policy"]).toContain('"$${aws:username}"');
  });

  it("is the same with an empty list as without one", () => {
    expect(keyWith([]).key.policyJson).toBe(keyWith(undefined as never).key.policyJson);
  });

  it("of a replica has the statements of its primary, unless it has its own", () => {
    const stack = newStack();
    const keyStatements = [KeyStatements.auditor(role("auditor"))];
    const primary = new AuraKmsKey(stack, "dr", { ...PROPS, multiRegion: true, keyStatements });
    const replica = new AuraKmsReplicaKey(stack, "dr-frankfurt", { primary, region: "eu-central-1" });
    const other = new AuraKmsReplicaKey(stack, "dr-paris", { primary, region: "eu-west-3", keyStatements: [] });
    const sids = ({ policyJson }: { policyJson: string }) =>
      (JSON.parse(policyJson) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);
    expect([sids(replica).length, sids(replica)[2], sids(other).length]).toEqual([
      4,
      "Allow auditors to read the configuration of the key",
      3,
    ]);
  });

  it("of the key of an encrypted instance has them as well", () => {
    const stack = newStack();
    new EncryptedAuraInstance(stack, "orders", {
      ...{ ...INSTANCE, ...PROPS, region: "eu-west-1" },
      keyStatements: [KeyStatements.auditor(role("auditor"))],
    });
    expect(policyOf(synth(stack))).toMatchObject({ Statement: [{}, {}, { Principal: { AWS: role("auditor") } }, {}] });
  });
});

describe("KeyStatements", () => {
  it("lets auditors read the configuration, and do nothing else", () => {
    expect(statementsOf([KeyStatements.auditor([role("b"), role("a")])])).toEqual([
      {
        Sid: "Allow auditors to read the configuration of the key",
        Effect: "Allow",
        Principal: { AWS: [role("a"), role("b")] },
        Action: [
          ...["kms:DescribeKey", "kms:GetKeyLastUsage", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus"],
          ...["kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags"],
        ],
        Resource: "*",
      },
    ]);
  });

  it("lets a role encrypt and decrypt, without grants", () => {
    expect(statementsOf([KeyStatements.keyUser(role("backup"))])).toEqual([
      {
        Sid: "Allow use of the key",
        Effect: "Allow",
        Principal: { AWS: role("backup") },
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        Resource: "*",
      },
    ]);
  });

  it("lets a service act for one account", () => {
    expect(statementsOf([KeyStatements.service("cloudtrail.amazonaws.com", { accountId: ACCOUNT })])).toEqual([
      {
        Sid: `Allow cloudtrail.amazonaws.com on behalf of account ${ACCOUNT}`,
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      },
    ]);
  });

  it("denies everything outside an organization, but for the accounts of the key and of Aura", () => {
    expect(statementsOf([outsideDenied])).toEqual([
      {
        Sid: "Deny everything outside the organization",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "kms:*",
        Resource: "*",
        Condition: {
          Bool: { "aws:PrincipalIsAWSService": "false" },
          StringNotEquals: {
            "aws:PrincipalAccount": [ACCOUNT, AURA_ACCOUNT],
            "aws:PrincipalOrgID": "o-a1b2c3d4e5",
          },
        },
      },
    ]);
  });

  it("cannot tell whether a denial by organization alone cuts Aura off", () => {
    const { stack } = keyWith([outsideDeniedBut(ACCOUNT)]);
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      'info prod/orders: unknown: cannot verify that Aura can use key orders: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and 6 more: whether statement 3 ("Deny everything outside the organization") denies it to AWS account 444455556666 depends on aws:PrincipalOrgID [aura-can-use-key]',
    ]);
  });

  it("cannot tell whether a denial by organization alone locks the account out", () => {
    const { stack } = keyWith([outsideDeniedBut(AURA_ACCOUNT)]);
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      'info prod/orders: unknown: cannot verify that AWS account 111122223333 can change the policy of key orders: whether statement 3 ("Deny everything outside the organization") denies it to AWS account 111122223333 depends on aws:PrincipalOrgID [administrators-keep-control]',
    ]);
  });
});

describe("every rule judges the whole policy", () => {
  it("refuses a denial that cuts Aura off", () => {
    expect(
      problems([{ Sid: "No decryption", Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" }]),
    ).toEqual([
      'prod/orders: Aura lacks required permissions on key orders: kms:Decrypt: statement 3 ("No decryption") denies it to AWS account 444455556666 (policy of key orders); expected: all 7 required operations; help: copy the statement from the Aura Console again, or exclude Aura from the Deny [aura-can-use-key]',
    ]);
  });

  it("refuses a denial that locks the account out", () => {
    expect(
      problems([{ Sid: "Frozen", Effect: "Deny", Principal: "*", Action: "kms:PutKeyPolicy", Resource: "*" }]),
    ).toEqual([
      'prod/orders: AWS account 111122223333 cannot change the policy of key orders: statement 3 ("Frozen") denies it to AWS account 111122223333 (policy of key orders); expected: kms:PutKeyPolicy allowed; help: keep kms:* for the account\'s root, and do not deny kms:PutKeyPolicy [administrators-keep-control]',
    ]);
  });

  it("refuses a statement that allows anyone", () => {
    expect(
      problems([{ Sid: "Partners", Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }]),
    ).toEqual([
      'prod/orders: anyone can use key orders: kms:Decrypt (statement 3 ("Partners")); expected: named principals, or a condition such as kms:CallerAccount; help: copy the statement from the Aura Console again, or name the principals [no-unexpected-principals]',
    ]);
  });

  it("refuses what makes the policy too large", () => {
    const users = Array.from({ length: 700 }, (_, index) => KeyStatements.keyUser(role(`backup-${index}`)));
    expect(problems(users.map((user, index) => ({ ...user, Sid: `${index}` })))).toEqual([
      "prod/orders (keyStatements): the policy is larger than KMS accepts: more than 65536 bytes; expected: at most 32768 bytes; help: give fewer or shorter statements [policy-well-formed]",
    ]);
  });

  it("warns of a service that acts for any account", () => {
    const { Condition: _, ...open } = KeyStatements.service("sns.amazonaws.com", { accountId: ACCOUNT });
    const { stack } = keyWith([open]);
    synth(stack);
    expect(annotationsOf(stack)).toEqual([
      'warn prod/orders: AWS service sns.amazonaws.com can use key orders on behalf of any account: kms:Decrypt, kms:DescribeKey and 4 more (statement 3 ("Allow sns.amazonaws.com on behalf of account 111122223333")); help: add the condition [no-unexpected-principals]',
    ]);
  });
});

describe("what KMS takes for another name than was meant", () => {
  const warningsOf = (own: KeyPolicyStatement): unknown => {
    const { stack } = keyWith([own]);
    synth(stack);
    return annotationsOf(stack);
  };
  const user = KeyStatements.keyUser(role("backup"));

  it.each([
    ["kms:Decypt", '"kms:Decypt", which is not a KMS action', 'did you mean "kms:Decrypt"?'],
    [
      "kms:GenerateDataKye*",
      '"kms:GenerateDataKye*", which is not a KMS action',
      'did you mean "kms:GenerateDataKey*"?',
    ],
    ["kms:Foo*", '"kms:Foo*", which is not a KMS action', "write the name of an operation, or delete it"],
  ])("is a warning for the action %s", (action, got, fix) => {
    expect(warningsOf({ ...user, Action: action })).toEqual([
      `warn prod/orders: Action of statement 3 ("Allow use of the key") contains an action that no key policy can allow: ${got} (policy of key orders); help: ${fix} [statement-well-formed]`,
    ]);
  });

  it("is a warning for a condition key", () => {
    expect(
      warningsOf({ ...user, Condition: { StringEquals: { "kms:ViaServise": "s3.eu-west-1.amazonaws.com" } } }),
    ).toEqual([
      'warn prod/orders: Condition of statement 3 ("Allow use of the key") uses an unknown key: "kms:ViaServise", so StringEquals is never true (policy of key orders); help: did you mean "kms:ViaService"? [statement-well-formed]',
    ]);
  });
});

/** The address of the key. */
const ADDRESS = "aws_kms_key.orders_46FA7C19";

function metadataOf(stack: Parameters<typeof synth>[0]): unknown {
  return JSON.parse(only(synth(stack), "terraform_data", "ReviewMetadata")["input"] as string) as unknown;
}

describe("whom they name", () => {
  it("is expected, and stands in the review metadata", () => {
    const { stack } = keyWith([
      KeyStatements.keyUser([role("backup", BACKUP), role("own")]),
      {
        ...KeyStatements.keyUser("*"),
        Sid: "Members",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
      },
    ]);
    expect(metadataOf(stack)).toMatchObject({
      principals: { [ADDRESS]: [AURA_ACCOUNT, role("backup", BACKUP), "o-a1b2c3d4e5"] },
      besideAura: { [ADDRESS]: [role("backup", BACKUP), "o-a1b2c3d4e5"] },
    });
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("is told from Aura without `auraAccountId`, also before there is a statement of Aura's", () => {
    for (const given of [statement, undefined]) {
      const { stack } = keyWith([KeyStatements.keyUser(role("backup", BACKUP))], {
        ...{ auraAccountId: undefined, statement: given },
      });
      expect(metadataOf(stack)).toMatchObject({ principals: {}, besideAura: { [ADDRESS]: [role("backup", BACKUP)] } });
      expect(annotationsOf(stack)).toEqual([]);
    }
  });

  it("may be Aura where it is of an account that Aura's statement or the expected principals name", () => {
    const mine = { ...KeyStatements.keyUser(role("backup", AURA_ACCOUNT)) };
    for (const props of [{ auraAccountId: undefined }, { statement: undefined }]) {
      expect(metadataOf(keyWith([mine], props).stack)).not.toHaveProperty("besideAura");
    }
  });
});

describe("what is wrong with them", () => {
  it("is a Sid that occurs twice", () => {
    expect(problems([KeyStatements.auditor(role("a")), KeyStatements.auditor(role("b"))])).toEqual([
      'prod/orders (keyStatements[1].Sid): duplicate Sid "Allow auditors to read the configuration of the key": statements 1 and 2; expected: a unique Sid for each statement; help: delete one of the two, or rename its Sid [policy-well-formed]',
    ]);
  });

  it.each([
    ["Enable IAM User Permissions", 1],
    ["Allow access for Neo4j", 3],
    ["Deny deletion of a key in use", 2],
  ])("is the Sid %s of another statement", (Sid, place) => {
    expect(problems([{ ...KeyStatements.auditor(role("a")), Sid }])).toEqual([
      `prod/orders: Sid "${Sid}" belongs to another statement: statement ${place} of the given policy has it; expected: the same statement, or another Sid; help: remove an older statement of the Aura Console from the given policy, or rename the Sid of your own [statement-well-formed]`,
    ]);
  });

  it("is a token", () => {
    expect(problems([KeyStatements.auditor(Token.asString({ resolve: () => role("a") }))])).toEqual([
      "prod/orders: `keyStatements[0]` is not a literal: a value known only at apply; expected: a statement with literal strings; help: write the value of `keyStatements[0]` itself: the key policy must be readable in the plan [needs-literal]",
    ]);
  });

  it("is what KMS refuses, each with its place", () => {
    expect(
      problems([
        { Effect: "allow", Principal: { AWS: "a" }, Action: "s3:Get", Resource: "*" },
        { Effect: "Allow", Principal: { AWS: "arn:aws-cn:iam::111122223333:role/a" }, Action: "kms:Decrypt" },
      ]),
    ).toEqual([
      'prod/orders (keyStatements[0].Effect): Effect of statement 1 is neither Allow nor Deny: "allow"; expected: "Allow" or "Deny"; help: did you mean "Allow"? [policy-well-formed]',
      'prod/orders (keyStatements[0].Principal.AWS): Principal.AWS of statement 1 contains an invalid principal: "a", not an ARN; expected: the ARN of an account, user, role or session, a 12-digit account id, or *; help: write arn:PARTITION:iam::ACCOUNT:role/NAME [policy-well-formed]',
      'prod/orders (keyStatements[0].Action): Action of statement 1 contains an action that is not of KMS: "s3:Get"; expected: a KMS action such as kms:Decrypt; help: write it as kms:Operation, or delete it [policy-well-formed]',
      'prod/orders (keyStatements[1]): statement 2 has no Resource: KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet); expected: Resource or NotResource; help: add "Resource", or copy the statement again [policy-well-formed]',
    ]);
  });

  it("is a principal of another partition", () => {
    expect(problems([KeyStatements.keyUser("arn:aws-cn:iam::111122223333:role/a")])).toEqual([
      'prod/orders (keyStatements[0].Principal.AWS): Principal.AWS of statement 1 ("Allow use of the key") is in another partition than the key: "arn:aws-cn:iam::111122223333:role/a", of partition aws-cn; expected: a principal of partition aws; help: copy the statement of this key [policy-well-formed]',
    ]);
  });

  it("is a condition under which nothing is allowed", () => {
    const Condition = { Bool: { "kms:GrantIsForAWSResource": "true" } };
    expect(problems([{ ...KeyStatements.keyUser(role("a")), Action: "kms:Decrypt", Condition }])).toEqual([
      'prod/orders (keyStatements[0].Action): statement 1 ("Allow use of the key") never allows "kms:Decrypt": a condition on kms:GrantIsForAWSResource, which only grant requests carry; expected: only kms:CreateGrant, kms:ListGrants, kms:RevokeGrant under that condition; help: move the action to another statement [policy-well-formed]',
    ]);
  });

  it.each([
    ["text", '"text"'],
    [{}, "an empty object"],
    [["text"], "a list"],
    [[null], "a list"],
    [[[]], "a list"],
  ])("is the wrong type: %p", (value, got) => {
    expect(problems(value)).toEqual([
      `prod/orders: \`keyStatements\` has the wrong type: ${got}; expected: a list of policy statements; help: correct \`keyStatements\`, or leave it out [prop-type]`,
    ]);
  });
});
