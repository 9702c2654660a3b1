import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a directory may have, and is still empty: a repository that was just made. */
const NOT_OCCUPYING = /^(\.git|\.gitattributes|\.DS_Store|readme(\.\w+)?|licen[cs]e(\.\w+)?)$/i;

/** What is in a directory in which an application cannot be written; nothing for one that does not exist. */
export function occupantsOf(directory: string): readonly string[] {
  return namesIn(directory).filter((name) => !NOT_OCCUPYING.test(name));
}

/** Whether a directory has a README. */
export function hasReadme(directory: string): boolean {
  return namesIn(directory).some((name) => /^readme(\.md)?$/i.test(name));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Writes files into a directory: all of them, or none. A file that is there is never overwritten. It does not give way to the event loop,
 * so that Ctrl-C comes before or after it.
 * @param files their texts by their paths
 * @throws the error of the file system, when everything has been removed again
 */
export function writeAll(directory: string, files: ReadonlyMap<string, string>): void {
  const made: (() => void)[] = [];
  try {
    makeFolder(directory, made);
    for (const [name, text] of files) {
      const file = path.join(directory, name);
      makeFolder(path.dirname(file), made);
      writeFileSync(file, text, { flag: "wx", mode: name.endsWith(".sh") ? 0o755 : 0o644 });
      made.push(() => rmSync(file));
    }
  } catch (error) {
    for (const undo of made.reverse()) undo();
    throw error;
  }
}

/** Makes a directory with those above it, one by one, to know which to remove. */
function makeFolder(folder: string, made: (() => void)[]): void {
  if (isFolder(folder)) return;
  makeFolder(path.dirname(folder), made);
  mkdirSync(folder);
  made.push(() => rmdirSync(folder));
}

function isFolder(folder: string): boolean {
  try {
    readdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
