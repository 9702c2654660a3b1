import { build, transform, type BuildOptions, type Plugin } from "esbuild";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

/*
 * One source, built for two frameworks: CDK Terrain has the names of cdktf, so its build is the same with other packages imported.
 * Of cdktf only the library is bundled here; what else needs the framework is in `dist/` file by file.
 */
const ROOT = resolve(__dirname, "..");
const DIST = join(ROOT, "dist");

/** CDK Terrain has no bindings of these providers for its present version: the library carries what it uses of them. */
const ownBindings: Plugin = {
  name: "own-bindings",
  setup({ onResolve }) {
    onResolve({ filter: /^@cdktf\/provider-(azurerm|azuread|google)\// }, ({ path }) => ({
      path: join(ROOT, "constructs/l1/clouds", `${/^@cdktf\/provider-(\w+)/.exec(path)?.[1]}.ts`),
    }));
  },
};

const TERRAIN: BuildOptions = {
  plugins: [ownBindings],
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

const COMMON = {
  ...{ platform: "node", target: "node20", logLevel: "warning", legalComments: "none" },
  // Names are kept, so that a stack trace remains readable.
  ...{ minifySyntax: true, minifyWhitespace: true },
} as const satisfies BuildOptions;

function write(entry: string, outfile: string, options: BuildOptions): Promise<unknown> {
  const [entryPoints, place] = [[entry], join(DIST, outfile)];
  return build({ ...COMMON, entryPoints, outfile: place, absWorkingDir: ROOT, bundle: true, ...options });
}

/** What constructs `require` when they need it: files of their own, named like the module. */
const ON_DEMAND = ["on-demand", "aws", "key-alarm", "credentials-secret", "azure", "google"];

/**
 * A module that is loaded on demand, after the library: with an import of it, esbuild puts all that an import of the library loads into one
 * file. Otherwise there would be one for each group of modules that needs the same, and to find a file takes as long as to run it.
 */
const afterLibrary: Plugin = {
  name: "after-library",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^after-library:/ }, ({ path }) => ({ path, namespace: "after-library" }));
    onLoad({ filter: /./, namespace: "after-library" }, ({ path }) => ({
      contents: `import "./constructs"; export * from "./${path.replace("after-library:", "")}";`,
      resolveDir: ROOT,
    }));
  },
};

/**
 * The library of one framework: a file that an import loads, those that it loads on demand, and what several of them need, which is there
 * once: in all files an error is of the same class.
 * @param name the file that an import loads
 */
async function writeLibrary(name: string, options: BuildOptions = {}): Promise<void> {
  const onDemand: Plugin = {
    name: "on-demand",
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== "require-call" || resolveDir.includes("node_modules")) return undefined;
        const module = basename(path);
        if (!ON_DEMAND.includes(module))
          return { errors: [{ text: `${path} is not in the list of what is loaded on demand` }] };
        return { path: `./${name}-${module}.js`, external: true };
      });
    },
  };
  const parts = ON_DEMAND.map((module) => [`${name}-${module}`, `after-library:constructs/private/${module}`]);
  const { outputFiles } = await build({
    ...{ ...COMMON, ...LIBRARY, ...options, absWorkingDir: ROOT, bundle: true },
    plugins: [onDemand, afterLibrary, ...(options.plugins ?? [])],
    entryPoints: {
      [name]: "constructs/index.ts",
      [`${name}-peers`]: "constructs/private/peers.ts",
      ...Object.fromEntries(parts),
    },
    // esbuild shares code between files in the form of ES modules only; a program loads CommonJS, which can be loaded at any time.
    ...{ splitting: true, format: "esm", outdir: join(DIST, "library"), chunkNames: `${name}-[hash]`, write: false },
  });
  mkdirSync(join(DIST, "library"), { recursive: true });
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, { ...COMMON, format: "cjs" });
    // ES modules have loaded all that they import before the first of them runs: what says that a package is missing has to come before that.
    writeFileSync(path, basename(path) === `${name}.js` ? `require("./${name}-peers.js");${code}` : code);
  }
}

/** The types of `entry` and of what it needs, for cdktf where the compiler has put them, and for CDK Terrain in a folder of their own. */
function writeTypes(entry: string, folder: string): void {
  const [todo, done] = [[join(DIST, entry)], new Set<string>()];
  for (let file = todo.pop(); file; file = todo.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const source = withOptionalBindings(readFileSync(file, "utf8"));
    writeFileSync(file, source);
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

/** Types of bindings are no error where a program has not installed them, because it has no key in their cloud. */
const withOptionalBindings = (source: string): string =>
  source.replace(/(?<!@ts-ignore \*\/\n)^import type .* from "@cdktf\/provider-/gm, "/** @ts-ignore */\n$&");

const forTerrain = (source: string): string =>
  source.replaceAll('"cdktf"', '"cdktn"').replaceAll('"@cdktf/provider-aws/', '"@cdktn/provider-aws/');

writeTypes("constructs/index.d.ts", "cdktn");
// The names of files say what is in them, so those of an earlier build would stay.
rmSync(join(DIST, "library"), { recursive: true, force: true });
void Promise.all([
  writeLibrary("index"),
  writeLibrary("cdktn", TERRAIN),
  ...["synth/synthesize", "cli/demo/demo"].map((entry) =>
    write(`${entry}.ts`, `${entry.split("/").at(-1)}.cdktn.js`, {
      ...TERRAIN,
      packages: "external",
      plugins: [ownBindings, sharedFiles],
    }),
  ),
]);
