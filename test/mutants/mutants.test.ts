import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { occurrences } from "./find";
import { MUTANTS } from "./mutants";

const ROOT = path.join(__dirname, "../..");

it("every mutant can be planted: its text is in its file once", () => {
  const lost = MUTANTS.filter(
    ({ file, search }) => occurrences(readFileSync(path.join(ROOT, file), "utf8"), search) !== 1,
  );
  expect(lost.map(({ file, search }) => `${file}: ${search}`)).toEqual([]);
});

it("every mutant changes something, and has tests to notice it", () => {
  for (const { search, replacement, tests } of MUTANTS) {
    expect(replacement).not.toBe(search);
    expect(tests.filter((test) => !existsSync(path.join(ROOT, test)))).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  }
});

it("there are at least 20 mutants, no two the same", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(MUTANTS.map(({ file, search, replacement }) => [file, search, replacement].join("\n"))).size).toBe(
    MUTANTS.length,
  );
});
