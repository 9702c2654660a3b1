import { detectFormat } from "../../util/detect-format";
import { isObject, listOf, objectOf, textOf, type JsonObject } from "../../util/json";
import { resourcesIn } from "../plan/resource-change";

/** A state, in the form of a plan that changes nothing. */
export interface ParsedState {
  readonly root: JsonObject;
  readonly terraformVersion?: string;
}

/** Why a text is not a state. */
export interface StateError {
  readonly error: { readonly got: string; readonly expected: string; readonly fix: string };
}

const EXPECTED = "the output of `terraform show -json`, or a state file";
const SHOW = "run `terraform show -json > state.json` and pass that file";
/** The version of state files since Terraform 0.12. */
const FILE_VERSION = 4;

/**
 * Parses a state: what `terraform show -json` prints without a plan, or a state file itself. Anything else is an error, never a state
 * without resources.
 * @param text the state
 */
export function parseState(text: string): ParsedState | StateError {
  const refused = (got: string, fix = SHOW): StateError => ({ error: { got, expected: EXPECTED, fix } });
  const detected = detectFormat(text);
  if (detected) return refused(detected.name);
  let state: unknown;
  try {
    state = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    return refused("text that is not JSON");
  }
  if (!isObject(state)) return refused("JSON that is not an object");
  if ("resource_changes" in state || "planned_values" in state)
    return refused("a plan", "pass the state; a plan is reviewed with `aura-cmk review`");
  if ("encrypted_data" in state) return refused("a state that OpenTofu encrypted", SHOW);
  const version = textOf(state["terraform_version"]);
  const entries = entriesIn(state);
  if (entries === undefined) return refused("JSON that is not a state");
  return {
    root: { format_version: "1.2", resource_changes: entries },
    ...(version !== undefined && { terraformVersion: version }),
  };
}

function entriesIn(state: JsonObject): JsonObject[] | undefined {
  if (state["version"] === FILE_VERSION && Array.isArray(state["resources"]) && "lineage" in state)
    return listOf(state["resources"]).filter(isObject).flatMap(entriesOfFile);
  const isShown = typeof state["format_version"] === "string";
  // An empty state has a version and nothing else.
  if (!isShown || !("values" in state || Object.keys(state).every((name) => SHOWN.has(name)))) return undefined;
  return [...resourcesIn(state["values"])].flatMap(([resource, module]) =>
    isObject(resource) && resource["mode"] !== "data" ? [entryOf(resource, module["address"])] : [],
  );
}

const SHOWN: ReadonlySet<string> = new Set(["format_version", "terraform_version", "checks"]);

function entryOf({ values, sensitive_values: sensitive, ...resource }: JsonObject, moduleAddress: unknown): JsonObject {
  return {
    ...resource,
    ...(moduleAddress !== undefined && { module_address: moduleAddress }),
    change: noChange(values, sensitive),
  };
}

function noChange(values: unknown, sensitive: unknown): JsonObject {
  return {
    ...{ actions: ["no-op"], before: values, after: values },
    ...{ before_sensitive: sensitive, after_sensitive: sensitive },
  };
}

/** The instances of one resource of a state file. */
function entriesOfFile({ mode, module, type, name, instances }: JsonObject): JsonObject[] {
  if (mode !== "managed") return [];
  const path = textOf(module);
  const address = `${path === undefined ? "" : `${path}.`}${textOf(type) ?? ""}.${textOf(name) ?? ""}`;
  return listOf(instances)
    .filter(isObject)
    .filter(({ deposed }) => deposed === undefined)
    .map(({ index_key: index, attributes, sensitive_attributes: sensitive }) => ({
      ...{ address: index === undefined ? address : `${address}[${JSON.stringify(index)}]`, mode, type, name },
      ...(path !== undefined && { module_address: path }),
      ...(index !== undefined && { index }),
      change: noChange(attributes, sensitiveIn(sensitive)),
    }));
}

/** A state file lists paths: what begins one is sensitive. */
function sensitiveIn(paths: unknown): JsonObject {
  return Object.fromEntries(
    listOf(paths).flatMap((path) => {
      const name = textOf(objectOf(listOf(path)[0])["value"]);
      return name === undefined ? [] : [[name, true]];
    }),
  );
}
