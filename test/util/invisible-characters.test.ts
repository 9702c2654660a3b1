import fc from "fast-check";
import { oneLine, printJson, showInvisible } from "../../util/invisible-characters";
import { anyCharacter } from "../support/characters";

describe("what cannot be seen", () => {
  it.each([
    ["a\u001b[31mb", "a\\u001b[31mb"],
    ["a\u009b31mb", "a\\u009b31mb"],
    ["a\u202eb", "a\\u202eb"],
    ["a\u{e0041}b", "a\\u{e0041}b"],
    ["a\tb\r\nc", "a\\tb\\r\\nc"],
    ["日本 é 😀", "日本 é 😀"],
  ])("of %j is written out: %s", (text, seen) => {
    expect(showInvisible(text)).toBe(seen);
  });

  it("is written out in a message too, which stays in one line", () => {
    expect(oneLine("a: \n  b\r\nc\u001b[2J\td")).toBe("a: b c\\u001b[2J\\td");
  });

  it("stays the same value in JSON, and can be seen there", () => {
    const parts = fc.oneof(
      fc.constantFrom(
        "\u202e",
        "\u200b",
        "\u001b[31m",
        "\u0007",
        "\ufeff",
        "\u{e0041}",
        "\u2028",
        "\n",
        "\r\n",
        '"',
        "\\",
      ),
      fc.string({ unit: anyCharacter, maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (list) => {
        const text = list.join("");
        const json = printJson({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
