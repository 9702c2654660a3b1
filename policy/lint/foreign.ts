import { MAX_POLICY_BYTES } from "../limits";
import { quote } from "../problem";
import { policySizeInBytes } from "../size";
import type { Misplaced } from "./json-tokens";

/**
 * Tells a text that is something else than JSON, or than the JSON of a policy, by what it looks like.
 * @param text the text, or its beginning
 * @param whatItIs what should have been pasted, such as `the statement`
 * @returns what is wrong, and where; undefined when it looks like JSON of some size
 */
export function foreignText(text: string, whatItIs: string): Misplaced | undefined {
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
  if (text.startsWith(ZIP)) {
    return {
      offset: 0,
      code: "not-json",
      what,
      got: "a ZIP archive, such as the plan file of `terraform plan -out`",
      expected: "JSON",
      fix: "name another file; a plan is reviewed: `terraform show -json plan.bin > plan.json`, then `aura-cmk review plan.json`",
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
  if (text[begin] === "{" && TERRAFORM.every((member) => member.test(text))) {
    return {
      offset: begin,
      code: "not-a-policy",
      what: `${whatItIs} must be JSON of the policy language`,
      got: "a Terraform plan, or what else `terraform show -json` prints",
      expected: "a statement or a policy",
      fix: "review the plan with `aura-cmk review plan.json`",
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

/** What begins a ZIP archive. */
const ZIP = "PK\u0003\u0004";

/** Members of what `terraform show -json` prints: both stand near its beginning, before anything that may be long. */
const TERRAFORM = [/"format_version"\s*:\s*"\d/, /"(terraform_version|planned_values|resource_changes|values)"\s*:/];

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
