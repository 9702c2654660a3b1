import { known } from "../../../model/fact";
import type { KmsKeyNode } from "../../../model/model";
import { auraCanUseKey } from "../../../rules/configuration/aura-can-use-key";
import { indexModel } from "../../../rules/analysis/model-index";
import { evaluatedPolicy } from "../../../rules/analysis/evaluated-policy";
import * as s from "../support";

const OTHER_ARN = s.KEY_ARN.replace("1234abcd", "9876fedc");
const named = (name: string, arn: string, statement: object): KmsKeyNode =>
  s.aKeyWith([statement], [], {
    ...{ name, arn: known(arn, `ARN of ${name}`) },
    policy: known(s.policyText(s.OWN_STATEMENT, statement), "policy"),
    statement: known([statement], "statement"),
  });

describe("keys with the same policy", () => {
  const contents = (statement: object) => {
    const keys = [named("one", s.KEY_ARN, statement), named("other", OTHER_ARN, statement)];
    const index = indexModel(s.modelOf(...keys));
    return keys.map((key) => {
      const evaluated = evaluatedPolicy(key, index);
      if ("outcome" in evaluated) throw new Error("it is not evaluated");
      return {
        arn: evaluated.keyArn,
        content: evaluated.content,
        outcome: [auraCanUseKey.check(key, index)].flat()[0]?.outcome,
      };
    });
  };

  it("are evaluated once, as long as it speaks of any key", () => {
    const [one, other] = contents(s.STATEMENT);
    expect([one?.arn, other?.arn]).toEqual([s.KEY_ARN, OTHER_ARN]);
    expect(one?.content.keyArns).toEqual(other?.content.keyArns);
    expect([one?.outcome, other?.outcome]).toEqual(["compliant", "compliant"]);
  });

  it.each([
    ["its ARN", { Resource: s.KEY_ARN }, ["compliant", "violation"]],
    ["what begins like its ARN", { Resource: `${s.KEY_ARN.slice(0, -30)}*` }, ["compliant", "violation"]],
    ["what it is not", { Resource: undefined, NotResource: s.KEY_ARN }, ["violation", "compliant"]],
  ])("are evaluated apart where it names one of them by %s", (_, over, outcomes) => {
    const statement = JSON.parse(JSON.stringify({ ...s.STATEMENT, ...over })) as object;
    expect(contents(statement).map(({ outcome }) => outcome)).toEqual(outcomes);
  });
});
