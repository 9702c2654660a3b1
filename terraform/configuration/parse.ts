import { createScanner } from "jsonc-parser";
import { detectFormat, type TextFormat } from "../../util/detect-format";
import { formatList } from "../../util/format-list";
import { isObject, textOf, type JsonObject } from "../../util/json";
import { quote } from "../../util/quote";

/** Why a text is not a file of a configuration. */
export interface ConfigurationError {
  readonly error: { readonly got: string; readonly expected: string; readonly fix: string };
}

const EXPECTED = "a Terraform configuration in JSON, such as cdk.tf.json";
const CHECK_FILE = "check that it is the right file";
const PLAN_HCL =
  "plan it, and review the plan: `terraform plan -out plan.bin`, `terraform show -json plan.bin | aura-cmk review -`";

/** How many blocks, lists and objects may be inside of one another. */
const MAX_DEPTH = 500;

/**
 * Parses one file in Terraform's JSON syntax. What Terraform would refuse, or read otherwise than a JSON parser does, is an
 * error, never an empty configuration.
 * @param text the file
 * @returns its objects: a file may be a list of them
 */
export function parseConfiguration(text: string): { readonly jsons: readonly JsonObject[] } | ConfigurationError {
  const refused = (got: string, fix = CHECK_FILE): ConfigurationError => ({
    error: { got, expected: EXPECTED, fix },
  });
  const detected = detectFormat(text);
  if (detected) return refused(detected.name, FIXES[detected.format]);
  const trap = trapIn(text);
  if (trap) return refused(...trap);
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    return refused(whyNotJson(text, error));
  }
  const jsons: readonly unknown[] = Array.isArray(root) ? root : [root];
  const refusal = jsons.map(refusalOf).find((found) => found !== undefined);
  return refusal ? refused(...refusal) : { jsons: jsons.filter(isObject) };
}

type Refusal = readonly [got: string, fix?: string];

const FIXES: Partial<Record<TextFormat, string>> = {
  hcl: PLAN_HCL,
  "plan-for-people": "pass the configuration, or review the plan with `aura-cmk review`",
  zip: "pass the configuration; a plan file is reviewed with `terraform show -json plan.bin | aura-cmk review -`",
};

function whyNotJson(text: string, error: unknown): string {
  const why = error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
  if (/end of JSON|Unterminated string/i.test(why)) return `JSON that ends too early, after ${text.length} characters`;
  // The parser may quote the text, and that may be a secret: only the position is shown.
  const [position = ""] = /at position \d+/.exec(why) ?? [];
  return `broken JSON ${position}`.trim();
}

/** What a JSON parser accepts without a word: a name that is there twice, of which it keeps one, and any depth. */
function trapIn(text: string): Refusal | undefined {
  const scanner = createScanner(text, true);
  const open: (Set<string> | undefined)[] = [];
  let name: string | undefined;
  for (let token = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token === OPEN_BRACE || token === OPEN_BRACKET) {
      if (open.push(token === OPEN_BRACE ? new Set() : undefined) > MAX_DEPTH) {
        return [`JSON that is nested deeper than ${MAX_DEPTH} levels`];
      }
    } else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) open.pop();
    else if (token === STRING) name = scanner.getTokenValue();
    else if (token === COLON && name !== undefined && name !== "//") {
      const names = open.at(-1);
      if (names?.has(name)) {
        return [`the name ${quote(name)} twice in one object`, "join the two: a JSON parser keeps only one of them"];
      }
      names?.add(name);
    }
  }
  return undefined;
}

// The tokens of jsonc-parser, whose enumeration cannot be imported from an isolated module.
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COLON, STRING, END] = [1, 2, 3, 4, 6, 10, 17] as const;

function refusalOf(json: unknown): Refusal | undefined {
  return isObject(json) ? (otherDocument(json) ?? mistakeIn(json)) : [`JSON that is ${kindOf(json)}`];
}

/** Other JSON that comes from Terraform, from AWS or from cdktf. */
function otherDocument(json: JsonObject): Refusal | undefined {
  if (textOf(json["format_version"]) !== undefined && ["resource_changes", "planned_values"].some((one) => one in json))
    return ["a plan, not a configuration", "review it with `aura-cmk review`"];
  if ("serial" in json && "lineage" in json) return ["a state file", "pass the configuration"];
  if ("format_version" in json || "provider_schemas" in json)
    return ["the JSON of a Terraform command", "pass the configuration"];
  if ("Statement" in json || ("Effect" in json && "Principal" in json))
    return ["a key policy, or a statement of one", "check it with `aura-cmk lint`"];
  if ("stacks" in json && "version" in json) return ["the manifest of cdktf", "pass the folder in which it is"];
  return undefined;
}

/** How many names are above the body of each block. */
const LABELS: Readonly<Record<string, number>> = {
  ...{ action: 2, check: 1, data: 2, ephemeral: 2, import: 0, list: 2, locals: 0, module: 1, moved: 0 },
  ...{ output: 1, provider: 1, removed: 0, resource: 2, terraform: 0, variable: 1 },
};

/** A block that Terraform does not know, or the wrong type in the place of one. */
function mistakeIn(json: JsonObject): Refusal | undefined {
  const kinds = Object.keys(json).filter((kind) => kind !== "//");
  const unknown = kinds.filter((kind) => !Object.hasOwn(LABELS, kind));
  if (unknown.length > 0) {
    const names = formatList(unknown.map(quote), { max: 5 });
    return [
      `a JSON object with ${names}, which ${unknown.length === 1 ? "is no block" : "are no blocks"} of Terraform`,
    ];
  }
  for (const kind of kinds) {
    const wrong = wrongType(json[kind], LABELS[kind] ?? 0, kind);
    if (wrong) return [wrong, "correct it; `terraform validate` says more"];
  }
  return undefined;
}

/** Objects, or lists of objects, down to the body. */
function wrongType(value: unknown, labels: number, place: string): string | undefined {
  for (const part of Array.isArray(value) ? value : [value]) {
    // Null is a block without arguments, but nothing in the place of a name.
    if (part === null && labels === 0) continue;
    if (!isObject(part)) return `${kindOf(part)} as \`${place}\``;
    if (labels === 0) continue;
    for (const [name, inner] of Object.entries(part)) {
      const wrong = name === "//" ? undefined : wrongType(inner, labels - 1, `${place}.${name}`);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
