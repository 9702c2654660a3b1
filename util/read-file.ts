import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { whyUnreadable } from "./file-errors";

/** What kind of failure it was, where the remedy depends on it. */
export type UnreadableReason = "missing" | "directory" | "no-permission" | "not-a-file" | "too-large" | "not-text";

/** Why there is no text, in the parts of a problem. */
export interface Unreadable {
  /** Undefined for what the file system says seldom. */
  readonly reason?: UnreadableReason;
  readonly got: string;
  /** Empty where `got` says it all. */
  readonly expected: string;
  readonly fix: string;
  /** How it begins, where it is too large or not text: that may tell what it is instead. */
  readonly beginning?: string;
}

/** The text, or why there is none. */
export type TextRead = { readonly text: string } | Failed;

interface Failed {
  readonly unreadable: Unreadable;
}

/** What is read, and what to say when it cannot be read. */
export interface ReadOptions {
  /** Largest size in bytes. */
  readonly maxBytes: number;
  /** Whether a pipe is read too, as in `aura-cmk lint <(pbpaste)`. @default false */
  readonly pipes?: boolean;
  /** Refuse UTF-16 and a byte-order mark, for what others read as plain UTF-8. @default false */
  readonly isPlainUtf8?: boolean;
  /** Keep bytes that are not UTF-8 as U+FFFD, for a parser that reports them with line and column. @default false */
  readonly lossy?: boolean;
  /** What is needed of the bytes, undefined for all of them; as UTF-8. @default - all of them */
  readonly needed?: (bytes: Buffer) => Buffer | undefined;
  /** What to do, by reason. @default - a general remedy */
  readonly fixes?: Readonly<Partial<Record<UnreadableReason | "other", string>>>;
}

const FIXES: Readonly<Record<UnreadableReason | "other", string>> = {
  missing: "check the path",
  directory: "name a file in it",
  "no-permission": "give yourself permission to read it",
  "not-a-file": "save it to a regular file",
  "too-large": "check that it is the right file",
  "not-text": "save it as UTF-8, or check that it is the right file",
  other: "check the path",
};

/** Bytes read of what is too large. */
const MAX_BEGINNING = 64 * 1024;

/**
 * The text of a file that a person named. UTF-8 or UTF-16, without the byte-order mark. Never throws.
 * @param path path of the file
 * @param options limits and remedies
 */
export function readTextFile(path: string, options: ReadOptions): TextRead {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return failed("directory", "is a directory", options);
    if (stat.isFile()) {
      if (stat.size > options.maxBytes) return tooLarge(`${stat.size}`, beginningOf(path, MAX_BEGINNING), options);
      return decode(readFileSync(path), options);
    }
    // A device would be waited for without end.
    if (!options.pipes) return failed("not-a-file", "a device or a pipe", options, "a regular file");
    if (!stat.isFIFO()) return failed("not-a-file", "a device", options, "a regular file or a pipe");
    return decodeLimited(beginningOf(path, options.maxBytes + 1), options);
  } catch (error) {
    return failedWith(error, options);
  }
}

/**
 * The text of a stream, read to its end. Never rejects.
 * @param stream such as standard input
 * @param options limits and remedies
 */
export async function readTextStream(stream: AsyncIterable<Buffer | string>, options: ReadOptions): Promise<TextRead> {
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      if (size > options.maxBytes) break;
    }
    return decodeLimited(Buffer.concat(chunks), options);
  } catch (error) {
    return failedWith(error, options);
  }
}

function beginningOf(path: string, maxBytes: number): Buffer {
  const file = openSync(path, "r");
  try {
    const chunks: Buffer[] = [];
    for (let left = maxBytes; left > 0;) {
      const chunk = Buffer.alloc(Math.min(left, MAX_BEGINNING));
      const length = readSync(file, chunk);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
      left -= length;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}

function decodeLimited(bytes: Buffer, options: ReadOptions): TextRead {
  return bytes.length > options.maxBytes
    ? tooLarge(`more than ${options.maxBytes}`, bytes, options)
    : decode(bytes, options);
}

function decode(all: Buffer, options: ReadOptions): TextRead {
  const bytes = options.needed?.(all) ?? all;
  const form = options.isPlainUtf8 ? markedFormOf(bytes) : undefined;
  if (form !== undefined) return failed("not-text", form, options, "UTF-8 without a byte-order mark");
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: !options.lossy }).decode(bytes);
    if (options.lossy || !text.includes("\0")) return { text };
  } catch {
    // Bytes that are no character in the encoding.
  }
  return withBeginning(failed("not-text", "not text", options, "UTF-8 text"), bytes);
}

/** What is not plain UTF-8, as others read it; undefined for what is. */
function markedFormOf(bytes: Buffer): string | undefined {
  if (encodingOf(bytes) !== "utf-8") return "UTF-16";
  return bytes.subarray(0, 3).equals(UTF_8_MARK) ? "a byte-order mark" : undefined;
}

const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

// Windows PowerShell writes UTF-16 with a mark when output is redirected; other tools leave the mark out.
function encodingOf([first = 0, second = 0]: Buffer): "utf-16le" | "utf-16be" | "utf-8" {
  if ((first === 0xff && second === 0xfe) || (isAscii(first) && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && isAscii(second)) ? "utf-16be" : "utf-8";
}

function isAscii(byte: number): boolean {
  return byte > 0 && byte < 0x80;
}

function tooLarge(size: string, bytes: Buffer, options: ReadOptions): TextRead {
  return withBeginning(failed("too-large", `${size} bytes`, options, `at most ${options.maxBytes} bytes`), bytes);
}

function withBeginning({ unreadable }: Failed, bytes: Buffer): Failed {
  return { unreadable: { ...unreadable, beginning: bytes.subarray(0, MAX_BEGINNING).toString("utf8") } };
}

const REASONS: Readonly<Record<string, UnreadableReason>> = {
  ENOENT: "missing",
  EISDIR: "directory",
  EACCES: "no-permission",
  EPERM: "no-permission",
};

function failedWith(error: unknown, options: ReadOptions): TextRead {
  const { code = "" } = error as NodeJS.ErrnoException;
  return failed(REASONS[code], whyUnreadable(error), options);
}

function failed(reason: UnreadableReason | undefined, got: string, { fixes = {} }: ReadOptions, expected = ""): Failed {
  const cause = reason ?? "other";
  return { unreadable: { ...(reason && { reason }), got, expected, fix: fixes[cause] ?? FIXES[cause] } };
}
