import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { isObject } from "../../util/json";
import { error, type Diagnostic } from "../plugin";
import { backendOf, objectIn, textOf } from "./terraform-state";

/** Where Terraform runs. */
export interface TerraformPlace {
  /** Its working directory. */
  readonly directory: string;
  /** Its working data (`.terraform`). */
  readonly dataDir: string;
  readonly workspace: string;
}

/** Resources that are named before the rest is only counted. */
const MAX_NAMED = 5;

/**
 * The error for a local state that is empty although its backup is not. Terraform empties the file before it writes it; killed in
 * between, it takes the empty file for no state at all, and everything is created a second time.
 * @returns undefined when there is nothing of the kind, and with a remote state
 */
export function emptiedState(place: TerraformPlace): Diagnostic | undefined {
  const file = localState(place);
  if (file === undefined || sizeOf(file) !== 0) return undefined;
  const backup = `${file}.backup`;
  const had = resourcesIn(textOf(backup));
  if (had.length === 0) return undefined;
  const [state, from] = [file, backup].map((path) => relative(place.directory, path));
  return error(
    "The state file of Terraform is empty",
    `${state} has 0 bytes, and its backup has ${named(had)}. Terraform empties the file before it writes it, and was probably killed in between; ` +
      "everything would be created a second time. " +
      `Copy ${from} over ${state}, and apply: what the interrupted run created is adopted. To begin anew, remove ${from}.`,
  );
}

const named = (resources: readonly string[]) =>
  [
    ...resources.slice(0, MAX_NAMED),
    ...(resources.length > MAX_NAMED ? [`${resources.length - MAX_NAMED} more`] : []),
  ].join(", ");

/** The file of the state; undefined when a backend keeps it elsewhere. */
function localState({ directory, dataDir, workspace }: TerraformPlace): string | undefined {
  const { type, config } = backendOf(dataDir);
  if (type !== "local") return undefined;
  const setting = (name: string, standard: string) => (typeof config[name] === "string" ? config[name] : standard);
  return workspace === "default"
    ? resolve(directory, setting("path", "terraform.tfstate"))
    : resolve(directory, setting("workspace_dir", "terraform.tfstate.d"), workspace, "terraform.tfstate");
}

/** Addresses of the provider's resources in a state; of one that is encrypted, what it is. */
function resourcesIn(text: string): string[] {
  const { resources, encrypted_data: encrypted } = objectIn(text);
  if (encrypted !== undefined) return ["an encrypted state"];
  return (Array.isArray(resources) ? resources.filter(isObject) : [])
    .filter(({ mode, type }) => mode === "managed" && /^aura_/.test(String(type)))
    .map(({ module, type, name }) => [module, type, name].filter((part) => part !== undefined).join("."));
}

/** In bytes; undefined when there is no such file. */
const sizeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.size;
