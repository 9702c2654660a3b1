import { fixUnreadable, whyNoFolder, whyUnreadable, whyUnwritable } from "../../util/file-errors";

it.each([
  [{ code: "EROFS" }, "a file system that can only be read"],
  [{ code: "ENOTDIR" }, "a path through something that is no folder"],
  [{ code: "EWHATEVER" }, "EWHATEVER"],
  [new Error("what happened"), "Error: what happened"],
])("why %j can not be written is told in words", (error, words) => {
  expect(whyUnwritable(error)).toBe(words);
});

it.each([
  [{ code: "EROFS" }, "a file system that can only be read"],
  [{ code: "EEXIST" }, "something that is no folder"],
  [{ code: "ENOENT" }, "a place where no folder can be made"],
  [{ code: "EWHATEVER" }, "EWHATEVER"],
])("why %j can not be a folder is told in words", (error, words) => {
  expect(whyNoFolder(error)).toBe(words);
});

it.each([
  [{ code: "ENOENT" }, "no such file"],
  [{ code: "ELOOP" }, "links that lead in a circle"],
  [{ code: "EWHATEVER" }, "EWHATEVER"],
  [new Error("what happened"), "Error: what happened"],
])("why %j can not be read is told in words", (error, words) => {
  expect(whyUnreadable(error)).toBe(words);
});

it.each([
  [{ code: "EISDIR" }, "name the file in it"],
  [{ code: "EACCES" }, "give yourself the permission to read it"],
  [{ code: "ENOENT" }, "look again"],
  [new Error("what happened"), "look again"],
])("what to do about %j is said when it can be", (error, words) => {
  expect(fixUnreadable(error, "look again")).toBe(words);
});
