import { detectFormat, withoutColours, type TextFormat } from "../../util/detect-format";
import { count } from "../../util/count";
import { isObject, objectOf, textOf, type JsonObject } from "../../util/json";

/** The only supported major version of the format. */
const FORMAT_MAJOR = "1";
/** The first version of Terraform that writes it: before 1.1 it was 0.x. */
const FIRST_TERRAFORM = "1.1";
const FORMAT_VERSION = /^(\d+)\.\d+$/;

/** A plan whose format is known. */
export interface ParsedPlan {
  readonly root: JsonObject;
  readonly formatVersion: string;
  readonly terraformVersion?: string;
  /** OpenTofu writes its version where Terraform does; its registry tells the two apart. */
  readonly isOpenTofu?: true;
}

/** Why a text is not a plan. */
export interface PlanError {
  readonly error: {
    readonly got: string;
    readonly expected: string;
    readonly fix: string;
  };
  /** The JSON value, where the text is JSON. */
  readonly document?: unknown;
}

const MAKE_ONE = "make it with `terraform plan -out plan.bin`, then `terraform show -json plan.bin > plan.json`";
const EXPECTED = "the JSON of one plan, from `terraform show -json plan.bin`";

/**
 * Parses the JSON of a plan. A text that is not a plan is an error, never a plan without changes.
 * @param text the output of `terraform show -json`
 */
export function parsePlan(text: string): ParsedPlan | PlanError {
  const refused = (got: string, fix = MAKE_ONE): PlanError => ({ error: { got, expected: EXPECTED, fix } });
  const detected = detectFormat(text);
  if (detected) return refused(...(otherOutput(text) ?? FORMATS[detected.format] ?? [detected.name]));
  let root: unknown;
  try {
    root = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    return refused(...(otherOutput(text) ?? notJson(text)));
  }
  const refusedDocument = (...why: readonly [got: string, fix?: string]): PlanError => ({
    ...refused(...why),
    document: root,
  });
  if (!isObject(root)) return refusedDocument(`JSON that is ${kindOf(root)}`);
  const version = textOf(root["format_version"]);
  const [, major] = FORMAT_VERSION.exec(version ?? "") ?? [];
  const other = otherDocument(root);
  if (other) return refusedDocument(other);
  if (version === undefined || major === undefined) {
    return refusedDocument(`a JSON object without the \`format_version\` of a plan`);
  }
  if (major !== FORMAT_MAJOR) {
    return refusedDocument(...otherFormat(version, major, madeBy(root)));
  }
  if (!isPlan(root)) return refusedDocument("a JSON object without `resource_changes` and `planned_values`");
  const terraformVersion = textOf(root["terraform_version"]);
  return {
    ...{ root, formatVersion: version },
    ...(terraformVersion && { terraformVersion }),
    ...(isOpenTofu(root) && { isOpenTofu: true }),
  };
}

function isOpenTofu(root: JsonObject): boolean {
  const providers = Object.values(objectOf(objectOf(root["configuration"])["provider_config"]));
  const hosts = new Set(providers.map((provider) => textOf(objectOf(provider)["full_name"])?.split("/")[0]));
  return hosts.has("registry.opentofu.org") && !hosts.has("registry.terraform.io");
}

function madeBy(root: JsonObject): string {
  const version = textOf(root["terraform_version"]);
  return version === undefined ? "" : `, made by ${isOpenTofu(root) ? "OpenTofu" : "Terraform"} ${version}`;
}

function otherFormat(version: string, major: string, by: string): [got: string, fix: string] {
  const got = `format version ${version}${by}`;
  return Number(major) < Number(FORMAT_MAJOR)
    ? [got, `make the plan again with Terraform ${FIRST_TERRAFORM} or later`]
    : [got, `use a newer version of this tool, which knows format ${major}.x`];
}

/** How the JSON of a plan begins, at the beginning of a line; a log may have a time before it. */
const PLAN_BEGINS = /^(?:\S{0,40}\d\d:\d\d:\d\d\S{0,40}[ \t]+)?\{\s*"format_version"/m;
/** The lines that the wrapper of hashicorp/setup-terraform prints around the output of Terraform. */
const WRAPPER = /^(?:\[command\]|::\w[\w-]*|Terraform exited with code )/m;

/** What a plan is called that stands among the output of something else; undefined where it does not. */
function otherOutput(text: string): [got: string, fix: string] | undefined {
  const plain = withoutColours(text);
  const begin = PLAN_BEGINS.exec(plain);
  if (!begin) return undefined;
  const start = begin.index + begin[0].indexOf("{");
  const length = lengthOfJson(plain.slice(start));
  if (length === undefined) return undefined;
  const [before, rest] = [plain.slice(0, start), plain.slice(start + length)];
  if (PLAN_BEGINS.test(rest))
    return ["several plans in one text", "write each plan to a file of its own, and pass all of them"];
  const [linesBefore, linesAfter] = [linesIn(before), linesIn(rest)];
  if (WRAPPER.test(before) || WRAPPER.test(rest)) {
    return [
      `a plan with lines of the wrapper of \`hashicorp/setup-terraform\` around it (${linesBefore} before, ${linesAfter} after)`,
      "set `terraform_wrapper: false` in that action, or run `terraform-bin show -json plan.bin > plan.json`",
    ];
  }
  if (linesBefore + linesAfter > 0) {
    return [
      `a plan with other output around it (${count(linesBefore, "line")} before, ${linesAfter} after)`,
      "write nothing to the file but the output of `terraform show -json plan.bin`",
    ];
  }
  return plain === text
    ? undefined
    : ["a plan with the colour codes of a terminal", "add `-no-color` to the command that wrote it"];
}

/** How long the JSON document is with which a text begins; undefined where it does not begin with one. */
function lengthOfJson(text: string): number | undefined {
  const end = positionOf(jsonError(text)) ?? text.length;
  return jsonError(text.slice(0, end)) === undefined ? end : undefined;
}

/** Why a text is not one JSON document. */
function jsonError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
  }
}

function positionOf(why: string | undefined): number | undefined {
  const position = /at position (\d+)/.exec(why ?? "")?.[1];
  return position === undefined ? undefined : Number(position);
}

function linesIn(text: string): number {
  return text.split("\n").filter((line) => /[^\s\uFEFF]/.test(line)).length;
}

/** Formats that have another name or remedy where a plan is expected. */
const FORMATS: Partial<Record<TextFormat, readonly [got: string, fix?: string]>> = {
  empty: ["an empty text"],
  blank: ["an empty text"],
  zip: ["the binary plan file", "run `terraform show -json plan.bin > plan.json` and give that"],
  "utf-16": [
    "text that is not UTF-8",
    "write it as UTF-8: in Windows PowerShell `>` writes UTF-16, so use `terraform show -json plan.bin | Out-File -Encoding utf8 plan.json`",
  ],
  binary: ["text that is not UTF-8"],
};

function notJson(text: string): [got: string, fix?: string] {
  const [first = "", second = ""] = text.trimStart().slice(0, 100_000).split("\n", 2);
  if (isLogLine(first) && (second === "" || isLogLine(second))) {
    return ["the log lines of `terraform plan -json`"];
  }
  const why = jsonError(text) ?? "";
  const position = positionOf(why);
  if (!/^\s*[[{]/.test(text.slice(0, 1000))) return ["text that is not JSON"];
  const endsEarly = /end of JSON|Unterminated string/i.test(why) || position === text.length;
  return endsEarly
    ? [`JSON that ends too early, after ${text.length} characters`]
    : // The parser may quote the text, and that may be a secret: only the position is shown.
      [`broken JSON${position === undefined ? "" : ` at position ${position}`}`];
}

function isLogLine(line: string): boolean {
  return line.startsWith("{") && line.includes('"@level"') && line.includes('"@message"');
}

/** Other JSON that comes from Terraform, or from next to it. */
function otherDocument(root: JsonObject): string | undefined {
  if ("@level" in root && "@message" in root) return "a log line of `terraform plan -json`";
  if ("serial" in root && "lineage" in root) return "a state file";
  if (isPlan(root)) return undefined;
  if ("values" in root) return "a state, from `terraform show -json` without a plan";
  if ("provider_schemas" in root) return "the schemas of `terraform providers schema -json`";
  if ("valid" in root && "diagnostics" in root) return "the answer of `terraform validate -json`";
  if ("terraform" in root && ("resource" in root || "//" in root)) return "a configuration, not the plan of one";
  return undefined;
}

/** `-refresh-only` and an empty configuration have no list of changes. */
function isPlan(root: JsonObject): boolean {
  return Array.isArray(root["resource_changes"]) || (!("resource_changes" in root) && isObject(root["planned_values"]));
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
