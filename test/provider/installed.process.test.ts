import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { installLauncher } from "../../provider/install";
import { FORMER_PROVIDER_SOURCES, PROVIDER_SOURCE } from "../../provider/version";
import { DEFAULT_PROJECT, type Simulator } from "../../simulator";
import { statementFor } from "../../simulator/aura/statement";
import { attachProviders } from "../../simulator/terraform/attach";
import { describeWithTerraform, tofuVersion, workspace, type Workspace } from "../support/terraform";
import { PROVIDER } from "../support/dist";
import { installProvider, itWithCode } from "./support/binary";
import {
  addKey,
  HEADER,
  instance,
  PROJECT,
  QUICK,
  quickSimulator,
  record,
  stateOf,
  until,
  words,
} from "./support/stage";

const VERSION = (JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8")) as { version: string })
  .version;
const PLUGINS = "terraform.d/plugins";
const LOCK = ".terraform.lock.hcl";
const HOUR = 3_600_000;
const REQUIRED = { aura: { source: PROVIDER_SOURCE, version: VERSION } };

/** Without an OpenTofu on PATH it is skipped, and says so. */
const itWithTofu = tofuVersion() ? it : it.skip;
if (itWithTofu === it.skip) process.stderr.write("SKIPPED: no tofu on PATH; OpenTofu did not start the provider\n");

describeWithTerraform("the provider as Terraform starts it", () => {
  let simulator: Simulator;
  let work: Workspace;
  beforeEach(async () => {
    simulator = await quickSimulator({ aura: { delays: { ready: HOUR } } });
    work = workspace(HEADER, { ...simulator.environment, ...QUICK, AURA_PROVIDER_PATH: PROVIDER });
    installProvider(join(work.dir, PLUGINS));
  });
  afterEach(async () => {
    await simulator.stop();
    work.remove();
  });

  it("runs the documented example through both of its phases, over mutual TLS", async () => {
    const [, example = ""] =
      /```hcl\n([\s\S]*?)```/.exec(readFileSync(resolve(__dirname, "../../docs/provider.md"), "utf8")) ?? [];
    const aws = await attachProviders(simulator.environment);
    Object.assign(work.env, aws.env, { TF_VAR_project_id: PROJECT, TF_LOG: "INFO" });
    try {
      work.write(example);
      await work.must("init");
      const first = await work.must("apply", "-auto-approve", "-no-color");
      const { id } = stateOf(work, "aura_customer_managed_key.orders");
      expect(words(first)).toContain(
        `next_step = "save the Console's statement for customer managed key ${String(id)}"`,
      );
      expect(simulator.aura.instances.list()).toEqual([]);

      writeFileSync(join(work.dir, "aura-statement.json"), JSON.stringify(statementFor(DEFAULT_PROJECT)));
      const applied = work.must("apply", "-auto-approve", "-no-color");
      const afterPolicy = () => simulator.calls.names().slice(simulator.calls.names().lastIndexOf("kms:PutKeyPolicy"));
      await until(() => afterPolicy().filter((call) => call.startsWith("GET /v1/customer-managed-keys/")).length > 2);
      simulator.clock.advance(HOUR);
      const second = await applied;
      expect(words(second)).toContain('next_step = "none"');
      expect(simulator.aura.instances.list()).toMatchObject([{ name: "orders", customer_managed_key_id: id }]);
      expect(second.stderr).toMatch(/\[INFO\] +provider.*waiting for customer managed key .* to become ready/);
      const own = second.stderr.split("\n").filter((line) => line.includes("provider.terraform-provider-aura"));
      expect(own.join("\n")).not.toMatch(/simulated-secret|Bearer/);
      expect((await work.run("plan", "-detailed-exitcode")).code).toBe(0);

      rmSync(join(work.dir, "aura-statement.json"));
      const lost = await work.run("plan", "-no-color");
      expect(lost.code).toBe(1);
      expect(words(lost)).toContain("Resource terraform_data.statement_given[0] has lifecycle.prevent_destroy set");
    } finally {
      aws.stop();
    }
  });

  it("is found by init without configuration, with the same lock entry in every place of installation", async () => {
    await work.must("init");
    const entry = readFileSync(join(work.dir, LOCK), "utf8");
    expect(entry).toMatch(
      new RegExp(`provider "${PROVIDER_SOURCE}" {\\s+version = "${VERSION}"\\s+hashes = \\[\\s+"h1:\\S+",\\s+\\]`),
    );

    const other = workspace(HEADER, { AURA_PROVIDER_PATH: PROVIDER });
    try {
      installProvider(join(other.dir, PLUGINS));
      installProvider(join(other.dir, PLUGINS));
      writeFileSync(join(other.dir, LOCK), entry);
      await other.must("init", "-lockfile=readonly");
      expect(readFileSync(join(other.dir, LOCK), "utf8")).toBe(entry);
    } finally {
      other.remove();
    }
  });

  it("is taken from the folder that the CLI configuration of the docs names, never from a registry", async () => {
    const page = readFileSync(resolve(__dirname, "../../docs/provider.md"), "utf8");
    const [, settings = ""] = /```hcl fragment\n([\s\S]*?)```/.exec(page) ?? [];
    const mirror = join(work.dir, "mirror");
    mkdirSync(mirror);
    const file = join(work.dir, "terraformrc");
    writeFileSync(file, settings.replace("/home/deploy/.terraform.d/plugins", mirror));
    Object.assign(work.env, { TF_CLI_CONFIG_FILE: file });
    work.write(HEADER);
    const missing = await work.run("init", "-no-color");
    expect(words(missing)).toContain(`provider ${PROVIDER_SOURCE} was not found in any of the search locations`);
    expect(words(missing)).not.toContain("could not connect");
    installProvider(mirror);
    expect(words(await work.must("init", "-no-color"))).toContain(`Installed ${PROVIDER_SOURCE}`);
  });

  itWithTofu("is found by OpenTofu in the same folder, under the same address, and runs", async () => {
    const tofu = workspace(HEADER + record(addKey(simulator)), work.env, "tofu");
    try {
      installProvider(join(tofu.dir, PLUGINS));
      expect(words(await tofu.must("init", "-no-color"))).toContain(`Installed ${PROVIDER_SOURCE} v${VERSION}`);
      await tofu.must("apply", "-auto-approve", "-no-color");
      expect(simulator.aura.records.list()).toMatchObject([{ name: "orders-key" }]);
      expect((await tofu.run("plan", "-detailed-exitcode")).code).toBe(0);
    } finally {
      tofu.remove();
    }
  });

  it("of another version needs `init -upgrade`, as docs/upgrades.md says, and Terraform says so", async () => {
    await work.must("init", "-no-color");
    const file = join(work.dir, LOCK);
    const former = readFileSync(file, "utf8").replaceAll(`"${VERSION}"`, '"0.0.9"');
    writeFileSync(file, former.replace(/^ {2}version .*$/m, '$&\n  constraints = "0.0.9"'));
    writeFileSync(join(work.dir, "versions.tf.json"), JSON.stringify({ terraform: { required_providers: REQUIRED } }));
    rmSync(join(work.dir, "main.tf"));
    const refused = await work.run("init", "-no-color");
    const says = "does not match configured version constraint";
    expect([refused.code, words(refused).includes(says)]).toEqual([1, true]);
    expect(readFileSync(resolve(__dirname, "../../docs/upgrades.md"), "utf8")).toContain(says);
    await work.must("init", "-upgrade", "-no-color");
    expect(readFileSync(file, "utf8")).toContain(`version     = "${VERSION}"`);
  });

  it("is called by the command that installs it where it is missing, and asked of no registry", async () => {
    rmSync(join(work.dir, PLUGINS), { recursive: true });
    const result = await work.run("init", "-no-color");
    expect(result.code).toBe(1);
    expect(words(result)).toContain("could not connect to aura-cmk-provider-install.invalid: ");
    expect(words(result)).not.toContain("registry.terraform.io");
  });

  it("takes over what was made under the former address, as the docs say", async () => {
    const [former] = FORMER_PROVIDER_SOURCES;
    const configuration = HEADER + record(addKey(simulator));
    const sources = () => [
      ...new Set(readFileSync(join(work.dir, "terraform.tfstate"), "utf8").match(/provider\[.*\]/g)),
    ];
    work.write(configuration.replace(PROVIDER_SOURCE, former));
    await work.must("init");
    await work.must("apply", "-auto-approve");
    expect(sources()).toEqual([`provider[\\"${former}\\"]`]);

    work.write(configuration);
    rmSync(join(work.dir, ".terraform"), { recursive: true });
    rmSync(join(work.dir, LOCK));
    await work.must("init");
    expect((await work.run("plan", "-detailed-exitcode")).code).toBe(0);
    const page = readFileSync(resolve(__dirname, "../../docs/provider.md"), "utf8");
    const [, sourcesOfDocs = ""] = /^terraform state replace-provider (.*)$/m.exec(page) ?? [];
    await work.must("state", "replace-provider", "-auto-approve", ...sourcesOfDocs.split(" "));
    expect(sources()).toEqual([`provider[\\"${PROVIDER_SOURCE}\\"]`]);
    for (const source of FORMER_PROVIDER_SOURCES)
      rmSync(join(work.dir, PLUGINS, dirname(dirname(source))), { recursive: true });
    await work.must("init");
    expect((await work.run("plan", "-detailed-exitcode")).code).toBe(0);
  });

  itWithCode("says why it does not start, where Terraform shows it", async () => {
    work.write(HEADER);
    await work.must("init");
    const reason = async (env: NodeJS.ProcessEnv) => {
      Object.assign(work.env, env);
      return words(await work.run("validate", "-no-color"));
    };
    const missing = join(work.dir, "nowhere.js");
    expect(await reason({ AURA_PROVIDER_PATH: missing })).toContain(`AURA_PROVIDER_PATH: no such file: ${missing}`);
    writeFileSync(join(work.dir, PLUGINS, `cdktf-aura-cmk-${VERSION}.path`), missing);
    expect(await reason({ AURA_PROVIDER_PATH: "" })).toContain(
      `cdktf-aura-cmk ${VERSION} is not installed here: run npm ci, or set AURA_PROVIDER_PATH`,
    );
    const broken = join(work.dir, "broken.js");
    writeFileSync(broken, "const = 1;");
    expect(await reason({ AURA_PROVIDER_PATH: broken })).toContain(
      `the provider aura cannot start with Node ${process.version}: Unexpected token '='`,
    );
    const path = join(work.dir, "bin");
    mkdirSync(path);
    symlinkSync(execFileSync("which", ["terraform"], { encoding: "utf8" }).trim(), join(path, "terraform"));
    expect(await reason({ PATH: path })).toContain("the provider aura needs Node 20.19 or later on the PATH");
  });

  it("adopts a creation whose Terraform was killed, password included", async () => {
    work.write(HEADER + record(addKey(simulator)) + instance());
    await work.must("init");
    const getReady = (at: string) => void (at === "after" && simulator.clock.advance(HOUR));
    simulator.faults.add({ on: "POST /v1/customer-managed-keys", hook: getReady });
    simulator.faults.add({ on: "GET /v1/instances/*", times: "always", status: 404 });
    const started = work.start("apply", "-auto-approve", "-no-color");
    await until(() => simulator.calls.names("GET /v1/instances/*").length > 0);
    const providers = execFileSync("pgrep", ["-P", String(started.process.pid)], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(Number);
    started.process.kill("SIGKILL");
    await started.result;
    await until(() => providers.every((pid) => !isAlive(pid)));
    simulator.faults.clear();

    expect(words(await work.must("apply", "-auto-approve", "-no-color"))).toContain("was adopted");
    const [db, ...more] = simulator.aura.instances.list();
    expect(more).toEqual([]);
    expect(stateOf(work, "aura_instance.db")).toMatchObject({
      id: db?.id,
      password: db?.password,
      status: "running",
    });
    expect((await work.run("plan", "-detailed-exitcode")).code).toBe(0);
  });
});

describe("installing the provider", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace("");
  });
  afterEach(() => work.remove());
  const plugins = () => join(work.dir, PLUGINS);
  const note = (version: string) => join(plugins(), `cdktf-aura-cmk-${version}.path`);
  const start = (file: string, env: NodeJS.ProcessEnv = {}) =>
    new Promise<string>((done) => {
      execFile(file, { env: { PATH: process.env["PATH"], ...env }, cwd: work.dir }, (problem, stdout, stderr) =>
        done(`${problem ? problem.code : 0}: ${stdout}${stderr}`.trim()),
      );
    });

  it("writes the same executable launcher for every platform, under its former addresses too", () => {
    const files = installLauncher(plugins());
    const launchers = (source: string) =>
      ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"].map((platform) =>
        join(plugins(), source, `${VERSION}/${platform}/terraform-provider-aura_v${VERSION}`),
      );
    expect(files).toEqual(launchers(PROVIDER_SOURCE));
    const all = [...files, ...FORMER_PROVIDER_SOURCES.flatMap(launchers)];
    expect(new Set(all.map((file) => readFileSync(file, "utf8"))).size).toBe(1);
    expect(all.map((file) => statSync(file).mode & 0o777)).toEqual(Array(12).fill(0o755));
    expect(readFileSync(note(VERSION), "utf8").trim()).toBe(resolve(__dirname, "../../provider/main.ts"));
  });

  it("finds the code in this order: the variable, the file beside it, node_modules; also in a package of ES modules", async () => {
    const [file = ""] = installLauncher(plugins(), { version: "7.8.9", platforms: ["linux_amd64"] });
    writeFileSync(join(work.dir, "package.json"), '{"type":"module"}');
    const code = (name: string, path: string) => {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, `console.log(${JSON.stringify(name)});`);
      return path;
    };
    const installed = join(work.dir, "node_modules/cdktf-aura-cmk");
    code("node_modules", join(installed, "dist/provider/main.js"));
    writeFileSync(join(installed, "package.json"), '{"version":"7.8.9"}');
    writeFileSync(note("7.8.9"), code("note", join(work.dir, "noted.cjs")));
    const variable = { AURA_PROVIDER_PATH: code("variable", join(work.dir, "variable.cjs")) };

    expect(await start(file, variable)).toBe("0: variable");
    expect(await start(file)).toBe("0: note");
    rmSync(note("7.8.9"));
    expect(await start(file)).toBe("0: node_modules");
    writeFileSync(join(installed, "package.json"), '{"version":"7.8.8"}');
    expect(await start(file)).toBe(
      "1: cdktf-aura-cmk 7.8.9 is not installed here: run npm ci, or set AURA_PROVIDER_PATH",
    );
  });

  it("runs from the repository itself, and prints that Terraform starts it", async () => {
    const [file = ""] = installLauncher(plugins(), { platforms: ["linux_amd64"] });
    expect(await start(file)).toBe("1: This is a plugin. Terraform starts it by itself; there is nothing to run here.");
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
