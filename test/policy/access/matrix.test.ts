import * as fc from "fast-check";
import { accessMatrix } from "../../../policy/access/matrix";
import { representativeOf, representedBy } from "../../../policy/access/allowed-principals";
import { evaluate } from "../../../policy/evaluate/evaluate";
import type { Principal } from "../../../policy/access/principal";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { AURA, OWN } from "../examples";
import { policies } from "./small-world";

const KEY = { keyArn: KEY_ARN, accountId: ACCOUNT };
const ADMIN = "arn:aws:iam::111122223333:role/admin";

function allow(element: Partial<Statement>): Statement {
  return { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*", ...element };
}

/** A line a row: the principal, and its answers by their first letters. */
function table(...statements: Statement[]): [string, string][] {
  return accessMatrix({ Version: "2012-10-17", Statement: statements }, KEY).rows.map(({ principal, answers }) => [
    principal.name,
    answers.map((answer) => answer[0]).join(""),
  ]);
}

it("has a row for the roles of a pattern", () => {
  const roles = "arn:aws:iam::444455556666:role/aura-*";
  const named = allow({
    Principal: { AWS: "444455556666" },
    Condition: { ArnLike: { "aws:PrincipalArn": roles } },
  });
  expect(table(OWN, named)).toEqual([
    ["AWS account 111122223333", "yyyyyyyyyy"],
    [roles, "yyyyyyynnn"],
  ]);
});

it("has a row for a caller, next to the key's account", () => {
  const [user, other] = ["arn:aws:iam::111122223333:user/deploy", "arn:aws:iam::111122223333:user/other"];
  const denial = allow({ Effect: "Deny", Principal: { AWS: user }, Action: "kms:Put*" });
  const callers = [user, other].map((arn) => ({ kind: "user", name: arn, accountId: ACCOUNT, arn }) as const);
  const { rows } = accessMatrix({ Version: "2012-10-17", Statement: [OWN, AURA, denial] }, KEY, callers);
  expect(rows.map(({ principal, answers }) => [principal.name, answers.map((answer) => answer[0]).join("")])).toEqual([
    ["AWS account 111122223333", "yyyyyyyyyy"],
    [user, "yyyyyyynyy"],
    [other, "yyyyyyyyyy"],
    ["AWS account 444455556666", "yyyyyyynnn"],
  ]);
});

it("shows who can do what under Aura's example in the owner's policy", () => {
  expect(accessMatrix({ Version: "2012-10-17", Statement: [OWN, AURA] }, KEY)).toEqual({
    operations: [
      ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey"],
      ...["kms:DescribeKey", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"],
    ],
    rows: [
      {
        principal: { kind: "account", name: "AWS account 111122223333", accountId: "111122223333" },
        answers: ["yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes"],
      },
      {
        principal: { kind: "account", name: "AWS account 444455556666", accountId: "444455556666" },
        answers: ["yes", "yes", "yes", "yes", "yes", "yes", "yes", "no", "no", "no"],
      },
    ],
  });
});

it("has the key's own account first, also when no statement allows it", () => {
  expect(table(AURA)).toEqual([
    ["AWS account 111122223333", "nnnnnnnnnn"],
    ["AWS account 444455556666", "yyyyyyynnn"],
  ]);
});

it("has one row for a principal that several statements allow", () => {
  const statements = ["kms:Encrypt", "kms:Decrypt"].map((Action) =>
    allow({ Principal: { AWS: "444455556666" }, Action }),
  );
  expect(table(OWN, ...statements)[1]).toEqual(["AWS account 444455556666", "yynnnnnnnn"]);
});

it("has a row for anyone: KMS allows other accounts to use the key, not to administer it", () => {
  expect(table(OWN, allow({}))).toEqual([
    ["AWS account 111122223333", "yyyyyyyyyy"],
    ["anyone", "yyyyyyynnn"],
  ]);
});

it("does not know what depends on the request, nor what a service or an unclear principal can do", () => {
  const Condition = { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } };
  expect(
    table(
      allow({ Principal: { AWS: "444455556666" }, Action: "kms:Decrypt", Condition }),
      allow({ Principal: { Service: "logs.amazonaws.com", AWS: "AROAEXAMPLE" } }),
    ),
  ).toEqual([
    ["AWS account 111122223333", "nnnnnnnnnn"],
    ["AWS account 444455556666", "nunnnnnnnn"],
    ["AWS service logs.amazonaws.com", "yyyyyyyyyy"],
    ['"AROAEXAMPLE"', "uuuuuuuuuu"],
  ]);
});

it("knows that some condition keys are of some operations only", () => {
  const Condition = { Bool: { "kms:GrantIsForAWSResource": "true" } };
  expect(table(OWN, allow({ Principal: { AWS: "444455556666" }, Condition }))[1]).toEqual([
    "AWS account 444455556666",
    "nnnnnnunnn",
  ]);
});

it("allows a session what its role may do, whatever the role's path", () => {
  const session = "arn:aws:sts::444455556666:assumed-role/data/s";
  const role = "arn:aws:iam::444455556666:role/aura/data";
  expect(
    table(
      allow({ Principal: { AWS: session }, Action: "kms:Encrypt" }),
      allow({ Principal: { AWS: role }, Action: "kms:Decrypt" }),
    ).slice(1),
  ).toEqual([
    [session, "yynnnnnnnn"],
    [role, "nynnnnnnnn"],
  ]);
});

it("has a row for the exceptions of a Deny, and for its only principal", () => {
  const Condition = { ArnNotEquals: { "aws:PrincipalArn": ADMIN } };
  expect(
    table(
      OWN,
      AURA,
      allow({ Effect: "Deny", Action: "kms:PutKeyPolicy", Condition }),
      allow({ Effect: "Deny", Principal: { AWS: "arn:aws:iam::444455556666:role/old" }, Action: "kms:Decrypt" }),
    ),
  ).toEqual([
    ["AWS account 111122223333", "yyyyyyynyy"],
    ["AWS account 444455556666", "yyyyyyynnn"],
    [ADMIN, "yyyyyyyyyy"],
    ["arn:aws:iam::444455556666:role/old", "ynyyyyynnn"],
  ]);
});

it("has a row for the only account that a Deny excepts", () => {
  const Condition = { StringNotEquals: { "kms:CallerAccount": ["111122223333", "444455556666"] } };
  expect(table(OWN, allow({}), allow({ Effect: "Deny", Condition }))).toEqual([
    ["AWS account 111122223333", "yyyyyyyyyy"],
    ["anyone", "nnnnnnnnnn"],
    ["AWS account 444455556666", "yyyyyyynnn"],
  ]);
});

it("has rows for the role and the account that the condition of an Allow leaves out", () => {
  const role = "arn:aws:iam::444455556666:role/old";
  const others = { StringNotEquals: { "kms:CallerAccount": "999988887777" }, ArnNotLike: { "aws:PrincipalArn": role } };
  expect(table(OWN, allow({ Condition: others }))).toEqual([
    ["AWS account 111122223333", "yyyyyyyyyy"],
    ["anyone", "yyyyyyynnn"],
    ["AWS account 999988887777", "nnnnnnnnnn"],
    [role, "nnnnnnnnnn"],
  ]);
});

it("leaves open what only those of an account can do whom a pattern in a condition covers", () => {
  const Condition = { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } };
  expect(table(allow({ Condition }))).toEqual([
    ["AWS account 111122223333", "uuuuuuuuuu"],
    ["anyone", "uuuuuuunnn"],
    ["root user of AWS account 111122223333", "nnnnnnnnnn"],
  ]);
});

it("has no row for a denied principal that could do nothing anyway", () => {
  expect(table(OWN, allow({ Effect: "Deny", Principal: { AWS: "999988887777" } }))).toEqual([
    ["AWS account 111122223333", "yyyyyyyyyy"],
  ]);
});

it("knows the accounts of the key's partition", () => {
  const keyArn = KEY_ARN.replace("arn:aws:kms:eu-west-1", "arn:aws-cn:kms:cn-north-1");
  const own = { ...OWN, Principal: { AWS: "arn:aws-cn:iam::111122223333:root" } };
  const { rows } = accessMatrix({ Statement: [own] }, { ...KEY, keyArn });
  expect(rows.map(({ answers }) => answers.join())).toEqual(["yes,yes,yes,yes,yes,yes,yes,yes,yes,yes"]);
});

/** One stands for many: what holds for some of them only, such as those of a pattern, is unknown for the row. */
function isOfMany(principal: Principal, { Statement: statements }: PolicyDocument): boolean {
  if (principal.accountId === undefined) return true;
  const tellsApart = /[*?$]/.test(JSON.stringify(statements.map(({ Condition }) => Condition)));
  return tellsApart && representedBy(principal) !== undefined;
}

it("says what the decision on the whole policy says, where that says anything", () => {
  fc.assert(
    fc.property(policies, (document) => {
      const { operations, rows } = accessMatrix(document, KEY);
      for (const { principal, answers } of rows) {
        const representative = representativeOf(principal);
        operations.forEach((action, index) => {
          const request = { action, keyArn: KEY_ARN, keyAccountId: ACCOUNT, others: "unknown" as const };
          const answer = representative ? evaluate(document, { ...representative, ...request }).answer : "unknown";
          if (answer === "unknown") return;
          expect([
            answer === "allowed" ? "yes" : "no",
            ...(isOfMany(principal, document) ? ["unknown"] : []),
          ]).toContain(answers[index]);
        });
      }
    }),
    { numRuns: 150 },
  );
});
