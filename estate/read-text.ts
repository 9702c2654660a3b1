import { readFileSync, statSync } from "node:fs";
import { fixUnreadable, whyUnreadable } from "../util/file-errors";

/** Why a file gives no text: what it is instead, what it should be, what to do. */
export interface Unreadable {
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** Largest estate file in bytes; 10,000 keys with their instances take about 3 MB. */
const MAX_BYTES = 5 * 1024 * 1024;

/**
 * The text of a file, or why there is none. Never throws.
 * @param path where the file is
 * @param namedBy what names the file, such as `--estate`: where a wrong path can be put right
 */
export function readText(path: string, namedBy?: string): string | Unreadable {
  const not = (got: string, fix: string, expected = "a text file"): Unreadable => ({ got, expected, fix });
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return not("a folder", "name the file in it");
    if (!stat.isFile()) return not("no regular file", "save the estate to a file");
    if (stat.size > MAX_BYTES) {
      return not(
        `${stat.size} bytes`,
        "check that it is the right file, or split the estate",
        `at most ${MAX_BYTES} bytes`,
      );
    }
    return (
      decode(readFileSync(path)) ??
      not("bytes that are no UTF-8 text", "save it as UTF-8 text, or check that it is the right file")
    );
  } catch (error) {
    const checkPath = `check the path${namedBy === undefined ? "" : `, or ${namedBy}`}`;
    return not(whyUnreadable(error), fixUnreadable(error, checkPath));
  }
}

function decode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
