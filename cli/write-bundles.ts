import { build, type Plugin } from "esbuild";
import { existsSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { noticesOf } from "../provider/bundle-notices";

/*
 * `aura-cmk` starts for every plan of a pull request. So each command is one file, with the packages that it needs: to find and
 * read a hundred files takes longer than a review.
 */
const ROOT = resolve(__dirname, "..");
const ENTRIES = ["cli/main", "cli/check/run", "cli/review/run", "cli/lint/run", "cli/explain/run"];

/** What is imported when it is needed stays a file of its own: another command, or the reader of estates. */
const lazyImports: Plugin = {
  name: "lazy-imports",
  setup({ onResolve, initialOptions: { entryPoints } }) {
    const [entry = ""] = entryPoints as string[];
    onResolve({ filter: /^\./, namespace: "file" }, ({ kind, path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      if (kind === "dynamic-import") {
        const from = relative(resolve(ROOT, entry, ".."), file);
        return { path: from.startsWith(".") ? from : `./${from}`, external: true };
      }
      // A module of ours does nothing when it is imported, so one of which nothing is used is left out.
      return kind === "import-statement" && !resolveDir.includes("node_modules")
        ? { path: existsSync(`${file}.ts`) ? `${file}.ts` : join(file, "index.ts"), sideEffects: false }
        : undefined;
    });
  },
};

async function write(entry: string): Promise<void> {
  const outfile = join(ROOT, "dist", `${entry}.js`);
  const { metafile } = await build({
    ...{ entryPoints: [`${entry}.ts`], outfile, absWorkingDir: ROOT, plugins: [lazyImports], metafile: true },
    ...{ bundle: true, platform: "node", target: "node20", allowOverwrite: true, logLevel: "warning" },
    // Such an import becomes `require`, as everywhere else in `dist/`.
    supported: { "dynamic-import": false },
    // The ES modules of a package, of which only what is used is taken.
    mainFields: ["module", "main"],
    // Names are kept, so that a stack trace remains readable.
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: "none" },
  });
  writeFileSync(`${outfile}.LICENSES.txt`, noticesOf(Object.keys(metafile.inputs)));
}

void Promise.all(ENTRIES.map(write));
