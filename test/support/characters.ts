import * as fc from "fast-check";

const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;
const GAP = AFTER_SURROGATES - SURROGATES;

/**
 * Any character, as the unit of `fc.string`. It is what `unit: "binary"` is, which builds a table of all million characters in
 * each test file: a second.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(0x10ffff - GAP).map(
  (number) => String.fromCodePoint(number < SURROGATES ? number : number + GAP),
  (text) => {
    const code = typeof text === "string" ? text.codePointAt(0) : undefined;
    if (code === undefined || text !== String.fromCodePoint(code)) throw new Error("not one character");
    if (code >= SURROGATES && code < AFTER_SURROGATES) throw new Error("half a character");
    return code < SURROGATES ? code : code - GAP;
  },
);
