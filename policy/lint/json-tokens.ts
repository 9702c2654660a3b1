import { createScanner } from "jsonc-parser";
import { quote, type Complaint } from "../problem";
import { strayBlank } from "./characters";

/** A part of a JSON text: a bracket, comma or colon, a text, a number or a word. */
export interface Token {
  /** As it stands in the text. */
  readonly raw: string;
  readonly offset: number;
  /** The value of a text, without its quotes and escapes. */
  readonly text: string;
  /** What is wrong with a text; 0 when nothing is. */
  readonly error: number;
}

/** What is wrong at a place in the text. */
export interface Misplaced extends Complaint {
  /** The place, in UTF-16 code units from 0. */
  readonly offset: number;
}

/** The error of a text that is not closed: `ScanError.UnexpectedEndOfString`, an ambient enum out of reach of isolated modules. */
export const UNTERMINATED = 2;

// The one blank that KMS takes and JSON does not.
const NO_BREAK_SPACE = "\u00a0";

/**
 * Cuts a JSON text into its parts; what stands between them and is no JSON is a mistake.
 * @param text the text
 */
export function tokensOf(text: string): { readonly tokens: readonly Token[]; readonly mistakes: readonly Misplaced[] } {
  const tokens: Token[] = [];
  const mistakes: Misplaced[] = [];
  const blanks: number[] = [];
  const scanner = createScanner(text);
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const raw = text.slice(offset, scanner.getPosition());
    if (raw === "") break;
    if (raw.startsWith("//") || raw.startsWith("/*")) mistakes.push({ offset, ...comment(raw) });
    else if (raw.trim() !== "") {
      tokens.push({ raw, offset, text: scanner.getTokenValue(), error: scanner.getTokenError() });
    } else if (raw.includes(NO_BREAK_SPACE)) blanks.push(offset);
  }
  const [first] = blanks;
  if (first !== undefined) mistakes.push({ offset: first, ...strayBlank(NO_BREAK_SPACE, blanks.length) });
  return { tokens, mistakes };
}

function comment(raw: string): Complaint {
  return {
    code: "json-comment",
    what: "JSON must not hold comments",
    got: quote(raw),
    expected: "JSON only",
    fix: "delete the comment",
  };
}
