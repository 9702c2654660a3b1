import { deletionGuardInDays, isDeletionGuard } from "../../policy/deletion-guard";
import { deletionGuard } from "../../policy/key-policy";
import type { Statement } from "../../policy/document";
import { evaluate } from "../../policy/evaluate/evaluate";
import { ACCOUNT, KEY_ARN, OWN_STATEMENT } from "../support/samples";

const GUARD = deletionGuard(90);
const daysOf = (...statements: Statement[]): number => deletionGuardInDays({ Statement: statements });

test("the guard denies everyone the deletion, and nothing else, while the key was used within the days", () => {
  expect(GUARD).toEqual({
    Sid: "Deny deletion of a key in use",
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "kms:ScheduleKeyDeletion",
    Resource: "*",
    Condition: { NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "90" } },
  });
});

test.each([
  ["kms:ScheduleKeyDeletion", "89", "denied"],
  ["kms:ScheduleKeyDeletion", "90", "allowed"],
  ["kms:ScheduleKeyDeletion", undefined, "unknown"],
  ["kms:DisableKey", "0", "allowed"],
  ["kms:PutKeyPolicy", undefined, "allowed"],
])("%s after %s days without use is %s", (action, days, answer) => {
  const decision = evaluate(
    { Version: "2012-10-17", Statement: [OWN_STATEMENT, GUARD] },
    {
      ...{ action, principal: { arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT } },
      ...{ keyArn: KEY_ARN, keyAccountId: ACCOUNT, others: "unknown" },
      context: days === undefined ? {} : { "kms:TrailingDaysWithoutKeyUsage": days },
    },
  );
  expect(decision.answer).toBe(answer);
});

test.each<[what: string, days: number, statements: Statement[]]>([
  ["no guard", 0, [OWN_STATEMENT]],
  ["the guard", 90, [OWN_STATEMENT, GUARD]],
  ["the longer of two", 120, [deletionGuard(120), GUARD]],
  [
    "a hand-written one",
    46,
    [
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["kms:DisableKey", "kms:Schedule*"],
        Resource: "*",
        Condition: { numericlessthanequals: { "kms:trailingdayswithoutkeyusage": 45 } },
      },
    ],
  ],
  [
    "one that also denies when KMS does not tell the days",
    90,
    [{ ...GUARD, Condition: { NumericLessThanIfExists: { "kms:TrailingDaysWithoutKeyUsage": "90" } } }],
  ],
  ["a denial without a condition", Infinity, [{ ...GUARD, Condition: {} }]],
  ["one for another key", 0, [{ ...GUARD, Resource: KEY_ARN }]],
  ["one that allows", 0, [{ ...GUARD, Effect: "Allow" }]],
  ["one for a single role", 0, [{ ...GUARD, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } }]],
  ["one for another operation", 0, [{ ...GUARD, Action: "kms:DisableKey" }]],
  [
    "one with a second condition",
    0,
    [{ ...GUARD, Condition: { ...GUARD.Condition, StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } } }],
  ],
  [
    "one with another operator",
    0,
    [{ ...GUARD, Condition: { NumericGreaterThan: { "kms:TrailingDaysWithoutKeyUsage": "90" } } }],
  ],
  [
    "one whose value is not a number",
    0,
    [{ ...GUARD, Condition: { NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "x" } } }],
  ],
])("%s counts as %i days", (_, days, statements) => {
  expect(daysOf(...statements)).toBe(days);
});

test.each<[what: string, is: boolean, statement: Statement]>([
  ["the guard", true, GUARD],
  ["a hand-written one", true, { ...GUARD, Sid: "Keep", Principal: "*", Action: ["kms:ScheduleKeyD*"] }],
  [
    "one that also denies another operation",
    false,
    { ...GUARD, Action: ["kms:DisableKey", "kms:ScheduleKeyDeletion"] },
  ],
  ["a denial without a condition", false, { ...GUARD, Condition: {} }],
  ["the account's own statement", false, OWN_STATEMENT],
])("%s: is a guard and nothing else is %s", (_, is, statement) => {
  expect(isDeletionGuard(statement)).toBe(is);
});
