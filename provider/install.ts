import { renameSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { makeFolder } from "./make-folder";
import { packageVersion, PROVIDER_SOURCE } from "./version";

/** Platforms that Node runs on and that Terraform may ask for. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;
const REGISTRY = "registry.terraform.io";
const EXECUTABLE = 0o755;

/**
 * What Terraform starts. Its bytes are the same on every machine, because Terraform's lock file holds a hash of them; the path of
 * the code is in a file beside it, which is not part of the hash.
 */
const LAUNCHER = `#!/usr/bin/env node
// Starts the Terraform provider "aura" of the npm package cdktf-aura-cmk. Looks for its code, in this order: the file named in
// AURA_PROVIDER_PATH; the file named in "<version>.path" beside the folder of this version; node_modules of the folders above
// this file, and above the working directory.
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");
const version = path.basename(__filename).split("_v").pop();
const above = (dir) => (path.dirname(dir) === dir ? [dir] : [dir, ...above(path.dirname(dir))]);
const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "");
const installed = [...above(__dirname), ...above(process.cwd())]
  .map((dir) => path.join(dir, "node_modules", "cdktf-aura-cmk"))
  .filter((dir) => JSON.parse(read(path.join(dir, "package.json")) || "{}").version === version)
  .map((dir) => path.join(dir, "dist", "provider", "main.js"));
const noted = read(path.join(__dirname, "..", "..", version + ".path"));
const main = [process.env.AURA_PROVIDER_PATH, noted, ...installed].find((file) => file && fs.existsSync(file));
if (!main) {
  console.error("cdktf-aura-cmk " + version + " is not installed here: run npm ci, or set AURA_PROVIDER_PATH");
  process.exit(1);
}
const requireThere = createRequire(main);
if (main.endsWith(".ts")) requireThere("ts-node").register({ transpileOnly: true, cwd: path.dirname(main) });
requireThere(main);
`;

/** Keeps Node from taking the launcher for a module because the project around it consists of modules. */
const MANIFEST = '{ "type": "commonjs" }\n';

/** What to install. */
export interface LauncherOptions {
  /** @default the version of this package */
  readonly version?: string;
  /** As Terraform names them, such as `linux_amd64`. @default every platform of Linux and macOS that Node runs on */
  readonly platforms?: readonly string[];
}

/**
 * Puts the provider where Terraform finds it without any configuration: `terraform.d/plugins` in a working directory, or
 * `~/.terraform.d/plugins`. Installing again changes nothing that Terraform's lock file knows of.
 * @param dir one of these folders
 * @returns the files that Terraform may start
 */
export function installLauncher(dir: string, options: LauncherOptions = {}): string[] {
  const { version = packageVersion, platforms = PLATFORMS } = options;
  const home = join(dir, REGISTRY, PROVIDER_SOURCE);
  write(join(home, `${version}.path`), `${join(__dirname, `main${extname(__filename)}`)}\n`);
  return platforms.map((platform) => {
    write(join(home, version, platform, "package.json"), MANIFEST);
    return write(join(home, version, platform, `terraform-provider-aura_v${version}`), LAUNCHER, EXECUTABLE);
  });
}

/** In one step: another process may be reading, or starting, the file. */
function write(file: string, content: string, mode?: number): string {
  makeFolder(dirname(file));
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, content, { mode });
  renameSync(beside, file);
  return file;
}
