import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AuraStatement } from "../../../constructs";
import { STATEMENT, temporaryFolder } from "../../support/synth";

const ROOT = join(__dirname, "../../..");

/** Where a program in this file looks for `statement.json`. */
function lookUp(file: string, options = {}): string | undefined {
  const code = `return AuraStatement.fromFileWhenSaved("statement.json", options);\n//# sourceURL=${file}`;
  const program = new Function("AuraStatement", "options", code) as (...given: unknown[]) => AuraStatement;
  return program(AuraStatement, options).path;
}

/** A folder with a cdktf.json, and folders inside it. */
function aProject(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "src/stacks"), { recursive: true });
  writeFileSync(join(folder, "cdktf.json"), "{}");
  return folder;
}

it("a relative path is relative to the folder with cdktf.json above the file that makes the call", () => {
  const project = aProject();
  expect([lookUp(join(project, "main.ts")), lookUp(join(project, "src/stacks/orders.ts"))]).toEqual([
    join(project, "statement.json"),
    join(project, "statement.json"),
  ]);
  expect(AuraStatement.fromFileWhenSaved("none.json").path).toBe(join(ROOT, "none.json"));
});

it("the file of an ES module is known by its address", () => {
  const project = aProject();
  expect(lookUp(pathToFileURL(join(project, "src/main.mjs")).href)).toBe(join(project, "statement.json"));
});

it("without a cdktf.json it is relative to the folder of that file", () => {
  const folder = temporaryFolder();
  expect(lookUp(join(folder, "main.ts"))).toBe(join(folder, "statement.json"));
});

it("the working directory plays no part", () => {
  const project = aProject();
  const before = process.cwd();
  process.chdir(tmpdir());
  try {
    expect(lookUp(join(project, "main.ts"))).toBe(join(project, "statement.json"));
  } finally {
    process.chdir(before);
  }
});

it("`relativeTo` names another folder, and an absolute path stays", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "statement.json"), JSON.stringify(STATEMENT));
  const relative = AuraStatement.fromFile("statement.json", { relativeTo: folder });
  const absolute = AuraStatement.fromFile(join(folder, "statement.json"));
  expect([relative.file, relative.path]).toEqual(["statement.json", join(folder, "statement.json")]);
  expect([absolute.file, absolute.path]).toEqual([relative.path, relative.path]);
});

it("leaves stack traces as they were", () => {
  const before = [Error.prepareStackTrace, Error.stackTraceLimit];
  AuraStatement.fromFileWhenSaved("none.json");
  expect([Error.prepareStackTrace, Error.stackTraceLimit]).toEqual(before);
  expect(new Error("x").stack).toContain("program-folder.test.ts");
});
