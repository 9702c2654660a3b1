import { createReadStream, statSync } from "node:fs";
import { fixUnreadable, whyUnreadable } from "../../util/file-errors";
import { readStream, STDIN } from "../stdin";

/** So many bytes are read at most: far more than a key policy has, and far less than what fills the memory. */
const MOST_BYTES = 1024 * 1024;

/** The text, or why it can not be read, in words. */
export type TextRead =
  | { readonly text: string }
  | {
      readonly not: string;
      /** What to do about it. */
      readonly fix: string;
      /** What a text begins with that is too long. */
      readonly beginning?: string;
    };

const OTHER_FILE = "check the name of the file";

/**
 * Reads a file or standard input.
 * @param name path of the file, or `-`
 * @param stdin where `-` reads from
 */
export async function readText(name: string, stdin: AsyncIterable<Buffer | string>): Promise<TextRead> {
  try {
    if (name === STDIN) return await textOf(stdin);
    const stat = statSync(name);
    // A pipe is a file too: `aura-cmk lint <(pbpaste)`. A device would be waited for without end.
    if (stat.isDirectory()) return { not: "a folder", fix: "name the file in it" };
    if (!stat.isFile() && !stat.isFIFO()) return { not: "a device", fix: OTHER_FILE };
    return await textOf(createReadStream(name));
  } catch (error) {
    return { not: whyUnreadable(error), fix: fixUnreadable(error, OTHER_FILE) };
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<TextRead> {
  let beginning: Buffer | undefined;
  const seen = async function* (): AsyncGenerator<Buffer | string> {
    for await (const chunk of stream) {
      beginning ??= Buffer.from(chunk);
      yield chunk;
    }
  };
  const bytes = await readStream(seen(), MOST_BYTES);
  if (typeof bytes !== "number") return { text: bytes.toString("utf8") };
  const not = `more than ${MOST_BYTES} bytes`;
  return { not, fix: "check that it is the right file", beginning: beginning?.toString("utf8") ?? "" };
}
