import { LINT_CODES, type LintCode } from "../../../policy/codes";
import { LINT_EXAMPLES, type LintExample } from "../../../policy/lint/examples";
import { lintPolicyText, lintStatementText } from "../../../policy/lint/source-text";

function codesIn(text: string, { isPolicy, options }: LintExample): readonly string[] {
  return (isPolicy ? lintPolicyText : lintStatementText)(text, options).findings.map(({ code }) => code);
}

describe.each(Object.entries(LINT_EXAMPLES) as [LintCode, LintExample][])("the example of %s", (code, example) => {
  it("is bad", () => {
    expect(codesIn(example.bad, example)).toContain(code);
  });

  it("is good after the mistake is corrected", () => {
    expect(codesIn(example.good, example)).toEqual([]);
  });
});

it("is there for every code, in their order", () => {
  expect(Object.keys(LINT_EXAMPLES)).toEqual(Object.keys(LINT_CODES));
});
