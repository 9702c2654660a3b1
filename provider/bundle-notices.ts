import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

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
  const sorted = [...packages].sort();
  return sorted.map((folder) => noticeOf(folder, sorted)).join(RULE);
}

/** `node_modules/@scope/name` for a file inside of a package. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function noticeOf(folder: string, others: readonly string[]): string {
  const { name, version, license } = packageIn(folder);
  // Some packages of a scope are published without the text that the others of it have.
  const siblings = others.filter((other) => dirname(other) === dirname(folder) && packageIn(other).license === license);
  const text = [folder, ...(name.startsWith("@") ? siblings : [])].map(textsIn).find((found) => found !== "");
  if (text === undefined) throw new Error(`${folder} has no text of its license ${license}`);
  return `${name} ${version} (${license})\n\n${text}\n`;
}

function packageIn(folder: string): Readonly<Record<"name" | "version" | "license", string>> {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as ReturnType<typeof packageIn>;
}

function textsIn(folder: string): string {
  const names = readdirSync(folder).filter((entry) => TEXTS.test(entry));
  return names.map((entry) => readFileSync(join(folder, entry), "utf8").trim()).join("\n\n");
}
