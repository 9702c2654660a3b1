import { buildSync } from "esbuild";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { noticesOf } from "./bundle-notices";

/** The bundle that Terraform starts; its dependencies are inlined, because reading a hundred files takes a third of the start. */
const BUNDLE = resolve(__dirname, "../dist/provider/main.js");

const { metafile } = buildSync({
  entryPoints: [join(__dirname, "main.ts")],
  outfile: BUNDLE,
  absWorkingDir: resolve(__dirname, ".."),
  ...{ bundle: true, platform: "node", target: "node20", metafile: true, allowOverwrite: true, logLevel: "warning" },
  // grpc-js loads it only for its own administration services, which are not used here.
  external: ["@grpc/proto-loader"],
  // Names are kept, so that a stack trace in the log remains readable.
  ...{ minifySyntax: true, minifyWhitespace: true, legalComments: "none" },
});

writeFileSync(`${BUNDLE}.LICENSES.txt`, noticesOf(Object.keys(metafile.inputs)));
