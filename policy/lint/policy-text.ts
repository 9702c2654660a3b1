import { MAX_POLICY_BYTES } from "../limits";
import { placed, positionsIn, quote, type Complaint, type Position, type StatementProblem } from "../problem";
import { policySizeInBytes } from "../size";
import { charactersOutsideKms, forbidden } from "./characters";
import { readJson, type JsonNode, type JsonReading } from "./json";

/** What a text holds, and how to say where something in it stands. */
export interface PolicyText {
  /** The values on the first level, as far as they could be read. */
  readonly values: readonly JsonNode[];
  readonly problems: readonly StatementProblem[];
  /** Whether the whole text was read. */
  readonly complete: boolean;
  /** Line and column of a place in the text. */
  readonly at: (offset: number) => Position;
}

/**
 * Reads the JSON text of statements or of a policy, as a person saved it: what was pasted instead of JSON is named, and what
 * word processors and web pages do to JSON is undone, after it was reported, to find the other mistakes too.
 * @param given the text
 * @param whatItIs what should have been pasted, such as `the statement`
 */
export function readPolicyText(given: string, whatItIs: string): PolicyText {
  const at = positionsIn(given);
  const unreadable = notJson(given, whatItIs);
  if (unreadable) {
    return { values: [], problems: [placed(unreadable, "", at(unreadable.offset))], complete: false, at };
  }
  const bare = given.replace(/^\ufeff/, " ");
  const strays = charactersOutsideKms(bare);
  const { text, fence } = withoutFences(bare);
  const reading = readRepaired(text, strays.length > 0);
  const reported = new Set(strays.map(({ offset }) => offset));
  const problems = [
    ...strays.map((stray) => placed(forbidden(stray), "", at(stray.offset))),
    ...(fence === undefined ? [] : [placed(FENCED, "", at(fence))]),
    ...reading.mistakes
      .filter(({ offset }) => !reported.has(offset))
      .map((mistake) => placed(mistake, "", at(mistake.offset))),
  ];
  return { values: reading.values, problems, complete: reading.complete, at };
}

const FENCED: Complaint = {
  code: "code-fence",
  what: "only the JSON itself must be given",
  got: "a code fence of Markdown (```) around it",
  expected: "JSON only",
  fix: "delete the lines that begin with ```",
};

function notJson(text: string, whatItIs: string): (Complaint & { readonly offset: number }) | undefined {
  const what = `${whatItIs} must be JSON`;
  const size = policySizeInBytes(text);
  const begin = text.search(/[^\s\ufeff]/);
  if (begin < 0) {
    return {
      offset: 0,
      code: "not-json",
      what,
      got: text === "" ? "an empty text" : "nothing but blanks",
      expected: "JSON",
      fix: `paste ${whatItIs} and save the file again`,
    };
  }
  if (looksLikeUtf16(text)) {
    return {
      offset: 0,
      code: "not-utf-8",
      what: `${whatItIs} must be encoded in UTF-8`,
      got: "UTF-16",
      expected: "UTF-8",
      fix: "save the file again with encoding UTF-8",
    };
  }
  if (looksBinary(text)) {
    return {
      offset: 0,
      code: "not-utf-8",
      what,
      got: "bytes that are no text",
      expected: "JSON",
      fix: "name another file",
    };
  }
  if (text[begin] === "<") {
    const title = /<title[^<>]*>([^<]*)/i.exec(text)?.[1]?.trim();
    const login = title && /log ?in|sign ?in/i.test(title) ? ", which asks to log in" : "";
    return {
      offset: begin,
      code: "not-json",
      what,
      got: `a web page or other markup${title ? ` with the title ${quote(title)}` : ""}${login}`,
      expected: "JSON",
      fix: `open the page in a browser${login && ", log in"}, and copy the JSON that it shows`,
    };
  }
  if (size > MAX_POLICY_BYTES) {
    return {
      offset: 0,
      code: "policy-too-large",
      what: `${whatItIs} must fit into a key policy`,
      got: `${size} bytes`,
      expected: `at most ${MAX_POLICY_BYTES} bytes`,
      fix: "copy it again, and nothing else",
    };
  }
  return undefined;
}

// Read as UTF-8, every second character of plain text in UTF-16 is NUL, and its byte-order mark is two bytes that are not UTF-8.
function looksLikeUtf16(text: string): boolean {
  const characters = [...text.replace(/^[\ufffd\ufeff\ufffe]+/, "").slice(0, 64)];
  const nuls = (parity: number): boolean => {
    const half = characters.filter((_, index) => index % 2 === parity);
    return half.length > 0 && half.every((character) => character === "\0");
  };
  return text.startsWith("\ufffe") || nuls(0) || nuls(1);
}

/** So much of a text is looked at to tell what it is, in UTF-16 code units. */
const BEGINNING = 1_000;
/** One character in so many that is none of a text makes it something else: an archive, a picture. */
const BINARY_SHARE = 10;

function looksBinary(text: string): boolean {
  const beginning = text.slice(0, BEGINNING);
  const strange = beginning.match(/[^\P{Cc}\t\n\v\f\r]|\ufffd/gu) ?? [];
  return strange.length * BINARY_SHARE > beginning.length;
}

function withoutFences(text: string): { readonly text: string; readonly fence: number | undefined } {
  const fence = text.search(/^[ \t]*```/m);
  return { text: text.replace(/^[ \t]*```[^\r\n]*/gm, blanked), fence: fence < 0 ? undefined : fence };
}

function readRepaired(text: string, hasStrays: boolean): JsonReading {
  const reading = readJson(text);
  if (reading.mistakes.length === 0 || !hasStrays) return reading;
  // Every repair keeps the length, so that all positions stay.
  return readJson(
    text.replace(/[\u201c-\u201f]/g, '"').replace(/[\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff\0\v\f]/g, " "),
  );
}

function blanked(text: string): string {
  return " ".repeat(text.length);
}
