import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
/** What rules, their tests and the generated pages are made of. */
const COPIED = [
  ...[
    "constructs",
    "docs",
    "estate",
    "examples",
    "model",
    "policy",
    "provider",
    "review",
    "rules",
    "simulator",
    "synth",
  ],
  ...[
    "terraform",
    "test",
    "util",
    "README.md",
    "estate.schema.json",
    "review.schema.json",
    "jest.config.js",
    "package.json",
    "tsconfig.json",
  ],
  ".prettierrc.json",
];

let tree: string;

beforeAll(() => {
  tree = mkdtempSync(path.join(tmpdir(), "new-rule-"));
  for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(tree, name), { recursive: true });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(tree, "node_modules"));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function run(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

const bin = (file: string): string => path.join(ROOT, "node_modules", file);
const program = (file: string, ...args: readonly string[]): string =>
  run(bin("ts-node/dist/bin.js"), "--transpile-only", file, ...args);

describe("npm run new-rule", () => {
  it.each([
    ["tags-present", "configuration", []],
    ["tags-stay", "change", ["--change"]],
  ] as const)("writes %s with a test that passes at once", (id, folder, options) => {
    expect(program("rules/new-rule.ts", id, ...options)).toContain(`rules/${folder}/${id}.ts`);
    program("test/docs/generated/write.ts");
    const tests = [`test/rules/${folder}/${id}.test.ts`, "test/rules/registry.test.ts", "test/rules/examples.test.ts"];
    const output = run(bin("jest/bin/jest.js"), "--ci", "--selectProjects", "unit", "--runTestsByPath", ...tests);
    expect(output).toMatch(/Test Suites: 3 passed, 3 total/);
    expect(readFileSync(path.join(tree, "docs/rules.md"), "utf8")).toContain(`\n## ${id}\n`);
  });
});
