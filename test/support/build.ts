import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const DIST = path.join(ROOT, "dist");
/** A digest of what `dist/` was made from. */
const STAMP = path.join(DIST, ".made-from");

/**
 * Builds `dist/` when its sources are others than those that it was made from: tests that start `aura-cmk` run what is shipped.
 * Types are written but not checked, which halves the time; `npm test` checks them anyway. Jest calls this before the tests
 * that start programs.
 */
export default function build(): void {
  const sources = digest();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return;
  rmSync(STAMP, { force: true });
  // Left over from a source that is gone, it would be found by an import, and packed.
  for (const file of filesIn(DIST)) if (/\.(js|d\.ts)$/.test(file) && !existsSync(sourceOf(file))) rmSync(file);
  run("tsc", "-p", "tsconfig.build.json", "--noCheck", "--incremental", "--tsBuildInfoFile", "dist/.tsbuildinfo");
  run("npm", "run", "--silent", "build:bundles");
  chmodSync(path.join(DIST, "cli/main.js"), 0o755);
  writeFileSync(STAMP, sources);
}

function digest(): string {
  const { include } = JSON.parse(readFileSync(path.join(ROOT, "tsconfig.build.json"), "utf8")) as { include: string[] };
  const hash = createHash("sha256");
  for (const name of [...include, "package.json", "tsconfig.json", "tsconfig.build.json"])
    for (const file of [path.join(ROOT, name), ...filesIn(path.join(ROOT, name)).sort()])
      if (statSync(file).isFile()) hash.update(path.relative(ROOT, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

/** Everything in a folder. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file));
}

function sourceOf(file: string): string {
  // The library and what is made for CDK Terrain; see constructs/write-bundles.ts.
  if (/^(index|cdktn|.+\.cdktn)\.js$|^cdktn.+\.d\.ts$/.test(path.relative(DIST, file))) return __filename;
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
