import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const RULE = `\n${"-".repeat(80)}\n`;
/** What a license wants to be passed on: its text, and the notices of the Apache License. */
const TEXTS = /^(licen[cs]e|copying|notice)\b/i;

/**
 * Names, versions and licenses of the packages in a bundle.
 * @param files the source files of the bundle
 * @throws where a package has no text of a license
 */
export function noticesOf(files: readonly string[]): string {
  const packages = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  return [...packages].sort().map(noticeOf).join(RULE);
}

/** `node_modules/@scope/name` for a file inside of a package. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly [field in "name" | "version" | "license"]: string;
  };
  const texts = readdirSync(folder).filter((entry) => TEXTS.test(entry));
  if (texts.length === 0) throw new Error(`${folder} has no text of its license ${license}`);
  const text = texts.map((entry) => readFileSync(join(folder, entry), "utf8").trim()).join("\n\n");
  return `${name} ${version} (${license})\n\n${text}\n`;
}
