import { RULES } from "../../rules/registry";
import { runExample } from "../../rules/run-example";
import { exampleLine } from "./support";

describe.each(RULES.map((rule) => [rule.id, rule] as const))("the example of %s", (id, rule) => {
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
