import { diffPolicies, type StatementChange } from "../../../policy/diff/diff";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { AURA, OWN } from "../examples";

const ROLE = "arn:aws:iam::444455556666:role/data-plane";
const DENY: Statement = { Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
const VIA_EC2 = { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" };

function policy(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** What became of the one statement that is not the owner's. */
function change(before: Statement, after: Statement): [StatementChange["kind"], ...string[]] {
  const [, one] = diffPolicies(policy(OWN, before), policy(OWN, after));
  return [one?.kind ?? "unchanged", ...(one?.words ?? [])];
}

it("reports the change of every statement, in their present order, then the removed ones", () => {
  const before = policy(OWN, { ...DENY, Sid: "Old" }, AURA);
  const added: Statement = { Effect: "Allow", Principal: { AWS: ROLE }, Action: "kms:Sign", Resource: "*" };
  const after = policy({ ...AURA, Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } } }, added, OWN);
  expect(diffPolicies(before, after)).toEqual([
    {
      kind: "changed",
      before: 2,
      after: 0,
      name: 'statement 1 ("Allow access for Neo4j")',
      words: ["allows AWS account 999988887777", "no longer allows AWS account 444455556666"],
    },
    { kind: "added", after: 1, name: "statement 2", words: [`allows ${ROLE} kms:Sign`] },
    { kind: "unchanged", before: 0, after: 2, name: 'statement 3 ("Enable IAM User Permissions")', words: [] },
    { kind: "removed", before: 1, name: 'statement 2 ("Old")', words: ["denied anyone kms:Decrypt"] },
  ]);
});

describe("unchanged is", () => {
  it("a statement with another Sid, which is reported", () => {
    expect(change(AURA, { ...AURA, Sid: "Aura" })).toEqual([
      "unchanged",
      'its Sid is "Aura" now, was "Allow access for Neo4j"',
    ]);
    const { Sid: _, ...nameless } = AURA;
    expect(change(AURA, nameless)).toEqual(["unchanged", 'has no Sid now, was "Allow access for Neo4j"']);
    expect(change(nameless, AURA)).toEqual(["unchanged", 'its Sid is "Allow access for Neo4j" now, had none']);
  });

  it("a repeated statement, which is reported", () => {
    const [once, twice] = [policy(OWN, AURA), policy(OWN, AURA, { ...AURA, Sid: "again" })];
    expect(diffPolicies(once, twice)[2]).toEqual({
      kind: "unchanged",
      after: 2,
      name: 'statement 3 ("again")',
      words: ["repeats another statement"],
    });
    expect(diffPolicies(twice, once)[2]).toEqual({
      kind: "unchanged",
      before: 2,
      name: 'statement 3 ("again")',
      words: ["is removed; another statement says the same"],
    });
  });

  it("a policy of another Version, unless it has variables", () => {
    const kinds = (statement: Statement): unknown =>
      diffPolicies({ Statement: [statement] }, policy(statement)).map(({ kind, words }) => [kind, ...words]);
    expect(kinds(AURA)).toEqual([["unchanged"]]);
    expect(kinds({ ...AURA, Condition: { StringEquals: { a: "${aws:username}" } } })).toEqual([
      ["changed", 'its "${...}" is a policy variable now, because of the policy\'s Version'],
    ]);
  });
});

describe("a statement that allows is", () => {
  it.each<[string, Statement, Statement, string[]]>([
    [
      "widened by an account more",
      AURA,
      { ...AURA, Condition: { StringEquals: { "kms:CallerAccount": ["444455556666", "999988887777"] } } },
      ["allows AWS account 999988887777 as well"],
    ],
    [
      "widened by the loss of the condition that narrowed it",
      AURA,
      { ...AURA, Condition: {} },
      ["allows anyone", "no longer allows AWS account 444455556666"],
    ],
    [
      "widened by a role more",
      { ...AURA, Principal: { AWS: ROLE }, Condition: {} },
      { ...AURA, Principal: { AWS: [ROLE, "arn:aws:iam::444455556666:role/two"] }, Condition: {} },
      ["allows arn:aws:iam::444455556666:role/two as well"],
    ],
    [
      "widened by operations more",
      AURA,
      { ...AURA, Action: [...[AURA.Action].flat().map(String), "kms:Sign", "kms:Verify*"] },
      ["allows kms:Sign, kms:Verify* as well"],
    ],
    [
      "widened by operations of the future",
      { ...AURA, Action: ["kms:ReEncryptFrom", "kms:ReEncryptTo"] },
      { ...AURA, Action: "kms:ReEncrypt*" },
      ['has "Action": "kms:ReEncrypt*" now, had "Action": ["kms:ReEncryptFrom","kms:ReEncryptTo"]'],
    ],
    [
      "widened by a resource more",
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/a" },
      { ...AURA, Resource: ["arn:aws:kms:eu-west-1:111122223333:key/a", "arn:aws:kms:eu-west-1:111122223333:key/b"] },
      ["applies to arn:aws:kms:eu-west-1:111122223333:key/b as well"],
    ],
    [
      "widened to every resource",
      { ...AURA, Resource: ["arn:aws:kms:eu-west-1:111122223333:key/*", "x/${aws:username}"] },
      AURA,
      ["applies to *", "no longer applies to arn:aws:kms:eu-west-1:111122223333:key/*, x/${aws:username}"],
    ],
    [
      "widened by a resource that covers it",
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/a" },
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/*" },
      [
        "applies to arn:aws:kms:eu-west-1:111122223333:key/*",
        "no longer applies to arn:aws:kms:eu-west-1:111122223333:key/a",
      ],
    ],
    [
      "widened by a condition less",
      { ...AURA, Condition: { StringEquals: { "kms:CallerAccount": "444455556666", ...VIA_EC2 } } },
      AURA,
      ['no longer only under StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"'],
    ],
    [
      "widened by a pattern that covers the value",
      { ...AURA, Condition: { StringEquals: VIA_EC2 } },
      { ...AURA, Condition: { StringLike: { "kms:ViaService": "ec2.*" } } },
      [
        'now under StringLike kms:ViaService "ec2.*" instead of StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"',
      ],
    ],
    [
      "widened by a condition that holds without its key, too",
      { ...AURA, Condition: { StringEquals: VIA_EC2 } },
      { ...AURA, Condition: { StringEqualsIfExists: VIA_EC2 } },
      [
        'now only under StringEqualsIfExists kms:ViaService "ec2.eu-west-1.amazonaws.com"',
        'no longer only under StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"',
      ],
    ],
    [
      "widened by an exception less",
      { ...AURA, Condition: { StringNotEquals: { "aws:SourceAccount": ["1", "2"] } } },
      { ...AURA, Condition: { StringNotEquals: { "aws:SourceAccount": ["1"] } } },
      ['now under StringNotEquals aws:SourceAccount "1" instead of StringNotEquals aws:SourceAccount "1" or "2"'],
    ],
    [
      "narrowed by operations less",
      AURA,
      {
        ...AURA,
        Action: [
          "kms:Encrypt",
          "kms:ReEncrypt*",
          "kms:DescribeKey",
          "kms:CreateGrant",
          "kms:RevokeGrant",
          "kms:ListGrants",
        ],
      },
      ["no longer allows kms:Decrypt, kms:GenerateDataKey*"],
    ],
    [
      "narrowed to a part of what a pattern covers",
      { ...AURA, Action: "kms:ReEncrypt*" },
      { ...AURA, Action: "kms:ReEncryptTo" },
      ["no longer allows kms:ReEncryptFrom"],
    ],
    [
      "narrowed by a condition more",
      AURA,
      { ...AURA, Condition: { StringEquals: { "kms:CallerAccount": "444455556666", ...VIA_EC2 } } },
      ['now only under StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"'],
    ],
    [
      "narrowed to a denial",
      AURA,
      { ...AURA, Effect: "Deny", Action: "kms:Decrypt" },
      [
        "is a Deny now, was an Allow",
        "allowed AWS account 444455556666 kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey, kms:CreateGrant, kms:ListGrants, kms:RevokeGrant",
        "denies AWS account 444455556666 kms:Decrypt",
      ],
    ],
    [
      "changed from a role to its account, which only delegates to its own policies",
      { ...AURA, Principal: { AWS: ROLE }, Condition: {} },
      { ...AURA, Principal: { AWS: "444455556666" }, Condition: {} },
      ["allows AWS account 444455556666", `no longer allows ${ROLE}`],
    ],
    [
      "changed by operations more and less",
      { ...AURA, Action: ["kms:Encrypt", "kms:Decrypt"] },
      { ...AURA, Action: ["kms:Encrypt", "kms:Sign"] },
      ["allows kms:Sign", "no longer allows kms:Decrypt"],
    ],
    [
      "changed by an account more and a condition more",
      AURA,
      {
        ...AURA,
        Condition: { StringEquals: { "kms:CallerAccount": ["444455556666", "999988887777"], ...VIA_EC2 } },
      },
      [
        "allows AWS account 999988887777 as well",
        'now only under StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"',
      ],
    ],
    [
      "changed by the other key for the same account",
      AURA,
      { ...AURA, Condition: { StringEquals: { "aws:PrincipalAccount": "444455556666" } } },
      [
        'has "Condition": {"StringEquals":{"aws:PrincipalAccount":"444455556666"}} now, had "Condition": {"StringEquals":{"kms:CallerAccount":"444455556666"}}',
      ],
    ],
    [
      "changed by the account as principal, not as condition",
      AURA,
      { ...AURA, Principal: { AWS: "444455556666" }, Condition: undefined },
      [
        'has "Principal": {"AWS":"444455556666"} now, had "Principal": {"AWS":"*"}',
        'has no Condition now, had "Condition": {"StringEquals":{"kms:CallerAccount":"444455556666"}}',
      ],
    ],
    [
      "narrowed by what it leaves out instead of what it names",
      { ...AURA, Action: "kms:Decrypt" },
      {
        ...AURA,
        Action: undefined,
        NotAction: [
          "kms:?[a-c]",
          ...["A", "B", "C", "D", "E", "G", "I", "L", "P", "R", "S", "T", "U", "V"].map((letter) => `kms:${letter}*`),
        ],
      },
      ["no longer allows kms:Decrypt"],
    ],
    [
      "changed by a wildcard for one character, which may cover the other or not",
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/*" },
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/?" },
      [
        "applies to arn:aws:kms:eu-west-1:111122223333:key/?",
        "no longer applies to arn:aws:kms:eu-west-1:111122223333:key/*",
      ],
    ],
    [
      "changed by a policy variable, which may have any value",
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/a" },
      { ...AURA, Resource: "arn:aws:kms:eu-west-1:111122223333:key/${*}" },
      [
        "applies to arn:aws:kms:eu-west-1:111122223333:key/${*}",
        "no longer applies to arn:aws:kms:eu-west-1:111122223333:key/a",
      ],
    ],
    [
      "changed by a value with a variable, which may have any value",
      { ...AURA, Condition: { StringLike: { "kms:ViaService": "ec2.a" } } },
      { ...AURA, Condition: { StringLike: { "kms:ViaService": "ec2.${*}*" } } },
      ['now under StringLike kms:ViaService "ec2.${*}*" instead of StringLike kms:ViaService "ec2.a"'],
    ],
    [
      "changed by a resource left out",
      { ...AURA, Resource: "x" },
      { ...AURA, Resource: undefined, NotResource: "y" },
      ['has "NotResource": "y" now, had "Resource": "x"'],
    ],
  ])("%s", (sense, before, after, words) => {
    expect(change(before, after).slice(1)).toEqual(words);
    expect(sense).toMatch(new RegExp(`^${change(before, after)[0]} `));
  });
});

describe("a statement that denies is", () => {
  it.each<[string, Statement, Statement, string[]]>([
    [
      "narrowed by operations more",
      DENY,
      { ...DENY, Action: ["kms:Decrypt", "kms:Sign"] },
      ["denies kms:Sign as well"],
    ],
    [
      "widened by operations less",
      { ...DENY, Action: ["kms:Decrypt", "kms:Sign"] },
      DENY,
      ["no longer denies kms:Sign"],
    ],
    [
      "narrowed from a role to its account",
      { ...DENY, Principal: { AWS: ROLE } },
      { ...DENY, Principal: { AWS: "444455556666" } },
      ["denies AWS account 444455556666", `no longer denies ${ROLE}`],
    ],
    [
      "widened by a condition more",
      DENY,
      { ...DENY, Condition: { StringEquals: VIA_EC2 } },
      ['now only under StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"'],
    ],
    [
      "widened by an exception more",
      { ...DENY, Principal: undefined, NotPrincipal: { AWS: "444455556666" } },
      { ...DENY, Principal: undefined, NotPrincipal: { AWS: ["444455556666", ROLE] } },
      [`denies everyone except 444455556666, ${ROLE}`, "no longer denies everyone except 444455556666"],
    ],
    [
      "widened by a resource left out",
      { ...DENY, Resource: undefined, NotResource: "x" },
      { ...DENY, Resource: undefined, NotResource: ["x", "y"] },
      ['has "NotResource": ["x","y"] now, had "NotResource": "x"'],
    ],
    [
      "widened by operations of the future left out",
      { ...DENY, Action: undefined, NotAction: ["kms:ReEncryptFrom", "kms:ReEncryptTo"] },
      { ...DENY, Action: undefined, NotAction: ["kms:ReEncrypt*"] },
      ['has "NotAction": ["kms:ReEncrypt*"] now, had "NotAction": ["kms:ReEncryptFrom","kms:ReEncryptTo"]'],
    ],
    [
      "changed by naming its former exceptions",
      { ...DENY, Principal: undefined, NotPrincipal: { AWS: "444455556666" } },
      { ...DENY, Principal: { AWS: "444455556666" } },
      ["denies AWS account 444455556666", "no longer denies everyone except 444455556666"],
    ],
  ])("%s", (sense, before, after, words) => {
    const named = (statement: Statement): Statement => ({ ...statement, Sid: "Deny" });
    expect(change(named(before), named(after)).slice(1)).toEqual(words);
    expect(sense).toMatch(new RegExp(`^${change(named(before), named(after))[0]} `));
  });
});

describe("an added or removed statement", () => {
  it.each<[Statement, string[]]>([
    [DENY, ["denies anyone kms:Decrypt"]],
    [
      { ...DENY, Principal: undefined, NotPrincipal: { AWS: ROLE }, Resource: "x" },
      [`denies everyone except ${ROLE} kms:Decrypt on x`],
    ],
    [
      {
        ...AURA,
        Principal: { AWS: "*", Service: "logs.amazonaws.com" },
        Action: ["kms:Encrypt", "kms:Decrypt"],
        Condition: { StringEquals: { "kms:CallerAccount": "444455556666", ...VIA_EC2 } },
      },
      [
        'allows AWS account 444455556666 kms:Encrypt, kms:Decrypt, only under StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"',
        'allows AWS service logs.amazonaws.com kms:Encrypt, kms:Decrypt, only under StringEquals kms:CallerAccount "444455556666" and StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"',
      ],
    ],
    [
      { Effect: "Allow", Principal: { AWS: [] }, NotAction: ["kms:Sign", "kms:Verify"], NotResource: "x" },
      ["allows no principal everything but kms:Sign, kms:Verify on everything but x"],
    ],
    [{ Effect: "Allow", Principal: "*" }, ["allows anyone nothing on nothing"]],
    [{ Effect: "Deny", Principal: "*", Action: [], Resource: [] }, ["denies anyone nothing on nothing"]],
  ])("is described in full: %j", (statement, words) => {
    expect(diffPolicies(policy(OWN), policy(OWN, statement))[1]?.words).toEqual(words);
    const past = words.map((text) => text.replace(/^allows/, "allowed").replace(/^denies/, "denied"));
    expect(diffPolicies(policy(OWN, statement), policy(OWN))[1]?.words).toEqual(past);
  });
});
