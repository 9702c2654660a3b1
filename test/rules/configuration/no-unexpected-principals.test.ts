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

function everybody(got: string) {
  return {
    outcome: "violation",
    what: "key orders must not let in everybody",
    got: `anyone for ${got}`,
    expected: "accounts and roles by name, or a condition that narrows the callers down, such as kms:CallerAccount",
    fix: "copy the statement from the Aura Console again, with its condition; in a statement of your own name who is meant",
  };
}

function unexpected(got: string, pinned: string) {
  return {
    outcome: "violation",
    what: "key orders must let in only those who are expected",
    got,
    expected: `AWS account 111122223333, ${pinned}`,
    fix:
      "save the statement that the Aura Console shows for this very key; when it is right, correct the pin: " +
      "`auraAccountId`, and `auraPrincipals` for partners of your own",
  };
}

function beside(got: string) {
  return {
    outcome: "violation",
    severity: "warning",
    what: "whom key orders lets in beside Aura should be known",
    got,
    expected: "nobody, or those who are pinned",
    fix: "name Aura and them in `auraPrincipals`, or take the statement out of the policy",
  };
}

const IN_AURAS = '(statement 2 ("Allow access for Neo4j") of policy of key orders)';
const IN_PARTNERS = '(statement 3 ("Partner") of policy of key orders)';
const ALL = "kms:CreateGrant, kms:Decrypt, kms:DescribeKey, kms:Encrypt and 8 more";

describe("no-unexpected-principals", () => {
  it("accepts whom Aura's statement names, on a key and in a policy apart, and in phase 1 nobody", () => {
    expect(s.judge(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.judge(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
    const phase1 = s.aKeyWith([], [], { statement: known(undefined, "`statement`") });
    expect(s.judge(rule, phase1)).toEqual(s.COMPLIANT);
  });

  it.each([
    ["no condition", OPEN, `${ALL} ${IN_AURAS}`],
    [
      "a condition that everybody can meet",
      { ...OPEN, Condition: { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } } },
      `${ALL}, where StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com" ${IN_AURAS}`,
    ],
    [
      "a condition that holds without the key",
      { ...OPEN, Condition: { StringEqualsIfExists: { "kms:CallerAccount": "444455556666" } } },
      `${ALL}, where StringEqualsIfExists kms:CallerAccount "444455556666" ${IN_AURAS}`,
    ],
    [
      "a condition that excludes one account",
      { ...OPEN, Condition: { StringNotEquals: { "kms:CallerAccount": "444455556666" } } },
      `${ALL}, where StringNotEquals kms:CallerAccount "444455556666" ${IN_AURAS}`,
    ],
    [
      "a wildcard that reaches over accounts",
      { ...OPEN, Condition: { StringLike: { "kms:CallerAccount": "4444*" } } },
      `${ALL}, where StringLike kms:CallerAccount "4444*" ${IN_AURAS}`,
    ],
    ["nothing but administration", { ...OPEN, Action: "kms:PutKeyPolicy" }, `kms:PutKeyPolicy ${IN_AURAS}`],
  ])("refuses a wildcard with %s, whoever is pinned", (_what, statement, got) => {
    expect(s.judge(rule, s.aKeyWith([statement]))).toEqual([everybody(got)]);
    expect(s.judge(rule, s.aKeyWith([statement], [], { expectedPrincipals: ["444455556666"] }))).toEqual([
      everybody(got),
    ]);
  });

  it("refuses it in the owner's own statements, too", () => {
    expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [partner("*")]))).toEqual([everybody(`${SHARED} ${IN_PARTNERS}`)]);
  });

  it.each([
    { StringNotEquals: { "aws:PrincipalAccount": ["111122223333", "444455556666"] } },
    { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
  ])("leaves open whom a wildcard lets in that other statements deny: %j", (Condition) => {
    const denial = { Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*", Condition };
    expect(s.judge(rule, s.aKeyWith([OPEN], [denial]))).toEqual([
      s.undecidedBecause(
        'statement 2 ("Allow access for Neo4j") of policy of key orders lets in anyone, and who that is depends on what ' +
          "other statements deny",
      ),
    ]);
  });

  it.each([
    ["only some operations", { Action: "kms:Decrypt" }],
    ["a condition that strangers meet", { Action: "kms:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    ["nobody but others", { Action: "kms:*", Principal: { AWS: "777788889999" } }],
  ])("is not put off by a denial of %s", (_what, over) => {
    const denial = { Effect: "Deny", Principal: "*", Resource: "*", ...over };
    expect(s.judge(rule, s.aKeyWith([OPEN], [denial]))).toEqual([everybody(`${ALL} ${IN_AURAS}`)]);
  });

  it("leaves open whom nobody can tell", () => {
    const deleted = partner({ AWS: "AROAJQABLZS4A3QDU576Q" });
    expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [deleted]))).toEqual([
      s.undecidedBecause(
        'whom statement 3 ("Partner") of policy of key orders lets in can not be told: "AROAJQABLZS4A3QDU576Q"',
      ),
    ]);
  });

  describe("with a pin", () => {
    it("accepts those who are pinned", () => {
      const key = s.aKeyWith([s.STATEMENT], [], { expectedPrincipals: ["444455556666"] });
      expect(s.judge(rule, key)).toEqual(s.COMPLIANT);
    });

    it("refuses everybody else: of Aura's statement, and partners of the owner", () => {
      const key = s.aKeyWith([s.STATEMENT], [partner({ AWS: ["777788889999", "arn:aws:iam::222233334444:role/r"] })], {
        expectedPrincipals: ["999988887777"],
      });
      expect(s.judge(rule, key)).toEqual([
        unexpected(`${AURA} for ${ALL} ${IN_AURAS}`, "999988887777"),
        unexpected(
          `AWS account 777788889999, arn:aws:iam::222233334444:role/r for ${SHARED} ${IN_PARTNERS}`,
          "999988887777",
        ),
      ]);
    });

    it("names an account once, also when it is the key's own that is pinned", () => {
      const key = s.aKeyWith([s.STATEMENT], [], { expectedPrincipals: ["111122223333"] });
      expect(s.judge(rule, key)).toEqual([
        { ...unexpected(`${AURA} for ${ALL} ${IN_AURAS}`, ""), expected: "AWS account 111122223333" },
      ]);
    });

    it("refuses the whole account where one role of it is pinned", () => {
      const role = "arn:aws:iam::444455556666:role/aura";
      expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [], { expectedPrincipals: [role] }))).toEqual([
        unexpected(`${AURA} for ${ALL} ${IN_AURAS}`, role),
      ]);
      const named = { ...OPEN, Principal: { AWS: role } };
      expect(s.judge(rule, s.aKeyWith([named], [], { expectedPrincipals: [role] }))).toEqual(s.COMPLIANT);
    });

    it("takes partners of the owner that are pinned, too", () => {
      const key = s.aKeyWith([s.STATEMENT], [partner({ AWS: "777788889999" })], {
        expectedPrincipals: ["444455556666", "777788889999"],
      });
      expect(s.judge(rule, key)).toEqual(s.COMPLIANT);
    });

    it("refuses an organization, which nobody can pin", () => {
      const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
      const key = s.aKeyWith([{ ...OPEN, Condition }], [], { expectedPrincipals: ["444455556666"] });
      expect(s.judge(rule, key)).toEqual([
        unexpected(`organization o-a1b2c3d4e5 for ${ALL} ${IN_AURAS}`, "444455556666"),
      ]);
    });
  });

  describe("without a pin", () => {
    it("warns of partners of the owner, who were there already", () => {
      expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [partner({ AWS: "777788889999" })]))).toEqual([
        beside(`AWS account 777788889999 for ${SHARED} ${IN_PARTNERS}`),
      ]);
    });

    it("does not take Aura for a stranger in another statement of the policy", () => {
      expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [partner({ AWS: "444455556666" })]))).toEqual(s.COMPLIANT);
    });

    it("does not take the key's own account, or its roles, for strangers", () => {
      const own = partner({ AWS: ["111122223333", "arn:aws:iam::111122223333:role/app"] });
      expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [own]))).toEqual(s.COMPLIANT);
    });
  });

  it("warns of people who sign in elsewhere, also in Aura's own statement", () => {
    const both = { ...s.STATEMENT, Principal: { AWS: "444455556666", Federated: "x.example.com" } };
    const verdicts = [s.judge(rule, s.aKeyWith([both]))].flat();
    expect(verdicts).toMatchObject([
      { severity: "warning", what: "whom key orders lets in beside Aura should be known" },
    ]);
  });

  describe("of an AWS service", () => {
    const LOGS = partner({ Service: "logs.eu-west-1.amazonaws.com" });

    it.each([
      { StringEquals: { "aws:SourceAccount": "111122223333" } },
      { ArnLike: { "AWS:SourceArn": "arn:aws:logs:eu-west-1:111122223333:*" } },
      { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:orders" } },
    ])("accepts what it does for the key's account: %j", (Condition) => {
      expect(s.judge(rule, s.aKeyWith([s.STATEMENT], [{ ...LOGS, Condition }]))).toEqual(s.COMPLIANT);
    });

    it.each([
      ["nothing", undefined],
      ["another account", { StringEquals: { "aws:SourceAccount": ["111122223333", "777788889999"] } }],
      ["everybody else", { StringNotEquals: { "aws:SourceAccount": "111122223333" } }],
      ["calls without a source", { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } }],
      ["a misspelt operator", { StringEqual: { "aws:SourceAccount": "111122223333" } }],
    ])("warns of what it does for %s", (_what, Condition) => {
      const verdicts = [s.judge(rule, s.aKeyWith([s.STATEMENT], [{ ...LOGS, Condition }]))].flat();
      expect(verdicts).toMatchObject([
        {
          outcome: "violation",
          severity: "warning",
          what: "key orders should let in an AWS service on behalf of its own account only",
          expected: "a condition on aws:SourceAccount or aws:SourceArn with account 111122223333",
          fix: "add the condition",
        },
      ]);
    });
  });

  it("says nothing about a key whose policy is judged apart", () => {
    expect(s.judge(rule, s.aKeyPolicy(), s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open where the policy is not known, and judges a policy whose statement is not", () => {
    expect(s.judge(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.undecidedBecause("the policy of key shared is kept by its owner"),
    );
    const policy = known(s.policyText(s.OWN_STATEMENT, OPEN), "policy of key orders");
    expect(s.judge(rule, s.aKey({ policy, statement: unknown("not ours") }))).toEqual([
      everybody(`${ALL} ${IN_AURAS}`),
    ]);
  });
});
