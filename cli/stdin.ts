import { readTextFile, readTextStream, type ReadOptions, type TextRead } from "../util/read-file";

/** Names standard input where a file can be named. */
export const STDIN = "-";

/**
 * The text of a file or of standard input. Never rejects.
 * @param name path of the file, or `-`
 * @param stdin what `-` reads
 * @param options limits and remedies
 */
export async function readNamedText(
  name: string,
  stdin: AsyncIterable<Buffer | string>,
  options: ReadOptions,
): Promise<TextRead> {
  return name === STDIN ? readTextStream(stdin, options) : readTextFile(name, options);
}
