import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SEPARATOR = `\n${"-".repeat(80)}\n`;

/**
 * Names, versions and licenses of the packages in a bundle; a license text has to be passed on with the code.
 * @param files the source files of the bundle
 */
export function noticesOf(files: readonly string[]): string {
  const packages = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  return [...packages].sort().map(noticeOf).join(SEPARATOR);
}

/** `node_modules/@scope/name` for a file inside of a package. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly [field in "name" | "version" | "license"]: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
