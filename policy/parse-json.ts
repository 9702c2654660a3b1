import { memoize } from "../util/memoize";
import { MAX_NESTING } from "./limits";
import { describeValue, positionsIn, type ProblemText, type Position } from "./problem";
import { charactersOutsideKms, forbiddenCharacter, strayWhitespace } from "./characters";
import { createScanner } from "jsonc-parser";
import { quote } from "../util/quote";

/** A value in a JSON text, and its position. */
export interface JsonNode {
  /** Where it begins, in UTF-16 code units from 0. */
  readonly offset: number;
  /** Set for an object. */
  readonly members?: readonly JsonMember[];
  /** Set for a list. */
  readonly items?: readonly JsonNode[];
  /** Set for a text, number, boolean or null. */
  readonly value?: string | number | boolean | null;
  /** On the first level: whether there is a comma before it. */
  readonly afterComma: boolean;
}

/** A member of an object, and the position of its name. */
export interface JsonMember {
  readonly name: string;
  readonly offset: number;
  readonly node: JsonNode;
}

/** The values on the first level of a text, and its mistakes. */
export interface JsonReading {
  readonly values: readonly JsonNode[];
  readonly mistakes: readonly Misplaced[];
  /** Whether the whole text was read. */
  readonly complete: boolean;
}

/**
 * Reads strict JSON with the position of everything, and reports all mistakes, not only the first.
 * Beyond JSON it accepts several values on the first level, joined by commas, and commas at the ends of lists and objects.
 * What JSON parsers silently accept is a mistake here: a duplicate key, a number that cannot be represented exactly.
 */
export function readJson(text: string): JsonReading {
  return new Reader(text).read();
}

/** The value without its positions; the same object for the same node, so that what is found out about a statement is found once. */
export function plainValue(node: JsonNode): unknown {
  return node.members || node.items ? plainObject(node) : node.value;
}

const plainObject = memoize(({ members = [], items }: JsonNode): object =>
  items ? items.map(plainValue) : Object.fromEntries(members.map(({ name, node }) => [name, plainValue(node)])),
);

const COPY_AGAIN = "copy the JSON again, from the first brace to the last one";

const SEPARATED: ProblemText = {
  code: "several-documents",
  what: "more than one JSON document",
  got: "--- between them, as in YAML",
  expected: "one document",
  fix: "keep the document of this key",
};

/** What to do about something in the place of a member's name. */
function fixForName(raw: string): string | undefined {
  if (raw.startsWith("\\")) return "remove the backslashes: this is JSON escaped inside a string";
  if (raw.startsWith("'")) return "put names and texts between double quotes";
  return /^[A-Za-z]\w*$/.test(raw) ? `write ${quote(raw)} between double quotes, as all names and texts` : undefined;
}

class Reader {
  private readonly tokens: readonly Token[];
  private readonly mistakes: Misplaced[];
  private next = 0;
  private depth = 0;
  private readonly at: (offset: number) => Position;

  public constructor(private readonly text: string) {
    const { tokens, mistakes } = tokensOf(text);
    this.at = positionsIn(text);
    this.tokens = tokens;
    this.mistakes = [...mistakes];
  }

  public read(): JsonReading {
    const values: JsonNode[] = [];
    let afterComma = true;
    while (this.peek().raw !== "") {
      if (this.peek().raw === ",") {
        if (values.length > 0 && afterComma) this.strayComma();
        afterComma = true;
        this.take();
        continue;
      }
      if (values.length > 0 && /^---\s/.test(this.text.slice(this.peek().offset))) {
        this.fail(this.peek().offset, SEPARATED);
        return { values, mistakes: this.mistakes, complete: false };
      }
      const value = this.value();
      if (!value || this.peek().raw === ":") {
        if (value) this.bareMember(value);
        return { values, mistakes: this.mistakes, complete: false };
      }
      values.push({ ...value, afterComma });
      afterComma = false;
    }
    return { values, mistakes: this.mistakes, complete: true };
  }

  private value(): JsonNode | undefined {
    const { raw, offset, text } = this.peek();
    const node = { offset, afterComma: false };
    if (raw === "{" || raw === "[") return this.nested(raw);
    if (raw.startsWith('"')) return this.string() ? { ...node, value: text } : undefined;
    this.take();
    if (raw === "true" || raw === "false") return { ...node, value: raw === "true" };
    if (raw === "null") return { ...node, value: null };
    if (/^-?\d/.test(raw)) return { ...node, value: this.number(raw, offset) };
    return this.malformed(
      offset,
      quote(raw),
      "a JSON value",
      raw.startsWith("'") ? "put texts between double quotes" : COPY_AGAIN,
    );
  }

  private nested(bracket: "{" | "["): JsonNode | undefined {
    const open = this.take();
    if (this.depth >= MAX_NESTING) {
      return this.fail(open.offset, {
        code: "nested-too-deep",
        what: `JSON is nested deeper than ${MAX_NESTING} levels`,
        got: `level ${MAX_NESTING + 1}`,
        expected: "a statement, a list of statements or a policy",
        fix: "copy the JSON again",
      });
    }
    this.depth += 1;
    const node = bracket === "{" ? this.object(open) : this.list(open);
    this.depth -= 1;
    return node;
  }

  private object(open: Token): JsonNode | undefined {
    const members: JsonMember[] = [];
    const places = new Map<string, number>();
    const closed = this.each(open, "object", "}", () => {
      const { raw, offset, text: name } = this.peek();
      if (!raw.startsWith('"')) return this.unexpected("a name in double quotes, a comma or }", fixForName(raw));
      if (!this.string()) return undefined;
      if (this.peek().raw === "") return this.truncated(open, "object");
      if (this.peek().raw !== ":") return this.unexpected(`a colon after ${quote(name)}`);
      this.take();
      if (this.peek().raw === "") return this.truncated(open, "object");
      const node = this.value();
      if (!node) return undefined;
      const first = places.get(name);
      if (first !== undefined) this.repeated(name, offset, first);
      else members.push({ name, offset, node });
      places.set(name, first ?? offset);
      return true;
    });
    return closed ? { offset: open.offset, members, afterComma: false } : undefined;
  }

  private list(open: Token): JsonNode | undefined {
    const items: JsonNode[] = [];
    const closed = this.each(open, "list", "]", () => {
      const node = this.value();
      if (node) items.push(node);
      return node && true;
    });
    return closed ? { offset: open.offset, items, afterComma: false } : undefined;
  }

  /** Reads up to the closing bracket; a missing or doubled comma is a mistake that can be read over. */
  private each(open: Token, what: string, close: string, element: () => true | undefined): true | undefined {
    let separated = true;
    for (;;) {
      const { raw, offset } = this.peek();
      if (raw === "") return this.truncated(open, what);
      if (raw === close) {
        this.take();
        return true;
      }
      if (raw === ",") {
        if (separated) this.strayComma();
        separated = true;
        this.take();
        continue;
      }
      if (!separated && /^["{[\w-]/.test(raw)) this.missingComma(offset, raw);
      else if (!separated) return this.unexpected(`a comma or ${close}`);
      if (!element()) return undefined;
      separated = false;
    }
  }

  private string(): boolean {
    const { raw, offset, text, error } = this.take();
    if (error === UNTERMINATED) {
      const atEnd = offset + raw.length >= this.text.trimEnd().length;
      const at = this.at(offset);
      this.fail(offset, {
        code: atEnd ? "json-incomplete" : "json-malformed",
        what: atEnd ? "incomplete JSON" : "malformed JSON",
        got: atEnd
          ? `the end of the input inside the text opened on line ${at.line}, column ${at.column}`
          : `the text ${quote(raw.slice(1))} that is not closed on its line`,
        expected: "a closing double quote",
        fix: atEnd ? "copy the JSON again, up to its last brace" : "close the text, or write a line break in it as \\n",
      });
      return false;
    }
    if (error !== 0 && charactersOutsideKms(raw).length === 0) {
      this.malformed(
        offset,
        `${quote(raw)}, with an invalid escape`,
        "a JSON escape",
        "write a backslash as \\\\ and a tab as \\t",
      );
    }
    // Written as an escape, a character passes a look at the text; the canonical form would send it as itself, unless it is a
    // control character, which JSON always escapes.
    if (raw.includes("\\u") && charactersOutsideKms(raw).length === 0) {
      for (const stray of charactersOutsideKms(text).filter(({ character }) => character > "\u001f")) {
        this.mistake(offset, forbiddenCharacter(stray, "an escape sequence"));
      }
    }
    return true;
  }

  private number(raw: string, offset: number): number {
    const follows = this.peek();
    // JSON knows no leading zeros: an account id without quotes comes as two tokens.
    const digits = follows.offset === offset + raw.length && /^\d/.test(follows.raw) ? this.take().raw : "";
    const value = Number(raw + digits);
    if (String(value) !== raw + digits) {
      this.mistake(offset, {
        code: "number-inexact",
        what: "JSON does not keep this number exactly",
        got: raw + digits,
        expected: "a number in its shortest form, or a text",
        fix: /e/i.test(raw)
          ? "write all of its digits between double quotes: a spreadsheet has rounded them"
          : "put it between double quotes",
      });
    }
    return value;
  }

  private repeated(name: string, offset: number, first: number): void {
    const at = this.at(first);
    this.mistake(offset, {
      code: "member-repeated",
      what: `duplicate JSON key ${quote(name)}`,
      got: `twice, first on line ${at.line}, column ${at.column}`,
      expected: "one value",
      fix: "delete one of the two",
    });
  }

  private bareMember(name: JsonNode): void {
    this.mistake(name.offset, {
      code: "json-incomplete",
      what: "incomplete JSON",
      got: `${describeValue(name.value)} and a colon, without the braces around them`,
      expected: "an object in braces",
      fix: "copy the JSON again, from the first brace to the last one",
    });
  }

  private missingComma(offset: number, raw: string): void {
    this.malformed(offset, `${quote(raw)} without a comma before it`, "a comma", "add the comma");
  }

  private strayComma(): void {
    this.malformed(
      this.peek().offset,
      "a comma with nothing before it",
      "one comma between two parts",
      "delete the comma",
    );
  }

  private unexpected(expected: string, fix = COPY_AGAIN): undefined {
    const { raw, offset } = this.peek();
    return this.malformed(offset, quote(raw), expected, fix);
  }

  private truncated(open: Token, what: string): undefined {
    const at = this.at(open.offset);
    return this.fail(this.text.trimEnd().length, {
      code: "json-incomplete",
      what: "incomplete JSON",
      got: `the end of the input inside the ${what} opened on line ${at.line}, column ${at.column}`,
      expected: `a closing ${open.raw === "{" ? "}" : "]"}`,
      fix: "copy the JSON again, up to its last brace",
    });
  }

  private malformed(offset: number, got: string, expected: string, fix: string): undefined {
    return this.fail(offset, { code: "json-malformed", what: "malformed JSON", got, expected, fix });
  }

  private fail(offset: number, problem: ProblemText): undefined {
    this.mistake(offset, problem);
    return undefined;
  }

  private mistake(offset: number, problem: ProblemText): void {
    this.mistakes.push({ offset, ...problem });
  }

  private peek(): Token {
    return this.tokens[this.next] ?? { raw: "", offset: this.text.length, text: "", error: 0 };
  }

  private take(): Token {
    const token = this.peek();
    this.next += 1;
    return token;
  }
}

/** A part of a JSON text: a bracket, comma or colon, a text, a number or a word. */
export interface Token {
  /** As written in the text. */
  readonly raw: string;
  readonly offset: number;
  /** The value of a text, without its quotes and escapes. */
  readonly text: string;
  /** What is wrong with a text; 0 when nothing is. */
  readonly error: number;
}

/** What is wrong at a place in the text. */
export interface Misplaced extends ProblemText {
  /** The place, in UTF-16 code units from 0. */
  readonly offset: number;
}

/** The error of a text that is not closed: `ScanError.UnexpectedEndOfString`, an ambient enum out of reach of isolated modules. */
export const UNTERMINATED = 2;

// The only whitespace that KMS accepts and JSON does not.
const NO_BREAK_SPACE = "\u00a0";

/** Cuts a JSON text into its parts; anything between them that is not JSON is a mistake. */
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
  if (first !== undefined) mistakes.push({ offset: first, ...strayWhitespace(NO_BREAK_SPACE, blanks.length) });
  return { tokens, mistakes };
}

/**
 * The first key that an object of a valid JSON text contains twice: JSON does not define which of the two values counts.
 * Not by recursion, because the text may be nested deeper than the stack.
 */
export function repeatedName(text: string): string | undefined {
  const { tokens } = tokensOf(text);
  const open: Set<string>[] = [];
  for (const [index, { raw, text: name }] of tokens.entries()) {
    if (raw === "{" || raw === "[") open.push(new Set());
    else if (raw === "}" || raw === "]") open.pop();
    else if (tokens[index + 1]?.raw === ":") {
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}

function comment(raw: string): ProblemText {
  return {
    code: "json-comment",
    what: "comment in JSON",
    got: quote(raw),
    expected: "JSON only",
    fix: "delete the comment",
  };
}
