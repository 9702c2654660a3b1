import {
  callerOf,
  canCallerChangePolicy,
  type CallerPrincipal,
  namedAccountPrincipals,
} from "../../../policy/access/lockout";
import type { Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { OWN } from "../examples";

const KEY = { keyArn: KEY_ARN, accountId: ACCOUNT };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ops/deploy`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci`;
const USER = `arn:aws-cn:iam::${ACCOUNT}:user/a/b`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

const change = (element: Partial<Statement> = {}): Statement => ({
  ...{ Sid: "Change", Effect: "Allow", Principal: { AWS: ROLE }, Action: "kms:Put*", Resource: "*" },
  ...element,
});

function control(arn: string, ...statements: Statement[]) {
  return canCallerChangePolicy({ Version: "2012-10-17", Statement: statements }, KEY, callerOf(arn) as CallerPrincipal);
}

describe("a caller", () => {
  test.each([
    [ROLE, { kind: "role", name: ROLE, accountId: ACCOUNT, arn: ROLE }],
    [SESSION, { kind: "session", name: SESSION, accountId: ACCOUNT, arn: SESSION }],
    [USER, { kind: "user", name: USER, accountId: ACCOUNT, arn: USER }],
    [ROOT, { kind: "user", name: "root user of AWS account 111122223333", accountId: ACCOUNT, arn: ROOT }],
  ])("is read from %s", (arn, principal) => {
    expect(callerOf(arn)).toEqual(principal);
  });

  test.each([
    [ACCOUNT, "an account id"],
    ["", "not an ARN"],
    ["AIDACKCEVSQ6C2EXAMPLE", "not an ARN"],
    ["deploy", "not an ARN"],
    [KEY_ARN, "an ARN of kms"],
    [`arn:aws:iam::${ACCOUNT}:group/g`, 'an ARN that names "group/g"'],
    [`arn:aws:iam::${ACCOUNT}:role/*`, 'an ARN that names "role/*"'],
    [`arn:aws:iam::aws:role/r`, 'an ARN that names "role/r"'],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/deploy`, 'an ARN that names "assumed-role/deploy"'],
  ])("is not read from %j", (text, error) => {
    expect(callerOf(text)).toEqual({ error });
  });
});

describe("a caller can change the policy", () => {
  it("when a statement names it, its role, or is the account's for the root user", () => {
    expect(control(ROLE, change())).toEqual({
      answer: "yes",
      because: `statement 1 ("Change") allows kms:PutKeyPolicy to ${ROLE}`,
    });
    expect(control(SESSION, OWN, change())).toEqual({
      answer: "yes",
      because: `statement 2 ("Change") allows kms:PutKeyPolicy to ${SESSION}`,
    });
    expect(control(ROOT, OWN)).toEqual({
      answer: "yes",
      because: `statement 1 ("Enable IAM User Permissions") allows kms:PutKeyPolicy to ${ROOT}`,
    });
  });

  it("perhaps, when the policy delegates to IAM, or depends on unknown condition keys", () => {
    expect(control(ROLE, OWN)).toEqual({
      answer: "unknown",
      because: `statement 1 ("Enable IAM User Permissions") allows kms:PutKeyPolicy to ${ROLE} only where its own IAM policies do too`,
    });
    const withMfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
    expect(control(ROLE, change({ Condition: withMfa }))).toEqual({
      answer: "unknown",
      because: `whether statement 1 ("Change") allows kms:PutKeyPolicy to ${ROLE} depends on aws:MultiFactorAuthPresent`,
    });
    expect(control(ROLE, OWN, change({ Condition: withMfa }))).toEqual({
      answer: "unknown",
      because: `statement 1 ("Enable IAM User Permissions") allows kms:PutKeyPolicy to ${ROLE} only where its own IAM policies do too`,
    });
  });

  it("not when a statement denies it, or none allows it", () => {
    expect(control(SESSION, OWN, change({ Effect: "Deny" }))).toEqual({
      answer: "no",
      because: `statement 2 ("Change") denies kms:PutKeyPolicy to ${SESSION}`,
    });
    expect(control(ROOT, change())).toEqual({
      answer: "no",
      because: `no statement allows kms:PutKeyPolicy to ${ROOT}`,
    });
    expect(control(`arn:aws:iam::${ACCOUNT}:role/other`, change())).toEqual({
      answer: "no",
      because: "no statement allows kms:PutKeyPolicy to arn:aws:iam::111122223333:role/other",
    });
  });
});

it("counts the root user of an account among its principals, which no policy has to name, and no session", () => {
  const statement = {
    ...{ Effect: "Deny" as const, Action: "kms:*", Resource: "*" },
    Principal: { AWS: ["arn:aws:iam::111122223333:role/admin", "arn:aws:iam::999988887777:role/aura"] },
    Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/admin/session" } },
  };
  const named = namedAccountPrincipals({ Version: "2012-10-17", Statement: [statement] }, "111122223333", "aws");
  expect(named.map(({ kind, arn }) => [kind, arn])).toEqual([
    ["user", "arn:aws:iam::111122223333:root"],
    ["role", "arn:aws:iam::111122223333:role/admin"],
  ]);
});
