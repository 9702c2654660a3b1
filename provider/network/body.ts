/** A body, as far as it was read. */
export interface Body {
  readonly text: string;
  /** Whether it has more than the limit. */
  readonly isCut: boolean;
  /** Why it broke off before its end. */
  readonly broke?: unknown;
}

/**
 * Reads a body up to a limit, after decompression; the rest is not read. What came before a failure is kept: it may hold what
 * is said only once.
 * @param stream the body
 * @param limit in bytes
 */
export async function readBody(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<Body> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  try {
    for await (const chunk of (stream as AsyncIterable<Uint8Array> | null) ?? []) {
      parts.push(decoder.decode(chunk, { stream: true }));
      size += chunk.length;
      // Leaving the loop cancels the stream, which closes the connection.
      if (size > limit) return { text: parts.join(""), isCut: true };
    }
  } catch (broke) {
    return { text: parts.join(""), isCut: true, broke };
  }
  return { text: parts.join("") + decoder.decode(), isCut: false };
}
