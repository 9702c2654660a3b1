import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FIRST_PAGE } from "../support/first-page";
import { describeWithTerraform } from "../support/terraform";

const ROOT = resolve(__dirname, "../..");
/** The command of the README that opens a shell on the simulated cloud; what follows is typed there. */
const SHELL = / -- sh$/;

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

describeWithTerraform("the quick start of the README", () => {
  let folder: string;
  beforeAll(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "aura-cmk-start-")))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("leads from an empty directory to an encrypted instance, by its own commands alone", async () => {
    const [packed = ""] = spawnSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
      ...{ cwd: ROOT, encoding: "utf8" },
    })
      .stdout.trim()
      .split("\n")
      .slice(-1);
    const tarball = join(folder, packed);
    const port = await freePort();
    const shell = FIRST_PAGE.findIndex((command) => SHELL.test(command));
    const onTheCloud = FIRST_PAGE.slice(shell + 1).join("\n");
    const script = [
      // It is not on npm yet.
      ...FIRST_PAGE.slice(0, shell).map((command) =>
        command.replace(/--package (cdktf-aura-cmk) (.*)/, `--package ${tarball} $2 --package file:${tarball}`),
      ),
      `${FIRST_PAGE[shell]} -ec '${onTheCloud}'`,
    ]
      .join("\n")
      .replaceAll("8080", String(port));
    const began = performance.now();
    const env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      CI: "1",
      // A person is asked whether npx may install the package.
      npm_config_yes: "true",
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: "/dev/null",
    };
    const { status, stdout, stderr } = spawnSync("bash", ["-euc", script], {
      ...{ cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 26 },
    });
    process.stderr.write(
      `From an empty directory to an encrypted instance: ${Math.round((performance.now() - began) / 1000)} s\n`,
    );
    if (status !== 0) throw new Error(`${script}\n${stdout}\n${stderr}`);

    const application = join(folder, "my-database");
    const [file = ""] = readdirSync(application).filter((name) => name.endsWith(".tfstate"));
    const { resources } = JSON.parse(readFileSync(join(application, file), "utf8")) as State;
    const [key, instance] = ["aura_customer_managed_key", "aura_instance"].map(
      (wanted) => resources.find(({ type }) => type === wanted)?.instances[0]?.attributes,
    );
    expect(instance).toMatchObject({ status: "running", customer_managed_key_id: key?.["id"] });
    expect(stdout.match(/^ *Phase 1 of 2/gm)?.length).toBeGreaterThan(0);
  });
});

/** A port that nobody has now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
