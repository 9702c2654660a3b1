import * as fc from "fast-check";
import { matchesPattern } from "../../../policy/decide/wildcard";
import { cpuTime } from "../../support/cpu-time";

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
  const took = cpuTime(() => expect(matchesPattern("a*".repeat(5_000) + "b", "a".repeat(10_000))).toBe(false));
  expect(took).toBeLessThan(5_000);
});
