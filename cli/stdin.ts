/** Stands for standard input where a file can be named. */
export const STDIN = "-";

/**
 * All that comes out of a stream.
 * @param stream what is read to its end
 * @param most so many bytes are read at most
 * @returns the bytes; or how many there were when they became too many
 */
export async function readStream(stream: AsyncIterable<Buffer | string>, most: number): Promise<Buffer | number> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) return size;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
