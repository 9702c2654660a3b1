import { known } from "../../../model/fact";
import { auraCannotAdministerKey as rule } from "../../../rules/configuration/aura-cannot-administer-key";
import * as s from "../support";

function refused(got: string, whose = "Aura's statement", who = "AWS account 444455556666") {
  return {
    outcome: "violation",
    what: `${whose} grants administration of key orders to ${who}`,
    got,
    expected: "only key usage and grants",
    fix: "remove these actions",
  };
}

const asking = (Action: string | string[], over: object = {}) => ({ ...s.STATEMENT, Action, ...over });
const FOR = '(statement 1 ("Allow access for Neo4j"), `statement` of key orders)';

describe("aura-cannot-administer-key", () => {
  it("accepts key usage and grants", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it.each([
    ["kms:*", `kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey and 16 more ${FOR}`],
    ["*", `kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey and 16 more ${FOR}`],
    ["kms:Put*", `kms:PutKeyPolicy ${FOR}`],
    ["KMS:scheduleKEYdeletion", `kms:ScheduleKeyDeletion ${FOR}`],
    ["kms:TagResource", `kms:TagResource ${FOR}`],
  ])("refuses %s", (action, got) => {
    expect(s.evaluate(rule, s.aKeyWith([asking(["kms:Decrypt", action])]))).toEqual([refused(got)]);
  });

  it("refuses what NotAction leaves, with one violation for each statement", () => {
    const { Action: _, ...shape } = s.STATEMENT;
    const { Condition: __, ...free } = shape;
    const role = "arn:aws:iam::444455556666:role/aura";
    const aura = [
      { ...free, Sid: "rest", Principal: { AWS: role }, NotAction: "kms:Decrypt" },
      asking("kms:DisableKey"),
    ];
    expect(s.evaluate(rule, s.aKeyWith(aura))).toEqual([
      refused(
        'kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey and 16 more (statement 1 ("rest"), `statement` of key orders)',
        "Aura's statement",
        role,
      ),
      refused(`kms:DisableKey ${FOR.replace("statement 1", "statement 2")}`),
    ]);
  });

  it("accepts administration by the owner in any statement", () => {
    const own = { Sid: "own", Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" };
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT, own]))).toEqual(s.COMPLIANT);
  });

  it("blames the policy if no setting says that the statement is Aura's", () => {
    const statement = asking("kms:PutKeyPolicy");
    const key = s.aKeyWith([statement], [], { statement: known([statement], "policy of key orders") });
    expect(s.evaluate(rule, key)).toEqual([
      refused(`kms:PutKeyPolicy ${FOR.replace("`statement` of", "policy of")}`, "the policy"),
    ]);
  });

  it("does not apply in phase 1", () => {
    expect(s.evaluate(rule, s.aKey({ statement: known(undefined, "`statement`") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("is unknown if the policy or the statement is unknown", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.unknownBecause("the policy of key shared is kept by its owner"),
    );
    expect(s.evaluate(rule, s.aKey({ statement: s.later("`statement` of key orders") }))).toEqual(
      s.unknownBecause("`statement` of key orders is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of aura-cannot-administer-key", () => {
  expect(s.exampleLine(rule)).toBe(
    'prod/orders: Aura\'s statement grants administration of key orders to AWS account 444455556666: kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey and 16 more (statement 1 ("Allow access for Neo4j"), `statement` of key orders); expected: only key usage and grants; help: remove these actions [aura-cannot-administer-key]',
  );
});
