import { LINT_CODES } from "../../../../policy/codes";
import { parsePolicy } from "../../../../policy/lint/parse-policy";
import { parseStatement } from "../../../../policy/lint/parse-statement";
import { lintPolicyText, lintStatementText } from "../../../../policy/lint/source-text";
import { DANGEROUS } from "./dangerous";
import type { Fixture } from "./fixture";
import { GOOD } from "./good";
import { NO_EFFECT } from "./no-effect";
import { REFUSED } from "./refused";
import { UNREADABLE } from "./unreadable";
import { WHOLE } from "./whole";

const CORPUS: Readonly<Record<string, readonly Fixture[]>> = {
  good: GOOD,
  unreadable: UNREADABLE,
  refused: REFUSED,
  "no effect": NO_EFFECT,
  dangerous: DANGEROUS,
};
const ALL = [...Object.values(CORPUS).flat(), ...WHOLE];

function textOf({ text }: Fixture): string {
  return typeof text === "string" ? text : JSON.stringify(text, undefined, 2);
}

/** Errors that a parser does not report: they need to know the key, or are the rules' to judge. */
const BEYOND_PARSING = [
  ...["sid-conflict", "principal-other-partition", "administrators-keep-control", "caller-lockout", "aura-can-use-key"],
  ...["public-access", "aura-cannot-administer-key", "resource-not-wildcard", "resource-other-key"],
];

function findsAll(fixture: Fixture): void {
  const lint = fixture.is === "policy" ? lintPolicyText : lintStatementText;
  const { findings } = lint(textOf(fixture), fixture.key);
  expect(findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual(fixture.finds);
  for (const { code, severity, kind: kindOfCode } of findings) {
    expect([severity, kindOfCode]).toEqual([LINT_CODES[code].severity, LINT_CODES[code].kind]);
  }
}

it.each(WHOLE.map((fixture) => [fixture.name, fixture] as const))("a whole policy: %s", (_, fixture) =>
  findsAll(fixture),
);

describe.each(Object.entries(CORPUS))("%s", (_, fixtures) => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (__, fixture) => findsAll(fixture));

  it.each(fixtures.filter(({ key }) => !key).map((fixture) => [fixture.name, fixture] as const))(
    "%s: parsed unless the form is wrong",
    (__, fixture) => {
      const text = textOf(fixture);
      const parsed = fixture.is === "policy" ? parsePolicy(text) : parseStatement(text);
      const wrong = fixture.finds.filter((line) => line.startsWith("error ") && !BEYOND_PARSING.includes(codeIn(line)));
      const found = "problems" in parsed ? parsed.problems.map(({ code, path }) => `error ${code} ${path}`) : [];
      expect(found).toEqual(wrong);
    },
  );
});

function codeIn(line: string): string {
  return line.split(" ")[1] ?? "";
}

it("has at least 90 fixtures, each with a name of its own", () => {
  expect(ALL.length).toBeGreaterThanOrEqual(90);
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
});

it("has a fixture for every code", () => {
  const found = new Set(ALL.flatMap(({ finds }) => finds.map(codeIn)));
  expect(Object.keys(LINT_CODES).filter((code) => !found.has(code))).toEqual([]);
});

it("has a meaning and a page for every code", () => {
  for (const { meaning, see } of Object.values(LINT_CODES)) {
    expect(meaning).toMatch(/^[A-Z][^\n|]+\.$/);
    expect(see).toMatch(/^https:\/\/[\w.-]+\/\S+$/);
  }
});
