import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import ts from "typescript";
import { REGIONS, SIMULATED, type Application } from "../../../cli/init/application";
import { ask } from "../../../cli/init/ask";
import { answersTo, DEFAULTS, QUESTION_NAMES } from "../../../cli/init/choices";
import { filesOf } from "../../../cli/init/files";
import { PLATFORMS } from "../../../cli/init/templates/ci";
import { OF_CLOUD, TESTED, TYPESCRIPT } from "../../../cli/init/templates/package-json";
import { writeAll } from "../../../cli/init/write";
import { DEFAULT_PROJECT } from "../../../simulator";
import { renderProblems, synthesizeEstate } from "../../../synth/synthesize";
import { devDependencies, version } from "../../../package.json";
import { temporaryFolder } from "../../support/synth";
import { run } from "../support/run";

const ROOT = resolve(__dirname, "../../..");
const CLOUDS = ["azure", "gcp"] as const;
const TENANT = "0f3c1f5e-0c4b-4d3a-9a54-2f1f4a2f8a12";

let folder: string;
let before: string;
beforeEach(() => {
  folder = temporaryFolder();
  before = process.cwd();
  process.chdir(folder);
});
afterEach(() => process.chdir(before));

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(directory, name)).isFile())
    .sort();
const read = (...parts: string[]): string => readFileSync(join(...parts), "utf8");

const application = (choices: Partial<Application> = {}): Application => ({
  ...{ ...DEFAULTS, ...SIMULATED, name: "db", packageSpec: version },
  ...choices,
});

describe("an application", () => {
  it("is an estate where nothing is chosen, with what deploys it", async () => {
    const { code, stdout, stderr } = await run("init", "db");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      "Written to db: package.json, cdktf.json, estate.yaml, .gitignore, statements/README.md, README.md\n\n" +
        "Next:\n  cd db\n  npm install\n  npx aura-cmk simulate -- npm run deploy -- --auto-approve\n\nREADME.md says how it goes on.\n",
    );
    expect(JSON.parse(read("db/package.json"))).toEqual({
      ...{ name: "db", private: true },
      scripts: {
        ...{ synth: "aura-cmk synth", deploy: "cdktf deploy '*' --skip-provider-lock", doctor: "aura-cmk doctor" },
      },
      dependencies: {
        "@cdktf/provider-aws": devDependencies["@cdktf/provider-aws"],
        cdktf: devDependencies.cdktf,
        "cdktf-aura-cmk": version,
        "cdktf-cli": devDependencies["cdktf-cli"],
        constructs: devDependencies.constructs,
      },
    });
    expect(read("db/.gitignore")).toMatch(/^\*\.tfstate$/m);
  });

  it.each(["local", "s3"] as const)("is an estate that synthesizes, with its state in %s", (backend) => {
    writeAll(folder, filesOf(application({ backend }), false));
    const result = synthesizeEstate("estate.yaml");
    if ("problems" in result) throw new Error(renderProblems(result.problems));
    expect(result.rows).toMatchObject([{ phase: "bootstrap", instances: [{ name: "orders-prod", deferred: true }] }]);
    expect(backendIn("prod-eu-west-1")).toEqual([backend]);
  });

  it.each(["local", "s3", "http"] as const)("is a program that synthesizes, with its state in %s", (backend) => {
    writeAll(folder, filesOf(application({ app: "constructs", backend }), false));
    runProgram(read("main.ts"));
    expect(backendIn("orders")).toEqual([backend]);
  });

  describe.each(CLOUDS)("with a key in %s", (cloud) => {
    const choices = { cloud, region: REGIONS[cloud] };

    it.each(["local", "s3"] as const)("is an estate that synthesizes, with its state in %s", (backend) => {
      writeAll(folder, filesOf(application({ ...choices, backend }), false));
      const result = synthesizeEstate("estate.yaml");
      if ("problems" in result) throw new Error(renderProblems(result.problems));
      expect(result.rows).toMatchObject([
        { cloud, phase: "bootstrap", instances: [{ name: "orders-prod", deferred: true }] },
      ]);
      expect(backendIn(`prod-${REGIONS[cloud]}`)).toEqual([backend]);
    });

    it.each(["local", "s3", "http"] as const)("is a program that synthesizes, with its state in %s", (backend) => {
      writeAll(folder, filesOf(application({ ...choices, app: "constructs", backend }), false));
      runProgram(read("main.ts"));
      expect(backendIn("orders")).toEqual([backend]);
      expect(read("cdktf.out/stacks/orders/cdk.tf.json")).toContain("orders_next_steps");
    });

    it("installs the bindings of its cloud, which CDK Terrain does not need, and has no place for a statement", () => {
      for (const framework of ["cdktf", "cdktn"] as const) {
        const files = filesOf(application({ ...choices, framework }), false);
        const { dependencies } = JSON.parse(files.get("package.json") ?? "") as { dependencies: object };
        expect(dependencies).toEqual({
          ...TESTED[framework],
          ...OF_CLOUD[framework][cloud],
          "cdktf-aura-cmk": version,
        });
        expect([...files.keys()].filter((name) => name.startsWith("statements"))).toEqual([]);
      }
    });

    it("says in its README where the Console shows what phase 2 needs, and nothing of KMS keys and statements", async () => {
      const { stdout } = await run("init", "db", "--cloud", cloud);
      expect(stdout).toContain(`  npx aura-cmk simulate --cloud ${cloud} -- npm run deploy -- --auto-approve\n`);
      const text = read("db/README.md");
      expect(text).toContain("(Security, Customer Managed Keys)");
      expect(text).toContain(cloud === "azure" ? "`az ad sp create --id <application id>`" : "set `serviceAccounts`");
      expect(text).not.toMatch(/AWS|KMS key|statement|arn:/);
    });
  });

  it.each(["aws", ...CLOUDS] as const)("is the same program for CDK Terrain, with its imports: %s", (cloud) => {
    const [one, other] = (["cdktf", "cdktn"] as const).map(
      (framework) => filesOf(application({ app: "constructs", framework, cloud }), false).get("main.ts") ?? "",
    );
    const renamed = one
      ?.replace('"cdktf"', '"cdktn"')
      .replace("@cdktf/", "@cdktn/")
      .replace('"cdktf-aura-cmk"', '"cdktf-aura-cmk/cdktn"');
    expect(other).toBe(renamed);
  });

  it("has the versions that this package is tested with", () => {
    const tested: Readonly<Record<string, string>> = devDependencies;
    const bindings = Object.values(OF_CLOUD).flatMap((clouds) => Object.values(clouds));
    const all = Object.assign({}, TESTED.cdktf, TESTED.cdktn, TYPESCRIPT, ...bindings) as Record<string, string>;
    // The command line of CDK Terrain is of the version of CDK Terrain.
    expect(all).toEqual(
      Object.fromEntries(Object.keys(all).map((name) => [name, tested[name === "cdktn-cli" ? "cdktn" : name]])),
    );
  });

  it("has the ids of the simulated cloud, or those that are named", async () => {
    expect(SIMULATED.projectId).toBe(DEFAULT_PROJECT.id);
    const own = ["210987654321", "0f3c1f5e-0c4b-4d3a-9a54-2f1f4a2f8a10", "us-east-1"] as const;
    for (const app of ["estate", "constructs"]) {
      await run("init", app, "--app", app, "--account-id", own[0], "--project-id", own[1], "--region", own[2]);
      const source = read(app, app === "estate" ? "estate.yaml" : "main.ts");
      for (const id of own) expect(source).toContain(id);
      for (const sample of Object.values(SIMULATED)) expect(source).not.toContain(sample);
    }
  });

  it.each([
    [
      "azure",
      ["--subscription-id", "0f3c1f5e-0c4b-4d3a-9a54-2f1f4a2f8a11", "--tenant-id", TENANT, "--region", "uksouth"],
    ],
    ["gcp", ["--google-project", "acme-prod", "--region", "europe-west9"]],
  ])("has the ids that are named of %s", async (cloud, options) => {
    for (const app of ["estate", "constructs"]) {
      expect((await run("init", `${cloud}-${app}`, "--cloud", cloud, "--app", app, ...options)).code).toBe(0);
      const source = read(`${cloud}-${app}`, app === "estate" ? "estate.yaml" : "main.ts");
      for (const id of options.filter((one) => !one.startsWith("--"))) expect(source).toContain(id);
      const { projectId: _, ...samples } = SIMULATED;
      for (const sample of [...Object.values(samples), ...Object.values(REGIONS)]) expect(source).not.toContain(sample);
    }
  });

  it("is installed from where the package is", async () => {
    await run("init", "db", "--package", "file:../cdktf-aura-cmk-0.1.0.tgz");
    expect(read("db/package.json")).toContain('"cdktf-aura-cmk": "file:../cdktf-aura-cmk-0.1.0.tgz"');
  });

  it.each(Object.entries(PLATFORMS))("reviews pull requests on %s with the files of examples/ci", (ci, { files }) => {
    const written = filesOf(application({ ci: ci as keyof typeof PLATFORMS }), false);
    for (const [file, source] of Object.entries(files))
      expect(written.get(file)).toBe(read(ROOT, "examples/ci", source));
    expect(written.get("README.md")).toContain(`\`${PLATFORMS[ci as keyof typeof PLATFORMS].main}\``);
  });

  it("deploys and reviews with OpenTofu", () => {
    const written = filesOf(application({ terraform: "tofu", ci: "github" }), false);
    expect(written.get("package.json")).toContain('"deploy": "TERRAFORM_BINARY_NAME=tofu cdktf deploy');
    expect(written.get("ci/plan-stacks.sh")).toContain("terraform=${TERRAFORM_BINARY_NAME:-tofu}\n");
  });

  it.each(["My Graph", "_x.y", "ÄÖ"])("has a name that npm takes, in the directory %s", async (name) => {
    expect((await run("init", name)).code).toBe(0);
    const { name: written } = JSON.parse(read(name, "package.json")) as { name: string };
    expect(written).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  });
});

describe("the directory", () => {
  it("may be a new repository, whose README stays as it is", async () => {
    mkdirSync(".git");
    writeFileSync("README.md", "mine");
    writeFileSync("LICENSE", "mine");
    const { code, stdout } = await run("init");
    expect([code, stdout.split("\n").slice(2, 5)]).toEqual([
      0,
      ["Next:", "  npm install", "  npx aura-cmk simulate -- npm run deploy -- --auto-approve"],
    ]);
    expect([read("README.md"), read("LICENSE")]).toEqual(["mine", "mine"]);
    expect(read("NEXT-STEPS.md")).toMatch(/^## Try it without accounts$/m);
  });

  it("has to be empty, or nothing is written", async () => {
    for (const name of ["a", "b", "c", "d", "e", "f"]) writeFileSync(name, "");
    expect(await run("init")).toEqual({
      ...{ code: 2, stdout: "" },
      stderr:
        ". is not empty: a, b, c, d, e and 1 more; help: name an empty directory; .git, README and LICENSE may be in it\n",
    });
    expect(filesIn(folder)).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it.each(["file", "file/db"])("is no file, and not below one: %s", async (name) => {
    writeFileSync("file", "mine");
    const { code, stderr } = await run("init", name);
    expect([code, stderr]).toEqual([2, `cannot use ${name}: not a directory; help: name an empty directory\n`]);
    expect(filesIn(folder)).toEqual(["file"]);
  });

  it("is left as it was when a file cannot be written", () => {
    const files = new Map([
      ["deep/er/one", "1"],
      ["deep/two", "2"],
      ["deep/two/three", "3"],
    ]);
    expect(() => writeAll(join(folder, "new/db"), files)).toThrow(/ENOTDIR/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps a file that came in between", () => {
    writeFileSync("two", "mine");
    expect(() => writeAll(folder, new Map(Object.entries({ one: "1", two: "2" })))).toThrow(/EEXIST/);
    expect([readdirSync(folder), read("two")]).toEqual([["two"], "mine"]);
  });
});

describe("choices", () => {
  it("that do not go together are refused before anything is written", async () => {
    expect(await run("init", "db", "--backend", "http")).toEqual({
      ...{ code: 2, stdout: "" },
      stderr: "an estate keeps its state in this directory or in S3; help: --backend s3, or --app constructs\n",
    });
    expect(existsSync("db")).toBe(false);
  });

  it.each([
    [
      ["--cloud", "azure", "--account-id", "210987654321"],
      "--account-id is for a key in AWS, and this one is in Azure; help: --subscription-id and --tenant-id",
    ],
    [
      ["--subscription-id", TENANT],
      "--subscription-id is for a key in Azure, and this one is in AWS; help: --account-id",
    ],
    [
      ["--cloud", "gcp", "--tenant-id", TENANT],
      "--tenant-id is for a key in Azure, and this one is in Google Cloud; help: --google-project",
    ],
    [
      ["--cloud", "azure", "--google-project", "acme-prod"],
      "--google-project is for a key in Google Cloud, and this one is in Azure; help: --subscription-id and --tenant-id",
    ],
    [
      ["--cloud", "azure", "--region", "eu-west-1"],
      "error: option '--region <region>' argument 'eu-west-1' is invalid. Expected an Azure region such as northeurope; see aura-cmk init --help",
    ],
    [
      ["--cloud", "gcp", "--region", "eu-west-1"],
      "error: option '--region <region>' argument 'eu-west-1' is invalid. Expected a Google Cloud region such as europe-west1; see aura-cmk init --help",
    ],
    [
      ["--cloud", "gcp", "--ci", "github"],
      "the files for github log in to AWS, and not to Google Cloud; help: --ci none, then write the login yourself (docs/ci.md)",
    ],
  ])("of another cloud are refused by name: %j", async (args, message) => {
    expect(await run("init", "db", ...args)).toEqual({ code: 2, stdout: "", stderr: `${message}\n` });
    expect(existsSync("db")).toBe(false);
  });

  it.each([
    [
      ["--cloud", "oracle"],
      "error: option '--cloud <cloud>' argument 'oracle' is invalid. Allowed choices are aws, azure, gcp",
    ],
    [
      ["--cloud", "gcp", "--yes", "--google-project", "A"],
      "error: option '--google-project <id>' argument 'A' is invalid. Expected the id of a project such as acme-prod",
    ],
    [
      ["--app", "java"],
      "error: option '--app <app>' argument 'java' is invalid. Allowed choices are estate, constructs",
    ],
    [["--account-id", "1"], "error: option '--account-id <id>' argument '1' is invalid. Expected 12 digits"],
    [["--project-id", "x"], "error: option '--project-id <uuid>' argument 'x' is invalid. Expected a lower-case UUID"],
    [
      ["--region", "x"],
      "error: option '--region <region>' argument 'x' is invalid. Expected an AWS region such as eu-west-1",
    ],
    [[""], "error: command-argument value '' is invalid for argument 'directory'. Expected the name of a directory"],
  ])("that are none are refused: %j", async (args, message) => {
    expect(await run("init", ...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${message}; see aura-cmk init --help\n`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  /** Asks with these lines as answers; what it printed, and what was chosen. */
  async function answered(lines: string, chosen = {}) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let text = "";
    output.on("data", (more) => (text += String(more)));
    const answers = ask(chosen, { input, output });
    input.write(lines);
    return { answers: await answers, text };
  }

  it("are asked for by number or name, with the first as the default", async () => {
    const { answers, text } = await answered("2\n\ncdktn\n\nS3\n3\n");
    expect(answers).toEqual({
      ...{ app: "constructs", cloud: "aws", framework: "cdktn", terraform: "terraform", backend: "s3", ci: "gitlab" },
    });
    expect(text).toContain("  1  estate      an estate: one YAML file with accounts, keys and instances\n");
  });

  it("are asked for again after a wrong answer, and not where they were made", async () => {
    const chosen = { app: "estate", cloud: "aws", framework: "cdktf", terraform: "tofu", backend: "local" } as const;
    const { answers, text } = await answered("7\nnowhere\nnone\n", chosen);
    expect(answers).toEqual({ ...chosen, ci: "none" });
    expect(text.match(/Answer with a number from 1 to 6\./g)).toHaveLength(2);
    expect(text).not.toContain("framework");
  });

  it.each([
    ["Ctrl-C", "1\n\u0003"],
    ["Ctrl-D", "1\n\u0004"],
  ])("are given up with %s", async (_, lines) => {
    expect((await answered(lines)).answers).toBeUndefined();
  });

  it("have an option each, whose first answer is the default", async () => {
    const { stdout } = await run("init", "--help");
    for (const name of QUESTION_NAMES) {
      expect(stdout).toContain(`--${name} <${name}>`);
      expect(answersTo(name)[0]).toBe(DEFAULTS[name]);
    }
  });
});

/** Where a stack keeps its state. */
function backendIn(stack: string): string[] {
  const { terraform } = JSON.parse(read("cdktf.out/stacks", stack, "cdk.tf.json")) as {
    terraform: { backend: Record<string, object> };
  };
  return Object.keys(terraform.backend);
}

function runProgram(program: string): void {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const load = (name: string): unknown =>
    jest.requireActual(name === "cdktf-aura-cmk" ? join(ROOT, "constructs") : name);
  new Function("require", "exports", `${outputText}\n//# sourceURL=${resolve("main.ts")}`)(load, {});
}
