import { MAX_POLICY_BYTES } from "../limits";
import { describeValue, type ProblemText } from "../problem";
import { policySizeInBytes } from "../size";
import type { Misplaced } from "./parse-json";
import { STATEMENT_ELEMENTS } from "../document";
import { didYouMean } from "../../util/did-you-mean";
import { quote } from "../../util/quote";
import { formatList } from "../../util/format-list";
import { isObject } from "../../util/json";

/**
 * Tells a text that is something else than JSON, or than the JSON of a policy, by what it looks like.
 * @param text the text, or its beginning
 * @param whatItIs what should have been pasted, such as `the statement`
 * @returns what is wrong, and where; undefined when it looks like JSON of some size
 */
export function detectNonJson(text: string, whatItIs: string): Misplaced | undefined {
  const begin = text.search(/[^\s\ufeff]/);
  const start = text.slice(Math.max(0, begin), begin + BEGINNING);
  const notJson = (got: string, fix: string, offset = begin): Misplaced => ({
    ...{ offset, code: "not-json", what: `${whatItIs} must be JSON`, got, expected: "JSON", fix },
  });
  if (begin < 0) {
    const got = text === "" ? "an empty text" : "nothing but blanks";
    return notJson(got, `paste ${whatItIs} and save the file again`, 0);
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
  const behind = behindComments(text, begin);
  const rest = text.slice(behind, behind + BEGINNING);
  const commented = behind > begin && !BEGINS_JSON.test(rest);
  const look = lookOf(start) ?? (commented ? (lookOf(rest) ?? COMMENTS_ALONE) : undefined);
  if (look) return notJson(look.got, look.fix ?? `copy ${whatItIs} as JSON, ${BRACES}`);
  if (looksBinary(text)) return { ...notJson("bytes that are no text", "name another file", 0), code: "not-utf-8" };
  if (start.startsWith("<")) {
    const title = /<title[^<>]*>([^<]*)/i.exec(text)?.[1]?.trim();
    const login = title && /log ?in|sign ?in/i.test(title) ? ", which asks to log in" : "";
    return notJson(
      `a web page or other markup${title ? ` with the title ${quote(title)}` : ""}${login}`,
      `open the page in a browser${login && ", log in"}, and copy the JSON that it shows`,
    );
  }
  if (start.startsWith("{") && TERRAFORM.every((member) => member.test(text))) {
    return {
      offset: begin,
      code: "not-a-policy",
      what: `${whatItIs} must be JSON of the policy language`,
      got: "a Terraform plan, or what else `terraform show -json` prints",
      expected: "a statement or a policy",
      fix: "review the plan with `aura-cmk review plan.json`",
    };
  }
  const size = policySizeInBytes(text);
  if (size <= MAX_POLICY_BYTES) return undefined;
  return {
    offset: 0,
    code: "policy-too-large",
    what: `${whatItIs} must fit into a key policy`,
    got: `${size} bytes`,
    expected: `at most ${MAX_POLICY_BYTES} bytes`,
    fix: "copy it again, and nothing else",
  };
}

/** What part of a page to copy. */
const BRACES = "from the first brace to the last one and nothing around it";
const REVIEW = "a plan is reviewed: `terraform show -json plan.bin > plan.json`, then `aura-cmk review plan.json`";

const HCL = "HCL, the language of Terraform";
const SOURCE_CODE = "the source code of a program";

/** What people have in place of the JSON. */
interface Look {
  readonly got: string;
  /** @default - copy the JSON alone */
  readonly fix?: string;
}

const COMMENTS_ALONE: Look = { got: "comments or headings, and no JSON after them" };

/** What people have in a clipboard or a file next to the JSON, by how it begins. */
const LOOKS: readonly (Look & { readonly looks: RegExp })[] = [
  {
    looks: /^PK\p{Cc}{2}/u,
    got: "a ZIP archive, such as the plan file of `terraform plan -out`",
    fix: `name another file; ${REVIEW}`,
  },
  { looks: /^\{\\rtf/, got: "a document in RTF", fix: "save it as plain text" },
  { looks: /^1\b[:.|)]?[ \t]*[[{].*\r?\n[ \t]*2\b/, got: "line numbers before its lines", fix: "copy it without them" },
  {
    looks: /^([>+|])[ \t]*[[{].*\r?\n[ \t]*\1/,
    got: "a mark before each of its lines, as mails and diffs have them",
    fix: "delete the marks, or copy it from where it comes from",
  },
  { looks: /^module\.exports\b/, got: SOURCE_CODE },
  {
    looks:
      /^(?:[\w.]+\s*=\s*(?:jsonencode\(|<<|[{[])|jsonencode\(|(?:data|locals|module|output|resource|variable)\b[^{}\n]*\{)/,
    got: HCL,
  },
  // Any other block, with an argument, a block or nothing on its first line.
  { looks: /^[a-z_]+(?:[ \t]+"[^"\n]*")*[ \t]*\{[ \t]*(?:\}|\r?\n\s*(?:[\w-]+[ \t]*(?:=[^=>]|\{|")|[#}]))/, got: HCL },
  { looks: /^(?:import|export|const|let|var|function|class)\b/, got: SOURCE_CODE },
  { looks: /^(?:---\s|(?:- )?[A-Za-z]\w*:(?:\s|$))/, got: "YAML, or names and values in another form" },
  {
    looks: /^An error occurred \(/,
    got: "an error of the AWS CLI",
    fix: "run the command again, and look at what it says",
  },
  { looks: /^(?:Terraform (?:used|will)|No changes\.)/, got: "a Terraform plan as people read it", fix: REVIEW },
];

/** Members of what `terraform show -json` prints: both stand near its beginning, before anything that may be long. */
const TERRAFORM = [/"format_version"\s*:\s*"\d/, /"(terraform_version|planned_values|resource_changes|values)"\s*:/];

function lookOf(start: string): Look | undefined {
  return LOOKS.find(({ looks }) => looks.test(start));
}

/** How the JSON of a statement begins, and what is left of it that is told better where it is read. */
const BEGINS_JSON = /^(?:[[{"'`,\\]|[^\p{ASCII}]|\p{Cc})/u;

/** Where the first text stands that is no comment, nor a heading of Markdown. */
function behindComments(text: string, begin: number): number {
  const comment = /\s*(?:(?:#|\/\/)[^\r\n]*|\/\*[\s\S]*?\*\/)\s*/y;
  let end = begin;
  for (comment.lastIndex = begin; comment.test(text);) end = comment.lastIndex;
  return end;
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

/** What should have been pasted. */
export type ExpectedDocument = "the statement" | "the key policy";

/** What it looks like. */
export const SHAPES: Readonly<Record<ExpectedDocument, string>> = {
  "the statement": "an object with Effect, Principal, Action and Resource",
  "the key policy": "an object with Version and Statement",
};

/**
 * Tells what is no statement and no policy as a whole, for which a list of all that it lacks would say nothing: the policy
 * inside of something else, or something else altogether.
 * @param value what was read
 * @param whatItIs what should have been there
 * @returns what is wrong; undefined for whatever has something of a statement or a policy
 */
export function detectWrongDocument(value: unknown, whatItIs: ExpectedDocument): ProblemText | undefined {
  const packed = unwrapEncodedPolicy(value, whatItIs);
  if (packed) return { code: "wrong-type", what: `${whatItIs} must be a JSON object`, ...packed };
  const complaint = {
    code: "not-a-policy",
    what: `${whatItIs} must be JSON of the policy language`,
    expected: SHAPES[whatItIs],
  } as const;
  const again = `copy ${whatItIs} again, from the first brace to the last one`;
  if (!isPart(value)) return { ...complaint, got: describeValue(value), fix: again };
  if (!isObject(value) || "Statement" in value) return undefined;
  const names = Object.keys(value);
  const elements: readonly string[] = STATEMENT_ELEMENTS;
  const near = names.filter((name) => didYouMean(name, elements) !== undefined);
  if (near.length > 1 || near.some((name) => elements.includes(name))) return undefined;
  const statements = names.find((name) => didYouMean(name, ["Statement"]) !== undefined && isPart(value[name]));
  if (statements !== undefined) {
    return { ...complaint, got: `an object with ${quote(statements)}`, fix: 'did you mean "Statement"?' };
  }
  const wrapper = names.find((name) => holdsPolicy(value[name]));
  if (wrapper !== undefined) {
    const fix = `copy what stands behind ${quote(wrapper)}, from its first brace to its last one`;
    return { ...complaint, got: `an object with ${quote(wrapper)}, which holds the policy`, fix };
  }
  const got = names.length === 0 ? "an empty object" : `an object with ${formatList(names.map(quote))}`;
  return { ...complaint, got, fix: again };
}

/** A policy packed into a text, as the AWS CLI prints it when it is not asked for text. */
function unwrapEncodedPolicy(
  value: unknown,
  whatItIs: ExpectedDocument,
): Omit<ProblemText, "code" | "what"> | undefined {
  const policy = isObject(value) && !("Statement" in value) ? value["Policy"] : value;
  if (typeof policy !== "string" || !/^\s*\{/.test(policy)) return undefined;
  if (whatItIs === "the statement" && policy === value) {
    const fix = "take away the quotation marks around it, and the backslashes in it";
    return { got: "a text with the JSON inside", expected: SHAPES[whatItIs], fix };
  }
  return {
    got: "what the AWS CLI prints around it, with the policy as a text inside",
    expected: SHAPES[whatItIs],
    fix: "get it with `aws kms get-key-policy --key-id KEY --query Policy --output text`",
  };
}

function isPart(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function holdsPolicy(value: unknown): boolean {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(one) && ("Statement" in one || "Effect" in one);
}
