import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTextFile, readTextStream } from "../../util/read-file";

const OPTIONS = { maxBytes: 100 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "read-file-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function* stream(...chunks: (string | Buffer | Error)[]): AsyncGenerator<string | Buffer> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

/** What Node.js does not offer: the bytes of UTF-16 with the more significant one first. */
const bigEndian = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

test.each<[what: string, bytes: Buffer]>([
  ["UTF-8", Buffer.from("name: Zürich\n")],
  ["UTF-8 with a byte-order mark", Buffer.from("\uFEFFname: Zürich\n")],
  ["UTF-16, little endian, with its mark", Buffer.from("\uFEFFname: Zürich\n", "utf16le")],
  ["UTF-16, big endian, with its mark", bigEndian("\uFEFFname: Zürich\n")],
  ["UTF-16, little endian, without its mark", Buffer.from("name: Zürich\n", "utf16le")],
  ["UTF-16, big endian, without its mark", bigEndian("name: Zürich\n")],
])("a file in %s is read without the mark, from a file and from a stream", async (_, bytes) => {
  expect(readTextFile(file("text", bytes), OPTIONS)).toEqual({ text: "name: Zürich\n" });
  expect(await readTextStream(stream(bytes.subarray(0, 7), bytes.subarray(7)), OPTIONS)).toEqual({
    text: "name: Zürich\n",
  });
});

test.each<[what: string, bytes: Buffer]>([
  ["a binary file", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])],
  ["UTF-16 that is cut off in a character", Buffer.from("version: 1", "utf16le").subarray(0, 11)],
  ["Latin-1", Buffer.from("name: Zürich", "latin1")],
])("%s is not text, and its beginning is kept", (_, bytes) => {
  expect(readTextFile(file("not-text", bytes), OPTIONS)).toEqual({
    unreadable: {
      reason: "not-text",
      got: "not text",
      expected: "UTF-8 text",
      fix: "save it as UTF-8, or check that it is the right file",
      beginning: bytes.toString("utf8"),
    },
  });
});

test("a lossy reader keeps bytes that are not UTF-8 as U+FFFD, for a parser that says where they are", () => {
  const path = file("latin1", Buffer.from("Zürich\0", "latin1"));
  expect(readTextFile(path, { ...OPTIONS, lossy: true })).toEqual({ text: "Z\ufffdrich\0" });
});

test.each<[what: string, path: () => string, reason: string | undefined, got: string, expected: string, fix: string]>([
  ["a missing file", () => join(folder, "none"), "missing", "no such file", "", "check the path"],
  ["a directory", () => folder, "directory", "is a directory", "", "name a file in it"],
  ["a device", () => "/dev/null", "not-a-file", "a device or a pipe", "a regular file", "save it to a regular file"],
  [
    "a path through a file",
    () => join(file("plain", "x"), "estate.yaml"),
    undefined,
    "a part of the path is not a directory",
    "",
    "check the path",
  ],
  [
    "a link to a missing file",
    () => {
      const link = join(folder, "link");
      symlinkSync("nowhere", link);
      return link;
    },
    "missing",
    "no such file",
    "",
    "check the path",
  ],
  ["a name with a NUL", () => "\0", undefined, "not a file name", "", "check the path"],
])("%s is refused", (_, path, reason, got, expected, fix) => {
  expect(readTextFile(path(), OPTIONS)).toEqual({
    unreadable: { ...(reason !== undefined && { reason }), got, expected, fix },
  });
});

test("a file of the largest size is read, and one byte more is too much", () => {
  expect(readTextFile(file("just", "#".repeat(100)), OPTIONS)).toEqual({ text: "#".repeat(100) });
  expect(readTextFile(file("large", "#".repeat(101)), OPTIONS)).toEqual({
    unreadable: {
      reason: "too-large",
      got: "101 bytes",
      expected: "at most 100 bytes",
      fix: "check that it is the right file",
      beginning: "#".repeat(101),
    },
  });
});

test("a stream of the largest size is read, and is left where it becomes too large", async () => {
  expect(await readTextStream(stream("#".repeat(50), "#".repeat(50)), OPTIONS)).toEqual({ text: "#".repeat(100) });
  const endless = stream("#".repeat(50), "#".repeat(51), new Error("was read on"));
  expect(await readTextStream(endless, OPTIONS)).toMatchObject({
    unreadable: { reason: "too-large", got: "more than 100 bytes", expected: "at most 100 bytes" },
  });
});

test("a stream that breaks off is refused", async () => {
  const broken = Object.assign(new Error("read EIO"), { code: "EIO" });
  expect(await readTextStream(stream("{", broken), OPTIONS)).toEqual({
    unreadable: { got: "EIO", expected: "", fix: "check the path" },
  });
});

test("a pipe is read where pipes are allowed, up to the largest size, and a device is not", () => {
  const script = `
    const { readTextFile } = require(${JSON.stringify(join(__dirname, "../../util/read-file.ts"))});
    const options = { maxBytes: 100, pipes: true };
    console.log(JSON.stringify([readTextFile(process.argv[1], options), readTextFile("/dev/zero", options)]));`;
  const read = (command: string): unknown =>
    JSON.parse(
      execFileSync(
        "bash",
        ["-c", `"$0" -r ts-node/register/transpile-only -e "$1" <(${command})`, process.execPath, script],
        {
          encoding: "utf8",
          cwd: join(__dirname, "../.."),
        },
      ),
    );
  const device = {
    unreadable: {
      reason: "not-a-file",
      got: "a device",
      expected: "a regular file or a pipe",
      fix: "save it to a regular file",
    },
  };
  expect(read("printf abc")).toEqual([{ text: "abc" }, device]);
  expect(read("yes")).toMatchObject([{ unreadable: { reason: "too-large", got: "more than 100 bytes" } }, device]);
});

test("the caller says what to do, by reason", () => {
  const fixes = { missing: "check --estate", other: "look again" };
  const fixOf = (path: string): unknown =>
    (readTextFile(path, { ...OPTIONS, fixes }) as { unreadable?: { fix: string } }).unreadable?.fix;
  expect([fixOf(join(folder, "none")), fixOf("\0"), fixOf(folder)]).toEqual([
    "check --estate",
    "look again",
    "name a file in it",
  ]);
});

// Root reads everything, so there is nothing to refuse.
(process.getuid?.() === 0 ? test.skip : test)("a file without permission to read is refused", () => {
  const path = file("secret", "version: 1");
  chmodSync(path, 0);
  expect(readTextFile(path, OPTIONS)).toEqual({
    unreadable: {
      reason: "no-permission",
      got: "permission denied",
      expected: "",
      fix: "give yourself permission to read it",
    },
  });
});
