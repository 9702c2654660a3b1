import { inspect } from "node:util";
import { AuraCmkError, renderProblem, renderUncutProblem, type Problem } from "../../model/problem";

const PROBLEM: Problem = {
  code: "names-fit-aura",
  path: "prod/orders",
  what: "`x` must be y",
  got: "z",
  expected: "y",
  fix: "write y",
};

describe("a problem", () => {
  it("is one line: where, what, got, expected, fix, code", () => {
    expect(renderProblem(PROBLEM)).toBe("prod/orders: `x` must be y: z; expected: y; help: write y [names-fit-aura]");
  });

  it("without a place begins with what is wrong", () => {
    expect(renderProblem({ ...PROBLEM, path: "" })).toBe(
      "`x` must be y: z; expected: y; help: write y [names-fit-aura]",
    );
  });

  it("stays one line whatever was given", () => {
    expect(renderProblem({ ...PROBLEM, got: "a\n  b\r\nc" })).toBe(
      "prod/orders: `x` must be y: a b c; expected: y; help: write y [names-fit-aura]",
    );
  });

  test.each([
    [277, `${"x".repeat(277)}; expected: y`],
    [278, "x".repeat(278)],
    [290, "x".repeat(290)],
    [291, `${"x".repeat(287)}...`],
    [10_000, `${"x".repeat(287)}...`],
  ])("shows what was found, in %d characters, on a line of at most 350", (length, shown) => {
    const line = renderProblem({ ...PROBLEM, got: "x".repeat(length) });
    expect(line).toBe(`prod/orders: \`x\` must be y: ${shown}; help: write y [names-fit-aura]`);
    expect(line.length).toBeLessThanOrEqual(350);
  });

  it("is complete where a cut could break a token", () => {
    expect(renderUncutProblem({ ...PROBLEM, got: "x".repeat(1000) })).toBe(
      `prod/orders: \`x\` must be y: ${"x".repeat(1000)}; expected: y; help: write y [names-fit-aura]`,
    );
  });
});

describe("the error", () => {
  it("is shown in a terminal as its lines, and not once more as data", () => {
    const error = new AuraCmkError([PROBLEM, { ...PROBLEM, path: "prod/audit" }]);
    expect(inspect(error)).toBe(
      "[AuraCmkError: prod/orders: `x` must be y: z; expected: y; help: write y [names-fit-aura]\n" +
        "prod/audit: `x` must be y: z; expected: y; help: write y [names-fit-aura]]",
    );
  });

  it("carries all problems, a line each, and no stack frames", () => {
    const error = new AuraCmkError([PROBLEM, { ...PROBLEM, path: "prod/audit" }]);
    expect(error.message.split("\n")).toEqual([
      "prod/orders: `x` must be y: z; expected: y; help: write y [names-fit-aura]",
      "prod/audit: `x` must be y: z; expected: y; help: write y [names-fit-aura]",
    ]);
    expect(error.stack).toBe(`AuraCmkError: ${error.message}`);
    expect([error.name, error.problems.length]).toEqual(["AuraCmkError", 2]);
  });

  test.each<[string, Problem[], string, string]>([
    ["one problem", [PROBLEM], "names-fit-aura", "prod/orders"],
    ["problems of one rule", [PROBLEM, { ...PROBLEM, path: "x" }], "names-fit-aura", ""],
    ["problems of one place", [PROBLEM, { ...PROBLEM, code: "prop-type" }], "several-problems", "prod/orders"],
    ["problems of all kinds", [PROBLEM, { ...PROBLEM, code: "prop-type", path: "y" }], "several-problems", ""],
  ])("of %s has the code and the path that they share", (_, problems, code, path) => {
    const error = new AuraCmkError(problems);
    expect({ code: error.code, path: error.path }).toEqual({ code, path });
  });
});
