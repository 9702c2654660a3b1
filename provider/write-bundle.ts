import { buildSync } from "esbuild";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { noticesOf } from "./bundle-notices";

const OUT = resolve(__dirname, "../dist/provider");

/** Writes a file with its dependencies inlined; returns the files that are in it. */
function bundle(entry: string, external: string[]): string[] {
  const { metafile } = buildSync({
    entryPoints: [join(__dirname, entry)],
    outdir: OUT,
    absWorkingDir: resolve(__dirname, ".."),
    ...{ bundle: true, platform: "node", target: "node20", metafile: true, allowOverwrite: true, logLevel: "warning" },
    external,
    // `import()` would look for an ES module.
    supported: { "dynamic-import": false },
    // Names are kept, so that a stack trace in the log remains readable.
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: "none" },
  });
  return Object.keys(metafile.inputs);
}

const inputs = [
  // What Terraform starts, in one file: reading a hundred files takes a third of the start. undici is only read where there is a
  // proxy; grpc-js loads its proto-loader only for its own administration services, which are not used here.
  ...bundle("main.ts", ["@grpc/proto-loader", "*/undici"]),
  ...bundle("network/undici.ts", []),
];

writeFileSync(join(OUT, "main.js.LICENSES.txt"), noticesOf(inputs));
