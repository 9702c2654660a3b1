import { charactersOutsideKms } from "../../policy/characters";
import { policySizeInBytes } from "../../policy/size";

it.each([
  ["", 0],
  ["abc", 3],
  ["\u00fc", 2],
  ["\u201c", 3],
  ["\u{1f511}", 4],
])("measures %j in bytes of UTF-8: %p", (text, size) => {
  expect(policySizeInBytes(text)).toBe(size);
});

it("finds each character that KMS refuses once, with its place and number, on the border of what it takes", () => {
  expect(charactersOutsideKms("\t\n\r ~\u007f\u0080\u00ff")).toEqual([]);
  expect(charactersOutsideKms("a\u001f\u0100b\u{1f511}\u0100\u0008\v\f")).toEqual([
    { character: "\u001f", offset: 1, count: 1 },
    { character: "\u0100", offset: 2, count: 2 },
    { character: "\u{1f511}", offset: 4, count: 1 },
    { character: "\b", offset: 7, count: 1 },
    { character: "\v", offset: 8, count: 1 },
    { character: "\f", offset: 9, count: 1 },
  ]);
});
