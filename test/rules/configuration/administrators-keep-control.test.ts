import { known, unknown } from "../../../model/fact";
import type { KmsKeyNode } from "../../../model/model";
import { administratorsKeepControl as rule } from "../../../rules/configuration/administrators-keep-control";
import * as s from "../support";

const ADMIN = "arn:aws:iam::111122223333:role/admin";
const DEPLOYER = "arn:aws:iam::111122223333:role/deployer";
const ACCOUNT = "AWS account 111122223333";

function refused(who: string, because: string, source = "") {
  return {
    outcome: "violation",
    what: `${who} cannot change the policy of key orders`,
    got: `${source}${because} (its policy)`,
    expected: "kms:PutKeyPolicy allowed",
    fix: "keep kms:* for the account's root, and do not deny kms:PutKeyPolicy",
  };
}

const open = (who: string, why: string) =>
  s.unknownBecause(`cannot verify that ${who} can change the policy of key orders: ${why}`);
const aKey = (statements: readonly object[], over: Partial<KmsKeyNode> = {}) =>
  s.aKey({ policy: known(s.policyText(...statements), "its policy"), ...over });
const allow = (AWS: string, over: object = {}) => ({
  ...{ Sid: "Admins", Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" },
  ...over,
});
const deny = (over: object = {}) => ({
  ...{ Sid: "Locked", Effect: "Deny", Principal: "*", Action: "kms:Put*", Resource: "*" },
  ...over,
});

describe("administrators-keep-control", () => {
  it("accepts the account's own statement with and without Aura's, on a key and in a standalone policy", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT], { statement: known(undefined, "`statement`") }))).toEqual(
      s.COMPLIANT,
    );
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it("accepts an administrator instead of the account", () => {
    expect(s.evaluate(rule, aKey([allow(ADMIN, { Action: "kms:PutKeyPolicy" })]))).toEqual(s.COMPLIANT);
  });

  it("accepts a Deny with an exception for one administrator", () => {
    const exceptions = [
      deny({ Condition: { ArnNotEquals: { "aws:PrincipalArn": ADMIN } } }),
      deny({ Condition: { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/adm*" } } }),
    ];
    expect(exceptions.map((denial) => s.evaluate(rule, aKey([s.OWN_STATEMENT, denial])))).toEqual([
      s.COMPLIANT,
      s.COMPLIANT,
    ]);
  });

  it("accepts a Deny for the root user, as whom nobody deploys, but not one that may cover roles", () => {
    const root = { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:root" } };
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, deny({ Action: "kms:*", Condition: root })]))).toEqual(s.COMPLIANT);
    const both = { ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:root", ADMIN] } };
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, deny({ Condition: both })]))).toMatchObject({ outcome: "unknown" });
    const pattern = { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:*" } };
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, deny({ Condition: pattern })]))).toMatchObject({
      outcome: "violation",
    });
  });

  it("leaves open a Deny with an exception that only a pattern over accounts describes", () => {
    const pattern = deny({ Condition: { StringNotLike: { "aws:PrincipalArn": "*:role/admin" } } });
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, pattern]))).toEqual(
      open(ACCOUNT, 'whether statement 2 ("Locked") denies it to AWS account 111122223333 depends on aws:PrincipalArn'),
    );
  });

  it("refuses a policy that no principal of the account can change", () => {
    const because = "no statement allows it to AWS account 111122223333";
    expect(s.evaluate(rule, aKey([s.STATEMENT]))).toEqual(refused(ACCOUNT, because));
    expect(s.evaluate(rule, aKey([allow("444455556666")]))).toEqual(refused(ACCOUNT, because));
    expect(s.evaluate(rule, aKey([allow("111122223333", { Action: "kms:Decrypt" })]))).toEqual(
      refused(ACCOUNT, because),
    );
    expect(s.evaluate(rule, aKey([]))).toEqual(refused(ACCOUNT, because));
  });

  it("refuses a Deny for every principal", () => {
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, allow(ADMIN), deny()]))).toEqual(
      refused(ACCOUNT, 'statement 3 ("Locked") denies it to AWS account 111122223333'),
    );
  });

  it("is unknown if it depends on a condition", () => {
    const Condition = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
    expect(s.evaluate(rule, aKey([allow("111122223333", { Condition })]))).toEqual(
      open(
        ACCOUNT,
        'whether statement 1 ("Admins") allows it to AWS account 111122223333 depends on aws:MultiFactorAuthPresent',
      ),
    );
  });

  it("checks the deploying role if it is known", () => {
    const deployedBy = known(DEPLOYER, "the role that provider aws assumes");
    const source = "the role that provider aws assumes: ";
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT], { deployedBy }))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, aKey([allow(ADMIN)], { deployedBy }))).toEqual(
      refused(DEPLOYER, `no statement allows it to ${DEPLOYER}`, source),
    );
    const denial = deny({ Condition: { ArnNotEquals: { "aws:PrincipalArn": ADMIN } } });
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, denial], { deployedBy }))).toEqual(
      refused(DEPLOYER, `statement 2 ("Locked") denies it to ${DEPLOYER}`, source),
    );
    const Condition = { StringEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } };
    expect(s.evaluate(rule, aKey([allow(ADMIN), allow(DEPLOYER, { Condition })], { deployedBy }))).toEqual(
      open(DEPLOYER, `whether statement 2 ("Admins") allows it to ${DEPLOYER} depends on aws:SourceVpc`),
    );
    expect(s.evaluate(rule, s.aKeyPolicy({ deployedBy: unknown("later") }))).toEqual(s.COMPLIANT);
  });

  it("is unknown if a Deny may cover the deploying role, which is not known", () => {
    const denial = (pattern: string) => deny({ Condition: { StringLike: { "aws:PrincipalArn": pattern } } });
    const why = 'whether statement 2 ("Locked") denies it to AWS account 111122223333 depends on aws:PrincipalArn';
    const role = "the deploying role";
    for (const pattern of ["*:role/*admin*", "arn:aws:iam::1111*:role/dep*", "*:user/*"]) {
      expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, denial(pattern)]))).toEqual(open(role, why));
    }
    const elsewhere = denial("arn:aws:iam::444455556666:role/*admin*");
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, elsewhere]))).toEqual(s.COMPLIANT);
    const deployedBy = known(DEPLOYER, "the role that provider aws assumes");
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, denial("*:role/*admin*")], { deployedBy }))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT, denial("*:role/dep*")], { deployedBy }))).toEqual(
      refused(DEPLOYER, `statement 2 ("Locked") denies it to ${DEPLOYER}`, "the role that provider aws assumes: "),
    );
  });

  it("does not check a deploying role of another account", () => {
    const deployedBy = known("arn:aws:iam::444455556666:role/deployer", "the role");
    expect(s.evaluate(rule, aKey([s.OWN_STATEMENT], { deployedBy }))).toEqual(s.COMPLIANT);
  });

  it("does not apply to a key whose policy is not set here", () => {
    expect(s.evaluate(rule, s.aKey({ policy: known(undefined, "`policy`") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.aKeyPolicy(), s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
  });

  it("is unknown if the policy is unknown, but not if only Aura's statement is", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.unknownBecause("the policy of key shared is kept by its owner"),
    );
    expect(s.evaluate(rule, s.aKey({ statement: unknown("not ours") }))).toEqual(s.COMPLIANT);
  });
});

it("has this one-line message for the bad example of administrators-keep-control", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: AWS account 111122223333 cannot change the policy of key orders: no statement allows it to AWS account 111122223333 (its policy); expected: kms:PutKeyPolicy allowed; help: keep kms:* for the account's root, and do not deny kms:PutKeyPolicy [administrators-keep-control]",
  );
});
