import { showInvisible } from "../../util/invisible-characters";

/**
 * The names in a plan come from its configuration and may contain Markdown, HTML, mentions, terminal sequences, or text that runs
 * backwards. In a report they are text and nothing else.
 */

/** Characters of one text in a report; what is longer is cut, and says so. */
const MAX_TEXT = 1_000;

/**
 * As {@link showInvisible}, cut to what a person reads.
 * @param longest characters that are kept
 */
export function brief(text: string, longest = MAX_TEXT): string {
  if (text.length <= longest) return showInvisible(text);
  // Cut first: a megabyte is not looked at. A character of two halves is not cut in its middle.
  const start = text.slice(0, longest).replace(/[\ud800-\udbff]$/, "");
  return `${showInvisible(start)}... (${text.length} characters)`;
}

/** A blank that is not nothing. */
const BLANK = "&#160;";

/** Text that needs no escaping between backticks, wherever they stand. */
const TAME_CODE = /^[\p{L}\p{N}\w .,:;=+*/()[\]{}"'%$@#!?~^-]+$/u;

/** A name as Markdown code: in it no platform looks for mentions, references, links or commands. */
export function markdownCode(text: string): string {
  const shown = brief(text);
  if (TAME_CODE.test(shown) && shown.trim() === shown) return `\`${shown}\``;
  return `<code>${entities(shown) || BLANK}</code>`;
}

/** What a browser does not break anywhere, and is too long for the cell of a table that fits into a comment. */
const UNBROKEN = /[^\s/-]{13,}/;

/** As {@link markdownCode}, but with places at which a long name continues on the next line. */
function breakableCode(text: string): string {
  const shown = brief(text);
  if (!UNBROKEN.test(shown)) return markdownCode(text);
  const pieces = shown.match(/[\p{L}\p{N}]{1,12}[^\p{L}\p{N}]?|[^]/gu) ?? [];
  return `<code>${pieces.map(entities).join("<wbr>")}</code>`;
}

/**
 * A sentence as Markdown: words stay words, and whatever is more than a word (an address, an ARN, a link, a mention, or
 * anything between backticks) becomes code.
 * @param text a sentence that may hold anything from a plan
 */
export function markdownText(text: string): string {
  return sentence(text, markdownCode);
}

/** As {@link markdownText}, for the cell of a table: however long a name is, the table fits into a comment. */
export function markdownCell(text: string): string {
  return text && sentence(text, breakableCode);
}

function sentence(text: string, code: typeof markdownCode): string {
  const parts = brief(text)
    .trim()
    .replace(/ +/g, " ")
    .split(/`([^`]+)`/);
  const made = parts.map((part, index) =>
    index % 2 === 1 ? code(part) : part.replace(/[^ ]+/g, (word) => wordOf(word, code)),
  );
  // A list item without anything in it would make a heading of the line above it.
  return made.join("") || BLANK;
}

/**
 * Lines of code as a Markdown block, in which nothing is anything but text: its fence is longer than any in the code.
 * @param code what may hold anything from a plan
 */
export function markdownBlock(code: string): readonly string[] {
  const fence = "`".repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([{ length }]) => length + 1)));
  // By the comment at the beginning of a review its comment is found again: no name repeats it.
  const lines = code.replaceAll("<!--", "<! --").split("\n");
  return [`${fence}hcl`, ...lines.map((line) => brief(line)), fence];
}

/** Between what was and what will be. */
export const ARROW = "\u2192";

/** A word: letters, digits and hyphens, or a number, with the punctuation of a sentence around it. */
const WORD = /^(["'(]*)([\p{L}\p{N}](?:[\p{L}\p{N}'-]*[\p{L}\p{N}])?|\d+(?:[.,]\d+)+)?([.,;:!?)"']*)$/u;
/** What platforms make a reference of: GH-1, ABC-1, a commit; and `1.`, which begins a list. */
const REFERENCE = /^(\p{L}+-\d+|[0-9a-f]{7,40})$/iu;
const LIST_ITEM = /^\d+[.)]$/;
const PUNCTUATION = /^(["'(]*)(.*?)([.,;:!?)"']*)$/u;

function wordOf(word: string, code: typeof markdownCode): string {
  if (word === ARROW) return word;
  const [, , plain = ""] = WORD.exec(word) ?? [];
  if (WORD.test(word) && !REFERENCE.test(plain) && !LIST_ITEM.test(word)) return word;
  const [, before = "", core = "", after = ""] = PUNCTUATION.exec(word) ?? [];
  return core ? `${before}${code(core)}${after}` : code(word);
}

function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A label of a Mermaid diagram, to stand between double quotes. */
export function mermaidLabel(text: string): string {
  return brief(text, MAX_LABEL).replace(/[^\p{L}\p{N} ._:/,()-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** Characters of a label in a diagram. */
const MAX_LABEL = 80;
