import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const DIST = path.join(ROOT, "dist");
/** What the build writes last. */
const LAST = path.join(DIST, "cli/review/run.js");

/**
 * Builds `dist/` when it is older than what it is made of: tests that start `aura-cmk` run what is shipped. Types are written
 * but not checked, which halves the time; `npm test` checks them anyway. Jest calls this before the tests that start processes.
 */
export default function build(): void {
  if (isFresh()) return;
  // Left over from a source that is gone, it would be found by an import, and packed.
  for (const file of filesIn(DIST)) if (/\.(js|d\.ts)$/.test(file) && !existsSync(sourceOf(file))) rmSync(file);
  run("tsc", "-p", "tsconfig.build.json", "--noCheck", "--incremental", "--tsBuildInfoFile", "dist/.tsbuildinfo");
  run("npm", "run", "--silent", "build:bundles");
  chmodSync(path.join(DIST, "cli/main.js"), 0o755);
}

/** Whether all of `dist/` was made after the last change of what it is made of. */
function isFresh(): boolean {
  if (!existsSync(LAST) || !existsSync(path.join(DIST, "constructs/index.d.ts"))) return false;
  const { include } = JSON.parse(readFileSync(path.join(ROOT, "tsconfig.build.json"), "utf8")) as { include: string[] };
  const built = statSync(LAST).mtimeMs;
  return [...include, "package.json", "tsconfig.json", "tsconfig.build.json"]
    .flatMap((name) => [path.join(ROOT, name), ...filesIn(path.join(ROOT, name))])
    .every((source) => statSync(source).mtimeMs < built);
}

/** Everything in a folder; a folder changes when a file in it comes or goes. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file));
}

function sourceOf(file: string): string {
  if (file === path.join(DIST, "index.js")) return path.join(ROOT, "constructs/index.ts");
  return path.join(ROOT, path.relative(DIST, file)).replace(/(\.d\.ts|\.js)$/, ".ts");
}

function run(program: string, ...args: string[]): void {
  const bin = `${path.join(ROOT, "node_modules/.bin")}${path.delimiter}${process.env["PATH"]}`;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...{ cwd: ROOT, encoding: "utf8", env: { ...process.env, PATH: bin } },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed\n${error?.message ?? ""}${stdout}${stderr}`);
}

if (require.main === module) build();
