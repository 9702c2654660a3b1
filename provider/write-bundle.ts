import { buildSync } from "esbuild";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The bundle that Terraform starts; its dependencies are inlined, because reading a hundred files takes a third of the start. */
const BUNDLE = resolve(__dirname, "../dist/provider/main.js");
const SEPARATOR = `\n${"-".repeat(80)}\n`;

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

const packages = new Set(Object.keys(metafile.inputs).flatMap((file) => packageFolder(file) ?? []));
writeFileSync(`${BUNDLE}.LICENSES.txt`, [...packages].sort().map(noticeOf).join(SEPARATOR));

/** `node_modules/@scope/name` for a file inside of a package. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** Name, version and license of a package; its license text has to be passed on with its code. */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly [field in "name" | "version" | "license"]: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
