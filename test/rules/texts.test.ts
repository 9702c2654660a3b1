import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../model/read/read-plans";
import { renderProblem } from "../../model/problem";
import { runChangeRules } from "../../rules/change-engine";
import { runRules } from "../../rules/engine";
import { examplesOf } from "../../rules/docs";
import { RULES } from "../../rules/registry";
import type { Finding } from "../../rules/rule";
import { runExample } from "../../rules/run-example";
import { MAX_LINE, problemText } from "../../util/problem-text";

const PLANS = join(__dirname, "../review/plans");
const MAX_HEADLINE_WORDS = 12;
/** Half of the messages are shorter than this. */
const MAX_MEDIAN = 200;

/** Words of the former private language of this project, which no message uses. */
const PRIVATE_WORDS =
  /\b(can not|lets? in|let in|letting in|nobody|somebody|whoever|whom|is told|are told|for good|strangers?|part(y|ies)|guests?|admissions?|addressees?|held back|pin(ned|s)?|judged?|undecided|policy apart|the synthesis|eyes)\b/i;

/** What the rules find in their bad examples; what one says in the same words of keys in several clouds counts once. */
function findingsOfExamples(): readonly Finding[] {
  const rules = RULES.map((rule) => ({ ...rule, otherExamples: [] }));
  return rules.flatMap(examplesOf).flatMap(({ rule }) => runExample(rule, "bad"));
}

/** Everything that the rules find in the recorded plans, each plan on its own. */
function findingsOfPlans(): readonly Finding[] {
  return readdirSync(PLANS)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const result = readPlans([{ name, text: readFileSync(join(PLANS, name), "utf8") }]);
      if ("problems" in result) throw new Error(result.problems.map(renderProblem).join("\n"));
      const { reading } = result;
      return [...runChangeRules(reading), ...runRules(reading.after, reading.waivers)];
    });
}

/** The text of a finding on one line, without a limit. */
function lineOf({ rule, node, verdict }: Finding): string {
  const around = { before: `${node.id}: `, after: ` [${rule}]`, max: Infinity };
  return verdict.outcome === "unknown" ? `${around.before}${verdict.why}${around.after}` : problemText(verdict, around);
}

function median(lengths: readonly number[]): number {
  return [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
}

describe.each([
  ["the bad examples of all rules", findingsOfExamples()],
  ["the recorded plans", findingsOfPlans()],
])("the messages for %s", (_, findings) => {
  const violations = findings.filter(({ verdict }) => verdict.outcome === "violation");

  it("exist", () => {
    expect(violations.length).toBeGreaterThanOrEqual(RULES.length);
  });

  it(`have headlines of at most ${MAX_HEADLINE_WORDS} words, with no full stop`, () => {
    const headlines = violations.flatMap(({ verdict }) => (verdict.outcome === "violation" ? [verdict.what] : []));
    expect(headlines.filter((text) => text.split(/\s+/).length > MAX_HEADLINE_WORDS || text.endsWith("."))).toEqual([]);
  });

  it(`fit on a line of ${MAX_LINE} characters as they are`, () => {
    expect(findings.map(lineOf).filter((line) => line.length > MAX_LINE)).toEqual([]);
  });

  it(`are shorter than ${MAX_MEDIAN} characters in the median`, () => {
    expect(median(violations.map((finding) => lineOf(finding).length))).toBeLessThan(MAX_MEDIAN);
  });

  it("use none of the private words", () => {
    expect(findings.map(lineOf).filter((line) => PRIVATE_WORDS.test(line))).toEqual([]);
  });
});
