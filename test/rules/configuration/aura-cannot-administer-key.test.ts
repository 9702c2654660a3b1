import { known } from "../../../model/fact";
import { auraCannotAdministerKey as rule } from "../../../rules/configuration/aura-cannot-administer-key";
import * as s from "../support";

function refused(got: string, whose = "Aura's statement") {
  return {
    outcome: "violation",
    what: `${whose} must not ask for the administration of key orders for other accounts`,
    got,
    expected: "the use of the key, and grants on it",
    fix: "take these actions out, and ask whoever gave you the statement what they are for: no other account needs them",
  };
}

const asking = (Action: string | string[], over: object = {}) => ({ ...s.STATEMENT, Action, ...over });
const FOR = 'for AWS account 444455556666 (statement 1 ("Allow access for Neo4j"), `statement` of key orders)';

describe("aura-cannot-administer-key", () => {
  it("accepts the use of the key, and grants", () => {
    expect(s.judge(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.judge(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it.each([
    ["kms:*", `kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 15 more ${FOR}`],
    ["*", `kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 15 more ${FOR}`],
    ["kms:Put*", `kms:PutKeyPolicy ${FOR}`],
    ["KMS:scheduleKEYdeletion", `kms:ScheduleKeyDeletion ${FOR}`],
    ["kms:TagResource", `kms:TagResource ${FOR}`],
  ])("refuses %s", (action, got) => {
    expect(s.judge(rule, s.aKeyWith([asking(["kms:Decrypt", action])]))).toEqual([refused(got)]);
  });

  it("refuses what NotAction leaves, and each statement in a verdict of its own", () => {
    const { Action: _, ...shape } = s.STATEMENT;
    const { Condition: __, ...free } = shape;
    const role = "arn:aws:iam::444455556666:role/aura";
    const aura = [
      { ...free, Sid: "rest", Principal: { AWS: role }, NotAction: "kms:Decrypt" },
      asking("kms:DisableKey"),
    ];
    expect(s.judge(rule, s.aKeyWith(aura))).toEqual([
      refused(
        "kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, kms:CancelKeyDeletion and 15 more for " +
          `${role} (statement 1 ("rest"), \`statement\` of key orders)`,
      ),
      refused(`kms:DisableKey ${FOR.replace("statement 1", "statement 2")}`),
    ]);
  });

  it("does not mind that the owner administers the key, in whatever statement", () => {
    const own = { Sid: "own", Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" };
    expect(s.judge(rule, s.aKeyWith([s.STATEMENT, own]))).toEqual(s.COMPLIANT);
  });

  it("calls it the policy's where nobody said that the statement is Aura's", () => {
    const statement = asking("kms:PutKeyPolicy");
    const key = s.aKeyWith([statement], [], { statement: known([statement], "policy of key orders") });
    expect(s.judge(rule, key)).toEqual([
      refused(`kms:PutKeyPolicy ${FOR.replace("`statement` of", "policy of")}`, "the policy"),
    ]);
  });

  it("says nothing in phase 1", () => {
    expect(s.judge(rule, s.aKey({ statement: known(undefined, "`statement`") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open where the policy or the statement is not known", () => {
    expect(s.judge(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.undecidedBecause("the policy of key shared is kept by its owner"),
    );
    expect(s.judge(rule, s.aKey({ statement: s.later("`statement` of key orders") }))).toEqual(
      s.undecidedBecause("`statement` of key orders is known only at apply"),
    );
  });
});
