import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../util/json";

/** Where Terraform keeps its state. */
export interface Backend {
  /** Such as `s3`; `local` when nothing else was configured. */
  readonly type: string;
  readonly config: JsonObject;
}

/** Settings of backends that tell one state from another; no credentials, which may be new in every run. */
const PLACE = [
  ...["path", "workspace_dir", "address", "bucket", "key", "prefix", "workspace_key_prefix"],
  ...["storage_account_name", "container_name", "schema_name", "namespace", "secret_suffix"],
  ...["hostname", "organization", "workspaces"],
];
/** Written when a state could not be stored: nothing manages what is in it yet. */
const NOT_STORED = "errored.tfstate";
/** How many folders below the working directory are looked through for states; workspaces have theirs two below. */
const MAX_DEPTH = 2;

/** The backend that `terraform init` was told of. */
export function backendOf(dataDir: string): Backend {
  const { backend } = objectIn(textOf(join(dataDir, "terraform.tfstate")));
  if (!isObject(backend)) return { type: "local", config: {} };
  const { type, config } = backend;
  return { type: typeof type === "string" ? type : "local", config: isObject(config) ? config : {} };
}

/**
 * A name for the state that Terraform's working data points to: equal for the same place, and no place can be read from it.
 * @param dataDir Terraform's working data (`.terraform`)
 * @param env the environment, which can name the place as well
 */
export function stateName(dataDir: string, env: NodeJS.ProcessEnv): string {
  const { type, config } = backendOf(dataDir);
  const given: JsonObject = { ...config, address: config["address"] ?? env["TF_HTTP_ADDRESS"] };
  const place = PLACE.map((name) => given[name] ?? null);
  return createHash("sha256")
    .update(JSON.stringify([type, ...place]))
    .digest("hex")
    .slice(0, 16);
}

/** Whether a state file in a directory, or a little below, has an instance. */
export function hasInstance(directory: string, id: string): boolean {
  return stateFiles(directory, MAX_DEPTH).some((file) => instanceIds(objectIn(textOf(file))).includes(id));
}

function stateFiles(directory: string, depth: number): string[] {
  return entriesIn(directory).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isFile()) return entry.name.endsWith(".tfstate") && entry.name !== NOT_STORED ? [path] : [];
    const isOther = entry.name.startsWith(".") || entry.name === "node_modules";
    return entry.isDirectory() && depth > 0 && !isOther ? stateFiles(path, depth - 1) : [];
  });
}

function instanceIds({ resources }: JsonObject): unknown[] {
  const objects = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);
  return objects(resources)
    .filter(({ mode, type }) => mode === "managed" && type === "aura_instance")
    .flatMap(({ instances }) => objects(instances))
    .map(({ attributes }) => (isObject(attributes) ? attributes["id"] : undefined));
}

/** The object that a text in JSON is; empty for anything else. */
export function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The text of a file; empty when it cannot be read. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Empty when it cannot be read. */
function entriesIn(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
