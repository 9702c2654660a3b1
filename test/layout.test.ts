import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { RULES } from "../rules/registry";

const ROOT = path.resolve(__dirname, "..");

/** Test files by what they do: a name that ends with .process.test.ts starts programs, .drill.test.ts takes minutes. */
const TESTS = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => path.join(__dirname, file));
const startsPrograms = (file: string): boolean => /\.(process|drill)\.test\.ts$/.test(file);

/** What a file imports when it runs; types are gone by then. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\s+(?!type\b)[^;"]*"([^"]+)"|import\("([^"]+)"\)/gm)].map(
    ([, declared, dynamic]) => declared ?? dynamic ?? "",
  );

/** The file itself and what it imports of test/, directly or not. */
function testFilesBehind(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const name of importsOf(file).filter((one) => one.startsWith("."))) {
    const target = path.resolve(path.dirname(file), name);
    const found = [`${target}.ts`, path.join(target, "index.ts")].find((one) => FILES.has(one));
    if (found) testFilesBehind(found, seen);
  }
  return seen;
}
const FILES = new Set(
  readdirSync(__dirname, { recursive: true, encoding: "utf8" }).map((file) => path.join(__dirname, file)),
);
const usesChildProcess = (file: string): boolean =>
  [...testFilesBehind(file)].some((one) => importsOf(one).some((name) => /^(node:)?child_process$/.test(name)));

it("a test that starts a program is named .process.test.ts, or .drill.test.ts like all that takes minutes", () => {
  const misnamed = TESTS.filter((file) => !file.endsWith(".drill.test.ts") || usesChildProcess(file)).filter(
    (file) => usesChildProcess(file) !== startsPrograms(file),
  );
  expect(misnamed.map((file) => path.relative(__dirname, file))).toEqual([]);
});

/** Folders of tests that no room of the sources has: they look at the whole. */
const OF_THE_WHOLE = ["", "docs", "e2e", "examples", "mutants"];
/** Folders inside of a room that gather what would be one large file. */
const TOPICS = ["estate/refusals", "policy/lint/corpus"];

it("a test is in the folder of what it tests", () => {
  const lost = TESTS.map((file) => path.relative(__dirname, path.dirname(file)))
    .filter((folder) => !OF_THE_WHOLE.includes(folder) && !TOPICS.includes(folder))
    .filter((folder) => !existsSync(path.join(ROOT, folder)));
  expect([...new Set(lost)]).toEqual([]);
});

it("every rule has a test of its name", () => {
  const ids = new Set(RULES.map(({ id }): string => id));
  const files = ["rules/configuration", "rules/change"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((file) => ids.delete(file.replace(/\.ts$/, "")))
      .map((file) => path.join(folder, file.replace(/ts$/, "test.ts"))),
  );
  expect([...ids]).toEqual([]);
  const missing = files.filter((file) => !existsSync(path.join(__dirname, file)));
  expect(missing).toEqual([]);
});

it("every construct has a test of its name", () => {
  const constructs = readdirSync(path.join(ROOT, "constructs"))
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /^export class \w+ extends/m.test(readFileSync(path.join(ROOT, "constructs", file), "utf8")));
  expect(constructs.length).toBeGreaterThan(5);
  const missing = constructs.filter(
    (file) => !existsSync(path.join(__dirname, "constructs", file.replace(/ts$/, "test.ts"))),
  );
  expect(missing).toEqual([]);
});
