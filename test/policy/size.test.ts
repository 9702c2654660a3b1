import { charactersOutsideKms } from "../../policy/characters";
import { checkSizeAndDepth, policySizeInBytes } from "../../policy/size";

it.each([
  ["", 0],
  ["abc", 3],
  ["\u00fc", 2],
  ["\u201c", 3],
  ["\u{1f511}", 4],
])("measures %j in bytes of UTF-8: %p", (text, size) => {
  expect(policySizeInBytes(text)).toBe(size);
});

it("finds each character that KMS refuses once, with its place and number, at the limits of the accepted range", () => {
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

describe("an object that cannot be checked", () => {
  const nested = (levels: number): unknown => (levels === 0 ? "x" : [nested(levels - 1)]);
  const itself: unknown[] = [];
  itself.push(itself);
  const large = {
    code: "policy-within-size-limit",
    path: "",
    what: "the policy is larger than KMS accepts",
    got: "more than 65536 bytes",
    expected: "at most 32768 bytes",
    fix: "give fewer or shorter statements",
  };
  const deep = {
    code: "nested-too-deep",
    path: "",
    what: "the policy is nested deeper than 16 levels",
    got: "level 17",
    expected: "a statement, a list of statements or a policy",
    fix: "write the statement down again",
  };

  it.each([
    ["sixteen levels", nested(16), undefined],
    ["seventeen levels", nested(17), deep],
    ["one that holds itself", itself, deep],
    ["a text of all bytes", "x".repeat(65_536), undefined],
    ["a text of more", "x".repeat(65_537), large],
    ["a name of more", { ["x".repeat(65_537)]: 1 }, large],
    ["a list of more", Array.from({ length: 65_537 }, () => 0), large],
    ["nothing at all", undefined, undefined],
  ])("%s", (_, value, problem) => {
    expect(checkSizeAndDepth(value)).toEqual(problem);
  });
});
