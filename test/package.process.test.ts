import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(__dirname, "..");

const OF_OTHER_CLOUDS = ["provider-azurerm", "provider-azuread", "provider-google"];

/** Where the package is installed as npm would install it: the packed files, beside the dependencies. */
let consumer: string;
let packed: string;
let tarball: string;

beforeAll(() => {
  consumer = mkdtempSync(path.join(tmpdir(), "aura-cmk-package-"));
  packed = path.join(consumer, "node_modules", "cdktf-aura-cmk");
  // What the tests have built is packed as it is: to build it anew takes ten seconds.
  const said = run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", consumer], ROOT);
  tarball = said.trim().split("\n").at(-1) ?? "";
  mkdirSync(packed, { recursive: true });
  run("tar", ["-xzf", path.join(consumer, tarball), "-C", packed, "--strip-components=1"], consumer);
  const link = (name: string): void =>
    symlinkSync(path.join(ROOT, "node_modules", name), path.join(consumer, "node_modules", name));
  for (const name of readdirSync(path.join(ROOT, "node_modules")))
    if (!name.startsWith(".") && name !== "@cdktf") link(name);
  mkdirSync(path.join(consumer, "node_modules/@cdktf"));
  // A user of AWS has none of the packages for other clouds.
  for (const name of readdirSync(path.join(ROOT, "node_modules/@cdktf")))
    if (!OF_OTHER_CLOUDS.includes(name)) link(`@cdktf/${name}`);
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

/** Keys in the other clouds, in phase 2. */
const PROGRAM_OF_CLOUDS = `
import { AuraAzureProvider, AuraCloudKmsKey, AuraGoogleProvider, AuraKeyVaultKey, AuraProvider, EncryptedAuraInstance } from "cdktf-aura-cmk";
import { App, TerraformStack } from "cdktf";

const app = new App({ outdir: "out" });
const stack = new TerraformStack(app, "prod");
new AuraProvider(stack, "aura");
new AuraAzureProvider(stack, "azure");
new AuraGoogleProvider(stack, "google");
const common = { projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91", product: "AuraDB", memory: "8GB" } as const;
const azure = new AuraKeyVaultKey(stack, "azure-key", {
  region: "northeurope",
  vaultName: "acme-aura",
  resourceGroupName: "aura",
  tenantId: "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44",
  applicationId: "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10",
});
const google = new AuraCloudKmsKey(stack, "google-key", {
  region: "europe-west1",
  serviceAccounts: ["backup", "compute", "storage"].map((name) => name + "-aura@neo4j.iam.gserviceaccount.com"),
});
new EncryptedAuraInstance(stack, "azure-orders", { ...common, key: azure, region: "northeurope" });
const { key } = new EncryptedAuraInstance(stack, "google-orders", { ...common, key: google, region: "europe-west1" });
if (key.members.length !== 6) throw new Error("members");
app.synth();
`;

/** The program as its user moves it: with the imports changed. */
const forTerrain = (program: string): string =>
  program
    .replaceAll('"cdktf"', '"cdktn"')
    .replaceAll("@cdktf/", "@cdktn/")
    .replaceAll('"cdktf-aura-cmk"', '"cdktf-aura-cmk/cdktn"');

const TYPES = `
import * as aura from "cdktf-aura-cmk";

/** The optional members of T that do not take undefined. */
type Refusing<T> = {
  [K in keyof T]-?: {} extends Pick<T, K> ? ({ [P in K]: undefined } extends Pick<T, K> ? never : K) : never;
}[keyof T];
type None<T> = [Refusing<T>] extends [never] ? true : Refusing<T>;

export const all: [
  ...[None<aura.AuraKmsKeyProps>, None<aura.AuraKmsReplicaKeyProps>, None<aura.AuraKeyPolicyProps>],
  ...[None<aura.AuraCustomerManagedKeyProps>, None<aura.AuraInstanceProps>, None<aura.EncryptedAuraInstanceProps>],
  ...[None<aura.AuraProviderProps>, None<aura.ImportedKmsKeyAttributes>, None<aura.AuraInstanceTimeouts>],
  ...[None<aura.IAuraKmsKey>, None<aura.IAuraKey>, None<aura.IAuraCustomerManagedKey>, None<aura.IAuraInstance>],
] = [true, true, true, true, true, true, true, true, true, true, true, true, true];
export const key: aura.IAuraKmsKey | undefined = undefined as aura.AuraKmsKey | undefined;
export const rule: aura.RuleId = "no-new-access";
export const code: aura.Problem["code"] = rule;
`;

interface Written {
  readonly terraform: { readonly required_providers: Record<string, unknown> };
}

/** What is said by the entry for the framework of the name. */
const WRONG_FRAMEWORK: Record<string, string> = {
  cdktf:
    'the program uses CDK Terrain (cdktn), "cdktf-aura-cmk" is for cdktf; help: import from "cdktf-aura-cmk/cdktn" [wrong-framework]',
  cdktn:
    'the program uses cdktf, "cdktf-aura-cmk/cdktn" is for CDK Terrain (cdktn); help: import from "cdktf-aura-cmk" [wrong-framework]',
};

it("packs what a user needs and nothing else", () => {
  expect(readdirSync(packed).sort()).toEqual([
    ...[
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "docs",
      "estate.schema.json",
      "examples",
      "package.json",
      "review.schema.json",
    ],
  ]);
  // What keeps the passwords out of the repository of whoever copies an example; npm packs no `.gitignore`.
  expect(readFileSync(path.join(packed, "examples/single-account/gitignore"), "utf8")).toMatch(/^\*\.tfstate$/m);
  expect(readdirSync(path.join(packed, "dist")).sort()).toEqual([
    ...[
      "THIRD-PARTY-NOTICES.txt",
      "cdktn",
      "cli",
      "constructs",
      "demo.cdktn.js",
      "estate",
      "library",
      "live",
      "main.d.ts",
      "main.js",
      "model",
      "policy",
      "provider",
      "review",
      "rules",
      "simulator",
      "synth",
      "synthesize.cdktn.js",
      "terraform",
      "util",
    ],
  ]);
});

const PROGRAMS: Readonly<Record<string, string>> = { "with-cdktf": PROGRAM, "with-cdktn": forTerrain(PROGRAM) };

const COMPILE = [
  path.join(ROOT, "node_modules/typescript/bin/tsc"),
  "--strict",
  "--target",
  "es2022",
  "--types",
  "node",
];

it("compiles and synthesizes a program in another folder, with either framework", () => {
  for (const [name, program] of Object.entries(PROGRAMS))
    writeFileSync(path.join(consumer, `${name}.ts`), program.replace('outdir: "out"', `outdir: "${name}"`));
  const files = Object.keys(PROGRAMS).map((name) => `${name}.ts`);
  // As `cdktf init` sets the compiler up: it resolves without `exports`.
  run(process.execPath, [...COMPILE, "--module", "commonjs", "--skipLibCheck", ...files], consumer);
  for (const name of Object.keys(PROGRAMS)) {
    run(process.execPath, [`${name}.js`], consumer);
    const stack = path.join(consumer, name, "stacks/prod");
    expect(readdirSync(stack).sort()).toEqual(["cdk.tf.json", "terraform.d"]);
    const code = readFileSync(path.join(stack, "terraform.d/plugins/cdktf-aura-cmk-0.1.0.path"), "utf8").trim();
    expect(code).toBe(path.join(realpathSync(packed), "dist/provider/main.js"));
  }
});

it("has types for the strictest compiler, in which every optional prop takes undefined and rules have their ids", () => {
  writeFileSync(path.join(consumer, "types.ts"), TYPES);
  writeFileSync(path.join(consumer, "types-cdktn.ts"), forTerrain(TYPES));
  const options = ["--module", "node16", "--exactOptionalPropertyTypes", "--noEmit", "--skipLibCheck", "false"];
  // On by default since TypeScript 6.
  options.push("--noUncheckedSideEffectImports");
  run(process.execPath, [...COMPILE, ...options, "types.ts", "types-cdktn.ts"], consumer);
});

it("writes the same configuration with either framework, but for the AWS provider and the framework's own notes", () => {
  const [one, other] = Object.keys(PROGRAMS).map((name) => {
    const text = readFileSync(path.join(consumer, name, "stacks/prod/cdk.tf.json"), "utf8");
    return JSON.parse(text, (key, value: unknown) => (key === "//" ? undefined : value)) as Written;
  });
  expect([one?.terraform.required_providers.aws, other?.terraform.required_providers.aws]).toEqual([
    { source: "aws", version: "6.25.0" },
    { source: "hashicorp/aws", version: "6.66.0" },
  ]);
  for (const written of [one, other]) delete written?.terraform.required_providers.aws;
  expect(other).toEqual(one);
});

describe("keys in other clouds", () => {
  const compiled = (program: string): string =>
    ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText;
  const links = OF_OTHER_CLOUDS.map((name) => path.join("node_modules/@cdktf", name));

  it("need packages that a user of AWS does not have, and say in one line which", () => {
    const { status, stderr } = spawnSync(process.execPath, ["-e", compiled(PROGRAM_OF_CLOUDS)], {
      ...{ cwd: consumer, encoding: "utf8" },
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      "@cdktf/provider-azurerm, @cdktf/provider-azuread are not installed; expected: the packages for keys in Azure; help: npm install " +
        "@cdktf/provider-azurerm@14 @cdktf/provider-azuread@14 [package-missing]",
    );
    expect(stderr).not.toMatch(/Require stack|^ +at /m);
  });

  it("are written alike with either framework, but for the framework's own notes", () => {
    const [own, terrain] = [PROGRAM_OF_CLOUDS, forTerrain(PROGRAM_OF_CLOUDS)].map((program, index) => {
      const outdir = `clouds-${index}`;
      const text = compiled(program.replace('outdir: "out"', `outdir: "${outdir}"`));
      for (const link of index === 0 ? links : []) symlinkSync(path.join(ROOT, link), path.join(consumer, link));
      run(process.execPath, ["-e", text], consumer);
      for (const link of index === 0 ? links : []) rmSync(path.join(consumer, link));
      const json = readFileSync(path.join(consumer, outdir, "stacks/prod/cdk.tf.json"), "utf8");
      return JSON.parse(json, (key, value: unknown) => (key === "//" ? undefined : value)) as Written;
    });
    expect(terrain).toEqual(own);
    expect(own?.terraform.required_providers).toMatchObject({
      azuread: { source: "hashicorp/azuread", version: "3.7.0" },
      azurerm: { source: "azurerm", version: ">= 4.81.0, < 5.0.0" },
      google: { source: "google", version: "6.50.0" },
    });
  });

  it("have types without these packages, for the strictest compiler", () => {
    writeFileSync(path.join(consumer, "clouds.ts"), PROGRAM_OF_CLOUDS);
    writeFileSync(path.join(consumer, "clouds-cdktn.ts"), forTerrain(PROGRAM_OF_CLOUDS));
    const options = ["--module", "node16", "--exactOptionalPropertyTypes", "--noEmit", "--skipLibCheck", "false"];
    run(process.execPath, [...COMPILE, ...options, "clouds.ts", "clouds-cdktn.ts"], consumer);
  });
});

/** A program with a key in one cloud, in phase 2. */
const ofOneCloud = (names: string, rest: string): string => `
import { App, TerraformStack } from "cdktf";
import { AuraProvider, EncryptedAuraInstance, ${names} } from "cdktf-aura-cmk";

const app = new App({ outdir: "out" });
const stack = new TerraformStack(app, "prod");
new AuraProvider(stack, "aura");
${rest}
new EncryptedAuraInstance(stack, "orders", {
  key,
  region: key.region,
  projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
  product: "AuraDB",
  memory: "8GB",
});
app.synth();
`;
const OF_AZURE = ofOneCloud(
  "AuraAzureProvider, AuraKeyVaultKey",
  `new AuraAzureProvider(stack, "azure");
const key = new AuraKeyVaultKey(stack, "key", {
  region: "northeurope",
  vaultName: "acme-aura",
  resourceGroupName: "aura",
  tenantId: "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44",
  applicationId: "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10",
});`,
);
const OF_GOOGLE = ofOneCloud(
  "AuraCloudKmsKey, AuraGoogleProvider",
  `new AuraGoogleProvider(stack, "google");
const key = new AuraCloudKmsKey(stack, "key", {
  region: "europe-west1",
  serviceAccounts: ["backup", "compute", "storage"].map((name) => name + "-aura@neo4j.iam.gserviceaccount.com"),
});`,
);

describe("a program with keys in one cloud alone", () => {
  /** Where nothing but the named packages is installed beside this one. */
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-cloud-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function install(...names: readonly string[]): void {
    const modules = path.join(folder, "node_modules");
    for (const name of names) {
      mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
      symlinkSync(path.join(ROOT, "node_modules", name), path.join(modules, name));
    }
    run("cp", ["-R", packed, path.join(modules, "cdktf-aura-cmk")], folder);
  }
  const start = (program: string) => {
    writeFileSync(path.join(folder, "main.ts"), program);
    const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    return spawnSync(process.execPath, ["-e", outputText], { cwd: folder, encoding: "utf8" });
  };

  it.each([
    ["Azure with cdktf", OF_AZURE, ["cdktf", "@cdktf/provider-azurerm", "@cdktf/provider-azuread"]],
    ["Google Cloud with cdktf", OF_GOOGLE, ["cdktf", "@cdktf/provider-google"]],
    ["Azure with CDK Terrain", forTerrain(OF_AZURE), ["cdktn"]],
    ["Google Cloud with CDK Terrain", forTerrain(OF_GOOGLE), ["cdktn"]],
  ])("needs no package of another cloud: %s", (_, program, names) => {
    install("constructs", ...names);
    expect(start(program)).toMatchObject({ status: 0, stderr: "" });
    const { terraform } = JSON.parse(readFileSync(path.join(folder, "out/stacks/prod/cdk.tf.json"), "utf8")) as Written;
    expect(Object.keys(terraform.required_providers)).not.toContain("aws");
    // The types of this package are read as well, which name classes of all bindings.
    const options = ["--noEmit", "--module", "node16", "--skipLibCheck", "false"];
    const types = ["--typeRoots", path.join(ROOT, "node_modules/@types")];
    run(process.execPath, [...COMPILE, ...options, ...types, "main.ts"], folder);
  });

  it.each([
    ["AWS with cdktf", PROGRAM, ["cdktf"], "@cdktf/provider-aws is", "AWS", "@cdktf/provider-aws@21"],
    ["AWS with CDK Terrain", forTerrain(PROGRAM), ["cdktn"], "@cdktn/provider-aws is", "AWS", "@cdktn/provider-aws@25"],
    [
      ...(["Azure with cdktf", OF_AZURE, ["cdktf", "@cdktf/provider-azurerm"], "@cdktf/provider-azuread is"] as const),
      ...(["Azure", "@cdktf/provider-azuread@14"] as const),
    ],
    [
      ...(["Google Cloud with cdktf", OF_GOOGLE, ["cdktf"], "@cdktf/provider-google is"] as const),
      ...(["Google Cloud", "@cdktf/provider-google@16"] as const),
    ],
  ])("says in one line which of its packages is missing: %s", (_, program, names, subject, cloud, packages) => {
    install("constructs", ...names);
    // Without the provider block, whose class the program itself would not find.
    const { status, stderr } = start(program.replace(/^.*AwsProvider.*$/gm, ""));
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      `${subject} not installed; expected: the packages for keys in ${cloud}; help: npm install ${packages} [package-missing]`,
    );
    expect(stderr).not.toMatch(/Require stack|^ +at /m);
  });
});

it("says in one line what to install when a package is missing", () => {
  const link = path.join(consumer, "node_modules/constructs");
  renameSync(link, `${link}-hidden`);
  try {
    const { status, stderr } = spawnSync(process.execPath, ["-e", 'require("cdktf-aura-cmk")'], {
      ...{ cwd: consumer, encoding: "utf8" },
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      "constructs is not installed; expected: the packages that cdktf-aura-cmk works with; help: npm install constructs@10 [package-missing]",
    );
    expect(stderr).not.toMatch(/Require stack|^ +at /m);
  } finally {
    renameSync(`${link}-hidden`, link);
  }
});

it.each(["cdktf", "cdktn"])("says in one line which entry is right where the framework is not %s", (hidden) => {
  const folders = [hidden, `@${hidden}`].map((name) => path.join(consumer, "node_modules", name));
  for (const folder of folders) renameSync(folder, `${folder}-hidden`);
  try {
    const entry = hidden === "cdktf" ? "cdktf-aura-cmk" : "cdktf-aura-cmk/cdktn";
    const { status, stderr } = spawnSync(process.execPath, ["-e", `require(${JSON.stringify(entry)})`], {
      ...{ cwd: consumer, encoding: "utf8" },
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain(WRONG_FRAMEWORK[hidden]);
    expect(stderr).not.toMatch(/Require stack|^ +at /m);
  } finally {
    for (const folder of folders) renameSync(`${folder}-hidden`, folder);
  }
});

it.each([
  ["cdktf", PROGRAM.replace('"cdktf-aura-cmk"', '"cdktf-aura-cmk/cdktn"')],
  ["cdktn", forTerrain(PROGRAM).replace("cdktf-aura-cmk/cdktn", "cdktf-aura-cmk")],
])("refuses a stack of %s in the entry for the other framework, where both are installed", (used, program) => {
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const { status, stderr } = spawnSync(process.execPath, ["-e", outputText], { cwd: consumer, encoding: "utf8" });
  expect(status).not.toBe(0);
  expect(stderr).toContain(WRONG_FRAMEWORK[used === "cdktf" ? "cdktn" : "cdktf"]);
  expect(stderr).not.toMatch(/^ +at /m);
});

it.each([
  ["cdktf", ""],
  ["cdktn", "cdktf"],
])("synthesizes an estate with %s where that is what is installed", (framework, hidden) => {
  const folders = hidden ? [hidden, `@${hidden}`].map((name) => path.join(consumer, "node_modules", name)) : [];
  for (const folder of folders) renameSync(folder, `${folder}-hidden`);
  try {
    const outdir = path.join(consumer, `estate-${framework}`);
    const env = { ...process.env, AURA_ESTATE: path.join(ROOT, "estate.yaml"), CDKTF_OUTDIR: outdir };
    const args = [path.join(packed, "dist/main.js"), "--frozen"];
    const report = execFileSync(process.execPath, args, { cwd: consumer, env, encoding: "utf8", stdio: "pipe" });
    expect(report).toContain("prod-eu-west-1");
    const [stack = ""] = readdirSync(path.join(outdir, "stacks"));
    const { terraform } = JSON.parse(
      readFileSync(path.join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"),
    ) as Written;
    expect(terraform.required_providers["aws"]).toMatchObject({
      source: framework === "cdktf" ? "aws" : "hashicorp/aws",
    });
  } finally {
    for (const folder of folders) renameSync(`${folder}-hidden`, folder);
  }
});

it.each(["cdktf-aura-cmk", "cdktf-aura-cmk/cdktn"])(
  "is loaded by an ES module as well, with all names: %s",
  (entry) => {
    const names = run(process.execPath, ["-p", `Object.keys(require("${entry}")).sort().join(", ")`], consumer).trim();
    expect(names).toMatch(/^AuraAzureProvider, AuraCloudKmsKey, .*waiveRule$/);
    const program = `import { ${names} } from "${entry}"; console.log([${names}].map((one) => typeof one).join(", "));`;
    const types = run(process.execPath, ["--input-type=module", "-e", program], consumer).trim();
    expect(new Set(types.split(", "))).toEqual(new Set(["function", "object"]));
  },
);

it.each(["cdktf-aura-cmk", "cdktf-aura-cmk/cdktn"])("loads four files, and the bindings of no cloud: %s", (entry) => {
  const program = `require("${entry}"); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const files = JSON.parse(run(process.execPath, ["-e", program], consumer)) as string[];
  expect(files.filter((file) => file.includes("/cdktf-aura-cmk/dist/"))).toHaveLength(4);
  expect(files.filter((file) => /@cdkt[fn]\/provider-/.test(file))).toEqual([]);
});

it("synthesizes an ES module, which Node runs without a compiler where it can", () => {
  const program = PROGRAM.replace("lib/provider", "lib/provider/index.js").replace(
    'outdir: "out"',
    'outdir: "with-esm"',
  );
  writeFileSync(path.join(consumer, "with-esm.mts"), program);
  writeFileSync(path.join(consumer, "with-esm-cdktn.mts"), forTerrain(program).replace("with-esm", "with-esm-cdktn"));
  const files = ["with-esm", "with-esm-cdktn"];
  const sources = files.map((name) => `${name}.mts`);
  const bundler = ["--module", "esnext", "--moduleResolution", "bundler", "--noEmit"];
  run(process.execPath, [...COMPILE, "--skipLibCheck", ...bundler, ...sources], consumer);
  const isRunByNode = Boolean(Reflect.get(process.features, "typescript"));
  if (!isRunByNode) run(process.execPath, [...COMPILE, "--skipLibCheck", "--module", "nodenext", ...sources], consumer);
  for (const name of files) {
    run(process.execPath, [`${name}.${isRunByNode ? "mts" : "mjs"}`], consumer);
    expect(readdirSync(path.join(consumer, name, "stacks"))).toEqual(["prod"]);
  }
});

it("brings the command aura-cmk along", () => {
  const help = run(process.execPath, [path.join(packed, "dist/cli/main.js"), "--help"], consumer);
  expect(help).toMatch(/^Usage: aura-cmk /);
});

it("holds the provider as one file, and undici beside it", () => {
  const main = path.join(packed, "dist/provider/main.js");
  const { status, stderr } = spawnSync(process.execPath, [main], { encoding: "utf8" });
  const nothing = "This is a plugin. Terraform starts it by itself; there is nothing to run here.\n";
  expect([status, stderr]).toEqual([1, nothing]);
  const undici = path.join(main, "../network/undici.js");
  const names = run(process.execPath, ["-p", "Object.keys(require(process.argv[1]))", undici], consumer);
  expect(names).toBe("[ 'Agent', 'ProxyAgent', 'fetch' ]\n");
});

it("has the licenses of all packages that are in its bundles, and imports no other that a user does not get", () => {
  const notices = readFileSync(path.join(packed, "dist/THIRD-PARTY-NOTICES.txt"), "utf8").split(
    `\n${"-".repeat(80)}\n`,
  );
  expect(notices.map((notice) => notice.split("\n")[0]?.replace(/ \d\S+/, ""))).toEqual([
    ...["kms", "sts"].map((service) => `@aws-sdk/client-${service} (Apache-2.0)`),
    "@aws-sdk/core (Apache-2.0)",
    ...["env", "http", "ini", "login", "node", "process", "sso", "web-identity"].map(
      (source) => `@aws-sdk/credential-provider-${source} (Apache-2.0)`,
    ),
    ...["nested-clients", "signature-v4-multi-region", "token-providers", "xml-builder"].map(
      (name) => `@aws-sdk/${name} (Apache-2.0)`,
    ),
    "@aws/lambda-invoke-store (Apache-2.0)",
    ...["@grpc/grpc-js (Apache-2.0)", "@js-sdsl/ordered-map (MIT)", "@msgpack/msgpack (ISC)"],
    ...["core", "credential-provider-imds", "node-http-handler", "signature-v4", "types"].map(
      (name) => `@smithy/${name} (Apache-2.0)`,
    ),
    ...["bowser (MIT)", "commander (MIT)"],
    ...[
      "fastest-levenshtein (MIT)",
      "fflate (MIT)",
      "jsonc-parser (MIT)",
      "long (Apache-2.0)",
      "protobufjs (BSD-3-Clause)",
    ],
    ...["undici (MIT)"],
  ]);
  for (const notice of notices) expect(notice).toMatch(/copyright/i);

  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(path.join(packed, "package.json"), "utf8"),
  ) as Record<"dependencies" | "peerDependencies", Record<string, string>>;
  const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const dist = path.join(packed, "dist");
  const imported = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => [
      ...readFileSync(path.join(dist, file), "utf8").matchAll(/\brequire\("((?:@[\w-]+\/)?[\w-]+)[^"]*"\)/g),
    ])
    .map(([, name = ""]) => name);
  const unused = [
    // For administration services of grpc-js, which the provider does not have.
    "@grpc/proto-loader",
    // In the text of an error.
    "@aws-sdk/signature-v4-crt",
  ];
  const missing = [...new Set(imported)].filter((name) => !known.has(name) && !builtinModules.includes(name));
  expect(missing.filter((name) => name !== "node" && !unused.includes(name))).toEqual([]);
});

it("is installed by npm without running a script of any package", () => {
  const empty = path.join(consumer, "empty");
  mkdirSync(empty);
  writeFileSync(path.join(empty, "package.json"), "{}");
  // Its peers are the user's own choice.
  const flags = ["--ignore-scripts=false", "--legacy-peer-deps", "--prefer-offline", "--no-audit", "--no-fund"];
  run("npm", ["install", ...flags, path.join(consumer, tarball)], empty);
  const modules = path.join(empty, "node_modules");
  const lock = JSON.parse(readFileSync(path.join(modules, ".package-lock.json"), "utf8")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  expect(Object.keys(lock.packages).map((name) => name.replace("node_modules/", ""))).toEqual([
    ...["cdktf-aura-cmk", "commander", "fastest-levenshtein", "jsonc-parser", "yaml", "zod"],
  ]);
  expect(Object.values(lock.packages).filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
  const help = run(process.execPath, [path.join(modules, ".bin/aura-cmk"), "provider", "--help"], empty);
  expect(help).toMatch(/^Usage: aura-cmk provider/);
});

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed\n${stdout}${stderr}`);
  return stdout;
}
