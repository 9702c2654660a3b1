import { problemBlock, problemText } from "../../util/problem-text";

const AROUND = { before: "estate.yaml:4:9: ", after: " [some-code]" };

/** A problem whose parts have so many characters. */
function problem(what: number, got: number, expected: number, fix: number) {
  return { what: "w".repeat(what), got: "g".repeat(got), expected: "e".repeat(expected), fix: "f".repeat(fix) };
}

describe("a problem on one line", () => {
  it("has the fact, what was found, what is expected and help, between what is around it", () => {
    const parts = { what: "key orders is disabled", got: "Disabled", expected: "Enabled", fix: "enable it" };
    expect(problemText(parts)).toBe("key orders is disabled: Disabled; expected: Enabled; help: enable it");
    expect(problemText(parts, AROUND)).toBe(
      "estate.yaml:4:9: key orders is disabled: Disabled; expected: Enabled; help: enable it [some-code]",
    );
  });

  it("leaves out empty parts", () => {
    const parts = { what: "no key", got: "", expected: "", fix: "" };
    expect(problemText(parts)).toBe("no key");
    expect(problemText({ ...parts, expected: "one" })).toBe("no key; expected: one");
    expect(problemText({ ...parts, got: "none", fix: "add one" })).toBe("no key: none; help: add one");
  });

  it("has no line break", () => {
    expect(problemText({ what: "a\nb", got: "c \r\n d", expected: "e", fix: "f" })).toBe(
      "a b: c d; expected: e; help: f",
    );
  });

  // Around the parts are 29 characters, and between them ": ", "; expected: " and "; help: ".
  it.each([
    [
      350,
      "everything",
      problem(50, 100, 99, 50),
      /^estate.yaml:4:9: w+: g{100}; expected: e{99}; help: f{50} \[some-code\]$/,
    ],
    [
      239,
      "one character too many of what is expected",
      problem(50, 100, 100, 50),
      /w{50}: g{100}; help: f{50} \[some-code\]$/,
    ],
    [350, "a found value that just fits", problem(50, 211, 9, 50), /w{50}: g{211}; help: f{50} \[some-code\]$/],
    [
      350,
      "a found value that is one too long",
      problem(50, 212, 9, 50),
      /w{50}: g{208}\.\.\.; help: f{50} \[some-code\]$/,
    ],
    [350, "a long help that just fits", problem(50, 400, 9, 221), /w{50}: g{37}\.\.\.; help: f{221} \[some-code\]$/],
    [
      350,
      "a help that is one too long",
      problem(50, 400, 9, 222),
      /w{50}: g{37}\.\.\.; help: f{218}\.\.\. \[some-code\]$/,
    ],
    [
      350,
      "a fact that leaves little room",
      problem(250, 400, 9, 400),
      /w{250}: g{18}\.\.\.; help: f{37}\.\.\. \[some-code\]$/,
    ],
    [
      350,
      "a fact that leaves room for help only",
      problem(290, 400, 9, 400),
      /w{290}; help: f{20}\.\.\. \[some-code\]$/,
    ],
    [350, "a fact that is too long itself", problem(400, 400, 9, 400), /^estate.yaml:4:9: w{318}\.\.\. \[some-code\]$/],
  ])("has %d characters with %s", (length, _, parts, line) => {
    const text = problemText(parts, AROUND);
    expect(text).toMatch(line);
    expect(text).toHaveLength(length);
  });

  it("is as long as the caller allows", () => {
    expect(problemText(problem(50, 400, 400, 400), { max: Infinity })).toHaveLength(50 + 2 + 400 + 12 + 400 + 8 + 400);
    expect(problemText(problem(50, 400, 400, 400), { max: 200 })).toHaveLength(200);
  });

  it("is not cut inside a character", () => {
    const parts = { what: "w", got: "\u{1F511}".repeat(300), expected: "", fix: "" };
    expect(problemText(parts, { max: 100 })).toBe(`w: ${"\u{1F511}".repeat(47)}...`);
    expect(problemText(parts, { max: 101 })).toBe(`w: ${"\u{1F511}".repeat(47)}...`);
  });
});

describe("a problem on several lines", () => {
  const head = { severity: "error", code: "some-code" };

  it("has the fact and the code first, then place and what was found, what is expected, help", () => {
    const parts = { what: "key orders is disabled", got: "Disabled", expected: "Enabled", fix: "enable it" };
    expect(problemBlock(head, "estate.yaml:4:9", parts)).toBe(
      `error  key orders is disabled  [some-code]
       estate.yaml:4:9   Disabled
       expected: Enabled
       help: enable it`,
    );
  });

  it("leaves out empty parts", () => {
    expect(problemBlock(head, "", { what: "no key", got: "", expected: "", fix: "" })).toBe(
      "error  no key  [some-code]",
    );
  });
});
