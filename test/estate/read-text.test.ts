import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEstate } from "../../estate/load";
import { readText } from "../../estate/read-text";
import { estateText } from "./sample";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "estate-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("a file is read as UTF-8, without its byte-order mark", () => {
  expect(readText(file("bom.yaml", Buffer.from("\uFEFFname: Zürich\n")))).toBe("name: Zürich\n");
});

test("an estate is loaded from its file, and positions carry the path as it was given", () => {
  const path = file("estate.yaml", estateText());
  const { estate, problems, position } = loadEstate(path);
  expect(problems).toEqual([]);
  expect(Object.keys(estate?.instances ?? {})).toEqual(["orders-prod"]);
  expect(position(["keys", "orders"])).toBe(`${path}:4:9`);
});

test("a file that is not there is refused, and nothing else is said", () => {
  expect(loadEstate("no/such/estate.yaml")).toEqual({
    estate: undefined,
    problems: [
      {
        code: "estate-unreadable",
        path: "no/such/estate.yaml",
        what: "the estate must be a readable file",
        got: "no such file",
        expected: "a text file",
        fix: "check the path",
      },
    ],
    position: expect.any(Function) as unknown,
  });
});

test("what names a file that is not there is where it can be put right", () => {
  const { problems } = loadEstate("no/such/estate.yaml", { namedBy: "`--estate`" });
  expect(problems.map(({ fix }) => fix)).toEqual(["check the path, or `--estate`"]);
  expect(loadEstate(folder, { namedBy: "`--estate`" }).problems[0]?.fix).toBe("name the file in it");
});

test.each<[what: string, path: () => string, got: string, fix: string]>([
  ["a folder", () => folder, "a folder", "name the file in it"],
  ["a device", () => "/dev/null", "no regular file", "save the estate to a file"],
  [
    "a path through a file",
    () => join(file("plain", "x"), "estate.yaml"),
    "a path through something that is no folder",
    "check the path",
  ],
  [
    "a link that leads nowhere",
    () => {
      const link = join(folder, "link");
      symlinkSync("nowhere", link);
      return link;
    },
    "no such file",
    "check the path",
  ],
  [
    "a binary file",
    () => file("binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])),
    "bytes that are no UTF-8 text",
    "save it as UTF-8 text, or check that it is the right file",
  ],
  [
    "a file in UTF-16",
    () => file("utf16", Buffer.from("\uFEFFversion: 1", "utf16le")),
    "bytes that are no UTF-8 text",
    "save it as UTF-8 text, or check that it is the right file",
  ],
  [
    "a file in Latin-1",
    () => file("latin1", Buffer.from("name: Zürich", "latin1")),
    "bytes that are no UTF-8 text",
    "save it as UTF-8 text, or check that it is the right file",
  ],
])("%s is refused", (_, path, got, fix) => {
  expect(readText(path())).toEqual({ got, expected: "a text file", fix });
});

test("a file over 5 MB is refused unread, and one of 5 MB is read", () => {
  expect(readText(file("large", Buffer.alloc(5_242_881, "#")))).toEqual({
    got: "5242881 bytes",
    expected: "at most 5242880 bytes",
    fix: "check that it is the right file, or split the estate",
  });
  expect(readText(file("just", Buffer.alloc(5_242_880, "#")))).toHaveLength(5_242_880);
});

// Root reads everything, so there is nothing to refuse.
(process.getuid?.() === 0 ? test.skip : test)("a file without permission to read is refused", () => {
  const path = file("secret", "version: 1");
  chmodSync(path, 0);
  expect(readText(path)).toEqual({
    got: "no permission to read it",
    expected: "a text file",
    fix: "give yourself the permission to read it",
  });
});
