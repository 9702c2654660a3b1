import { examplesOf } from "../../rules/docs";
import { RULES } from "../../rules/registry";
import { runExample } from "../../rules/run-example";
import { exampleLine } from "./support";

const EXAMPLES = RULES.flatMap((rule) =>
  examplesOf(rule).map((one) => [one.cloud === undefined ? rule.id : `${rule.id} in ${one.cloud}`, one.rule] as const),
);

describe.each(EXAMPLES)("the example of %s", (_, rule) => {
  const { id } = rule;

  it("breaks the rule once where it is bad, in one line", () => {
    expect(runExample(rule, "bad").map(({ rule: found, verdict }) => [found, verdict.outcome])).toEqual([
      [id, "violation"],
    ]);
    const line = exampleLine(rule);
    expect(line).toMatch(/^[^\n]{40,}$/);
    expect(line).not.toMatch(/TfToken|undefined|\[object/);
  });

  it("keeps the rule where it is good", () => {
    expect(runExample(rule, "good")).toEqual([]);
  });
});
