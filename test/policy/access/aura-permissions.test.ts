import { AURA_OPERATIONS, auraPermissions, type AuraPermissions } from "../../../policy/access/aura-permissions";
import type { Principal } from "../../../policy/access/principal";
import type { Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { AURA, OWN } from "../examples";

const KEY = { keyArn: KEY_ARN, accountId: ACCOUNT };
const NEO4J: Principal = { kind: "account", name: "AWS account 444455556666", accountId: "444455556666" };
const ANYBODY = "AWS account 444455556666";
const ALL = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey"],
  ...["kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"],
  "kms:RevokeGrant",
];

function access(principal: Principal, ...statements: Statement[]): AuraPermissions {
  return auraPermissions({ Version: "2012-10-17", Statement: [OWN, ...statements] }, KEY, principal);
}

function deny(element: Partial<Statement>): Statement {
  return { Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*", ...element };
}

it("Aura needs all that its example asks for, and works without what is not documented as required", () => {
  expect(AURA_OPERATIONS).toEqual(
    ALL.map((name) => ({
      name,
      required: !["kms:GenerateDataKeyWithoutPlaintext", "kms:ListGrants", "kms:RevokeGrant"].includes(name),
    })),
  );
});

describe("Aura's account", () => {
  it("can do everything under its example", () => {
    expect(access(NEO4J, AURA)).toEqual({ can: ALL, cannot: [], unknown: [] });
  });

  it("can do nothing without it", () => {
    expect(access(NEO4J)).toEqual({
      can: [],
      cannot: ALL.map((operation) => ({ operation, because: `no statement allows ${operation} to ${ANYBODY}` })),
      unknown: [],
    });
  });

  it("cannot do what the statement omits, nor what a Deny removes", () => {
    const actions = ALL.filter((name) => name !== "kms:DescribeKey");
    expect(access(NEO4J, { ...AURA, Action: actions }, deny({ Sid: "No", Action: "kms:*Grant" }))).toEqual({
      can: ALL.filter((name) => !["kms:DescribeKey", "kms:CreateGrant", "kms:RevokeGrant"].includes(name)),
      cannot: [
        { operation: "kms:DescribeKey", because: `no statement allows kms:DescribeKey to ${ANYBODY}` },
        { operation: "kms:CreateGrant", because: `statement 3 ("No") denies kms:CreateGrant to ${ANYBODY}` },
        { operation: "kms:RevokeGrant", because: `statement 3 ("No") denies kms:RevokeGrant to ${ANYBODY}` },
      ],
      unknown: [],
    });
  });

  it("can use grants only, when the condition exists for grants only", () => {
    const Condition = {
      Bool: { "kms:GrantIsForAWSResource": "false" },
      StringEquals: { "kms:CallerAccount": "444455556666" },
    };
    const { can, cannot, unknown } = access(NEO4J, { ...AURA, Condition });
    expect(can).toEqual([]);
    expect(cannot.map(({ operation }) => operation)).toEqual(ALL.slice(0, 7));
    expect(unknown.map(({ operation }) => operation)).toEqual(ALL.slice(7));
  });

  it("may do what depends on the request", () => {
    const Condition = { StringEquals: { "kms:CallerAccount": "444455556666", "kms:ViaService": "ec2" } };
    expect(access(NEO4J, { ...AURA, Action: "kms:Decrypt", Condition }).unknown).toEqual([
      {
        operation: "kms:Decrypt",
        because: `whether statement 2 ("Allow access for Neo4j") allows kms:Decrypt to ${ANYBODY} depends on kms:ViaService`,
      },
    ]);
  });

  it("may or may not be a principal that a Deny mentions", () => {
    const role = "arn:aws:iam::444455556666:role/data-plane";
    const but = (one: string, other: string): string => `${one}, but ${other}`;
    const allowed = (who: string): string => `statement 2 ("Allow access for Neo4j") allows kms:Decrypt to ${who}`;
    const denied = (who: string): string => `statement 3 denies kms:Decrypt to ${who}`;
    const only = { ...AURA, Action: "kms:Decrypt" };
    expect(access(NEO4J, only, deny({ Principal: { AWS: role } })).unknown).toEqual([
      { operation: "kms:Decrypt", because: but(allowed(ANYBODY), denied(role)) },
    ]);
    expect(access(NEO4J, only, deny({ Condition: { ArnNotLike: { "aws:PrincipalArn": role } } })).unknown).toEqual([
      { operation: "kms:Decrypt", because: but(denied(ANYBODY), allowed(role)) },
    ]);
    const elsewhere = "arn:aws:iam::999988887777:role/data-plane";
    expect(access(NEO4J, only, deny({ Principal: { AWS: elsewhere } })).can).toEqual(["kms:Decrypt"]);
  });
});

describe("a denial by a pattern of ARNs", () => {
  const decrypt = { ...AURA, Action: "kms:Decrypt" };
  const by = (operator: string, pattern: string) =>
    access(NEO4J, decrypt, deny({ Condition: { [operator]: { "aws:PrincipalArn": pattern } } }));
  const open = {
    operation: "kms:Decrypt",
    because: `whether statement 3 denies kms:Decrypt to ${ANYBODY} depends on aws:PrincipalArn`,
  };

  it.each([
    ...["*:role/aura-*", "*neo*", "*a*b*c*", "arn:aws:iam::*:role/x", "arn:*:iam::4444*:role/*", "*/anybody?"],
    ...["*:user/*", "arn:aws:*:444455556666:role/*-?"],
  ])("may or may not be for the role that Aura uses: %s", (pattern) => {
    expect([by("StringLike", pattern).unknown, by("StringNotLike", pattern).unknown]).toEqual([[open], [open]]);
  });

  it.each(["*", "arn:aws:iam::444455556666:*", "arn:*:iam::4444*", "*:iam::??????5*:*/*"])(
    "is for all: %s",
    (pattern) => {
      const because = `statement 3 denies kms:Decrypt to ${ANYBODY}`;
      expect(by("StringLike", pattern).cannot).toContainEqual({ operation: "kms:Decrypt", because });
      expect(by("StringNotLike", pattern).can).toEqual(["kms:Decrypt"]);
    },
  );

  it.each(["arn:aws:iam::111122223333:role/*", "arn:*:iam::1111*:role/x", "arn:aws-cn:*", "*:root"])(
    "is for no principal of the account: %s",
    (pattern) => {
      expect(by("StringLike", pattern).can).toEqual(["kms:Decrypt"]);
      const because = `statement 3 denies kms:Decrypt to ${ANYBODY}`;
      expect(by("StringNotLike", pattern).cannot).toContainEqual({ operation: "kms:Decrypt", because });
    },
  );

  it("may be for some of the roles that a statement allows by a pattern", () => {
    const arn = "arn:aws:iam::444455556666:role/aura-*";
    const principal: Principal = { kind: "role", name: arn, accountId: "444455556666", arn };
    const named = { ...decrypt, Condition: { ArnLike: { "aws:PrincipalArn": arn } } };
    const denied = (value: string) =>
      access(principal, named, deny({ Condition: { ArnLike: { "aws:PrincipalArn": value } } }));
    expect(access(principal, named).can).toEqual(["kms:Decrypt"]);
    expect(denied("arn:aws:iam::*:role/data-*").can).toEqual(["kms:Decrypt"]);
    expect(denied("arn:aws:iam::*:role/*-data").unknown).toEqual([
      {
        operation: "kms:Decrypt",
        because: `whether statement 3 denies kms:Decrypt to ${arn} depends on aws:PrincipalArn`,
      },
    ]);
    const byName = deny({ Principal: { AWS: arn.replace("*", "data") } });
    expect(access(principal, named, byName).unknown.map(({ operation }) => operation)).toEqual(["kms:Decrypt"]);
  });
});

it("a denial by the name of a user may or may not be for Aura's principal", () => {
  const denial = deny({ Action: "kms:Decrypt", Condition: { StringLike: { "aws:username": "aura*" } } });
  const because = `whether statement 3 denies kms:Decrypt to ${ANYBODY} depends on aws:username`;
  expect(access(NEO4J, AURA, denial)).toEqual({
    can: ALL.filter((operation) => operation !== "kms:Decrypt"),
    cannot: [],
    unknown: [{ operation: "kms:Decrypt", because }],
  });
});

it("the decision for a named role is about that role alone", () => {
  const role = "arn:aws:iam::444455556666:role/one";
  const principal: Principal = { kind: "role", name: role, accountId: "444455556666", arn: role };
  const named = { ...AURA, Principal: { AWS: role }, Condition: undefined };
  const other = deny({ Principal: { AWS: "arn:aws:iam::444455556666:role/two" } });
  expect(access(principal, named, other)).toEqual({ can: ALL, cannot: [], unknown: [] });
});

it.each<Principal>([
  { kind: "unclear", name: '"AROAEXAMPLE"' },
  { kind: "service", name: "AWS service logs.amazonaws.com" },
  { kind: "federated", name: "users of accounts.google.com" },
])("nothing is verified for a principal of kind $kind", (principal) => {
  expect(access(principal, AURA, deny({ Principal: { AWS: "444455556666" } }))).toEqual({
    can: [],
    cannot: [],
    unknown: ALL.map((operation) => ({ operation, because: `${principal.name} cannot be resolved offline` })),
  });
});

it("an organization is verified as allowed by a statement for it, and as denied by a Deny for it", () => {
  const principal: Principal = {
    kind: "organization",
    name: "organization o-a1b2c3d4e5",
    organizationId: "o-a1b2c3d4e5",
  };
  const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
  expect(access(principal, { ...AURA, Condition })).toEqual({ can: ALL, cannot: [], unknown: [] });
  const one = "arn:aws:iam::444455556666:role/one";
  const decrypt = deny({ Action: "kms:Decrypt", Principal: { AWS: one } });
  const because = `statement 2 ("Allow access for Neo4j") allows kms:Decrypt to organization o-a1b2c3d4e5, but statement 3 denies kms:Decrypt to ${one}`;
  expect(access(principal, { ...AURA, Condition }, decrypt)).toEqual({
    can: ALL.filter((operation) => operation !== "kms:Decrypt"),
    cannot: [],
    unknown: [{ operation: "kms:Decrypt", because }],
  });
  expect(access(principal, { ...AURA, Condition }, deny({})).cannot.map(({ operation }) => operation)).toEqual(ALL);
});

it.each(["kms:CallerAccount", "aws:PrincipalAccount"])(
  "a denial by %s may or may not be for the accounts of an organization",
  (key) => {
    const id = "o-a1b2c3d4e5";
    const principal: Principal = { kind: "organization", name: `organization ${id}`, organizationId: id };
    const decrypt = { ...AURA, Action: "kms:Decrypt", Condition: { StringEquals: { "aws:PrincipalOrgID": id } } };
    const because = `whether statement 3 denies kms:Decrypt to organization ${id} depends on ${key}`;
    for (const accounts of ["3*", "9*", "*0"]) {
      const denial = deny({ Condition: { StringLike: { [key]: accounts } } });
      expect(access(principal, decrypt, denial).unknown).toEqual([{ operation: "kms:Decrypt", because }]);
    }
    expect(access(principal, decrypt, deny({ Condition: { StringLike: { [key]: "*" } } })).can).toEqual([]);
  },
);
