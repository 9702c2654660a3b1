import { inspect } from "node:util";
import { AuraCmkError, renderProblem, type Problem } from "../../model/problem";

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
    [1000, "x".repeat(1000)],
    [1001, `${"x".repeat(1000)}...`],
  ])("shows a part of %d characters as far as it can be read", (length, shown) => {
    expect(renderProblem({ ...PROBLEM, got: "x".repeat(length) })).toBe(
      `prod/orders: \`x\` must be y: ${shown}; expected: y; help: write y [names-fit-aura]`,
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
