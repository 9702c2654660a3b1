import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../../provider/make-folder";

const home = mkdtempSync(join(tmpdir(), "aura-cmk-"));
afterAll(() => rmSync(home, { recursive: true }));

test("makes the folders above as well, and leaves alone what is there", () => {
  makeFolder(join(home, "a", "b", "c"));
  makeFolder(join(home, "a", "b", "c"));
  expect(statSync(join(home, "a", "b", "c")).isDirectory()).toBe(true);
});

test("follows a link to a folder", () => {
  symlinkSync(home, join(home, "link"));
  makeFolder(join(home, "link", "behind"));
  expect(statSync(join(home, "behind")).isDirectory()).toBe(true);
});

test("names the file that is in the way", () => {
  writeFileSync(join(home, "file"), "");
  const words = `EEXIST: file already exists, mkdir '${join(home, "file")}'`;
  expect(() => makeFolder(join(home, "file"))).toThrow(words);
  expect(() => makeFolder(join(home, "file", "below", "that"))).toThrow(words);
});

(process.platform === "linux" ? test : test.skip)("comes back from a folder that takes no other", () => {
  expect(() => makeFolder("/proc/aura-cmk/plugins")).toThrow(
    "ENOENT: no such file or directory, mkdir '/proc/aura-cmk'",
  );
});
