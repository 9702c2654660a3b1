import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { RELEASE_NOTICES } from "./binaries/release-files";
import { makeFolder } from "./make-folder";
import { FORMER_PROVIDER_SOURCES, packageVersion, PROVIDER_SOURCE } from "./version";

/** Platforms that Node runs on and that Terraform may ask for. */
const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;
const EXECUTABLE = 0o755;

/**
 * What Terraform starts, as a shell script that starts itself as a program of Node. Its bytes are the same on every machine,
 * because Terraform's lock file holds a hash of them; the path of the code is in a file above it, which is not part of the hash.
 * Of a plugin that does not start Terraform shows the first line of standard output, and nothing else; it may miss the line of one that
 * ends right after it, so both ends wait a moment. The shell counts, because nothing but `sh` need be on the PATH.
 */
const LAUNCHER = `#!/bin/sh
":" //; command -v node > /dev/null && exec node "$0" "$@"
":" //; folder="\${0%/*}" && version="\${folder%/*}" && places="terraform.d/plugins/${PROVIDER_SOURCE}"
":" //; binary="$HOME/.$places/\${version##*/}/\${folder##*/}/\${0##*/}"
":" //; test -x "$binary" && test "$binary" != "$0" && exec "$binary" "$@"
":" //; echo "the provider aura needs Node 20.19 or later on the PATH, or: aura-cmk provider install --binary"
":" //; i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; exit 1

// Starts the Terraform provider "aura" of the npm package cdktf-aura-cmk. Without Node it is the binary of this user, if there
// is one. With Node its code is looked for in this order: the file named in AURA_PROVIDER_PATH; the file named in
// "cdktf-aura-cmk-<version>.path" in the plugin directory; node_modules of the folders above this file, and above the working
// directory.
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");
const version = path.basename(__filename).split("_v").pop();
const above = (dir) => (path.dirname(dir) === dir ? [dir] : [dir, ...above(path.dirname(dir))]);
const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "");
const fail = (why) => {
  fs.writeSync(1, why + "\\n");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  process.exit(1);
};
const named = process.env.AURA_PROVIDER_PATH;
if (named && !fs.existsSync(named)) fail("AURA_PROVIDER_PATH: no such file: " + named);
const noted = read(path.join(__dirname, "../../../../..", "cdktf-aura-cmk-" + version + ".path"));
const installed = [...above(__dirname), ...above(process.cwd())]
  .map((dir) => path.join(dir, "node_modules", "cdktf-aura-cmk"))
  .filter((dir) => JSON.parse(read(path.join(dir, "package.json")) || "{}").version === version)
  .map((dir) => path.join(dir, "dist", "provider", "main.js"));
const main = [named, noted, ...installed].find((file) => file && fs.existsSync(file));
if (!main) fail("cdktf-aura-cmk " + version + " is not installed here: run npm ci, or set AURA_PROVIDER_PATH");
try {
  const requireThere = createRequire(main);
  if (main.endsWith(".ts")) requireThere("ts-node").register({ transpileOnly: true, cwd: path.dirname(main) });
  requireThere(main);
} catch (error) {
  fail("the provider aura cannot start with Node " + process.version + ": " + String(error.message).split("\\n")[0]);
}
`;

/** Keeps Node from taking the launcher for a module because the project around it consists of modules. */
const MANIFEST = '{ "type": "commonjs" }\n';

/** The code of the provider, seen from its own folder and from that of the bundled library beside it. */
const CODE =
  basename(__dirname) === "provider"
    ? join(__dirname, `main${extname(__filename)}`)
    : join(__dirname, "../provider/main.js");

/** What to install. */
export interface LauncherOptions {
  /** @default the version of this package */
  readonly version?: string;
  /** As Terraform names them, such as `linux_amd64`. @default every platform of Linux and macOS that Node runs on */
  readonly platforms?: readonly string[];
}

/**
 * Puts the provider where Terraform finds it without any configuration: `terraform.d/plugins` in a working directory, or
 * `~/.terraform.d/plugins`. It is there under its former addresses too, for states that still have them. Installing again
 * changes nothing that Terraform's lock file knows of.
 * @param dir one of these folders
 * @returns the files that Terraform may start, without those under former addresses
 */
export function installLauncher(dir: string, options: LauncherOptions = {}): string[] {
  const { version = packageVersion, platforms = PLATFORMS } = options;
  // A program that was bundled with this library has no provider beside it: then it is found in node_modules.
  if (existsSync(CODE)) write(join(dir, `cdktf-aura-cmk-${version}.path`), `${CODE}\n`);
  const install = (source: string): string[] =>
    platforms.map((platform) => {
      const home = join(dir, source, version, platform);
      for (const name of RELEASE_NOTICES) rmSync(join(home, name), { force: true });
      write(join(home, "package.json"), MANIFEST);
      return write(join(home, `terraform-provider-aura_v${version}`), LAUNCHER, EXECUTABLE);
    });
  for (const former of FORMER_PROVIDER_SOURCES) install(former);
  return install(PROVIDER_SOURCE);
}

/** In one step: another process may be reading, or starting, the file. */
function write(file: string, content: string, mode?: number): string {
  makeFolder(dirname(file));
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, content, { mode });
  renameSync(beside, file);
  return file;
}
