import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { PROBLEM_EXAMPLES, type ProblemExample } from "../../../cli/explain/problem-examples";
import * as constructs from "../../../constructs";
import { CODES } from "../../../model/codes";
import { requirePeers } from "../../../model/framework";
import { AuraCmkError, renderProblem, type Problem } from "../../../model/problem";
import { synthesizeEstate } from "../../../synth/synthesize";
import { PUBLIC_KEY } from "../../support/public-key";
import { newApp, newStack, OWN_STATEMENT, STATEMENT, statement, synthHcl } from "../../support/synth";
import { run } from "../support/run";

const PLAN = path.resolve(__dirname, "../../review/plans/no-changes.json");
const NAMES = Object.keys(PROBLEM_EXAMPLES) as (keyof typeof CODES)[];
const NO_CREDENTIALS = { AWS_ACCESS_KEY_ID: "", AWS_PROFILE: "", AWS_EC2_METADATA_DISABLED: "true", HOME: "/nowhere" };

const here = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-example-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

/** What an action throws, one line each. */
function linesOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof AuraCmkError) return error.problems.map(renderProblem);
    throw error;
  }
  return [];
}

/** Runs a program in which everything is at hand that the texts name. */
function runProgram(text: string, options: ProblemExample["options"] = []): string[] {
  const app = newApp();
  const stack = newStack("prod", { app });
  const given = {
    ...constructs,
    ...{ TerraformOutput, TerraformVariable, stack, statement },
    ...{ ownStatement: OWN_STATEMENT, publicKey: PUBLIC_KEY },
  };
  return linesOf(() => {
    new Function(...Object.keys(given), text)(...Object.values(given));
    if (options.includes("--hcl")) synthHcl(stack);
    else app.synth();
  });
}

/** Synthesizes an estate, after the one that was there before. */
function runEstate(text: string, { earlier, options = [], files }: ProblemExample, isBad: boolean): string[] {
  const synth = (estate: string, frozen = false): string[] => {
    writeFileSync("estate.yaml", estate);
    const result = synthesizeEstate(path.join(folder, "estate.yaml"), path.join(folder, "cdktf.out"), { frozen });
    const problems: readonly Problem[] = "problems" in result ? result.problems : [];
    return problems.map((problem) => renderProblem(problem).replaceAll(`${folder}/`, ""));
  };
  writeFileSync("orders.json", JSON.stringify(STATEMENT));
  if (earlier !== undefined) expect(synth(earlier)).toEqual([]);
  for (const [name, content] of Object.entries(isBad ? (files ?? {}) : {})) writeFileSync(name, content);
  return synth(text, options.includes("--frozen"));
}

async function runCommand(text: string, { files = {} }: ProblemExample): Promise<string[]> {
  copyFileSync(PLAN, "plan.json");
  for (const [name, content] of Object.entries(files)) writeFileSync(name, content);
  const before = process.env;
  process.env = { ...before, ...NO_CREDENTIALS };
  try {
    const [command = ""] = text.split("   #");
    const { code, stderr } = await run(...command.split(" ").slice(1));
    return code !== 0 ? stderr.trimEnd().split("\n") : [];
  } finally {
    process.env = before;
  }
}

function runPackages(text: string): string[] {
  const names = text.split(" ");
  return linesOf(() => {
    requirePeers("cdktf", (module) => names.some((name) => module === name || module.startsWith(`${name}/`)));
  });
}

function runText(text: string, example: ProblemExample): string[] | Promise<string[]> {
  switch (example.of) {
    case "program":
      return runProgram(text, text === example.bad ? example.options : []);
    case "estate":
      return runEstate(text, example, text === example.bad);
    case "command":
      return runCommand(text, example);
    case "package":
      return runPackages(text);
  }
}

describe("the example of", () => {
  // Some give problems that follow from it as well. What needs an account is run by the tests of `adopt` and `verify`.
  it.each(NAMES.filter((name) => !PROBLEM_EXAMPLES[name].bad.startsWith("aura-cmk adopt ")))(
    "%s gives its message",
    async (name) => {
      const example = PROBLEM_EXAMPLES[name];
      expect(await runText(example.bad, example)).toContain(example.message);
      expect(example.message).toMatch(new RegExp(`\\[${name}\\]$`));
    },
  );

  it.each(NAMES.filter((name) => !/^aura-cmk (adopt|verify) /.test(PROBLEM_EXAMPLES[name].good)))(
    "%s as it should be gives none",
    async (name) => {
      const example = PROBLEM_EXAMPLES[name];
      expect(await runText(example.good, example)).toEqual([]);
    },
  );
});
