import { createReadStream, statSync } from "node:fs";

/** Stands for standard input. */
export const STDIN = "-";

/** So many bytes are read at most: far more than a key policy has, and far less than what fills the memory. */
const MOST_BYTES = 1024 * 1024;

/** The text, or why it can not be read, in words. */
export type TextRead = { readonly text: string } | { readonly not: string };

/**
 * Reads a file or standard input.
 * @param name path of the file, or `-`
 * @param stdin where `-` reads from
 */
export async function readText(name: string, stdin: AsyncIterable<Buffer | string>): Promise<TextRead> {
  try {
    if (name === STDIN) return await drained(stdin);
    const stat = statSync(name);
    // A pipe is a file too: `aura-cmk lint <(pbpaste)`. A device would be waited for without end.
    if (!stat.isFile() && !stat.isFIFO()) return { not: stat.isDirectory() ? "a folder" : "a device" };
    return await drained(createReadStream(name));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { not: (code && FAILURES[code]) ?? message };
  }
}

async function drained(stream: AsyncIterable<Buffer | string>): Promise<TextRead> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > MOST_BYTES) return { not: `more than ${MOST_BYTES} bytes` };
  }
  return { text: Buffer.concat(chunks).toString("utf8") };
}

const FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "a path through something that is no folder",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ELOOP: "links that lead in a circle",
  ENAMETOOLONG: "a name that is too long for a file",
  ERR_INVALID_ARG_VALUE: "no name of a file",
};
