import { build, type Plugin } from "esbuild";
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const ROOT = resolve(__dirname, "..");

/** How the imports of a bundle are treated that are made when they are needed. */
export interface BundleOptions {
  /** Path of the file that is written, below `dist/`. @default where the compiler puts the entry */
  readonly outfile?: string;
  /** Whether what is imported when it is needed is in the bundle, too. @default it stays a file of its own */
  readonly whole?: boolean;
}

/**
 * Writes a file of `dist/` with the packages that it needs: to find and read a hundred files takes a third of a start.
 * @param entry a source file without its extension, such as `cli/main`
 * @returns the files that are in it, relative to the root
 */
export async function bundle(entry: string, options: BundleOptions = {}): Promise<string[]> {
  const { outfile = `${entry}.js`, whole = false } = options;
  const { metafile } = await build({
    ...{ entryPoints: [`${entry}.ts`], outfile: join(ROOT, "dist", outfile), absWorkingDir: ROOT, metafile: true },
    ...{ bundle: true, platform: "node", target: "node20", allowOverwrite: true, logLevel: "warning" },
    plugins: [ownModules(resolve(ROOT, entry, ".."), whole)],
    // grpc-js loads it only for administration services of its own, which are not used here.
    external: ["@grpc/proto-loader"],
    // `import()` becomes `require`, as everywhere else in `dist/`.
    supported: { "dynamic-import": false },
    // The ES modules of a package, of which only what is used is taken.
    mainFields: ["module", "main"],
    // Names are kept, so that a stack trace remains readable.
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: "none" },
  });
  return Object.keys(metafile.inputs);
}

/** Modules of ours. What is imported when it is needed stays a file of its own, unless the bundle is the whole program. */
function ownModules(folder: string, whole: boolean): Plugin {
  return {
    name: "own-modules",
    setup({ onResolve }) {
      onResolve({ filter: /^\./, namespace: "file" }, ({ kind, path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        const isOwn = !resolveDir.includes("node_modules");
        if (kind === "dynamic-import" && isOwn && !whole) {
          const from = relative(folder, file);
          return { path: from.startsWith(".") ? from : `./${from}`, external: true };
        }
        // A module of ours does nothing when it is imported, so one of which nothing is used is left out.
        return kind === "import-statement" && isOwn
          ? { path: existsSync(`${file}.ts`) ? `${file}.ts` : join(file, "index.ts"), sideEffects: false }
          : undefined;
      });
    },
  };
}
