import { describeValue, formatChoices, quoteIfNeeded } from "../../estate/messages";

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b c"], 'one of a, "b c"'],
  [Array.from({ length: 10 }, (_, i) => `n${i}`), "one of n0, n1, n2, n3, n4, n5, n6, n7, n8 and 1 more"],
])("the choices %j are shown as %j", (names, text) => {
  expect(formatChoices(names)).toBe(text);
});

test.each([
  [undefined, undefined, "none"],
  [null, "", "no value"],
  [[], undefined, "an empty list"],
  [[1], undefined, "a list"],
  [{}, undefined, "a map"],
  [12345678901, "012345678901", "the number 012345678901"],
  [true, "true", "true"],
  ["a\nb\u001b[31m", undefined, '"a\\nb\\u001b[31m"'],
  ["x".repeat(120), undefined, `"${"x".repeat(99)}... (120 characters)`],
])("the value %j is shown as %s", (value, written, text) => {
  expect(describeValue(value, written)).toBe(text);
});

test("a name that could be taken for something else is shown in quotes", () => {
  expect([quoteIfNeeded("orders-1"), quoteIfNeeded("two words"), quoteIfNeeded("")]).toEqual([
    "orders-1",
    '"two words"',
    '""',
  ]);
});
