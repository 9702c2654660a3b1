import { formatList } from "../../util/format-list";

it.each([
  [["a", "b"], 2, undefined, "a, b"],
  [["a", "b", "c"], 2, undefined, "a, b and 1 more"],
  [["a", "b", "c", "d"], 1, "; ", "a; and 3 more"],
  [["a", "b", "c"], 2, "\n", "a\nb\nand 1 more"],
  [[], 2, undefined, ""],
])("of %j at most %d are named, with %j between them", (names, most, separator, text) => {
  expect(formatList(names, most, separator)).toBe(text);
});
