import { build, type BuildOptions, type Plugin } from "esbuild";
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

/** Of other packages the library has what it uses in its file: to find and read theirs takes as long as all of its own code. */
const LIBRARY: BuildOptions = {
  packages: "bundle",
  external: ["cdktf", "cdktn", "constructs", "@cdktf/*", "@cdktn/*"],
  mainFields: ["module", "main"],
};

/** What a framework is needed for, or that tells them apart; the rest is the same file for both. */
const DIFFERS = /^(constructs\/|synth\/|cli\/demo\/|model\/(from-constructs|framework)\.ts$)/;

const sharedFiles: Plugin = {
  name: "shared-files",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = relative(ROOT, moduleAt(resolve(resolveDir, path), ".ts"));
      return DIFFERS.test(file) ? undefined : { path: `./${file.replace(/\.ts$/, ".js")}`, external: true };
    });
  },
};

function write(entry: string, outfile: string, options: BuildOptions = {}): Promise<unknown> {
  return build({
    ...{ entryPoints: [entry], outfile: join(DIST, outfile), absWorkingDir: ROOT, logLevel: "warning" },
    ...{ bundle: true, platform: "node", target: "node20", packages: "external" },
    // Names are kept, so that a stack trace remains readable.
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: "none" },
    ...options,
  });
}

/** The types of `entry` and of what it needs, in a folder of their own. */
function writeTypes(entry: string, folder: string): void {
  const [todo, done] = [[join(DIST, entry)], new Set<string>()];
  for (let file = todo.pop(); file; file = todo.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const source = readFileSync(file, "utf8");
    const target = join(DIST, folder, relative(DIST, file));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, forTerrain(source));
    for (const [, name = ""] of source.matchAll(/(?:from |import |import\()"(\.{1,2}\/[^"]+)"/g))
      todo.push(moduleAt(resolve(dirname(file), name), ".d.ts"));
  }
}

/** The file of a module that is imported without its extension, or as a folder. */
function moduleAt(path: string, extension: string): string {
  return existsSync(`${path}${extension}`) ? `${path}${extension}` : join(path, `index${extension}`);
}

const forTerrain = (source: string): string =>
  source.replaceAll('"cdktf"', '"cdktn"').replaceAll('"@cdktf/provider-aws/', '"@cdktn/provider-aws/');

writeTypes("constructs/index.d.ts", "cdktn");
void Promise.all([
  write("constructs/index.ts", "index.js", LIBRARY),
  write("constructs/index.ts", "cdktn.js", { ...LIBRARY, ...TERRAIN }),
  ...["synth/synthesize", "cli/demo/demo"].map((entry) =>
    write(`${entry}.ts`, `${entry.split("/").at(-1)}.cdktn.js`, { ...TERRAIN, plugins: [sharedFiles] }),
  ),
]);
