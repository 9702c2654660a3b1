import { formatList, type ListFormat } from "../../util/format-list";

it.each<[string[], ListFormat, string]>([
  [["a", "b"], { max: 2 }, "a, b"],
  [["a", "b", "c"], { max: 2 }, "a, b and 1 more"],
  [["a", "b", "c", "d"], { max: 1, separator: "; " }, "a; and 3 more"],
  [["a", "b", "c"], { max: 2, separator: "\n" }, "a\nb\nand 1 more"],
  [[], { max: 2 }, ""],
  [["a", "b", "c", "d", "e"], {}, "a, b, c, d and 1 more"],
  [["a", "b", "c"], { and: true }, "a, b and c"],
  [["a"], { and: true }, "a"],
  [[], { and: true }, ""],
  [["a", "b", "c"], { and: true, max: 2 }, "a, b and 1 more"],
])("lists %j with %j as %j", (items, format, text) => {
  expect(formatList(items, format)).toBe(text);
});

it("cuts long items", () => {
  expect(formatList(["x".repeat(501), "y".repeat(500)])).toBe(`${"x".repeat(500)}..., ${"y".repeat(500)}`);
});
