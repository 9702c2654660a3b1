import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..");

/** Where the package is installed as npm would install it: the packed files, beside the dependencies. */
let consumer: string;
let packed: string;

beforeAll(() => {
  consumer = mkdtempSync(path.join(tmpdir(), "aura-cmk-package-"));
  packed = path.join(consumer, "node_modules", "cdktf-aura-cmk");
  // Packing builds anew; in a copy it takes nothing away from tests that run beside this one. What `npm ci` has just built
  // is packed as it is, because building takes ten seconds.
  const source = path.join(consumer, "source");
  const built = builtSinceLastChange();
  const notPacked = ["node_modules", ".git", "cdktf.out", "test", ...(built ? [] : ["dist"])];
  const leftOut = notPacked.map((name) => path.join(ROOT, name));
  cpSync(ROOT, source, { recursive: true, filter: (file) => !leftOut.includes(file) });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(source, "node_modules"));
  const scripts = built ? ["--ignore-scripts"] : [];
  const said = run("npm", ["pack", "--silent", ...scripts, "--pack-destination", consumer], source);
  const tarball = said.trim().split("\n").at(-1) ?? "";
  mkdirSync(packed, { recursive: true });
  run("tar", ["-xzf", path.join(consumer, tarball), "-C", packed, "--strip-components=1"], consumer);
  for (const name of readdirSync(path.join(ROOT, "node_modules"))) {
    if (!name.startsWith("."))
      symlinkSync(path.join(ROOT, "node_modules", name), path.join(consumer, "node_modules", name));
  }
});
afterAll(() => rmSync(consumer, { recursive: true }));

const PROGRAM = `
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AuraProvider, EncryptedAuraInstance } from "cdktf-aura-cmk";

const app = new App({ outdir: "out" });
const stack = new TerraformStack(app, "prod");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new AuraProvider(stack, "aura");
new EncryptedAuraInstance(stack, "orders", {
  accountId: "111122223333",
  region: "eu-west-1",
  projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
  product: "AuraDB",
  memory: "8GB",
});
app.synth();
`;

it("packs what a user needs and nothing else", () => {
  expect(readdirSync(packed).sort()).toEqual([
    ...["CHANGELOG.md", "LICENSE", "README.md", "dist", "docs", "estate.schema.json", "examples", "package.json"],
  ]);
  // What keeps the passwords out of the repository of whoever copies an example; npm packs no `.gitignore`.
  expect(readFileSync(path.join(packed, "examples/single-account/gitignore"), "utf8")).toMatch(/^\*\.tfstate$/m);
  expect(readdirSync(path.join(packed, "dist")).sort()).toEqual([
    ...[
      "cli",
      "constructs",
      "estate",
      "index.js",
      "main.d.ts",
      "main.js",
      "model",
      "policy",
      "provider",
      "review",
      "rules",
      "simulator",
      "synth",
      "terraform",
      "util",
    ],
  ]);
});

it("compiles and synthesizes a program in another folder", () => {
  writeFileSync(path.join(consumer, "program.ts"), PROGRAM);
  const options = ["--strict", "--module", "commonjs", "--target", "es2022", "--skipLibCheck", "--types", "node"];
  run(process.execPath, [path.join(ROOT, "node_modules/typescript/bin/tsc"), ...options, "program.ts"], consumer);
  run(process.execPath, ["program.js"], consumer);
  expect(readdirSync(path.join(consumer, "out/stacks/prod"))).toEqual(["cdk.tf.json"]);
});

it("is loaded by an ES module as well", () => {
  const program = 'import { AuraKmsKey } from "cdktf-aura-cmk"; console.log(AuraKmsKey.name);';
  expect(run(process.execPath, ["--input-type=module", "-e", program], consumer)).toBe("AuraKmsKey\n");
});

it("brings the command aura-cmk along", () => {
  const help = run(process.execPath, [path.join(packed, "dist/cli/main.js"), "--help"], consumer);
  expect(help).toMatch(/^Usage: aura-cmk /);
});

/** Whether what is in dist/ was made after everything that it is made of. */
function builtSinceLastChange(): boolean {
  const last = path.join(ROOT, "dist/cli/review/run.js");
  if (!existsSync(last)) return false;
  const { include } = JSON.parse(readFileSync(path.join(ROOT, "tsconfig.build.json"), "utf8")) as { include: string[] };
  const sources = [...include, "package.json", "tsconfig.json", "tsconfig.build.json"].flatMap((name) => {
    const place = path.join(ROOT, name);
    // A folder changes when a file in it comes or goes.
    const inside = statSync(place).isDirectory() ? readdirSync(place, { recursive: true, encoding: "utf8" }) : [];
    return [place, ...inside.map((file) => path.join(place, file))];
  });
  return sources.every((source) => statSync(source).mtimeMs < statSync(last).mtimeMs);
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
