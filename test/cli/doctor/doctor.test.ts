import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import type { Check, Machine } from "../../../cli/doctor/check";
import { CLOUD_PEERS } from "../../../cli/doctor/clouds";
import { clockCheck, proxyCheck } from "../../../cli/doctor/network";
import { examine } from "../../../cli/doctor/run";
import { nodeCheck, packagesCheck, PEERS, providerCheck, terraformCheck } from "../../../cli/doctor/tools";
import { installLauncher } from "../../../provider/install";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../../simulator";
import { peerDependencies } from "../../../package.json";
import { temporaryFolder } from "../../support/synth";
import { run } from "../support/run";

/** Nothing of this machine's own, and no service of a cloud that would be asked for credentials. */
const BARE = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};
/** Where nothing listens. */
const NOBODY = "http://127.0.0.1:2";

let folder: string;
beforeEach(() => (folder = temporaryFolder()));

const machine = (more: Partial<Machine> = {}): Machine => ({
  ...{ env: { ...BARE, PATH: join(folder, "bin") }, directory: folder, home: join(folder, "home") },
  ...{ nodeVersion: "22.20.0", now: Date.now, limit: 5_000 },
  ...more,
});

/** The checks by name, as text. */
const byName = (checks: readonly Check[]): Record<string, string> =>
  Object.fromEntries(
    checks.map(({ name, status, found, fix }) => [name, `${status}: ${found}${fix ? `; ${fix}` : ""}`]),
  );

/** Examines a machine with this environment, which the AWS SDK reads from the process. */
async function examined(env: NodeJS.ProcessEnv, more: Partial<Machine> = {}): Promise<Record<string, string>> {
  const before = process.env;
  process.env = { ...env };
  try {
    return byName(await examine(machine({ env, ...more })));
  } finally {
    process.env = before;
  }
}

describe("with the simulated cloud", () => {
  let simulator: Simulator;
  beforeAll(async () => (simulator = await startSimulator()));
  afterAll(() => simulator.stop());

  it("names credentials, and says which account, region and projects they reach", async () => {
    const found = await examined({ ...BARE, ...simulator.environment });
    expect(found).toMatchObject({
      "AWS credentials": "ok: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
      "AWS account": "ok: 111122223333, as arn:aws:iam::111122223333:user/simulator",
      "AWS region": "ok: eu-west-1",
      "Aura credentials": "ok: AURA_CLIENT_ID and AURA_CLIENT_SECRET",
      "Aura project": `ok: ${DEFAULT_PROJECT.name} (${DEFAULT_PROJECT.id})`,
      clock: expect.stringMatching(/^ok: \d+ s /),
    });
    expect(JSON.stringify(found)).not.toContain(simulator.environment["AURA_CLIENT_SECRET"]);
  });

  it("says that Aura does not accept the credentials", async () => {
    const found = await examined({ ...BARE, ...simulator.environment, AURA_CLIENT_SECRET: "wrong" });
    expect(found["Aura project"]).toBe(
      "error: Aura does not accept the credentials; create an API key in the Aura Console, under Account settings",
    );
    expect(JSON.stringify(found)).not.toContain("wrong");
  });

  it("says that the estate names another project", async () => {
    writeFileSync(
      join(folder, "estate.yaml"),
      "version: 1\naura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }\naccounts: { prod: { id: '111122223333' } }\n" +
        "keys: { a: { account: prod, region: eu-west-1, product: AuraDB } }\n",
    );
    expect((await examined({ ...BARE, ...simulator.environment }))["Aura project"]).toBe(
      `error: ${DEFAULT_PROJECT.name} (${DEFAULT_PROJECT.id}); estate.yaml names 6981ace7-efe5-4f5c-b7c5-267b5162ce91; ` +
        "set `projectId` under `aura` to one of them",
    );
  });

  it("compares the clock also without credentials", async () => {
    const now = () => Date.now() + 10 * 60_000;
    const { AURA_API_BASE_URL } = simulator.environment;
    const found = await examined({ ...BARE, AURA_API_BASE_URL }, { now });
    expect(found).toMatchObject({
      "Aura credentials":
        "error: AURA_CLIENT_ID and AURA_CLIENT_SECRET are not set; create an API key in the Aura Console, under Account settings",
      "Aura project":
        "unknown: not asked without credentials; create an API key in the Aura Console, under Account settings",
      clock: expect.stringMatching(
        /^error: (599|600|601) s ahead of Aura: AWS refuses its requests; set the clock of this machine by NTP$/,
      ),
    });
  });
});

describe("without a network", () => {
  const CREDENTIALS = {
    ...{ AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" },
    AURA_CLIENT_ID: "x",
    AURA_CLIENT_SECRET: "y",
  };

  it("says that nothing is reached, and why", async () => {
    const found = await examined({ ...BARE, ...CREDENTIALS, AWS_ENDPOINT_URL: NOBODY, AURA_API_BASE_URL: NOBODY });
    const why = /^unknown: not reached: no answer: ECONNREFUSED .*; check the network and the proxy$/;
    expect(found).toMatchObject({
      "AWS account": expect.stringMatching(why),
      "AWS region": "warning: no region is set; set AWS_REGION; programs and estates name theirs themselves",
      "Aura project": expect.stringMatching(why),
      clock: "unknown: compared with no server, because none was reached",
    });
  });

  it("finds no credentials where there are none", async () => {
    expect(
      await examined({
        ...BARE,
        AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
        AWS_CONFIG_FILE: "/nowhere",
        AURA_API_BASE_URL: NOBODY,
      }),
    ).toMatchObject({
      "AWS credentials":
        "error: none found; set AWS_PROFILE, or sign in as you do for Terraform: `aws sso login`, `aws configure`",
      "AWS account": expect.stringMatching(/^unknown: not asked without credentials; /),
    });
  });

  it("names the profile that cannot be used", async () => {
    expect((await examined({ ...BARE, AWS_PROFILE: "gone", AURA_API_BASE_URL: NOBODY }))["AWS credentials"]).toMatch(
      /^unknown: profile gone \(AWS_PROFILE\): /,
    );
  });

  it.each([
    [
      { AURA_API_BASE_URL: "http://api.example.com" },
      "Aura project",
      /^error: AURA_API_BASE_URL must start with https:/,
    ],
    [{ AWS_ENDPOINT_URL: "sts", AURA_API_BASE_URL: NOBODY }, "AWS account", /^error: not an address: sts; /],
  ])("refuses an address that is none: %j", async (env, name, text) => {
    expect((await examined({ ...BARE, ...CREDENTIALS, AWS_ENDPOINT_URL: NOBODY, ...env }))[name]).toMatch(text);
  });

  describe("but a server that never answers", () => {
    let server: Server;
    let address: string;
    beforeAll(async () => {
      server = createServer();
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => server.close());

    it("gives up after the limit", async () => {
      const env = { ...BARE, ...CREDENTIALS, AWS_ENDPOINT_URL: address, AURA_API_BASE_URL: address };
      const found = await examined(env, { limit: 100 });
      for (const name of ["AWS account", "Aura project"])
        expect(found[name]).toBe("unknown: not reached: no answer within 0.1 s; check the network and the proxy");
    });
  });
});

describe("tools", () => {
  it.each([
    ["20.18.0", "error: 20.18.0; use Node 22 or 24"],
    ["20.19.0", "warning: 20.19.0: no longer maintained since April 2026; use Node 22 or 24"],
    ["22.10.0", "error: 22.10.0; use Node 22 or 24"],
    ["22.11.0", "ok: 22.11.0"],
    ["23.5.0", "error: 23.5.0; use Node 22 or 24"],
    ["24.0.0", "ok: 24.0.0"],
  ])("are Node %s", (nodeVersion, text) => {
    expect(byName([nodeCheck(machine({ nodeVersion }))])).toEqual({ Node: text });
  });

  /** Installs packages where the application is, or above it. */
  function install(versions: Record<string, string>): void {
    for (const [name, version] of Object.entries(versions)) {
      mkdirSync(join(folder, "node_modules", name), { recursive: true });
      writeFileSync(join(folder, "node_modules", name, "package.json"), JSON.stringify({ name, version }));
    }
  }
  const packages = (hasAws = true): string | undefined =>
    byName([packagesCheck(machine({ directory: join(folder, "deep") }), hasAws)])["packages"];

  it("are the packages of one framework, in the versions that are tested", () => {
    expect(packages()).toBe(
      "warning: neither cdktf nor cdktn is installed here; plain HCL needs neither; npm install cdktf@0.21 constructs@10 " +
        "@cdktf/provider-aws@21, or run `npm install` in the directory of the application",
    );
    install({ cdktn: "0.24.0", constructs: "10.7.2" });
    expect(packages()).toBe(
      "error: cdktn 0.24.0, @cdktn/provider-aws is missing, constructs 10.7.2; not tested; npm install @cdktn/provider-aws@25",
    );
    install({ "@cdktn/provider-aws": "26.0.0" });
    expect(packages()).toBe(
      "warning: cdktn 0.24.0, @cdktn/provider-aws 26.0.0, constructs 10.7.2; not tested; npm install @cdktn/provider-aws@25",
    );
    install({ "@cdktn/provider-aws": "25.7.3" });
    expect(packages()).toBe("ok: cdktn 0.24.0, @cdktn/provider-aws 25.7.3, constructs 10.7.2");
  });

  it("are no bindings of AWS where there is no key in AWS", () => {
    expect(packages(false)).toMatch(/npm install cdktf@0\.21 constructs@10, or run/);
    install({ cdktf: "0.21.0", constructs: "10.7.2" });
    expect(packages(false)).toBe("ok: cdktf 0.21.0, constructs 10.7.2");
    install({ cdktf: "0.20.0" });
    expect(packages(false)).toBe("warning: cdktf 0.20.0, constructs 10.7.2; not tested; npm install cdktf@0.21");
  });

  it("have the ranges of package.json", () => {
    const first = (range: string): string => /\d+(\.\d+)*/.exec(range)?.[0] ?? "";
    // Not of programs: `aura-cmk verify` logs in with them, where the environment has no credentials.
    const { "@azure/identity": _, "google-auth-library": __, ...ofPrograms } = peerDependencies;
    const all = { ...PEERS.cdktf, ...PEERS.cdktn, ...CLOUD_PEERS.azure, ...CLOUD_PEERS.gcp };
    expect(Object.fromEntries(Object.entries(all).map(([name, [from]]) => [name, from]))).toEqual(
      Object.fromEntries(Object.entries(ofPrograms).map(([name, range]) => [name, first(range)])),
    );
  });

  describe("for the clouds of an estate", () => {
    const estate = (accounts: string, rest = ""): void =>
      writeFileSync(
        join(folder, "estate.yaml"),
        `version: 1\naura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }\naccounts: { ${accounts} }\n${rest}`,
      );
    const CORP =
      "corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 }";
    const OF_CLOUDS = /^AWS|Azure|Google/;
    const ofClouds = async (env: NodeJS.ProcessEnv = {}): Promise<Record<string, string>> => {
      const all = await examined({ ...BARE, AURA_API_BASE_URL: NOBODY, ...env });
      return Object.fromEntries(
        Object.entries(all)
          .filter(([name]) => OF_CLOUDS.test(name))
          .map(([name, text]) => [name, text.replaceAll(folder, "FOLDER")]),
      );
    };

    it("are the bindings and a login of each, and nothing of a cloud that it does not have", async () => {
      estate(`${CORP}, data: { cloud: gcp, project: acme-prod }`);
      install({ cdktf: "0.21.0", "@cdktf/provider-azurerm": "14.23.1", "@cdktf/provider-google": "15.0.0" });
      expect(await ofClouds()).toEqual({
        "packages for Azure":
          "error: @cdktf/provider-azurerm 14.23.1, @cdktf/provider-azuread is missing; npm install @cdktf/provider-azurerm@14 @cdktf/provider-azuread@14",
        "Azure login": "error: none found; run `az login`, or set ARM_CLIENT_ID, ARM_TENANT_ID and what proves it",
        "packages for Google Cloud":
          "warning: @cdktf/provider-google 15.0.0; not tested; npm install @cdktf/provider-google@16",
        "Google Cloud login":
          "error: none found; run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS",
      });
      install({ "@cdktf/provider-azuread": "14.3.1", "@cdktf/provider-google": "16.12.1" });
      mkdirSync(join(folder, "home/.azure"), { recursive: true });
      writeFileSync(join(folder, "home/.azure/azureProfile.json"), "{}");
      expect(await ofClouds({ GOOGLE_OAUTH_ACCESS_TOKEN: "ya29.secret" })).toEqual({
        "packages for Azure": "ok: @cdktf/provider-azurerm 14.23.1, @cdktf/provider-azuread 14.3.1",
        "Azure login": "ok: `az login` (FOLDER/home/.azure/azureProfile.json)",
        "packages for Google Cloud": "ok: @cdktf/provider-google 16.12.1",
        "Google Cloud login": "ok: GOOGLE_OAUTH_ACCESS_TOKEN",
      });
    });

    it("are the login alone with CDK Terrain, whose bindings are here, and nobody's on the simulated clouds", async () => {
      estate(`${CORP}, prod: { id: "111122223333" }`);
      install({ cdktn: "0.24.0" });
      const found = await ofClouds({ ARM_CLIENT_ID: "x", ARM_CLIENT_SECRET: "hidden" });
      expect(Object.keys(found)).toEqual(["AWS credentials", "AWS account", "AWS region", "Azure login"]);
      expect(found["Azure login"]).toBe("ok: ARM_CLIENT_ID and ARM_CLIENT_SECRET");
      expect((await ofClouds({ AURA_CMK_AZURE_ENDPOINT: "http://127.0.0.1:1" }))["Azure login"]).toBe(
        "ok: none needed: a simulated cloud at http://127.0.0.1:1",
      );
    });

    it("are those of AWS where the state is in S3", async () => {
      estate("data: { cloud: gcp, project: acme-prod }", "backend: { s3: { bucket: tf-state, region: eu-west-1 } }");
      expect(Object.keys(await ofClouds())).toEqual(expect.arrayContaining(["AWS credentials", "Google Cloud login"]));
      install({ cdktf: "0.21.0", constructs: "10.7.2" });
      const { packages } = await examined({ ...BARE, AURA_API_BASE_URL: NOBODY });
      expect(packages).toBe("ok: cdktf 0.21.0, constructs 10.7.2");
    });

    it("are the login of the cloud that has the state, and not its packages", async () => {
      const state = "backend: { azurerm: { storageAccountName: tfstate, containerName: aura } }";
      estate('prod: { id: "111122223333" }', state);
      const names = Object.keys(await ofClouds());
      expect(names).toEqual(expect.arrayContaining(["AWS credentials", "Azure login"]));
      expect(names).not.toContain("packages for Azure");
      estate("data: { cloud: gcp, project: acme-prod }", "backend: { gcs: { bucket: tf-state } }");
      expect(Object.keys(await ofClouds())).not.toContain("AWS credentials");
    });
  });

  /** Puts a program on the PATH. */
  function program(name: string, script: string): void {
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  }
  const terraform = async (more: Partial<Machine> = {}): Promise<string> =>
    (byName([await terraformCheck(machine(more))])["Terraform"] ?? "").replaceAll(folder, "FOLDER");
  const says = (version: string): string => `echo '{"terraform_version":"${version}"}'`;

  it("are Terraform, or OpenTofu in its place, where they are found", async () => {
    expect(await terraform()).toBe(
      "error: neither terraform nor tofu is on the PATH; install Terraform 1.11 or later, or OpenTofu",
    );
    program("tofu", says("1.12.6"));
    expect(await terraform()).toBe("ok: tofu 1.12.6 (FOLDER/bin/tofu)");
    program("terraform", says("1.10.5"));
    expect(await terraform()).toBe("error: terraform 1.10.5 (FOLDER/bin/terraform); install Terraform 1.11 or later");
    const env = { ...BARE, PATH: join(folder, "bin"), TERRAFORM_BINARY_NAME: "tofu" };
    expect(await terraform({ env })).toBe("ok: tofu 1.12.6 (FOLDER/bin/tofu)");
    expect(await terraform({ env: { ...env, TERRAFORM_BINARY_NAME: "tf" } })).toBe(
      "error: tf (TERRAFORM_BINARY_NAME) is not on the PATH; install Terraform 1.11 or later, or OpenTofu",
    );
  });

  it.each([
    ["fails", "exit 1"],
    ["says something else", "echo 1.11"],
    ["hangs", "exec sleep 60"],
  ])("are no Terraform that %s", async (_, script) => {
    program("terraform", script.replace("sleep", "/bin/sleep"));
    expect(await terraform({ limit: 300 })).toBe(
      "error: FOLDER/bin/terraform does not say its version; run `terraform version`",
    );
  });

  it("are the provider in every stack and for plain HCL", () => {
    const provider = (): string | undefined => byName([providerCheck(machine())])["provider aura"];
    expect(provider()).toMatch(/^ok: not here yet: synth writes version 0\.1\.0 into each stack; /);
    installLauncher(join(folder, "cdktf.out/stacks/prod/terraform.d/plugins"));
    expect(provider()).toBe("ok: 0.1.0");
    installLauncher(join(folder, "home/.terraform.d/plugins"), { version: "0.0.9" });
    expect(provider()).toBe(
      "warning: 0.1.0, 0.0.9; this is version 0.1.0; run `aura-cmk synth`, or `aura-cmk provider install`",
    );
  });
});

describe("network", () => {
  it.each([
    [0, "ok: 0 s ahead of Aura"],
    [-29_000, "ok: 29 s behind Aura"],
    [-30_000, "warning: 30 s behind Aura; set the clock of this machine by NTP"],
    [300_000, "error: 300 s ahead of Aura: AWS refuses its requests; set the clock of this machine by NTP"],
  ])("shows a clock that is %i ms off", (skew, text) => {
    expect(byName([clockCheck(1_000_000, machine({ now: () => 1_000_000 + skew }))])).toEqual({ clock: text });
  });

  it("shows the proxy without its password, and certificate authorities that cannot be read", () => {
    const env = { HTTPS_PROXY: "http://ana:hunter2@proxy.example.com:3128", no_proxy: "localhost" };
    expect(byName([proxyCheck(machine({ env }))])).toEqual({
      proxy: "ok: HTTPS_PROXY=http://***@proxy.example.com:3128, NO_PROXY=localhost",
    });
    expect(byName([proxyCheck(machine({ env: {} }))])).toEqual({ proxy: "ok: none" });
    expect(byName([proxyCheck(machine({ env: { SSL_CERT_FILE: "/nowhere" } }))])).toEqual({
      proxy: "error: SSL_CERT_FILE=/nowhere: no such file; name a file with certificates in PEM, or unset it",
    });
  });
});

describe("aura-cmk doctor", () => {
  const before = process.env;
  beforeEach(() => {
    process.env = { ...BARE, PATH: before["PATH"], AURA_API_BASE_URL: NOBODY, HOME: folder };
  });
  afterEach(() => (process.env = before));

  it("prints a line for each check, and fails when there is an error", async () => {
    const { code, stdout, stderr } = await run("doctor");
    expect([code, stderr]).toEqual([1, ""]);
    const lines = stdout.split("\n");
    expect(lines.slice(0, -3).map((line) => line.slice(9, 25).trim())).toEqual([
      ...["Node", "packages", "Terraform", "provider aura", "AWS credentials", "AWS account", "AWS region"],
      ...["Aura credentials", "Aura project", "clock", "proxy"],
    ]);
    expect(lines).toContain(
      "error    Aura credentials  AURA_CLIENT_ID and AURA_CLIENT_SECRET are not set; help: create an API key in the Aura Console, " +
        "under Account settings",
    );
    expect(lines.at(-2)).toMatch(/^\d error, .*\d unknown$/);
  });

  it("prints the same as JSON", async () => {
    const { code, stdout } = await run("doctor", "--json");
    const { version, checks } = JSON.parse(stdout) as { version: number; checks: Check[] };
    expect([code, version, checks.length]).toEqual([1, 1, 11]);
    expect(checks.find(({ name }) => name === "proxy")).toEqual({ name: "proxy", status: "ok", found: "none" });
  });
});
