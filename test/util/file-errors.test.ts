import { whyNoDirectory, whyUnreadable, whyUnwritable } from "../../util/file-errors";

it.each([
  [{ code: "EROFS" }, "the file system is read-only"],
  [{ code: "ENOENT" }, "no such directory"],
  [{ code: "ENOTDIR" }, "a part of the path is not a directory"],
  [{ code: "EWHATEVER" }, "EWHATEVER"],
  [new Error("what happened"), "Error: what happened"],
])("a file cannot be written: %j", (error, words) => {
  expect(whyUnwritable(error)).toBe(words);
});

it.each([
  [{ code: "EROFS" }, "the file system is read-only"],
  [{ code: "EEXIST" }, "not a directory"],
  [{ code: "ENOTDIR" }, "not a directory"],
  [{ code: "ENOENT" }, "no directory can be created there"],
  [{ code: "EWHATEVER" }, "EWHATEVER"],
])("a directory cannot be created: %j", (error, words) => {
  expect(whyNoDirectory(error)).toBe(words);
});

it.each([
  [{ code: "ENOENT" }, "no such file"],
  [{ code: "ELOOP" }, "symbolic links form a cycle"],
  [{ code: "EACCES" }, "permission denied"],
  [{ code: "EWHATEVER" }, "EWHATEVER"],
  [new Error("what happened"), "Error: what happened"],
])("a file cannot be read: %j", (error, words) => {
  expect(whyUnreadable(error)).toBe(words);
});
