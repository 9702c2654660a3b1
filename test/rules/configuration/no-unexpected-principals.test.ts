import { known, unknown } from "../../../model/fact";
import { noUnexpectedPrincipals as rule } from "../../../rules/configuration/no-unexpected-principals";
import * as s from "../support";

const AURA = "AWS account 444455556666";
const SHARED = "kms:Decrypt, kms:DescribeKey";
const { Condition: _, ...OPEN } = s.STATEMENT;

const partner = (Principal: object | string, over: object = {}) => ({
  ...{ Sid: "Partner", Effect: "Allow", Principal, Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: "*" },
  ...over,
});

function anyone(got: string) {
  return {
    outcome: "violation",
    what: "anyone can use key orders",
    got,
    expected: "named principals, or a condition such as kms:CallerAccount",
    fix: "copy the statement from the Aura Console again, or name the principals",
  };
}

function unexpected(who: string, got: string, expected?: string) {
  return {
    outcome: "violation",
    what: `unexpected ${who} can use key orders`,
    got,
    expected: `111122223333 (owner)${expected === undefined ? "" : `, ${expected}`}`,
    fix: "copy the statement again, or correct `auraAccountId` or `auraPrincipals`",
  };
}

function beside(who: string, got: string) {
  return {
    outcome: "violation",
    severity: "warning",
    what: `key orders also grants access to ${who}`,
    got,
    expected: "Aura only, or principals listed in `auraPrincipals`",
    fix: "list Aura and them in `auraPrincipals`, or remove the statement",
  };
}

const IN_AURAS = '(statement 2 ("Allow access for Neo4j"))';
const IN_PARTNERS = '(statement 3 ("Partner"))';
const ALL = "kms:CreateGrant, kms:Decrypt and 10 more";

describe("no-unexpected-principals", () => {
  it("is compliant with a principal that only the owner's own statements name, whether Aura's are set or not", () => {
    const user = partner({ AWS: "777788889999" });
    const other = partner({ AWS: "222233334444" }, { Sid: "Other" });
    const named = { besideAura: ["777788889999"] };
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [user], named))).toEqual(s.COMPLIANT);
    expect(
      s.evaluate(rule, s.aKeyWith([s.STATEMENT], [user], { ...named, expectedPrincipals: ["444455556666"] })),
    ).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [user, other], named))).toEqual([
      beside("AWS account 222233334444", `${SHARED} (statement 4 ("Other"))`),
    ]);
    const grant = s.aGrant({ grantee: known("arn:aws:iam::777788889999:role/app", "it") });
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [user], named), grant)).toEqual(s.COMPLIANT);
  });

  it("accepts the principals of Aura's statement, on a key and in a standalone policy, and none in phase 1", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
    const phase1 = s.aKeyWith([], [], { statement: known(undefined, "`statement`") });
    expect(s.evaluate(rule, phase1)).toEqual(s.COMPLIANT);
  });

  it.each([
    ["no condition", OPEN, `${ALL} ${IN_AURAS}`],
    [
      "a condition that anyone can meet",
      { ...OPEN, Condition: { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } } },
      `${ALL} if StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com" ${IN_AURAS}`,
    ],
    [
      "a condition that holds without the key",
      { ...OPEN, Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } },
      `${ALL} if StringEqualsIfExists aws:PrincipalOrgID "o-a1b2c3d4e5" ${IN_AURAS}`,
    ],
    [
      "a condition that excludes one account",
      { ...OPEN, Condition: { StringNotEquals: { "kms:CallerAccount": "444455556666" } } },
      `${ALL} if StringNotEquals kms:CallerAccount "444455556666" ${IN_AURAS}`,
    ],
    [
      "a wildcard that reaches over accounts",
      { ...OPEN, Condition: { StringLike: { "kms:CallerAccount": "4444*" } } },
      `${ALL} if StringLike kms:CallerAccount "4444*" ${IN_AURAS}`,
    ],
    ["nothing but administration", { ...OPEN, Action: "kms:PutKeyPolicy" }, `kms:PutKeyPolicy ${IN_AURAS}`],
  ])("refuses a wildcard with %s, whatever the expected principals", (_what, statement, got) => {
    expect(s.evaluate(rule, s.aKeyWith([statement]))).toEqual([anyone(got)]);
    expect(s.evaluate(rule, s.aKeyWith([statement], [], { expectedPrincipals: ["444455556666"] }))).toEqual([
      anyone(got),
    ]);
  });

  it("refuses a wildcard in the owner's own statements", () => {
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [partner("*")]))).toEqual([anyone(`${SHARED} ${IN_PARTNERS}`)]);
  });

  it.each([
    { StringNotEquals: { "aws:PrincipalAccount": ["111122223333", "444455556666"] } },
    { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
  ])("is unknown if other statements deny a wildcard: %j", (Condition) => {
    const denial = { Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*", Condition };
    expect(s.evaluate(rule, s.aKeyWith([OPEN], [denial]))).toEqual([
      s.unknownBecause(
        'cannot determine which principals statement 2 ("Allow access for Neo4j") of policy of key orders allows: anyone not denied by another statement',
      ),
    ]);
  });

  it.each([
    ["only some operations", { Action: "kms:Decrypt" }],
    [
      "a condition that external principals meet",
      { Action: "kms:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ],
    ["another account", { Action: "kms:*", Principal: { AWS: "777788889999" } }],
  ])("refuses a wildcard despite a Deny with %s", (_what, over) => {
    const denial = { Effect: "Deny", Principal: "*", Resource: "*", ...over };
    expect(s.evaluate(rule, s.aKeyWith([OPEN], [denial]))).toEqual([anyone(`${ALL} ${IN_AURAS}`)]);
  });

  it("is unknown for a principal that cannot be resolved", () => {
    const deleted = partner({ AWS: "AROAJQABLZS4A3QDU576Q" });
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [deleted]))).toEqual([
      s.unknownBecause(
        'cannot determine which principals statement 3 ("Partner") of policy of key orders allows: deleted principal AROAJQABLZS4A3QDU576Q',
      ),
    ]);
  });

  describe("with expected principals", () => {
    it("accepts expected principals", () => {
      const key = s.aKeyWith([s.STATEMENT], [], { expectedPrincipals: ["444455556666"] });
      expect(s.evaluate(rule, key)).toEqual(s.COMPLIANT);
    });

    it("refuses all others, in Aura's statement and in the owner's own", () => {
      const key = s.aKeyWith([s.STATEMENT], [partner({ AWS: ["777788889999", "arn:aws:iam::222233334444:role/r"] })], {
        expectedPrincipals: ["999988887777"],
      });
      expect(s.evaluate(rule, key)).toEqual([
        unexpected(AURA, `${ALL} ${IN_AURAS}`, "999988887777"),
        unexpected(
          "principals",
          `AWS account 777788889999, arn:aws:iam::222233334444:role/r: ${SHARED} ${IN_PARTNERS}`,
          "999988887777",
        ),
      ]);
    });

    it("lists the key's account once if it is expected as well", () => {
      const key = s.aKeyWith([s.STATEMENT], [], { expectedPrincipals: ["111122223333"] });
      expect(s.evaluate(rule, key)).toEqual([unexpected(AURA, `${ALL} ${IN_AURAS}`)]);
    });

    it("refuses an account if only one of its roles is expected", () => {
      const role = "arn:aws:iam::444455556666:role/aura";
      expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [], { expectedPrincipals: [role] }))).toEqual([
        unexpected(AURA, `${ALL} ${IN_AURAS}`, role),
      ]);
      const named = { ...OPEN, Principal: { AWS: role } };
      expect(s.evaluate(rule, s.aKeyWith([named], [], { expectedPrincipals: [role] }))).toEqual(s.COMPLIANT);
    });

    it("accepts expected partners of the owner", () => {
      const key = s.aKeyWith([s.STATEMENT], [partner({ AWS: "777788889999" })], {
        expectedPrincipals: ["444455556666", "777788889999"],
      });
      expect(s.evaluate(rule, key)).toEqual(s.COMPLIANT);
    });

    it("refuses an organization", () => {
      const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
      const key = s.aKeyWith([{ ...OPEN, Condition }], [], { expectedPrincipals: ["444455556666"] });
      expect(s.evaluate(rule, key)).toEqual([
        unexpected("organization o-a1b2c3d4e5", `${ALL} ${IN_AURAS}`, "444455556666"),
      ]);
    });
  });

  describe("without expected principals", () => {
    it("warns of partners of the owner", () => {
      expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [partner({ AWS: "777788889999" })]))).toEqual([
        beside("AWS account 777788889999", `${SHARED} ${IN_PARTNERS}`),
      ]);
    });

    it("accepts Aura in another statement of the policy", () => {
      expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [partner({ AWS: "444455556666" })]))).toEqual(s.COMPLIANT);
    });

    it("accepts the key's account and its roles", () => {
      const own = partner({ AWS: ["111122223333", "arn:aws:iam::111122223333:role/app"] });
      expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [own]))).toEqual(s.COMPLIANT);
    });
  });

  it("warns of federated users, also in Aura's statement", () => {
    const both = { ...s.STATEMENT, Principal: { AWS: "444455556666", Federated: "x.example.com" } };
    const verdicts = [s.evaluate(rule, s.aKeyWith([both]))].flat();
    expect(verdicts).toMatchObject([
      { severity: "warning", what: "key orders also grants access to users of x.example.com" },
    ]);
  });

  describe("of an AWS service", () => {
    const LOGS = partner({ Service: "logs.eu-west-1.amazonaws.com" });

    it.each([
      { StringEquals: { "aws:SourceAccount": "111122223333" } },
      { ArnLike: { "AWS:SourceArn": "arn:aws:logs:eu-west-1:111122223333:*" } },
      { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:orders" } },
    ])("accepts a condition on the key's account: %j", (Condition) => {
      expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [{ ...LOGS, Condition }]))).toEqual(s.COMPLIANT);
    });

    it.each([
      ["no account", undefined],
      ["another account", { StringEquals: { "aws:SourceAccount": ["111122223333", "777788889999"] } }],
      ["all other accounts", { StringNotEquals: { "aws:SourceAccount": "111122223333" } }],
      ["calls without a source", { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } }],
      ["a misspelt operator", { StringEqual: { "aws:SourceAccount": "111122223333" } }],
    ])("warns of a condition for %s", (_what, Condition) => {
      const verdicts = [s.evaluate(rule, s.aKeyWith([s.STATEMENT], [{ ...LOGS, Condition }]))].flat();
      expect(verdicts).toMatchObject([
        {
          outcome: "violation",
          severity: "warning",
          what: "AWS service logs.eu-west-1.amazonaws.com can use key orders on behalf of any account",
          expected: "a condition on aws:SourceAccount or aws:SourceArn with account 111122223333",
          fix: "add the condition",
        },
      ]);
    });
  });

  it("does not apply to a key with a standalone policy", () => {
    expect(s.evaluate(rule, s.aKeyPolicy(), s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
  });

  it("is unknown if the policy is unknown, but not if only the statement is", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.unknownBecause("the policy of key shared is kept by its owner"),
    );
    const policy = known(s.policyText(s.OWN_STATEMENT, OPEN), "policy of key orders");
    expect(s.evaluate(rule, s.aKey({ policy, statement: unknown("not ours") }))).toEqual([
      anyone(`${ALL} ${IN_AURAS}`),
    ]);
  });
});

describe("no-unexpected-principals on a grant", () => {
  const [AURA_ROLE, READER] = [`arn:aws:iam::${s.AURA_ACCOUNT}:role/aura`, "arn:aws:iam::666677778888:role/reader"];
  const grantee = (name: string) => s.aGrant({ grantee: known(name, "`grantee_principal` of reader") });
  const OWNER_AND_AURA = `${s.ACCOUNT} (owner), ${s.AURA_ACCOUNT}`;
  const unexpected = (who: string, got: string, expected = OWNER_AND_AURA) => ({
    outcome: "violation",
    what: `unexpected ${who} can use key orders`,
    ...{ got, expected, fix: "remove the grant, or name the principal in `auraPrincipals`" },
  });

  it.each([
    ["a role of the key's account", `arn:aws:iam::${s.ACCOUNT}:role/app`, s.aKey()],
    ["the key's account", `arn:aws:iam::${s.ACCOUNT}:root`, s.aKey()],
    ["an expected account", READER, s.aKey({ expectedPrincipals: ["666677778888"] })],
    [
      "an expected role's session",
      READER.replace("iam", "sts").replace("role/reader", "assumed-role/reader/x"),
      s.aKey({ expectedPrincipals: [READER] }),
    ],
    ["the account of Aura's statement where nobody is named", AURA_ROLE, s.aKey()],
  ])("accepts %s", (_what, name, key) => {
    expect(s.evaluate(rule, key, grantee(name))).toEqual(s.COMPLIANT);
  });

  it.each([
    ["a role of another account", s.aKey(), READER, unexpected(READER, "kms:Decrypt (grant reader)")],
    [
      "the account of Aura's statement where another is expected",
      s.aKey({ expectedPrincipals: ["999988887777"] }),
      AURA_ROLE,
      unexpected(AURA_ROLE, "kms:Decrypt (grant reader)", `${s.ACCOUNT} (owner), 999988887777`),
    ],
    [
      "the root of another account, in phase 1",
      s.aKeyWith([], [], { statement: known(undefined, "`statement`") }),
      "arn:aws:iam::666677778888:root",
      unexpected("AWS account 666677778888", "kms:Decrypt (grant reader)", `${s.ACCOUNT} (owner)`),
    ],
    [
      "an AWS service, which acts for any account, as a warning",
      s.aKey(),
      "logs.eu-west-1.amazonaws.com",
      { ...unexpected("AWS service logs.eu-west-1.amazonaws.com", "kms:Decrypt (grant reader)"), severity: "warning" },
    ],
    [
      "an AWS service of the European Sovereign Cloud",
      s.aKey(),
      "logs.eusc-de-east-1.amazonaws.eu",
      {
        ...unexpected("AWS service logs.eusc-de-east-1.amazonaws.eu", "kms:Decrypt (grant reader)"),
        severity: "warning",
      },
    ],
  ])("finds %s", (_what, key, name, verdict) => {
    expect(s.evaluate(rule, key, grantee(name))).toEqual(verdict);
  });

  it("says which encryption context the grant asks for", () => {
    const constraints = known({ subset: { team: "a" } }, "`constraints` of reader");
    expect(s.evaluate(rule, s.aKey(), s.aGrant({ constraints }))).toEqual(
      unexpected(READER, 'kms:Decrypt if StringEquals kms:EncryptionContext:team "a" (grant reader)'),
    );
  });

  it("takes the account from the ARN of a key that is owned elsewhere, or else from the provider", () => {
    const other = { grantee: known(READER, "g") };
    const elsewhere = ({ key: _, ...grant }: ReturnType<typeof s.aGrant>) => grant;
    const byArn = elsewhere(s.aGrant({ ...other, keyId: known(s.KEY_ARN, "`key_id` of reader") }));
    expect(s.evaluate(rule, byArn)).toMatchObject({ what: `unexpected ${READER} can use key ${s.KEY_ARN}` });
    const byProvider = elsewhere(
      s.aGrant({ ...other, keyId: known(s.KEY_ID, "`key_id` of reader"), accountClaims: [known("666677778888", "p")] }),
    );
    expect(s.evaluate(rule, byProvider)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN), byArn)).toMatchObject({
      what: `unexpected ${READER} can use key shared`,
    });
  });

  it("is unknown where the grantee, what it may do, or the key is", () => {
    const open = unknown("`grantee_principal` of reader is ${var.reader}");
    expect(s.evaluate(rule, s.aKey(), s.aGrant({ grantee: open }))).toEqual(s.unknownBecause(open.reason));
    expect(s.evaluate(rule, s.aKey(), s.aGrant({ operations: open }))).toEqual(s.unknownBecause(open.reason));
    const { key: _, ...nowhere } = s.aGrant({ keyId: open });
    expect(s.evaluate(rule, s.aKey(), nowhere)).toEqual(s.unknownBecause(open.reason));
    expect(s.evaluate(rule, s.aKey(), grantee("AROAEXAMPLEID"))).toMatchObject({ outcome: "unknown" });
    const nobodys = s.aKey({ accountClaims: [] });
    expect(s.evaluate(rule, nobodys, s.aGrant())).toEqual(
      s.unknownBecause("which AWS account key orders belongs to is not known"),
    );
  });
});

describe("no-unexpected-principals while the account of the key is unknown", () => {
  const later = unknown("the account is known only at apply");
  const withPolicy = (...statements: object[]) =>
    s.aKey({
      ...{ arn: later, accountClaims: [later], statement: later },
      policy: known(JSON.stringify({ Version: "2012-10-17", Statement: statements }), "`policy`"),
    });

  it("finds anyone, who is external to every account", () => {
    const verdict = [s.evaluate(rule, withPolicy({ ...OPEN, Principal: { AWS: "*" } }))].flat();
    expect(verdict).toMatchObject([{ outcome: "violation", what: "anyone can use key orders" }]);
  });

  it("leaves everyone else open, and anyone whom a Deny may exclude", () => {
    const denial = { ...OPEN, Effect: "Deny", Condition: { Bool: { "aws:ViaAWSService": "true" } } };
    expect(s.evaluate(rule, withPolicy(OPEN, denial))).toMatchObject({ outcome: "unknown" });
    expect(s.evaluate(rule, withPolicy(s.STATEMENT))).toMatchObject({ outcome: "unknown" });
  });
});

it("has this one-line message for the bad example of no-unexpected-principals", () => {
  expect(s.exampleLine(rule)).toBe(
    'prod/orders: unexpected AWS account 444455556666 can use key orders: kms:CreateGrant, kms:Decrypt and 10 more (statement 2 ("Allow access for Neo4j")); expected: 111122223333 (owner), 999988887777; help: copy the statement again, or correct `auraAccountId` or `auraPrincipals` [no-unexpected-principals]',
  );
});
