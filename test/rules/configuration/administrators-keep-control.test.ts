import { known, unknown } from "../../../model/fact";
import type { KmsKeyNode } from "../../../model/model";
import { administratorsKeepControl as rule } from "../../../rules/configuration/administrators-keep-control";
import * as s from "../support";

const ADMIN = "arn:aws:iam::111122223333:role/admin";
const DEPLOYER = "arn:aws:iam::111122223333:role/deployer";
const ANYBODY = "somebody of AWS account 111122223333";

function refused(who: string, because: string) {
  return {
    outcome: "violation",
    what: `${who} must be able to change the policy of key orders`,
    got: `${because} (its policy)`,
    expected: "a statement that allows kms:PutKeyPolicy, and none that denies it",
    fix: "keep the account's own statement (kms:* for its root), and take out what denies kms:PutKeyPolicy to administrators",
  };
}

const open = (who: string, why: string) =>
  s.undecidedBecause(`whether ${who} can change the policy of key orders is not proved: ${why}`);
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
  it("accepts the account's own statement, before and after Aura's is there, on a key and in a policy apart", () => {
    expect(s.judge(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.judge(rule, aKey([s.OWN_STATEMENT], { statement: known(undefined, "`statement`") }))).toEqual(s.COMPLIANT);
    expect(s.judge(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it("accepts an administrator in place of the account", () => {
    expect(s.judge(rule, aKey([allow(ADMIN, { Action: "kms:PutKeyPolicy" })]))).toEqual(s.COMPLIANT);
  });

  it("accepts that a denial excepts one administrator", () => {
    const exceptions = [
      deny({ Condition: { ArnNotEquals: { "aws:PrincipalArn": ADMIN } } }),
      deny({ Condition: { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/adm*" } } }),
    ];
    expect(exceptions.map((denial) => s.judge(rule, aKey([s.OWN_STATEMENT, denial])))).toEqual([
      s.COMPLIANT,
      s.COMPLIANT,
    ]);
  });

  it("refuses a policy that lets nobody of the account change it", () => {
    const because = "no statement allows it to AWS account 111122223333";
    expect(s.judge(rule, aKey([s.STATEMENT]))).toEqual(refused(ANYBODY, because));
    expect(s.judge(rule, aKey([allow("444455556666")]))).toEqual(refused(ANYBODY, because));
    expect(s.judge(rule, aKey([allow("111122223333", { Action: "kms:Decrypt" })]))).toEqual(refused(ANYBODY, because));
    expect(s.judge(rule, aKey([]))).toEqual(refused(ANYBODY, because));
  });

  it("refuses a denial that locks everybody out", () => {
    expect(s.judge(rule, aKey([s.OWN_STATEMENT, allow(ADMIN), deny()]))).toEqual(
      refused(ANYBODY, 'statement 3 ("Locked") denies it to AWS account 111122223333'),
    );
  });

  it("leaves open what depends on a condition", () => {
    const Condition = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
    expect(s.judge(rule, aKey([allow("111122223333", { Condition })]))).toEqual(
      open(
        ANYBODY,
        'whether statement 1 ("Admins") allows it to AWS account 111122223333 can not be told without aws:MultiFactorAuthPresent',
      ),
    );
  });

  it("looks at the role that deploys the key, when that is known", () => {
    const deployedBy = known(DEPLOYER, "the role that provider aws assumes");
    const who = `${DEPLOYER} (the role that provider aws assumes)`;
    expect(s.judge(rule, aKey([s.OWN_STATEMENT], { deployedBy }))).toEqual(s.COMPLIANT);
    expect(s.judge(rule, aKey([allow(ADMIN)], { deployedBy }))).toEqual(
      refused(who, `no statement allows it to ${DEPLOYER}`),
    );
    const denial = deny({ Condition: { ArnNotEquals: { "aws:PrincipalArn": ADMIN } } });
    expect(s.judge(rule, aKey([s.OWN_STATEMENT, denial], { deployedBy }))).toEqual(
      refused(who, `statement 2 ("Locked") denies it to ${DEPLOYER}`),
    );
    const Condition = { Bool: { "aws:SecureTransport": "true" } };
    expect(s.judge(rule, aKey([allow(ADMIN), allow(DEPLOYER, { Condition })], { deployedBy }))).toEqual(
      open(who, `whether statement 2 ("Admins") allows it to ${DEPLOYER} can not be told without aws:SecureTransport`),
    );
    expect(s.judge(rule, s.aKeyPolicy({ deployedBy: unknown("later") }))).toEqual(s.COMPLIANT);
  });

  it("leaves open whether a denial hits the role that deploys the key, where that is not known", () => {
    const denial = (pattern: string) => deny({ Condition: { StringLike: { "aws:PrincipalArn": pattern } } });
    const why = 'whether statement 2 ("Locked") denies it to AWS account 111122223333 can not be told';
    const role = "the role that deploys it";
    for (const pattern of ["*:role/*admin*", "arn:aws:iam::1111*:role/dep*", "*:user/*"]) {
      expect(s.judge(rule, aKey([s.OWN_STATEMENT, denial(pattern)]))).toEqual(
        open(role, `${why} without aws:PrincipalArn`),
      );
    }
    const elsewhere = denial("arn:aws:iam::444455556666:role/*admin*");
    expect(s.judge(rule, aKey([s.OWN_STATEMENT, elsewhere]))).toEqual(s.COMPLIANT);
    const deployedBy = known(DEPLOYER, "the role that provider aws assumes");
    expect(s.judge(rule, aKey([s.OWN_STATEMENT, denial("*:role/*admin*")], { deployedBy }))).toEqual(s.COMPLIANT);
    expect(s.judge(rule, aKey([s.OWN_STATEMENT, denial("*:role/dep*")], { deployedBy }))).toEqual(
      refused(`${DEPLOYER} (the role that provider aws assumes)`, `statement 2 ("Locked") denies it to ${DEPLOYER}`),
    );
  });

  it("leaves a deploying role of another account to the rule for accounts", () => {
    const deployedBy = known("arn:aws:iam::444455556666:role/deployer", "the role");
    expect(s.judge(rule, aKey([s.OWN_STATEMENT], { deployedBy }))).toEqual(s.COMPLIANT);
  });

  it("says nothing about a key without a policy of its own here", () => {
    expect(s.judge(rule, s.aKey({ policy: known(undefined, "`policy`") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.judge(rule, s.aKeyPolicy(), s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves open what nobody can read, but not for want of Aura's statement", () => {
    expect(s.judge(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.undecidedBecause("the policy of key shared is kept by its owner"),
    );
    expect(s.judge(rule, s.aKey({ statement: unknown("not ours") }))).toEqual(s.COMPLIANT);
  });
});
