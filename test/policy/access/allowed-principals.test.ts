import { allowedPrincipals, deniedPrincipals, representativeOf } from "../../../policy/access/allowed-principals";
import { ANY_SERVICE, servicePrincipal, type Principal } from "../../../policy/access/principal";
import type { Condition, PolicyPrincipal, Statement } from "../../../policy/document";
import { AURA, OWN } from "../examples";

const ANYONE: Principal = { kind: "anyone", name: "anyone" };
const NEO4J: Principal = { kind: "account", name: "AWS account 444455556666", accountId: "444455556666" };
const OTHER: Principal = { kind: "account", name: "AWS account 999988887777", accountId: "999988887777" };
const ORGANIZATION: Principal = {
  kind: "organization",
  name: "organization o-a1b2c3d4e5",
  organizationId: "o-a1b2c3d4e5",
};
const ROLE = "arn:aws:iam::444455556666:role/aura/data-plane";
const SESSION = "arn:aws:sts::444455556666:assumed-role/data-plane/i-1";

function role(arn: string): Principal {
  return { kind: "role", name: arn, accountId: "444455556666", arn };
}

function allow(element: Partial<Statement>): Statement {
  return { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*", ...element };
}

/** Each principal with its remaining conditions. */
function principalsOf(...statements: Statement[]): (Principal | [Principal, ...string[]])[] {
  return allowedPrincipals({ Statement: statements }).map(({ principal, conditions }) =>
    conditions.length > 0 ? [principal, ...conditions] : principal,
  );
}

function under(condition: Condition, principal: PolicyPrincipal = "*"): ReturnType<typeof principalsOf> {
  return principalsOf(allow({ Principal: principal, Condition: condition }));
}

it("says of Aura's example in the owner's policy which principals are allowed, by which statement, and to do what", () => {
  expect(allowedPrincipals({ Statement: [{ ...OWN, Action: ["kms:Put*", "kms:TagResource"] }, AURA] })).toEqual([
    {
      principal: { kind: "account", name: "AWS account 111122223333", accountId: "111122223333" },
      statement: 0,
      operations: ["kms:PutKeyPolicy", "kms:TagResource"],
      conditions: [],
    },
    {
      principal: NEO4J,
      statement: 1,
      operations: [
        ...["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"],
        ...["kms:GenerateDataKey", "kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext"],
        ...["kms:GenerateDataKeyWithoutPlaintext", "kms:ListGrants", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
        "kms:RevokeGrant",
      ],
      conditions: [],
    },
  ]);
});

describe("a principal", () => {
  it.each<[string, PolicyPrincipal, Principal[]]>([
    ["anyone", "*", [ANYONE]],
    ["anyone, as AWS", { AWS: "*" }, [ANYONE]],
    ["anyone beside others", { AWS: ["444455556666", "*"] }, [NEO4J, ANYONE]],
    ["an account by its id", { AWS: "444455556666" }, [NEO4J]],
    ["an account by its ARN", { AWS: "arn:aws:iam::444455556666:root" }, [NEO4J]],
    ["an account twice", { AWS: ["444455556666", "arn:aws:iam::444455556666:root"] }, [NEO4J]],
    ["an account of China", { AWS: "arn:aws-cn:iam::444455556666:root" }, [NEO4J]],
    ["a role", { AWS: ROLE }, [role(ROLE)]],
    [
      "a user",
      { AWS: "arn:aws:iam::444455556666:user/Ann" },
      [
        {
          kind: "user",
          name: "arn:aws:iam::444455556666:user/Ann",
          accountId: "444455556666",
          arn: "arn:aws:iam::444455556666:user/Ann",
        },
      ],
    ],
    ["a session", { AWS: SESSION }, [{ kind: "session", name: SESSION, accountId: "444455556666", arn: SESSION }]],
    [
      "a session of a federated user",
      { AWS: "arn:aws:sts::444455556666:federated-user/Ann" },
      [
        {
          kind: "session",
          name: "arn:aws:sts::444455556666:federated-user/Ann",
          accountId: "444455556666",
          arn: "arn:aws:sts::444455556666:federated-user/Ann",
        },
      ],
    ],
    ["a service", { Service: "logs.eu-west-1.amazonaws.com" }, [servicePrincipal("logs.eu-west-1.amazonaws.com")]],
    ["every service", { Service: "*" }, [{ kind: "unclear", name: 'Service "*"' }]],
    [
      "an identity provider",
      { Federated: "accounts.google.com" },
      [{ kind: "federated", name: "users of accounts.google.com" }],
    ],
    ["every identity provider", { Federated: "*" }, [{ kind: "unclear", name: 'Federated "*"' }]],
    ["a canonical user", { CanonicalUser: "79a59d" }, [{ kind: "unclear", name: 'CanonicalUser "79a59d"' }]],
    [
      "what is left of a deleted role",
      { AWS: "AROAEXAMPLEROLEID0001" },
      [{ kind: "unclear", name: "deleted principal AROAEXAMPLEROLEID0001" }],
    ],
    ["a name without an ARN", { AWS: "AROAEXAMPLE" }, [{ kind: "unclear", name: '"AROAEXAMPLE"' }]],
    [
      "a wildcard in an ARN",
      { AWS: "arn:aws:iam::444455556666:role/*" },
      [{ kind: "unclear", name: '"arn:aws:iam::444455556666:role/*"' }],
    ],
    [
      "a group, which cannot be a principal",
      { AWS: "arn:aws:iam::444455556666:group/x" },
      [{ kind: "unclear", name: '"arn:aws:iam::444455556666:group/x"' }],
    ],
    [
      "an ARN without account",
      { AWS: "arn:aws:iam::cloudfront:user/x" },
      [{ kind: "unclear", name: '"arn:aws:iam::cloudfront:user/x"' }],
    ],
    ["none", {}, []],
    ["an empty list", { AWS: [] }, []],
  ])("that is %s", (_, principal, principals) => {
    expect(principalsOf(allow({ Principal: principal }))).toEqual(principals);
  });

  it("is unclear where a statement allows everyone except some", () => {
    const statement = allow({ Principal: undefined, NotPrincipal: { AWS: ["444455556666", "999988887777"] } });
    expect(principalsOf(statement)).toEqual([{ kind: "unclear", name: "everyone except 444455556666, 999988887777" }]);
  });
});

describe("a wildcard principal is narrowed to", () => {
  it.each<[string, Condition, ReturnType<typeof principalsOf>]>([
    ["an account", { StringEquals: { "kms:CallerAccount": "444455556666" } }, [NEO4J]],
    ["an account, in any case of letters", { stringequals: { "KMS:calleraccount": "444455556666" } }, [NEO4J]],
    ["an account, by the other key", { StringEquals: { "aws:PrincipalAccount": "444455556666" } }, [NEO4J]],
    ["an account, written as a number", { StringEquals: { "aws:PrincipalAccount": 444455556666 } }, [NEO4J]],
    [
      "an account, without regard to case",
      { StringEqualsIgnoreCase: { "kms:CallerAccount": "444455556666" } },
      [NEO4J],
    ],
    ["an account, by a pattern without wildcard", { StringLike: { "kms:CallerAccount": "444455556666" } }, [NEO4J]],
    ["an account, any value of it", { "ForAnyValue:StringEquals": { "kms:CallerAccount": "444455556666" } }, [NEO4J]],
    ["several accounts", { StringEquals: { "kms:CallerAccount": ["444455556666", "999988887777"] } }, [NEO4J, OTHER]],
    ["an account, by its ARNs", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:*" } }, [NEO4J]],
    ["an account, by its ARNs as text", { StringLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:*" } }, [NEO4J]],
    [
      "an account, by its ARNs of any partition",
      { ArnLike: { "aws:PrincipalArn": "arn:*:iam::444455556666:*" } },
      [NEO4J],
    ],
    ["a role", { ArnEquals: { "aws:PrincipalArn": ROLE } }, [role(ROLE)]],
    ["a role, as text", { StringEquals: { "aws:PrincipalArn": ROLE } }, [role(ROLE)]],
    [
      "roles that match",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/aura-*" } },
      [role("arn:aws:iam::444455556666:role/aura-*")],
    ],
    [
      "users that match",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:user/*" } },
      [
        {
          kind: "user",
          name: "arn:aws:iam::444455556666:user/*",
          accountId: "444455556666",
          arn: "arn:aws:iam::444455556666:user/*",
        },
      ],
    ],
    [
      "the root user, who is not the account",
      { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::444455556666:root" } },
      [
        {
          kind: "user",
          name: "root user of AWS account 444455556666",
          accountId: "444455556666",
          arn: "arn:aws:iam::444455556666:root",
        },
      ],
    ],
    ["an organization", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }, [ORGANIZATION]],
    [
      "an organization, by any path in it",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } },
      [ORGANIZATION],
    ],
    [
      "an organization, and a part of it",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*" } },
      [[ORGANIZATION, 'ForAnyValue:StringLike aws:PrincipalOrgPaths "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"']],
    ],
    ["none, by no value", { StringEquals: { "kms:CallerAccount": [] } }, []],
    [
      "none, by two accounts at once",
      { StringEquals: { "kms:CallerAccount": "444455556666", "aws:PrincipalAccount": "999988887777" } },
      [],
    ],
    [
      "the account that both conditions name",
      {
        StringEquals: { "kms:CallerAccount": ["444455556666", "999988887777"] },
        StringLike: { "aws:PrincipalAccount": ["999988887777", "111122223333"] },
      },
      [OTHER],
    ],
    [
      "a role, when its account is named too",
      { StringEquals: { "kms:CallerAccount": "444455556666" }, ArnLike: { "aws:PrincipalArn": ROLE } },
      [role(ROLE)],
    ],
    [
      "a role, whichever condition comes first",
      { ArnLike: { "aws:PrincipalArn": ROLE }, StringEquals: { "kms:CallerAccount": "444455556666" } },
      [role(ROLE)],
    ],
    [
      "none, by a role of another account",
      { StringEquals: { "kms:CallerAccount": "999988887777" }, ArnLike: { "aws:PrincipalArn": ROLE } },
      [],
    ],
    [
      "the role that matches",
      {
        StringEquals: { "aws:PrincipalArn": ROLE },
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/aura/*" },
      },
      [role(ROLE)],
    ],
    [
      "the role that matches, whichever condition comes first",
      {
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/aura/*" },
        StringEquals: { "aws:PrincipalArn": ROLE },
      },
      [role(ROLE)],
    ],
    [
      "none, by two roles at once",
      {
        StringEquals: { "aws:PrincipalArn": ROLE },
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/other" },
      },
      [],
    ],
    [
      "roles that match one pattern, under the condition of the other",
      {
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/aura-*" },
        StringLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/*-prod" },
      },
      [
        [
          role("arn:aws:iam::444455556666:role/aura-*"),
          'StringLike aws:PrincipalArn "arn:aws:iam::444455556666:role/*-prod"',
        ],
      ],
    ],
    [
      "an account that has to be of an organization",
      { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "kms:CallerAccount": "444455556666" } },
      [[NEO4J, 'StringEquals aws:PrincipalOrgID "o-a1b2c3d4e5"']],
    ],
    [
      "none, by two organizations at once",
      {
        StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
        StringLike: { "aws:PrincipalOrgID": "o-zzzzzzzzzz" },
      },
      [],
    ],
    [
      "an account, under another condition",
      { StringEquals: { "kms:CallerAccount": "444455556666", "kms:ViaService": ["ec2.eu-west-1.amazonaws.com", "x"] } },
      [[NEO4J, 'StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com" or "x"']],
    ],
    [
      "an account and more, where the ARN is compared without regard to case",
      { StringEqualsIgnoreCase: { "aws:PrincipalArn": ROLE } },
      [[NEO4J, `StringEqualsIgnoreCase aws:PrincipalArn "${ROLE}"`]],
    ],
    [
      "an account and more, where a wildcard means itself",
      { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/*" } },
      [[NEO4J, 'StringEquals aws:PrincipalArn "arn:aws:iam::444455556666:role/*"']],
    ],
    [
      "an account and more, where users and roles match",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:*/x" } },
      [[NEO4J, 'ArnLike aws:PrincipalArn "arn:aws:iam::444455556666:*/x"']],
    ],
    [
      "an unclear principal, by an invalid account id",
      { StringEquals: { "kms:CallerAccount": "4444-5555-6666" } },
      [{ kind: "unclear", name: '"4444-5555-6666"' }],
    ],
  ])("%s", (_, condition, expected) => {
    expect(under(condition)).toEqual(expected);
    expect(under(condition, { AWS: "*" })).toEqual(expected);
  });
});

describe("what every request carries is compared, whatever the operator says of requests without it", () => {
  it.each(["StringEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringEqualsIfExists"])(
    "%s",
    (operator) => {
      expect(under({ [operator]: { "kms:CallerAccount": "444455556666" } })).toEqual([NEO4J]);
      // What requests of AWS services have for it is not documented.
      const test = `${operator} aws:PrincipalAccount "444455556666"`;
      expect(under({ [operator]: { "aws:PrincipalAccount": "444455556666" } })).toEqual([NEO4J, [ANY_SERVICE, test]]);
      expect(under({ [operator]: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } })).toEqual([
        [ANYONE, `${operator} aws:PrincipalOrgID "o-a1b2c3d4e5"`],
      ]);
    },
  );
});

describe("a wildcard principal is no IAM principal under", () => {
  it.each([
    ["an ARN without account", "ArnLike", "aws:PrincipalArn", "arn:aws:s3:::bucket"],
    ["the text of a truth", "StringEquals", "aws:PrincipalIsAWSService", "true"],
  ])("%s", (_, operator, key, value) => {
    expect(under({ [operator]: { [key]: value } })).toEqual([[ANY_SERVICE, `${operator} ${key} "${value}"`]]);
  });
});

it.each<[string, Condition]>([
  ["a request without TLS", { Bool: { "aws:SecureTransport": "false" } }],
  ["a request without an account", { Null: { "kms:CallerAccount": "true" } }],
  ["a key of another service", { StringEquals: { "sts:ExternalId": "x" } }],
  ["a key that the operation does not have", { Bool: { "kms:BypassPolicyLockoutSafetyCheck": "true" } }],
])("allows nobody under a condition that no request meets: %s", (_, condition) => {
  expect(under(condition)).toEqual([]);
});

it("keeps an account that a list names beside a wildcard that means itself", () => {
  expect(under({ StringEquals: { "kms:CallerAccount": ["444455556666", "*"] } })).toEqual([
    NEO4J,
    { kind: "unclear", name: '"*"' },
  ]);
});

describe("a wildcard principal stays anyone under", () => {
  it.each<[string, string, string, string | string[]]>([
    ["a negated operator", "StringNotEquals", "kms:CallerAccount", "444455556666"],
    ["a negated pattern", "StringNotLike", "aws:PrincipalAccount", "444455556666"],
    ["a negated ARN", "ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::444455556666:role/x"],
    ["the presence of the key", "Null", "kms:CallerAccount", "false"],
    ["the absence of the key", "Null", "aws:PrincipalOrgID", "true"],
    ["an operator that IAM does not have", "StringIs", "kms:CallerAccount", "444455556666"],
    ["an operator on numbers", "NumericEquals", "kms:CallerAccount", "444455556666"],
    ["an operator on ARNs for an account", "ArnEquals", "kms:CallerAccount", "444455556666"],
    ["the beginning of an account", "StringLike", "kms:CallerAccount", "4444*"],
    ["any account", "StringLike", "kms:CallerAccount", "*"],
    ["any twelve characters", "StringLike", "kms:CallerAccount", "????????????"],
    ["one account and any", "StringLike", "kms:CallerAccount", ["444455556666", "9*"]],
    ["a role of any account", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/aura"],
    ["a role of accounts that begin alike", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::4444*:role/aura"],
    ["any ARN", "ArnLike", "aws:PrincipalArn", "*"],
    ["a role, or a role of any account", "ArnLike", "aws:PrincipalArn", [ROLE, "arn:aws:iam::*:role/aura"]],
    // A role of any account may have the path /:444455556666:role/.
    ["a text that a path can forge", "StringLike", "aws:PrincipalArn", "arn:aws:iam:*:444455556666:role/aura"],
    [
      "a text with a wildcard before the account",
      "StringLike",
      "aws:PrincipalArn",
      "arn:*:iam::444455556666:role/aura",
    ],
    ["a number for an ARN", "NumericEquals", "aws:PrincipalArn", ROLE],
    ["a policy variable", "StringEquals", "kms:CallerAccount", "${aws:PrincipalAccount}"],
    ["a policy variable for an ARN", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::444455556666:role/${aws:username}"],
    ["any organization", "StringLike", "aws:PrincipalOrgID", "o-*"],
    ["an organization without regard to case", "StringEqualsIgnoreCase", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
    ["a number for an organization", "NumericEquals", "aws:PrincipalOrgID", "1"],
    ["paths of any organization", "ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-*/r-ab12/*"],
    ["no path", "ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5"],
    ["paths without regard to case", "ForAnyValue:StringEqualsIgnoreCase", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"],
    ["paths without a quantifier", "StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"],
    ["no path without a quantifier", "StringEquals", "aws:PrincipalOrgPaths", []],
    ["all paths, of which there may be none", "ForAllValues:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"],
    [
      "a service, which anybody can use in an account of his own",
      "StringEquals",
      "kms:ViaService",
      "ec2.amazonaws.com",
    ],
    ["an account for whose resource a service calls", "StringEquals", "aws:SourceAccount", "444455556666"],
    ["a resource for which a service calls", "ArnLike", "aws:SourceArn", "arn:aws:s3:::bucket"],
    ["an address", "IpAddress", "aws:SourceIp", "203.0.113.0/24"],
    ["an encryption context", "StringEquals", "kms:EncryptionContext:tenant", "444455556666"],
    ["a tag of the caller", "StringEquals", "aws:PrincipalTag/account", "444455556666"],
    ["a name of the caller", "StringEquals", "aws:userid", "AROAEXAMPLE"],
  ])("%s", (_, operator, key, value) => {
    const values = [value].flat().map((one) => JSON.stringify(one));
    const words = values.join(" or ") || "(no value)";
    expect(under({ [operator]: { [key]: value } })).toEqual([[ANYONE, `${operator} ${key} ${words}`]]);
  });

  it("a condition without any key", () => {
    expect(under({ StringEquals: {} })).toEqual([ANYONE]);
    expect(under({})).toEqual([ANYONE]);
  });

  it("a condition of another key without value, which is said so", () => {
    expect(under({ StringEquals: { "kms:ViaService": [] } })).toEqual([
      [ANYONE, "StringEquals kms:ViaService (no value)"],
    ]);
  });
});

describe("a principal that is named is narrowed too", () => {
  it.each<[string, PolicyPrincipal, Condition, ReturnType<typeof principalsOf>]>([
    [
      "an account to itself",
      { AWS: "444455556666" },
      { StringEquals: { "kms:CallerAccount": "444455556666" } },
      [NEO4J],
    ],
    ["an account to none", { AWS: "444455556666" }, { StringEquals: { "kms:CallerAccount": "999988887777" } }, []],
    ["an account to a role", { AWS: "444455556666" }, { ArnLike: { "aws:PrincipalArn": ROLE } }, [role(ROLE)]],
    ["a role to itself", { AWS: ROLE }, { StringEquals: { "kms:CallerAccount": "444455556666" } }, [role(ROLE)]],
    ["a role to none", { AWS: ROLE }, { StringEquals: { "kms:CallerAccount": "999988887777" } }, []],
    [
      "one of two accounts",
      { AWS: ["444455556666", "999988887777"] },
      { StringEquals: { "kms:CallerAccount": "444455556666" } },
      [NEO4J],
    ],
    [
      "a role to itself, under the condition of the same name with another path",
      { AWS: ROLE },
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/data-plane" } },
      [[role(ROLE), 'ArnLike aws:PrincipalArn "arn:aws:iam::444455556666:role/data-plane"']],
    ],
    [
      "a session, under the condition of its role",
      { AWS: SESSION },
      { ArnLike: { "aws:PrincipalArn": ROLE } },
      [
        [
          { kind: "session", name: SESSION, accountId: "444455556666", arn: SESSION },
          `ArnLike aws:PrincipalArn "${ROLE}"`,
        ],
      ],
    ],
    [
      "not a service, whose caller is unknown",
      { Service: "logs.amazonaws.com" },
      { StringEquals: { "kms:CallerAccount": "444455556666" } },
      [[servicePrincipal("logs.amazonaws.com"), 'StringEquals kms:CallerAccount "444455556666"']],
    ],
    [
      "not an unclear principal",
      { AWS: "AROAEXAMPLE" },
      { StringEquals: { "kms:CallerAccount": "444455556666" } },
      [[{ kind: "unclear", name: '"AROAEXAMPLE"' }, 'StringEquals kms:CallerAccount "444455556666"']],
    ],
  ])("%s", (_, principal, condition, expected) => {
    expect(under(condition, principal)).toEqual(expected);
  });
});

describe("a statement", () => {
  it("allows no principal when it denies, or has no effect without action or resource", () => {
    expect(principalsOf(allow({ Effect: "Deny" }))).toEqual([]);
    expect(principalsOf(allow({ Action: undefined }))).toEqual([]);
    expect(principalsOf(allow({ Resource: undefined }))).toEqual([]);
    expect(principalsOf(allow({ Principal: undefined }))).toEqual([]);
  });

  it("counts with what it leaves out, too", () => {
    const statement = allow({ Action: undefined, NotAction: ["kms:*Key*", "kms:*Grant*", "kms:*Alias", "kms:*Mac"] });
    expect(allowedPrincipals({ Statement: [{ ...statement, Resource: undefined, NotResource: "x" }] })).toEqual([
      {
        principal: ANYONE,
        statement: 0,
        operations: [
          ...["kms:Decapsulate", "kms:Decrypt", "kms:DeriveSharedSecret", "kms:Encapsulate", "kms:Encrypt"],
          "kms:GetParametersForImport",
          ...["kms:ListResourceTags", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:Sign", "kms:TagResource"],
          ...["kms:UntagResource", "kms:UpdatePrimaryRegion", "kms:Verify"],
        ],
        conditions: [],
      },
    ]);
  });
});

describe("the representative of", () => {
  it.each<[Principal, ReturnType<typeof representativeOf>]>([
    [ANYONE, { principal: { arn: "arn:aws:iam::909090909090:role/anybody", accountId: "909090909090" }, context: {} }],
    [NEO4J, { principal: { arn: "arn:aws:iam::444455556666:role/anybody", accountId: "444455556666" }, context: {} }],
    [
      ORGANIZATION,
      {
        principal: { arn: "arn:aws:iam::909090909090:role/anybody", accountId: "909090909090" },
        context: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
      },
    ],
    [role(ROLE), { principal: { arn: ROLE, accountId: "444455556666" }, context: {} }],
    [
      role("arn:*:iam::444455556666:role/aura-*-?"),
      { principal: { arn: "arn:aws:iam::444455556666:role/aura-any-x", accountId: "444455556666" }, context: {} },
    ],
    [servicePrincipal("logs.amazonaws.com"), { principal: { arn: "logs.amazonaws.com", accountId: "" }, context: {} }],
    [ANY_SERVICE, undefined],
    [{ kind: "federated", name: "users of accounts.google.com" }, undefined],
    [{ kind: "unclear", name: '"AROAEXAMPLE"' }, undefined],
  ])("%j", (principal, representative) => {
    expect(representativeOf(principal)).toEqual(representative);
  });

  it("an account is of the key's partition", () => {
    expect(representativeOf(NEO4J, "aws-cn")?.principal.arn).toBe("arn:aws-cn:iam::444455556666:role/anybody");
  });
});

it("finds the principals that Deny statements mention: by name, by exception, and by a condition of either sense", () => {
  const deny = (element: Partial<Statement>): Statement => allow({ Effect: "Deny", ...element });
  const document = {
    Statement: [
      allow({ Principal: { AWS: "111122223333" } }),
      deny({ Principal: { AWS: "444455556666" } }),
      deny({ Principal: undefined, NotPrincipal: { AWS: ["999988887777", "444455556666"] } }),
      deny({ Condition: { ArnNotLike: { "aws:PrincipalArn": [ROLE, "arn:aws:iam::*:role/x"] } } }),
      deny({ Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, StringIs: { a: "b" } } }),
      deny({ Condition: { StringEquals: { "kms:CallerAccount": "${a}", "kms:ViaService": "x" } } }),
    ],
  };
  expect(deniedPrincipals(document)).toEqual([NEO4J, OTHER, ANYONE, role(ROLE), ORGANIZATION]);
});
