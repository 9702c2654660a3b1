import { quote } from "./quote";

/** What people have in a clipboard or a file in place of JSON. */
export type TextFormat =
  | "empty"
  | "blank"
  | "utf-16"
  | "binary"
  | "zip"
  | "rtf"
  | "html"
  | "hcl"
  | "yaml"
  | "source-code"
  | "comments"
  | "base64"
  | "url-encoded"
  | "html-escaped"
  | "escaped"
  | "powershell-escaped"
  | "single-quoted"
  | "csv-field"
  | "heredoc"
  | "shell-command"
  | "cli-table"
  | "cloudformation"
  | "numbered-lines"
  | "marked-lines"
  | "aws-cli-error"
  | "plan-for-people"
  | "terraform-error";

/** A format other than JSON, and where it begins. */
export interface DetectedFormat {
  readonly format: TextFormat;
  /** What a person calls it, such as `HCL`. */
  readonly name: string;
  /** Where it begins, in UTF-16 code units from 0. */
  readonly offset: number;
  /** The title of a web page, where it has one. */
  readonly title?: string;
}

/** What a person calls a format. */
const NAMES: Readonly<Record<TextFormat, string>> = {
  empty: "an empty text",
  blank: "only whitespace",
  "utf-16": "UTF-16",
  binary: "binary data",
  zip: "a ZIP archive",
  rtf: "RTF",
  html: "a web page or other markup",
  hcl: "HCL",
  yaml: "YAML",
  "source-code": "source code",
  comments: "only comments or headings",
  base64: "JSON in base64",
  "url-encoded": "URL-encoded JSON",
  "html-escaped": "JSON escaped for HTML",
  escaped: "JSON with a backslash before each quotation mark",
  "powershell-escaped": "JSON with a backtick before each quotation mark",
  "single-quoted": "JSON between single quotation marks",
  "csv-field": "JSON with each quotation mark doubled, as in CSV",
  heredoc: "a here-document",
  "shell-command": "a command of a shell",
  "cli-table": "a table of the AWS CLI",
  cloudformation: "a CloudFormation template",
  "numbered-lines": "line numbers before the lines",
  "marked-lines": "a mark (>, + or |) before each line",
  "aws-cli-error": "an error of the AWS CLI",
  "plan-for-people": "the text output of `terraform plan`",
  "terraform-error": "an error of Terraform",
};

/** How a text of a format begins. */
const BEGINNINGS: readonly (readonly [format: TextFormat, beginning: RegExp])[] = [
  ["zip", /^PK\p{Cc}{2}/u],
  ["rtf", /^\{\\rtf/],
  // A brace, then blanks or a quote.
  ["base64", /^(?:eyJ|ewo|ewk|eyA|ew0|eyI)[\w+/-]{20,}/],
  ["url-encoded", /^%(?:7B|5B|22)/i],
  ["html-escaped", /^[[{]\s*&(?:quot|#34|#x22);/i],
  // Outside of a text JSON has no backslashes; line breaks may be escaped too.
  ["escaped", /^(?:[[{](?:\s|\\+[nrt])*|)\\+"/],
  ["powershell-escaped", /^[[{]\s*`"/],
  ["single-quoted", /^'\s*[[{]/],
  ["csv-field", /^"\s*[[{]\s*""/],
  ["heredoc", /^<<[-~]?\s*(["']?)\w+\1[ \t]*\r?\n/],
  ["shell-command", /^(?:[$%#][ \t]+)?(?:sudo[ \t]+)?(?:aws|cat|curl|echo|jq|printf|terraform|tofu)[ \t]+[^\s=:{]/],
  ["cli-table", /^[+|-]{5,}[ \t]*\r?\n[|+]/],
  ["plan-for-people", /^[~+-][ \t]+\w+[ \t]*=[ \t]/],
  ["cloudformation", /^(?:AWSTemplateFormatVersion|Resources):/],
  ["numbered-lines", /^1\b[:.|)]?[ \t]*[[{].*\r?\n[ \t]*2\b/],
  ["marked-lines", /^([>+|])[ \t]*[[{].*\r?\n[ \t]*\1/],
  ["source-code", /^module\.exports\b/],
  [
    "hcl",
    /^(?:[\w.]+\s*=\s*(?:jsonencode\(|<<|[{["])|jsonencode\(|(?:data|locals|module|output|resource|variable)\b[^{}\n]*\{)/,
  ],
  // Any other block, with an argument, a block or nothing on its first line.
  ["hcl", /^[a-z_]+(?:[ \t]+"[^"\n]*")*[ \t]*\{[ \t]*(?:\}|\r?\n\s*(?:[\w-]+[ \t]*(?:=[^=>]|\{|")|[#}]))/],
  ["source-code", /^(?:import|export|const|let|var|function|class)\b/],
  [
    "plan-for-people",
    /^(?:(?:Terraform|OpenTofu) (?:used|will|planned|detected)|No changes\.|Note: Objects have|\S+: (?:Refreshing state|Reading)\.\.\.)/,
  ],
  ["terraform-error", /^(?:\u2577\s*)?(?:\u2502\s*)?Error: /],
  ["yaml", /^(?:---\s|(?:- )?[A-Za-z]\w*:(?:\s|$))/],
  ["aws-cli-error", /^An error occurred \(/],
];

/** How the JSON of a document begins, and its damaged forms, which a JSON parser describes better. */
const BEGINS_JSON = /^(?:[[{"'`,\\]|[^\p{ASCII}]|\p{Cc})/u;

/** How much of a text is looked at, in UTF-16 code units. */
const BEGINNING = 1_000;

/**
 * Tells which format other than JSON a text is in, by how it begins.
 * @param text the text, or its beginning
 * @returns undefined when it looks like JSON, damaged or not
 */
export function detectFormat(text: string): DetectedFormat | undefined {
  const begin = text.search(/[^\s\ufeff]/);
  const found = (format: TextFormat, offset = begin): DetectedFormat => ({ format, name: NAMES[format], offset });
  if (begin < 0) return found(text === "" ? "empty" : "blank", 0);
  if (looksLikeUtf16(text)) return found("utf-16", 0);
  const end = endOfComments(text, begin);
  const rest = text.slice(end, end + BEGINNING);
  const format =
    formatOf(text.slice(begin, begin + BEGINNING)) ??
    (end > begin && !BEGINS_JSON.test(rest) ? (formatOf(rest) ?? "comments") : undefined);
  if (format) return found(format);
  if (looksBinary(text)) return found("binary", 0);
  return text[begin] === "<" ? webPage(text, begin) : undefined;
}

function formatOf(beginning: string): TextFormat | undefined {
  const plain = withoutColours(beginning);
  return BEGINNINGS.find(([, pattern]) => pattern.test(plain))?.[0];
}

// eslint-disable-next-line no-control-regex -- the colours of a terminal begin with a control character
const COLOURS = /\u001b\[[\d;]*[A-Za-z]/g;

/** A text without the colour codes of a terminal. */
export function withoutColours(text: string): string {
  return text.replace(COLOURS, "");
}

function webPage(text: string, offset: number): DetectedFormat {
  const title = /<title[^<>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  const name = `${NAMES.html}${title ? ` titled ${quote(title)}` : ""}`;
  return { format: "html", name, offset, ...(title && { title }) };
}

/** Where the comments and Markdown headings end that a text begins with. */
function endOfComments(text: string, begin: number): number {
  const comment = /\s*(?:(?:#|\/\/)[^\r\n]*|\/\*[\s\S]*?\*\/)\s*/y;
  let end = begin;
  for (comment.lastIndex = begin; comment.test(text);) end = comment.lastIndex;
  return end;
}

// Read as UTF-8, every second character of plain text in UTF-16 is NUL, and its byte-order mark is two bytes that are not UTF-8.
function looksLikeUtf16(text: string): boolean {
  const characters = [...text.slice(0, 2 * 64 + 8).replace(/^[\ufffd\ufeff\ufffe]+/, "")].slice(0, 64);
  const nuls = (parity: number): boolean => {
    const half = characters.filter((_, index) => index % 2 === parity);
    return half.length > 0 && half.every((character) => character === "\0");
  };
  return text.startsWith("\ufffe") || nuls(0) || nuls(1);
}

/** One unprintable character in so many makes a text binary data. */
const BINARY_SHARE = 10;

function looksBinary(text: string): boolean {
  const beginning = text.slice(0, BEGINNING);
  const strange = beginning.match(/[^\P{Cc}\t\n\v\f\r]|\ufffd/gu) ?? [];
  return strange.length * BINARY_SHARE > beginning.length;
}
