import { MAX_POLICY_BYTES } from "../limits";
import { describeValue, type ProblemText } from "../problem";
import { policySizeInBytes } from "../size";
import type { Misplaced } from "../parse-json";
import { STATEMENT_ELEMENTS } from "../document";
import { detectFormat, type DetectedFormat, type TextFormat } from "../../util/detect-format";
import { didYouMean } from "../../util/did-you-mean";
import { quote } from "../../util/quote";
import { formatList } from "../../util/format-list";
import { isObject } from "../../util/json";

/**
 * Finds that a text is not JSON, or the JSON of something larger than a policy, by what it looks like.
 * @param text the text, or its beginning
 * @param whatItIs what should have been pasted, such as `the statement`
 * @returns what is wrong, and where; undefined when it looks like JSON of some size
 */
export function detectNonJson(text: string, whatItIs: string): Misplaced | undefined {
  const detected = detectFormat(text);
  if (detected) return notJson(detected, whatItIs);
  const begin = text.search(/[^\s\ufeff]/);
  if (text[begin] === "{" && PLAN_MEMBERS.every((member) => member.test(text))) {
    return {
      offset: begin,
      code: "not-a-policy",
      what: `${whatItIs} is not a statement or policy`,
      got: "a Terraform plan, or other output of `terraform show -json`",
      expected: "a statement or a policy",
      fix: "review the plan with `aura-cmk review plan.json`",
    };
  }
  const size = policySizeInBytes(text);
  if (size <= MAX_POLICY_BYTES) return undefined;
  return {
    offset: 0,
    code: "policy-within-size-limit",
    what: `${whatItIs} is larger than a key policy can be`,
    got: `${size} bytes`,
    expected: `at most ${MAX_POLICY_BYTES} bytes`,
    fix: "copy only the JSON",
  };
}

function notJson({ format, name, offset, title = "" }: DetectedFormat, whatItIs: string): Misplaced {
  if (format === "utf-16" || format === "binary") {
    const what = `${whatItIs} is not encoded in UTF-8`;
    const fix = format === "binary" ? "name another file" : "save the file again with encoding UTF-8";
    return { offset, code: "not-utf-8", what, got: name, expected: "UTF-8", fix };
  }
  const login = /log ?in|sign ?in/i.test(title) ? "log in, " : "";
  const fix =
    format === "html"
      ? `open the page in a browser, ${login}and copy the JSON that it shows`
      : (REMEDIES[format] ?? `copy ${whatItIs} as JSON, ${BRACES}`);
  return { offset, code: "not-json", what: `${whatItIs} is not JSON`, got: name, expected: "JSON", fix };
}

/** What part of a page to copy. */
const BRACES = "from the first brace to the last one";
const REVIEW = "review a plan with `terraform show -json plan.bin > plan.json` and `aura-cmk review plan.json`";

/** The remedy for formats where copying the JSON again is not enough. */
const REMEDIES: Partial<Record<TextFormat, string>> = {
  empty: "paste the JSON and save the file again",
  blank: "paste the JSON and save the file again",
  zip: `name another file; ${REVIEW}`,
  rtf: "save it as plain text",
  base64: "decode it, such as with `base64 --decode`",
  "url-encoded": "decode it: the IAM API returns policies URL-encoded",
  escaped: "remove the backslashes before the quotation marks",
  "powershell-escaped": "remove the backticks before the quotation marks",
  "single-quoted": "delete the quotation marks around it",
  "csv-field": "replace each two quotation marks with one, and delete those around it",
  heredoc: "delete its first and its last line",
  "shell-command": "copy what the command prints, or the JSON in it",
  "cli-table": "run the command with `--query Policy --output text`",
  cloudformation: `copy the value of "KeyPolicy" as JSON, ${BRACES}`,
  "html-escaped": "copy it from the page that a browser shows, and not from its source",
  "numbered-lines": "copy it without the numbers",
  "marked-lines": "delete the marks, or copy it from its source",
  "aws-cli-error": "run the command again, and look at what it says",
  "plan-for-people": REVIEW,
};

/** Members that `terraform show -json` prints: both are near the beginning, before anything that may be long. */
const PLAN_MEMBERS = [/"format_version"\s*:\s*"\d/, /"(terraform_version|planned_values|resource_changes|values)"\s*:/];

/** What should have been pasted. */
export type ExpectedDocument = "the statement" | "the key policy";

/** What it looks like. */
export const SHAPES: Readonly<Record<ExpectedDocument, string>> = {
  "the statement": "an object with Effect, Principal, Action and Resource",
  "the key policy": "an object with Version and Statement",
};

/**
 * Detects a document of another kind, for which a list of all missing elements would not help: the policy
 * inside of something else, or something else altogether.
 * @param whatItIs what should have been there
 * @returns what is wrong; undefined for whatever has something of a statement or a policy
 */
export function detectWrongDocument(value: unknown, whatItIs: ExpectedDocument): ProblemText | undefined {
  const packed = unwrapEncodedPolicy(value, whatItIs);
  if (packed) return { code: "wrong-type", what: `${whatItIs} is not a JSON object`, ...packed };
  const problem = {
    code: "not-a-policy",
    what: `${whatItIs} is not a statement or policy`,
    expected: SHAPES[whatItIs],
  } as const;
  const again = `copy ${whatItIs} again, from the first brace to the last one`;
  if (!isPart(value)) return { ...problem, got: describeValue(value), fix: again };
  if (!isObject(value) || "Statement" in value) return undefined;
  const names = Object.keys(value);
  const elements: readonly string[] = STATEMENT_ELEMENTS;
  const near = names.filter((name) => didYouMean(name, elements) !== undefined);
  if (near.length > 1 || near.some((name) => elements.includes(name))) return undefined;
  const statements = names.find((name) => didYouMean(name, ["Statement"]) !== undefined && isPart(value[name]));
  if (statements !== undefined) {
    return { ...problem, got: `an object with ${quote(statements)}`, fix: 'did you mean "Statement"?' };
  }
  if (isTemplate(value)) {
    const fix = 'copy the value of "KeyPolicy", from its first brace to its last one';
    return { ...problem, got: "a CloudFormation template", fix };
  }
  const wrapper = names.find((name) => holdsPolicy(value[name]));
  if (wrapper !== undefined) {
    const fix = `copy the value of ${quote(wrapper)}, from its first brace to its last one`;
    return { ...problem, got: `an object with ${quote(wrapper)}, which holds the policy`, fix };
  }
  const encoded = names.find((name) => typeof value[name] === "string" && timesEncoded(value[name]) > 0);
  if (encoded !== undefined) {
    const fix = `copy the value of ${quote(encoded)} without its quotation marks and backslashes`;
    return { ...problem, got: `an object with ${quote(encoded)}, which holds the policy as a string`, fix };
  }
  const got = names.length === 0 ? "an empty object" : `an object with ${formatList(names.map(quote))}`;
  return { ...problem, got, fix: again };
}

/** A policy encoded as a string, as the AWS CLI prints it without `--output text`. */
function unwrapEncodedPolicy(
  value: unknown,
  whatItIs: ExpectedDocument,
): Omit<ProblemText, "code" | "what"> | undefined {
  const policy = isObject(value) && !("Statement" in value) ? value["Policy"] : value;
  const times = typeof policy === "string" ? timesEncoded(policy) : 0;
  if (times === 0) return undefined;
  if (times > 1 || (whatItIs === "the statement" && policy === value)) {
    const fix = "remove the quotation marks around it and the backslashes in it";
    const got = times > 1 ? `the JSON encoded as a string ${times} times` : "a string that contains the JSON";
    return { got, expected: SHAPES[whatItIs], fix: times > 1 ? `${fix}, ${times} times` : fix };
  }
  return {
    got: "AWS CLI output with the policy as a string",
    expected: SHAPES[whatItIs],
    fix: "get it with `aws kms get-key-policy --key-id KEY --query Policy --output text`",
  };
}

/** How often JSON is encoded as a string; 0 for a string that holds no JSON object. */
function timesEncoded(text: string): number {
  if (/^\s*\{/.test(text)) return 1;
  if (!/^\s*"/.test(text)) return 0;
  try {
    const inner: unknown = JSON.parse(text);
    const times = typeof inner === "string" ? timesEncoded(inner) : 0;
    return times === 0 ? 0 : times + 1;
  } catch {
    return 0;
  }
}

/** Whether an object has resources of CloudFormation. */
function isTemplate({ Resources: resources }: Readonly<Record<string, unknown>>): boolean {
  return isObject(resources) && Object.values(resources).some((one) => isObject(one) && "Type" in one);
}

function isPart(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function holdsPolicy(value: unknown): boolean {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(one) && ("Statement" in one || "Effect" in one);
}
