import { lintStatements } from "../../../policy/lint/statement";
import { AURA, OWN } from "../examples";

/** The problems of one statement as lines: what, got, expected, fix. */
function problems(...statements: unknown[]): string[] {
  return lintStatements(statements).map(
    ({ what, got, expected, fix }) => `${what}: ${got}; expected: ${expected}; help: ${fix}`,
  );
}

const PLAIN = { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };

describe("accepts", () => {
  it.each<[string, object]>([
    ["Aura's statement", AURA],
    ["the account's own statement", OWN],
    ["blanks in a Sid", { ...PLAIN, Sid: "Allow use of the key" }],
    ["undefined elements, which JSON leaves out", { ...PLAIN, Sid: undefined, Condition: undefined }],
    ["an empty Condition", { ...PLAIN, Condition: {} }],
    ["NotAction and NotResource", { Effect: "Deny", Principal: "*", NotAction: "kms:Get*", NotResource: "*" }],
    ["NotPrincipal in a Deny", { Effect: "Deny", NotPrincipal: { AWS: "111122223333" }, Action: "*", Resource: "*" }],
    ["actions in any case", { ...PLAIN, Action: ["KMS:decrypt", "kms:*Key?", "kms:*"] }],
    [
      "a key ARN",
      { ...PLAIN, Resource: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
    ],
    ["wildcards in a key ARN", { ...PLAIN, Resource: ["arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:*:*:*"] }],
  ])("%s", (_, statement) => {
    expect(lintStatements([statement])).toEqual([]);
  });

  it.each<[unknown]>([
    ["*"],
    [{ AWS: "*" }],
    [{ AWS: "111122223333" }],
    [{ AWS: ["arn:aws:iam::111122223333:root", "arn:aws-cn:iam::111122223333:user/path/to/Ann@example.com"] }],
    [{ AWS: "arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS" }],
    [{ AWS: "arn:aws:sts::111122223333:assumed-role/name/session" }],
    [{ AWS: "arn:aws:sts::111122223333:federated-user/Bob" }],
    [{ Service: ["logs.eu-west-1.amazonaws.com", "s3.amazonaws.com.cn"] }],
    [
      {
        Federated: "cognito-identity.amazonaws.com",
        CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
      },
    ],
  ])("principal %j", (principal) => {
    expect(lintStatements([{ ...PLAIN, Principal: principal }])).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["StringEquals", ["a", "", "${aws:username}"]],
    ["StringNotEqualsIgnoreCaseIfExists", "a"],
    ["ForAnyValue:StringLike", ["a*"]],
    ["ForAllValues:StringNotLikeIfExists", ["a*"]],
    ["NumericLessThanEquals", [3600, "-1.5"]],
    ["DateGreaterThan", ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+02:00", "2026-01", "1769860800"]],
    ["Bool", [true, "False"]],
    ["Null", "true"],
    ["BinaryEquals", "QmluYXJ5"],
    ["IpAddress", ["203.0.113.7", "203.0.113.0/24", "2001:db8::/32"]],
    ["NotIpAddressIfExists", "::1/128"],
    ["ArnLike", ["arn:aws:iam::111122223333:role/*", "*"]],
  ])("condition operator %s with %j", (operator, value) => {
    expect(lintStatements([{ ...PLAIN, Condition: { [operator]: { "aws:x": value } } }])).toEqual([]);
  });
});

it("reports everything that is wrong with a statement at once", () => {
  expect(
    problems({
      Sid: 1,
      effect: "Allow",
      Effect: "allow",
      Action: "kms:Decrypt",
      NotAction: "kms:Encrypt",
      Principle: "*",
      Condition: "none",
    }),
  ).toEqual([
    'statement 1 contains an unknown element: "effect"; expected: Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition; help: did you mean "Effect"?',
    'statement 1 contains an unknown element: "Principle"; expected: Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition; help: did you mean "Principal"?',
    "statement 1 has both Action and NotAction: both; expected: Action or NotAction; help: delete one of the two",
    'statement 1 has no Resource: KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet); expected: Resource or NotResource; help: add "Resource", or copy the statement again',
    "Sid of statement 1 is not text: the number 1; expected: a name; help: put a name between double quotes, or delete the Sid",
    'Effect of statement 1 is neither Allow nor Deny: "allow"; expected: "Allow" or "Deny"; help: did you mean "Allow"?',
    'Condition of statement 1 is not an object: "none"; expected: operators, such as {"StringEquals": {"kms:CallerAccount": "111122223333"}}; help: write it as an object in braces',
  ]);
});

describe("refuses", () => {
  it("no statement at all", () => {
    expect(problems()).toEqual([
      "no statement: none; expected: one statement or more; help: copy the statement from the Aura Console",
    ]);
  });

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    ["Allow", '"Allow"'],
    [[], "an empty list"],
    [7, "the number 7"],
    [(): void => undefined, "a function"],
  ])("%p as a statement", (statement, got) => {
    expect(problems(statement)).toEqual([
      `statement 1 is not an object: ${got}; expected: an object with Effect, Principal, Action and Resource; help: copy the statement again`,
    ]);
  });

  it("an empty object, and says what each missing element means", () => {
    expect(problems({})).toEqual([
      'statement 1 has no Effect: KMS refuses it; expected: Effect; help: add "Effect", or copy the statement again',
      'statement 1 has no Principal: KMS refuses it; expected: Principal or NotPrincipal; help: add "Principal", or copy the statement again',
      'statement 1 has no Action: KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet); expected: Action or NotAction; help: add "Action", or copy the statement again',
      'statement 1 has no Resource: KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet); expected: Resource or NotResource; help: add "Resource", or copy the statement again',
    ]);
  });

  it("NotPrincipal in an Allow", () => {
    expect(problems({ ...PLAIN, Principal: undefined, NotPrincipal: { AWS: "111122223333" } })).toEqual([
      'statement 1 allows everyone but the named principals: "Effect": "Allow" with NotPrincipal; expected: Principal, or NotPrincipal with "Effect": "Deny"; help: list the allowed principals in Principal',
    ]);
  });

  it("an element that nothing resembles, and __proto__", () => {
    const statement = { ...PLAIN, Remark: "", ...(JSON.parse('{"__proto__": 1}') as object) };
    const elements = "Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition";
    expect(problems(statement)).toEqual([
      `statement 1 contains an unknown element: "Remark"; expected: ${elements}; help: delete it`,
      `statement 1 contains an unknown element: "__proto__"; expected: ${elements}; help: delete it`,
    ]);
  });

  it.each<[unknown, string, string]>([
    [
      "arn:aws:iam::111122223333:root",
      '"arn:aws:iam::111122223333:root"',
      'write {"AWS": "arn:aws:iam::111122223333:root"}',
    ],
    [{}, "an empty object", "name the principal"],
    [["*"], "a list", "name the principal"],
  ])("principal %j, which is no map of kinds", (principal, got, fix) => {
    expect(problems({ ...PLAIN, Principal: principal })).toEqual([
      `Principal of statement 1 names no principal: ${got}; expected: "*" or an object such as {"AWS": "arn:aws:iam::111122223333:role/name"}; help: ${fix}`,
    ]);
  });

  it("kinds of principal that IAM does not have", () => {
    expect(problems({ ...PLAIN, Principal: { aws: "*", Role: "x" } })).toEqual([
      'Principal of statement 1 contains an unknown kind of principal: "aws"; expected: AWS, Service, Federated, CanonicalUser; help: did you mean "AWS"?',
      'Principal of statement 1 contains an unknown kind of principal: "Role"; expected: AWS, Service, Federated, CanonicalUser; help: write the kind of the principal',
    ]);
  });

  const AWS_PRINCIPAL = "the ARN of an account, user, role or session, a 12-digit account id, or *";
  const COPY = "copy the ARN again from IAM";
  it.each([
    ["11112222333", "11 digits", 'write "011112222333", if a leading zero was lost'],
    ["AIDACKCEVSQ6C2EXAMPLE", "the unique id of a user or role, possibly deleted", "name the user or role by its ARN"],
    ["AROADBQP57FF2AEXAMPLE", "the unique id of a user or role, possibly deleted", "name the user or role by its ARN"],
    [
      "arn:aws:iam::111122223333:role/*",
      "a wildcard inside a principal",
      'name every principal, or use "*" with a condition on aws:PrincipalArn',
    ],
    [
      "arn:aws:iam::111122223333:role/a?",
      "a wildcard inside a principal",
      'name every principal, or use "*" with a condition on aws:PrincipalArn',
    ],
    ["role/admin", "not an ARN", "write arn:PARTITION:iam::ACCOUNT:role/NAME"],
    ["arn:aws:s3:::bucket", "an ARN of s3", COPY],
    ["arn:aws:iam:eu-west-1:111122223333:root", 'with the region "eu-west-1", which IAM does not have', COPY],
    ["arn:aws:iam::1111:role/admin", 'with the account id "1111" of 4 digits', "write the 12 digits of the account id"],
    [
      "arn:aws:iam::11112222333:role/admin",
      'with the account id "11112222333" of 11 digits',
      'write "arn:aws:iam::011112222333:role/admin", if a leading zero was lost',
    ],
    [
      "arn:aws:iam::1111222233334:root",
      'with the account id "1111222233334" of 13 digits',
      "write the 12 digits of the account id",
    ],
    ["arn:aws:iam::example:root", 'with the malformed account id "example"', COPY],
    ["1111222233334", "13 digits", "write the 12 digits of the account id"],
    [" 111122223333", "with whitespace around it", 'write "111122223333"'],
    [" role/admin ", "not an ARN", "write arn:PARTITION:iam::ACCOUNT:role/NAME"],
    ["arn:aws:iam::111122223333:group/admins", "a group, which cannot be a principal", "name the users or a role"],
    ["arn:aws:iam::111122223333:admin", 'which names "admin"', COPY],
    ["arn:aws:iam::111122223333:role/a b", 'which names "role/a b"', COPY],
    ["arn:aws:sts::111122223333:role/admin", 'which names "role/admin"', COPY],
  ])("AWS principal %p", (principal, got, fix) => {
    expect(problems({ ...PLAIN, Principal: { AWS: [principal] } })).toEqual([
      `Principal.AWS of statement 1 contains an invalid principal: "${principal}", ${got}; expected: ${AWS_PRINCIPAL}; help: ${fix}`,
    ]);
  });

  it("wildcards and nonsense in other kinds of principal", () => {
    expect(
      problems({
        ...PLAIN,
        Principal: { Service: ["*", "logs"], Federated: "arn:aws:iam::111122223333:saml-provider/*" },
      }),
    ).toEqual([
      'Principal.Service of statement 1 contains an invalid principal: "*", a wildcard inside a principal; expected: one principal; help: name every principal',
      'Principal.Service of statement 1 contains an invalid principal: "logs", not an AWS service; expected: a service such as logs.amazonaws.com; help: write the service\'s principal name',
      'Principal.Federated of statement 1 contains an invalid principal: "arn:aws:iam::111122223333:saml-provider/*", a wildcard inside a principal; expected: one principal; help: name every principal',
    ]);
  });

  it("account ids that are numbers, empty lists and empty texts", () => {
    expect(problems({ ...PLAIN, Principal: { AWS: 111122223333 }, Action: [], Resource: [""] })).toEqual([
      "Principal.AWS of statement 1 is not text or a list of texts: the number 111122223333; expected: a principal in double quotes; help: put it between double quotes",
      "Action of statement 1 names nothing: an empty list; expected: an action, or a list of them; help: name what is meant, or delete the statement",
      'Resource of statement 1 is not text or a list of texts: ""; expected: a resource in double quotes; help: write a resource',
    ]);
  });

  it.each([
    ["Decrypt", 'did you mean "kms:Decrypt"?'],
    ["s3:GetObject", "write it as kms:Operation, or delete it"],
    ["kms:", "write it as kms:Operation, or delete it"],
    ["kms: Decrypt", "write it as kms:Operation, or delete it"],
    ["kms:Decrypt,kms:Encrypt", "write it as kms:Operation, or delete it"],
  ])("action %p", (action, fix) => {
    expect(problems({ ...PLAIN, Action: [action, "kms:Encrypt"] })).toEqual([
      `Action of statement 1 contains an action that is not of KMS: "${action}"; expected: a KMS action such as kms:Decrypt; help: ${fix}`,
    ]);
  });

  it.each([
    ["arn:aws:kms:eu-west-1:111122223333:alias/orders", "an alias ARN"],
    ["1234abcd-12ab-34cd-56ef-1234567890ab", "a bare key id"],
    ["arn:aws:s3:::bucket/*", "an ARN of s3, not of KMS"],
  ])("resource %p", (resource, got) => {
    expect(problems({ ...PLAIN, Resource: resource })).toEqual([
      `Resource of statement 1 is not a key: "${resource}", ${got}; expected: "*" (this key); help: write "*"`,
    ]);
  });

  const OPERATOR = "an IAM operator such as StringEquals";
  it.each([
    ["StringEqual", 'did you mean "StringEquals"?'],
    ["StringEqualsIfExist", 'did you mean "StringEqualsIfExists"?'],
    ["ForAnyValues:StringLike", 'did you mean "ForAnyValue:StringLike"?'],
    ["NullIfExists", 'did you mean "BoolIfExists"?'],
    ["Matches", "use an operator of IAM"],
  ])("operator %p", (operator, fix) => {
    expect(problems({ ...PLAIN, Condition: { [operator]: { "kms:CallerAccount": "x" } } })).toEqual([
      `Condition of statement 1 contains an unknown operator: "${operator}"; expected: ${OPERATOR}; help: ${fix}`,
    ]);
  });

  it.each(["stringequals", "STRINGEQUALSIFEXISTS", "foranyvalue:stringlike"])(
    "no operator %p: case is ignored",
    (name) => {
      expect(problems({ ...PLAIN, Condition: { [name]: { "KMS:calleraccount": "x" } } })).toEqual([]);
    },
  );

  it.each([
    ["NumericLessThan", "many", '"many"', "a number"],
    ["DateLessThan", "tomorrow", '"tomorrow"', "a date such as 2026-01-31T12:00:00Z, or seconds since 1970"],
    ["DateLessThan", "2026", '"2026"', "a date such as 2026-01-31T12:00:00Z, or seconds since 1970"],
    ["Bool", "yes", '"yes"', '"true" or "false"'],
    ["Null", 1, "the number 1", '"true" (the key is not there) or "false"'],
    ["BinaryEquals", "a b", '"a b"', "a text in base 64"],
    ["IpAddress", "203.0.113.0/33", '"203.0.113.0/33"', "an IP address or a range such as 203.0.113.0/24"],
    ["ArnEquals", "role/admin", '"role/admin"', "an ARN, with * and ? as wildcards"],
  ])("%s with %p", (operator, value, got, expected) => {
    expect(problems({ ...PLAIN, Condition: { [operator]: { "aws:x": [value] } } })).toEqual([
      `Condition.${operator}.aws:x of statement 1 has a value that ${operator} cannot compare: ${got}; expected: ${expected}; help: correct the value, or use the operator for its type`,
    ]);
  });

  it("conditions of the wrong shape", () => {
    expect(
      problems({
        ...PLAIN,
        Condition: { Bool: [], StringEquals: { CallerAccount: "x", "aws:a": [], "aws:b": null, "AWS:A": { x: 1 } } },
      }),
    ).toEqual([
      "Condition.Bool of statement 1 is not an object: an empty list; expected: condition keys and their values; help: write it as an object in braces",
      'Condition.StringEquals of statement 1 contains a malformed condition key: "CallerAccount"; expected: service:name, such as kms:CallerAccount; help: write the key with its service',
      "Condition.StringEquals.aws:a of statement 1 has no value: an empty list; expected: a value or a list of values; help: write the value",
      "Condition.StringEquals.aws:b of statement 1 has a value of the wrong type: null; expected: a text, a number, a boolean, or a list of them; help: write the value in double quotes",
      'Condition.StringEquals of statement 1 contains a condition key twice: "aws:a" and "AWS:A", the same key to IAM; expected: one key with all its values; help: put the values into one list',
      "Condition.StringEquals.AWS:A of statement 1 has a value of the wrong type: an object; expected: a text, a number, a boolean, or a list of them; help: write the value in double quotes",
    ]);
  });

  it("condition keys that differ in case only", () => {
    expect(problems({ ...PLAIN, Condition: { StringEquals: { "AWS:A": "x", "aws:a": "y" } } })).toEqual([
      'Condition.StringEquals of statement 1 contains a condition key twice: "AWS:A" and "aws:a", the same key to IAM; expected: one key with all its values; help: put the values into one list',
    ]);
  });

  it("the same Sid twice", () => {
    expect(problems(OWN, AURA, OWN)).toEqual([
      'duplicate Sid "Enable IAM User Permissions": statements 1 and 3; expected: a unique Sid for each statement; help: delete one of the two, or rename its Sid',
    ]);
  });

  it("characters that KMS does not accept, and statements larger than a policy", () => {
    expect(problems({ ...PLAIN, Sid: "Neo4j\u2013Aura \u2013 1" })).toEqual([
      "invalid character in the statements: U+2013 (an en dash), 2 times; expected: tab, line feed, carriage return, or U+0020 to U+00FF; help: type a hyphen (-)",
    ]);
    const frame = '{"Statement":[{"Sid":"","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}'
      .length;
    expect(problems({ ...PLAIN, Sid: "x".repeat(32_768 - frame) })).toEqual([]);
    expect(problems({ ...PLAIN, Sid: "x".repeat(32_769 - frame) })).toEqual([
      "the statements are larger than a key policy can be: 32769 bytes; expected: at most 32768 bytes; help: give fewer or shorter statements",
    ]);
  });
});

describe("a condition on kms:GrantIsForAWSResource", () => {
  const GRANTS = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];
  const grant = (condition: object, action: unknown = ["kms:Decrypt", ...GRANTS]): object => ({
    ...PLAIN,
    Action: action,
    Condition: condition,
  });
  const dead = (action: string): string =>
    `statement 1 never allows "${action}": a condition on kms:GrantIsForAWSResource, which only grant requests carry; expected: only kms:CreateGrant, kms:ListGrants, kms:RevokeGrant under that condition; help: move the action to another statement`;

  it.each([
    { Bool: { "kms:GrantIsForAWSResource": "true" } },
    { Bool: { "KMS:grantisforawsresource": true }, StringEquals: { "kms:CallerAccount": "111122223333" } },
    { StringEquals: { "kms:GrantIsForAWSResource": ["true", "false"] } },
    { "ForAnyValue:StringLike": { "kms:GrantIsForAWSResource": "*" } },
  ])("switches other actions off: %j", (condition) => {
    expect(problems(grant(condition))).toEqual([dead("kms:Decrypt")]);
    expect(problems(grant(condition, ["kms:ReEncrypt*", "kms:Create*", "kms:DescribeKey"]))).toEqual([
      dead("kms:ReEncrypt*"),
      dead("kms:DescribeKey"),
    ]);
    expect(problems(grant(condition, "kms:Encrypt"))).toEqual([dead("kms:Encrypt")]);
    expect(problems(grant(condition, GRANTS))).toEqual([]);
    expect(problems(grant(condition, "kms:*"))).toEqual([]);
  });

  it.each([
    { BoolIfExists: { "kms:GrantIsForAWSResource": "true" } },
    { Null: { "kms:GrantIsForAWSResource": "true" } },
    { StringNotEquals: { "kms:GrantIsForAWSResource": "false" } },
    { "ForAllValues:StringEquals": { "kms:GrantIsForAWSResource": "true" } },
    { Bool: { "aws:SecureTransport": "true" } },
  ])("does not when the key may be absent: %j", (condition) => {
    expect(problems(grant(condition))).toEqual([]);
  });

  it("is fine in a Deny, which it only narrows", () => {
    expect(problems({ ...grant({ Bool: { "kms:GrantIsForAWSResource": "false" } }), Effect: "Deny" })).toEqual([]);
  });
});

it("names the statement by its place and Sid, and has no line and column", () => {
  expect(lintStatements([OWN, { ...AURA, Effect: "Permit" }])).toEqual([
    {
      code: "effect-unknown",
      path: "Statement[1].Effect",
      what: 'Effect of statement 2 ("Allow access for Neo4j") is neither Allow nor Deny',
      got: '"Permit"',
      expected: '"Allow" or "Deny"',
      fix: "write Allow or Deny",
    },
  ]);
});
