import * as fc from "fast-check";
import { matchesNames, matchesPattern } from "../../../policy/evaluate/wildcard";
import { finish } from "../../support/finish";

it.each([
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
  ["?", "", false],
  ["a*", "a", true],
  ["*a", "ba", true],
  ["*a", "ab", false],
  ["a*c*e", "abcde", true],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a.c", "abc", false],
  ["**", "x", true],
])("%j and %j: %p", (pattern, text, matches) => {
  expect(matchesPattern(pattern, text)).toBe(matches);
});

it("agrees with a regular expression", () => {
  const symbols = fc.constantFrom("a", "b", "*", "?", ".");
  const patterns = fc.array(symbols, { maxLength: 8 }).map((parts) => parts.join(""));
  const texts = fc.array(fc.constantFrom("a", "b", "."), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replace(/\./g, "\\.").replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
      expect(matchesPattern(pattern, text)).toBe(expression.test(text));
    }),
    { numRuns: 2_000 },
  );
});

it("does not take for ever on a pattern made for that", () => {
  expect(finish(() => matchesPattern("a*".repeat(5_000) + "b", "a".repeat(10_000)))).toBe(false);
});

describe("the ARNs that a pattern describes", () => {
  it.each([
    ["arn:x:role/*", "arn:x:role/?*", true],
    ["arn:x:role/?*", "arn:x:role/?*", true],
    ["arn:x:role/*?", "arn:x:role/?*", true],
    ["*", "arn:x:role/?*", true],
    ["arn:x:role/??*", "arn:x:role/?*", undefined],
    ["arn:x:role/?", "arn:x:role/?*", undefined],
    ["arn:x:role/a", "arn:x:role/?*", undefined],
    ["*a*b*", "arn:x:role/?*", undefined],
    ["arn:x:role/a*", "arn:x:role/a-*", true],
    ["arn:x:role/a-*-b", "arn:x:role/a-*", undefined],
    ["arn:x:role/a", "arn:x:role/a-*", false],
    ["arn:x:role/", "arn:x:role/?*", false],
    ["arn:y:role/*", "arn:x:role/?*", false],
    ["*:y:role/a", "arn:x:role/?*", false],
    ["arn:x:role/\ue000", "arn:x:role/?*", false],
    ["arn:1:role/a", "arn:?:role/a", undefined],
  ])("%j matches of %j: %p", (pattern, arns, some) => {
    expect(matchesNames(pattern, arns)).toBe(some);
  });

  it("are all matched, or none, or one of them shows that only some are", () => {
    const symbols = fc.constantFrom("a", "b", "*", "?", ":");
    const patterns = fc.array(symbols, { maxLength: 6 }).map((parts) => parts.join(""));
    const names = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 6 }).map((parts) => parts.join(""));
    const starts = fc.constantFrom("", "a", "a:", "b:a");
    fc.assert(
      fc.property(patterns, starts, names, (pattern, start, name) => {
        const some = matchesNames(pattern, `${start}*`);
        if (some !== undefined) expect(matchesPattern(pattern, `${start}${name}`)).toBe(some);
      }),
      { numRuns: 2_000 },
    );
  });

  it("do not take for ever", () => {
    expect(finish(() => matchesNames("a*".repeat(2_000) + "b", "a".repeat(2_000) + "*"))).toBe(undefined);
  });
});
