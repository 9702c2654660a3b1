import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

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

it("a test that starts a program is named .process.test.ts, or .drill.test.ts when it takes minutes", () => {
  const misnamed = TESTS.filter((file) => usesChildProcess(file) !== startsPrograms(file));
  expect(misnamed.map((file) => path.relative(__dirname, file))).toEqual([]);
});
