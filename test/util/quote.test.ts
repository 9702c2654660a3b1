import { quote } from "../../util/quote";

it.each([
  ["plain", '"plain"'],
  ['with "quotes"\nand a line break', '"with \\"quotes\\"\\nand a line break"'],
  ["x".repeat(80), `"${"x".repeat(80)}"`],
  ["x".repeat(81), `"${"x".repeat(77)}..."`],
  ["😀".repeat(81), `"${"😀".repeat(77)}..."`],
])("quotes %j on one line, cut when it is long", (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});
