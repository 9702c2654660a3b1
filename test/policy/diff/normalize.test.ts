import { normalizeDocument, partitionIn, sameMeaning } from "../../../policy/diff/normalize";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { AURA, OWN } from "../examples";

const ROLE = "arn:aws:iam::444455556666:role/data-plane";

function policy(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

function same(before: Statement, after: Statement): boolean {
  return sameMeaning(policy(OWN, before), policy(OWN, after));
}

describe("what means the same is", () => {
  it.each<[string, Statement]>([
    [
      "actions in another case and order",
      { ...AURA, Action: [...[AURA.Action].flat()].reverse().map((one) => `${one}`.toUpperCase()) },
    ],
    [
      "an action that another one covers",
      { ...AURA, Action: [...[AURA.Action].flat().map(String), "kms:ReEncryptTo"] },
    ],
    [
      "actions that cover each other nearly",
      { ...AURA, Action: [...[AURA.Action].flat().map(String), "kms:ReEncrypt?*", "kms:ReEncrypt?"] },
    ],
    [
      "a condition key in another case",
      { ...AURA, Condition: { StringEquals: { "KMS:CallerAccount": "444455556666" } } },
    ],
    ["an operator in another case", { ...AURA, Condition: { stringequals: { "kms:CallerAccount": "444455556666" } } }],
    ["a pattern without wildcard", { ...AURA, Condition: { StringLike: { "kms:CallerAccount": "444455556666" } } }],
    ["a number for a text", { ...AURA, Condition: { StringEquals: { "kms:CallerAccount": [444455556666] } } }],
    [
      "a value twice",
      { ...AURA, Condition: { StringEquals: { "kms:CallerAccount": ["444455556666", "444455556666"] } } },
    ],
    ["an operator without key", { ...AURA, Condition: { ...AURA.Condition, Bool: {} } }],
    ["anyone in another way", { ...AURA, Principal: "*" }],
    ["anyone and a role", { ...AURA, Principal: { AWS: ["*", ROLE] } }],
    ["a list of one resource", { ...AURA, Resource: ["*"] }],
    ["this key beside every key", { ...AURA, Resource: ["arn:aws:kms:eu-west-1:111122223333:key/x", "*"] }],
  ])("%s", (_, after) => {
    expect(same(AURA, after)).toBe(true);
  });

  it.each<[string, Statement["Condition"], Statement["Condition"]]>([
    [
      "a boolean as text",
      { Bool: { "kms:GrantIsForAWSResource": true } },
      { Bool: { "kms:GrantIsForAWSResource": "TRUE" } },
    ],
    ["a test for absence", { Null: { a: "true" } }, { null: { a: true } }],
    [
      "a number",
      { NumericLessThan: { "aws:MultiFactorAuthAge": 60 } },
      { NumericLessThan: { "aws:MultiFactorAuthAge": "60.0" } },
    ],
    [
      "a date",
      { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
      { DateLessThan: { "aws:CurrentTime": ["1767225600", "2026-01-01T01:00:00+01:00"] } },
    ],
    ["an ARN", { ArnEquals: { "aws:PrincipalArn": ROLE } }, { ArnLike: { "aws:PrincipalArn": [ROLE] } }],
    ["no ARN", { ArnNotEquals: { "aws:PrincipalArn": ROLE } }, { ArnNotLike: { "aws:PrincipalArn": [ROLE] } }],
    ["no case", { StringEqualsIgnoreCase: { a: "X" } }, { StringEqualsIgnoreCase: { A: ["x"] } }],
    [
      "a variable without regard to case",
      { StringEqualsIgnoreCase: { a: "${A}" } },
      { StringEqualsIgnoreCase: { a: "${a}" } },
    ],
    ["a quantifier", { "ForAnyValue:StringEquals": { a: "x" } }, { "foranyvalue:stringlike": { a: "x" } }],
    [
      "two tests of one key",
      { StringEquals: { a: "x" }, StringLike: { A: "y" } },
      { StringLike: { a: "x" }, StringEquals: { A: "y" } },
    ],
    ["a test twice", { StringEquals: { a: "x" }, StringLike: { A: "x" } }, { StringEquals: { a: "x" } }],
    ["an operator that IAM does not have", { StringIs: { a: "x" } }, { StringIs: { A: ["x", "x"] } }],
  ])("a condition on %s", (_, before, after) => {
    expect(same({ ...AURA, Condition: before }, { ...AURA, Condition: after })).toBe(true);
  });

  it.each<[string, Statement["Condition"], Statement["Condition"]]>([
    ["text in another case", { StringEquals: { a: "x" } }, { StringEquals: { a: "X" } }],
    ["pattern with a wildcard, and the same characters", { StringEquals: { a: "x*" } }, { StringLike: { a: "x*" } }],
    [
      "date out of every calendar",
      { DateEquals: { a: "99999999999999999" } },
      { DateEquals: { a: "99999999999999998" } },
    ],
    ["number that is none", { NumericEquals: { a: "x" } }, { NumericEquals: { a: "y" } }],
    ["operator that IAM does not have", { StringIs: { a: "x" } }, { StringIs: { a: "X" } }],
  ])("not a %s", (_, before, after) => {
    expect(same({ ...AURA, Condition: before }, { ...AURA, Condition: after })).toBe(false);
  });

  it("an account by its id or its ARN, in the partition of the other principals", () => {
    const named = (...AWS: string[]): Statement => ({ ...OWN, Principal: { AWS } });
    expect(same(named("444455556666"), named("arn:aws:iam::444455556666:root"))).toBe(true);
    const cn = "arn:aws-cn:iam::111122223333:role/x";
    const before = policy(named("444455556666", cn));
    expect(sameMeaning(before, policy(named("arn:aws-cn:iam::444455556666:root", cn)))).toBe(true);
    expect(sameMeaning(before, policy(named("arn:aws:iam::444455556666:root", cn)))).toBe(false);
  });

  it("a policy with its statements in another order, under other names, and said twice", () => {
    const other = policy({ ...AURA, Sid: "b" }, { ...OWN, Sid: "a" }, AURA);
    expect(sameMeaning(policy(OWN, AURA), { ...other, Id: "x" })).toBe(true);
  });

  it("a policy of another Version, unless it has variables", () => {
    const variable = { ...AURA, Condition: { StringEquals: { a: "${aws:username}" } } };
    expect(sameMeaning(policy(AURA), { Version: "2008-10-17", Statement: [AURA] })).toBe(true);
    expect(sameMeaning(policy(variable), { Version: "2008-10-17", Statement: [variable] })).toBe(false);
    expect(sameMeaning({ Statement: [variable] }, { Version: "2008-10-17", Statement: [variable] })).toBe(true);
  });
});

it.each<[string, Partial<Statement>]>([
  ["effect", { Effect: "Deny" }],
  ["principal", { Principal: { AWS: ROLE } }],
  ["kind of principal", { Principal: { Service: "*" } }],
  ["exception", { Principal: undefined, NotPrincipal: "*" }],
  ["action", { Action: "kms:Decrypt" }],
  ["action left out", { Action: undefined, NotAction: [...(AURA.Action ?? [])] }],
  ["resource", { Resource: "arn:aws:kms:eu-west-1:111122223333:key/x" }],
  ["resource left out", { Resource: undefined, NotResource: "*" }],
  ["condition", { Condition: {} }],
  ["operator", { Condition: { StringNotEquals: { "kms:CallerAccount": "444455556666" } } }],
  [
    "operator for when the key is there",
    { Condition: { StringEqualsIfExists: { "kms:CallerAccount": "444455556666" } } },
  ],
  ["condition key", { Condition: { StringEquals: { "aws:PrincipalAccount": "444455556666" } } }],
  ["value", { Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } } }],
])("another %s means something else", (_, element) => {
  expect(same(AURA, { ...AURA, ...element })).toBe(false);
});

it("several stars are one, and two spellings of one pattern do not hide each other", () => {
  const actions = (...Action: string[]) =>
    normalizeDocument({ Statement: [{ Effect: "Deny", Principal: "*", Action, Resource: "*" }] }).Statement[0]?.Action;
  expect(actions("kms:*", "kms:**")).toEqual(["kms:*"]);
  expect(actions("kms:DescribeKey**", "KMS:describekey*")).toEqual(["kms:describekey*"]);
  expect(actions("**")).toEqual(["kms:*"]);
});

it("two actions of which neither covers the other stay two", () => {
  const actions = (...Action: string[]): Statement => ({ ...AURA, Action });
  expect(same(actions("kms:Sig?", "kms:Sig*"), actions("kms:Sig*"))).toBe(true);
  expect(same(actions("kms:Sig?"), actions("kms:Sig*"))).toBe(false);
  expect(same(actions("kms:S?g*", "kms:Si?*"), actions("kms:S?g*"))).toBe(false);
});

it("the normal spelling of a policy is plain", () => {
  const Condition = {
    StringEquals: { "KMS:ViaService": "a", "kms:viaservice": "b", "kms:CallerAccount": [444455556666] },
    bool: { "kms:GrantIsForAWSResource": true },
  };
  const statement: Statement = {
    ...{ Sid: "x", Effect: "Allow", Principal: "*", NotPrincipal: "*", Action: ["KMS:Decrypt", "kms:D*", "*"] },
    ...{ NotAction: "x", Resource: ["*", "x"], NotResource: "x", Condition },
  };
  expect(normalizeDocument({ Version: "2008-10-17", Id: "x", Statement: [statement] })).toEqual({
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: ["*"] },
        Action: ["kms:*"],
        Resource: ["*"],
        Condition: {
          // Two tests of one key must both hold: they differ in case only, which IAM ignores.
          StringLike: { "kms:viaservice": ["a"], "Kms:viaservice": ["b"], "kms:calleraccount": ["444455556666"] },
          Bool: { "kms:grantisforawsresource": ["true"] },
        },
      },
    ],
  });
});

it("knows the partition by the principals, as far as they agree", () => {
  const named = (...AWS: string[]): PolicyDocument => policy({ ...OWN, Principal: { AWS } });
  const [cn, aws] = ["arn:aws-cn:iam::111122223333:root", "arn:aws:iam::111122223333:root"];
  expect(partitionIn(named("111122223333"))).toBe("aws");
  expect(partitionIn(named("111122223333"), named(cn, "*"))).toBe("aws-cn");
  expect(partitionIn(policy({ ...OWN, Principal: undefined, NotPrincipal: { AWS: cn } }))).toBe("aws-cn");
  expect(partitionIn(named(cn), named(aws))).toBeUndefined();
});
