import { inWords, oneOf, plain } from "../../estate/messages";

test.each([
  [[], "none"],
  [["a"], "a"],
  [["a", "b c"], 'one of a, "b c"'],
  [
    Array.from({ length: 22 }, (_, i) => `n${i}`),
    `one of ${Array.from({ length: 20 }, (_, i) => `n${i}`).join(", ")} and 2 more`,
  ],
])("the names %j are shown as %s", (names, text) => {
  expect(oneOf(names, "none")).toBe(text);
});

test.each([
  [undefined, undefined, "none"],
  [null, "", "nothing (null)"],
  [[], undefined, "an empty list"],
  [[1], undefined, "a list"],
  [{}, undefined, "a map"],
  [12345678901, "012345678901", "the number 012345678901"],
  [true, "true", "true"],
  ["a\nb\u001b[31m", undefined, '"a\\nb\\u001b[31m"'],
  ["x".repeat(120), undefined, `"${"x".repeat(99)}... (120 characters)`],
])("%j is shown as %s", (value, written, text) => {
  expect(inWords(value, written)).toBe(text);
});

test("a name that could be taken for something else is shown in quotes", () => {
  expect([plain("orders-1"), plain("two words"), plain("")]).toEqual(["orders-1", '"two words"', '""']);
});
