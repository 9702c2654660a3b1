import { build, type BuildOptions } from "esbuild";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/*
 * One source, built for two frameworks: CDK Terrain has the names of cdktf, so its build is the same with other packages imported.
 * Of cdktf only the library is a bundle here; what else needs the framework is in `dist/` file by file.
 */
const ROOT = resolve(__dirname, "..");
const DIST = join(ROOT, "dist");

const TERRAIN: BuildOptions = {
  alias: { cdktf: "cdktn", "@cdktf/provider-aws": "@cdktn/provider-aws" },
  define: { AURA_CMK_FRAMEWORK: '"cdktn"' },
};

function write(entry: string, outfile: string, options: BuildOptions = {}): Promise<unknown> {
  return build({
    ...{ entryPoints: [entry], outfile: join(DIST, outfile), absWorkingDir: ROOT, logLevel: "warning" },
    ...{ bundle: true, platform: "node", target: "node20", packages: "external" },
    ...options,
  });
}

/** The types of `entry` and of what it needs, in a folder of their own. */
function writeTypes(entry: string, folder: string): void {
  const [todo, done] = [[entry], new Set<string>()];
  for (let file = todo.pop(); file; file = todo.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const source = readFileSync(join(DIST, `${file}.d.ts`), "utf8");
    const target = join(DIST, folder, `${file}.d.ts`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, forTerrain(source));
    for (const [, name = ""] of source.matchAll(/(?:from |import\()?"(\.{1,2}\/[^"]+)"/g)) {
      const path = resolve(DIST, dirname(file), name);
      todo.push(relative(DIST, existsSync(`${path}.d.ts`) ? path : join(path, "index")));
    }
  }
}

const forTerrain = (source: string): string =>
  source.replaceAll('"cdktf"', '"cdktn"').replaceAll('"@cdktf/provider-aws/', '"@cdktn/provider-aws/');

writeTypes("constructs/index", "cdktn");
void Promise.all([
  write("constructs/index.ts", "index.js"),
  write("constructs/index.ts", "cdktn.js", TERRAIN),
  write("synth/synthesize.ts", "synthesize.cdktn.js", TERRAIN),
  write("cli/demo/demo.ts", "demo.cdktn.js", TERRAIN),
]);
