import { existsSync, readdirSync, renameSync, rmSync, type Dirent } from "node:fs";
import path from "node:path";
import { objectOf, memberOf } from "../util/json";
import { readTextFile } from "../util/read-file";

/*
 * What earlier syntheses left in the output. A loop over `cdktf.out/stacks/*` plans every folder, so none may have a configuration
 * that is not of now. State is never deleted.
 */

const CONFIGURATION = "cdk.tf.json";
/** The name of a configuration that Terraform does not read any more. */
const SET_ASIDE = "cdk.tf.json.earlier";
const MAX_BYTES = 256 * 1024 * 1024;

/** What synthesis and `terraform init` and `plan` make in the folder of a stack. Anything else may be state. */
const GENERATED = new Set([
  ...[CONFIGURATION, SET_ASIDE, ".terraform", ".terraform.lock.hcl", "terraform.d", "plan", "plan.bin", "plan.json"],
]);

/**
 * Removes the folders of stacks that are no longer made. One that has something else in it, such as a state, stays, without its
 * configuration.
 * @param outdir the output of cdktf
 * @param stacks names of the stacks that were written
 * @returns what to tell about folders that stay
 */
export function removeStaleStacks(outdir: string, stacks: ReadonlySet<string>): string[] {
  return foldersOf(outdir).flatMap((folder) => {
    const name = path.basename(folder);
    if (stacks.has(name)) {
      rmSync(path.join(folder, SET_ASIDE), { force: true });
      return [];
    }
    if (!isOurs(folder)) return [];
    const others = readdirSync(folder).filter((file) => !GENERATED.has(file));
    if (others.length === 0) {
      rmSync(folder, { recursive: true });
      return [];
    }
    setAside(folder);
    return [`Warning: stack ${name} is no longer made; its folder stays because of ${others.join(", ")}: ${folder}`];
  });
}

/** After a refused synthesis: no folder has a configuration that Terraform would still plan. */
export function setStaleStacksAside(outdir: string): void {
  for (const folder of foldersOf(outdir)) if (isOurs(folder)) setAside(folder);
}

function foldersOf(outdir: string): string[] {
  const stacks = path.join(outdir, "stacks");
  if (!existsSync(stacks)) return [];
  const isFolder = (entry: Dirent): boolean => entry.isDirectory();
  return readdirSync(stacks, { withFileTypes: true })
    .filter(isFolder)
    .map(({ name }) => path.join(stacks, name));
}

/** Whether an earlier synthesis wrote the configuration: cdktf names the stack in it, and it has the provider. */
function isOurs(folder: string): boolean {
  return [CONFIGURATION, SET_ASIDE].some((name) => {
    const read = readTextFile(path.join(folder, name), { maxBytes: MAX_BYTES });
    if (!("text" in read)) return false;
    try {
      const { "//": notes, provider } = objectOf(JSON.parse(read.text));
      const { stackName } = objectOf(objectOf(notes)["metadata"]);
      return stackName === path.basename(folder) && memberOf(objectOf(provider), "aura") !== undefined;
    } catch {
      return false;
    }
  });
}

function setAside(folder: string): void {
  const file = path.join(folder, CONFIGURATION);
  if (existsSync(file)) renameSync(file, path.join(folder, SET_ASIDE));
}
