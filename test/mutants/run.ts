import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { renderTable } from "../../util/table";
import { occurrences } from "./find";
import type { Mutant } from "./mutant";
import { MUTANTS } from "./mutants";

/*
 * Plants small bugs, one at a time, in copies of the sources, and runs the tests that have to notice them: `npm run mutants`,
 * or `npm run mutants -- evaluate` for those whose file or words contain "evaluate". Exit code 1 when one survives.
 */

const ROOT = path.join(__dirname, "../..");
/** What the tests of the mutants need. */
const COPIED = [
  ...["bench", "model", "policy", "provider", "review", "rules", "terraform", "util"],
  ...["test/model", "test/policy", "test/provider", "test/review", "test/rules", "test/support", "test/util"],
  ...["jest.config.js", "package.json", "tsconfig.json"],
];
/** For an endless loop, which is noticed as well; much longer than the tests take on a busy machine. */
const TIME_LIMIT_MS = 300_000;

type Outcome = "noticed" | "survived" | "not found once" | "tests do not run";

/** A copy of the sources to plant bugs in. */
class Workshop {
  readonly folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-mutants-"));

  constructor() {
    for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(this.folder, name), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules"), path.join(this.folder, "node_modules"));
  }

  async judge({ file, search, replacement, tests }: Mutant): Promise<Outcome> {
    const target = path.join(this.folder, file);
    const original = readFileSync(target, "utf8");
    if (occurrences(original, search) !== 1) return "not found once";
    writeFileSync(
      target,
      original.replace(search, () => replacement),
    );
    try {
      return await this.test(tests);
    } finally {
      writeFileSync(target, original);
    }
  }

  /** Runs tests; one that fails has noticed something, a file that does not even load has not. */
  test(tests: readonly string[]): Promise<Outcome> {
    const jest = path.join(ROOT, "node_modules/jest/bin/jest.js");
    const args = [
      jest,
      "--ci",
      "--json",
      "--runInBand",
      "--testTimeout=60000",
      "--selectProjects",
      "unit",
      "--",
      ...tests,
    ];
    return new Promise((resolve) => {
      const options = { cwd: this.folder, timeout: TIME_LIMIT_MS, maxBuffer: 2 ** 28 };
      execFile(process.execPath, args, options, (error, output) => {
        // An endless loop is noticed as well.
        if (error?.killed) return resolve("noticed");
        resolve(outcomeOf(output));
      });
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function outcomeOf(output: string): Outcome {
  try {
    const { numFailedTests, success } = JSON.parse(output) as { numFailedTests: number; success: boolean };
    return numFailedTests > 0 ? "noticed" : success ? "survived" : "tests do not run";
  } catch {
    return "tests do not run";
  }
}

async function main(wanted: string): Promise<void> {
  const mutants = MUTANTS.filter(({ file, what }) => `${file}: ${what}`.includes(wanted));
  const workshops = Array.from({ length: Math.min(availableParallelism(), mutants.length) }, () => new Workshop());
  const start = performance.now();
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  try {
    const sound = await workshops[0]?.test([...new Set(mutants.flatMap(({ tests }) => tests))]);
    if (sound !== "survived") throw new Error("the tests fail, or do not run, without any mutant");
    const outcomes = new Map<Mutant, Outcome>();
    const waiting = [...mutants];
    const work = async (workshop: Workshop): Promise<void> => {
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        const outcome = await workshop.judge(mutant);
        outcomes.set(mutant, outcome);
        process.stderr.write(`${outcomes.size} of ${mutants.length} (${seconds()}): ${outcome}: ${mutant.what}\n`);
      }
    };
    await Promise.all(workshops.map(work));

    const rows = mutants.map((mutant) => [mutant.file, mutant.what, outcomes.get(mutant) ?? ""]);
    console.log(renderTable(["file", "mutant", "outcome"], rows));
    const noticed = [...outcomes.values()].filter((outcome) => outcome === "noticed").length;
    console.log(`${noticed} of ${mutants.length} mutants noticed in ${seconds()}`);
    if (noticed < mutants.length) process.exitCode = 1;
  } finally {
    for (const workshop of workshops) workshop.close();
  }
}

void main(process.argv[2] ?? "");
