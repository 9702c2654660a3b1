import { POLICY_CHARACTER } from "./limits";
import type { ProblemText } from "./problem";

/** A character that KMS does not accept in a key policy. */
export interface ForbiddenCharacter {
  readonly character: string;
  /** Place of its first occurrence in the text, in UTF-16 code units from 0. */
  readonly offset: number;
  /** How often it occurs. */
  readonly count: number;
}

// Testing all at once takes a hundredth of the time of testing each character.
const POLICY_TEXT = new RegExp(POLICY_CHARACTER.source.replace(/\$$/, "*$"));

/** What the usual strays are called, and what to type instead. */
const STRAYS: Readonly<Record<string, readonly [name: string, instead: string]>> = {
  "\u0000": ["the NUL character", "delete it"],
  "\u001b": ["the escape character of a terminal", "copy it without colors, or delete the escape sequences"],
  "\u2018": ["a curly quotation mark", "type a straight one (' in a text, \" around it)"],
  "\u2019": ["a curly quotation mark", "type a straight one (' in a text, \" around it)"],
  "\u201c": ["a curly quotation mark", 'type a straight one (")'],
  "\u201d": ["a curly quotation mark", 'type a straight one (")'],
  "\u201e": ["a curly quotation mark", 'type a straight one (")'],
  "\u2013": ["an en dash", "type a hyphen (-)"],
  "\u2014": ["an em dash", "type a hyphen (-)"],
  "\u2026": ["an ellipsis", "paste the text that it replaces"],
  "\u00a0": ["a non-breaking space", "type a plain space"],
  "\u200b": ["a zero-width space", "delete it"],
  "\u2028": ["a line separator", "type a plain line break"],
  "\ufeff": ["a byte-order mark inside the text", "delete it"],
  "\ufffd": ["a byte that is not UTF-8", "save the file as UTF-8"],
};

/** The characters that KMS refuses in a key policy, each once, in the order in which they occur first. */
export function charactersOutsideKms(text: string): ForbiddenCharacter[] {
  if (POLICY_TEXT.test(text)) return [];
  const found = new Map<string, { offset: number; count: number }>();
  let offset = 0;
  for (const character of text) {
    if (!POLICY_CHARACTER.test(character)) {
      const seen = found.get(character);
      if (seen) seen.count += 1;
      else found.set(character, { offset, count: 1 });
    }
    offset += character.length;
  }
  return [...found].map(([character, { offset: first, count }]) => ({ character, offset: first, count }));
}

/**
 * The problem of a character that KMS does not accept.
 * @param stray the character, and how often it occurs
 * @param where the place in words, such as `in Sid`
 */
export function forbiddenCharacter(
  { character, count }: Omit<ForbiddenCharacter, "offset">,
  where = "the key policy",
): ProblemText {
  return {
    code: "forbidden-character",
    what: `invalid character in ${where}`,
    got: `${describeCharacter(character)}${count > 1 ? `, ${count} times` : ""}`,
    expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
    fix: STRAYS[character]?.[1] ?? "replace it",
  };
}

/**
 * The problem of whitespace that JSON does not accept between its parts.
 * @param count in how many places it occurs
 */
export function strayWhitespace(character: string, count: number): ProblemText {
  return {
    code: "json-blank",
    what: "invalid whitespace in JSON",
    got: `${describeCharacter(character)}${count > 1 ? `, in ${count} places` : ""}`,
    expected: "space, tab or line break",
    fix: STRAYS[character]?.[1] ?? "replace it",
  };
}

function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${code}${STRAYS[character] ? ` (${STRAYS[character][0]})` : ""}`;
}
