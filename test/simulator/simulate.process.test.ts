import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSimulator } from "../../simulator";
import { simulate } from "../../simulator/simulate";
import { describeWithTerraform, workspace } from "../support/terraform";

describe("aura-cmk simulate", () => {
  it("prints endpoints and environment, and stops on Ctrl-C", async () => {
    const stop = new AbortController();
    let output = "";
    let code: Promise<number> | undefined;
    await new Promise<void>((resolve) => {
      const print = (text: string) => {
        output += text;
        if (output.includes("Ctrl-C stops it.")) resolve();
      };
      code = simulate({ signal: stop.signal, print });
    });
    expect(output.replace(/(127\.0\.0\.1):\d+/g, "$1:PORT")).toMatch(
      [
        "AWS KMS and Neo4j Aura, simulated on this machine; all data is lost when it stops.",
        "",
        "  Aura API           http://127.0.0.1:PORT",
        "  Aura Console       http://127.0.0.1:PORT/console",
        "  AWS KMS            http://127.0.0.1:PORT",
        "  AWS region         eu-west-1",
        "  project Simulated  7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
        "",
        "Environment for another shell",
      ].join("\n"),
    );
    const url = /Aura API +(\S+)/.exec(output)?.[1] ?? "";
    expect((await fetch(`${url}/console`)).status).toBe(200);
    stop.abort();
    expect(await code).toBe(0);
    await expect(fetch(`${url}/console`)).rejects.toThrow("fetch failed");
    expect(output).toMatch(
      /Stopped\. Open a new shell or unset TF_REATTACH_PROVIDERS before you run Terraform again\.\n$/,
    );
  });

  it("names the other clouds that run, and their providers", async () => {
    const stop = new AbortController();
    let output = "";
    const print = (text: string) => {
      output += text;
      if (output.includes("Ctrl-C stops it.")) stop.abort();
    };
    expect(await simulate({ signal: stop.signal, clouds: ["azure", "gcp"], print })).toBe(0);
    expect(output.replace(/(127\.0\.0\.1):\d+/g, "$1:PORT")).toMatch(
      [
        "AWS KMS, Azure, Google Cloud and Neo4j Aura, simulated on this machine; all data is lost when it stops.",
        "",
        "  Aura API           http://127.0.0.1:PORT",
        "  Aura Console       http://127.0.0.1:PORT/console",
        "  AWS KMS            http://127.0.0.1:PORT",
        "  AWS region         eu-west-1",
        "  Azure              http://127.0.0.1:PORT",
        "  Google Cloud       http://127.0.0.1:PORT",
        "  project Simulated  7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
        "",
        "Environment for another shell (terraform included: the providers of all clouds are part of the simulator):",
      ].join("\n"),
    );
    const variables = [...output.matchAll(/^export (\w+)=/gm)].map(([, name]) => name);
    expect(variables).toEqual(
      expect.arrayContaining([
        ...["AURA_CMK_AZURE_ENDPOINT", "ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"],
        ...["AURA_CMK_GOOGLE_ENDPOINT", "GOOGLE_PROJECT"],
      ]),
    );
    const providers = ["aws", "azurerm", "azuread", "google"].flatMap((name) =>
      ["registry.terraform.io", "registry.opentofu.org"].map((registry) => `${registry}/hashicorp/${name}`),
    );
    const reattached = /^export TF_REATTACH_PROVIDERS='(.*)'$/m.exec(output)?.[1] ?? "{}";
    expect(Object.keys(JSON.parse(reattached) as object)).toEqual(providers);
    expect(output).toContain(
      "Limit of the simulator: its hashicorp/aws has 15 resource types and 6 data sources, " +
        "its hashicorp/azurerm 5 and 4, its hashicorp/azuread 1 and 1, its hashicorp/google ",
    );
  });

  it("prints lines that a shell understands", async () => {
    const stop = new AbortController();
    let output = "";
    const code = simulate({
      signal: stop.signal,
      aura: { clientSecret: "it's $HOME" },
      print: (text) => {
        output += text;
        if (output.includes("Ctrl-C stops it.")) stop.abort();
      },
    });
    await code;
    const exports = output.split("\n").filter((line) => line.startsWith("export "));
    const script = `${exports.join("\n")}\nprintf '%s\\n' "$AURA_CLIENT_SECRET" "$AWS_ACCESS_KEY_ID" "$TF_REATTACH_PROVIDERS"`;
    const { stdout } = await promisify(execFile)("sh", ["-c", script]);
    const [secret, accessKeyId, reattached = "{}"] = stdout.split("\n");
    expect([secret, accessKeyId]).toEqual(["it's $HOME", "SIM111122223333"]);
    expect(Object.keys(JSON.parse(reattached) as object)).toEqual([
      "registry.terraform.io/hashicorp/aws",
      "registry.opentofu.org/hashicorp/aws",
    ]);
  });

  it("lets nothing of the shell lead past it", async () => {
    const { signal } = new AbortController();
    const names = [
      "AWS_PROFILE",
      "AWS_DEFAULT_PROFILE",
      "AWS_CREDENTIAL_EXPIRATION",
      "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    ];
    const before = process.env;
    const elsewhere = Object.fromEntries(names.map((name) => [name, "elsewhere"]));
    process.env = {
      ...before,
      ...elsewhere,
      HTTP_PROXY: "http://proxy.invalid",
      NO_PROXY: "intranet",
      no_proxy: undefined,
    };
    try {
      const script = `const { AWS_ENDPOINT_URL: simulator, NO_PROXY, no_proxy, ...env } = process.env;
        const found = ${JSON.stringify(names)}.map((name) => env[name] ?? "").join();
        process.exit(found === ",,," + simulator && [NO_PROXY, no_proxy].every((one) => one === "intranet,127.0.0.1,localhost") ? 0 : 1);`;
      expect(await simulate({ signal, print: () => undefined, command: [process.execPath, "-e", script] })).toBe(0);
    } finally {
      process.env = before;
    }
  });

  it("runs a command inside and ends with its exit code", async () => {
    const { signal } = new AbortController();
    const print = () => undefined;
    const script = `fetch(process.env.AURA_API_BASE_URL + "/console").then((answer) => process.exit(answer.status === 200 ? 7 : 1))`;
    expect(await simulate({ signal, print, command: [process.execPath, "-e", script] })).toBe(7);
    expect(await simulate({ signal, print, command: ["sh", "-c", "kill -TERM $$"] })).toBe(143);
  });

  it("prints an error when a port is taken", async () => {
    const taken = await startSimulator();
    let output = "";
    const print = (text: string) => void (output += text);
    const { signal } = new AbortController();
    const kms = Number(new URL(taken.endpoints.kms).port);
    try {
      expect(await simulate({ signal, print, ports: { kms } })).toBe(1);
      expect(output).toBe(
        `Cannot start: listen EADDRINUSE: address already in use 127.0.0.1:${kms}. Choose another port, or 0 for a free one.\n`,
      );
    } finally {
      await taken.stop();
    }
  });

  it("prints an error when the command cannot be started", async () => {
    let output = "";
    const print = (text: string) => void (output += text);
    const { signal } = new AbortController();
    expect(await simulate({ signal, print, command: ["no-such-program"] })).toBe(127);
    expect(output).toMatch(/Cannot run no-such-program: spawn no-such-program ENOENT\n$/);
  });
});

describeWithTerraform("aura-cmk simulate, with Terraform inside", () => {
  it("gives Terraform a Google provider where Google Cloud is simulated", async () => {
    const { dir, remove } = workspace({
      terraform: { required_providers: { google: { source: "hashicorp/google" } } },
      resource: { google_kms_key_ring: { aura: { name: "aura", location: "europe-west1" } } },
    });
    try {
      const apply = "terraform init >log && terraform apply -auto-approve >log && cat terraform.tfstate >state";
      const script = `cd ${dir} && export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1 && ${apply}`;
      let output = "";
      const print = (text: string) => void (output += text);
      const { signal } = new AbortController();
      expect(await simulate({ signal, print, clouds: ["gcp"], command: ["sh", "-c", script] })).toBe(0);
      expect(output).toMatch(/^ {2}Google Cloud +http:\/\/127\.0\.0\.1:\d+$/m);
      expect(readFileSync(join(dir, "state"), "utf8")).toContain(
        '"projects/simulated-project/locations/europe-west1/keyRings/aura"',
      );
    } finally {
      remove();
    }
  });

  it("gives Terraform an AWS provider that needs no network and no account", async () => {
    const { dir, remove } = workspace({
      terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
      resource: { aws_kms_key: { main: {} } },
      output: { arn: { value: "${aws_kms_key.main.arn}" } },
    });
    try {
      const script = "terraform init >log && terraform apply -auto-approve >log && terraform output -raw arn >arn";
      const command = [
        "sh",
        "-c",
        `cd ${dir} && export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1 && ${script}`,
      ];
      const { signal } = new AbortController();
      expect(await simulate({ signal, print: () => undefined, command, region: "eu-north-1" })).toBe(0);
      expect(readFileSync(join(dir, "arn"), "utf8")).toMatch(
        /^arn:aws:kms:eu-north-1:111122223333:key\/[0-9a-f-]{36}$/,
      );
    } finally {
      remove();
    }
  });

  it("says that a type which Terraform refuses is a limit of the simulator", async () => {
    const { dir, remove } = workspace({
      terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
      resource: { aws_s3_bucket: { main: {} } },
    });
    try {
      const script =
        "export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1 && terraform init >log && terraform plan 2>log";
      let output = "";
      const print = (text: string) => void (output += text);
      const { signal } = new AbortController();
      expect(await simulate({ signal, print, command: ["sh", "-c", `cd ${dir} && ${script}`] })).toBe(1);
      expect(output.split("\n").at(-2)).toBe(
        "Limit of the simulator: its hashicorp/aws has 15 resource types and 6 data sources (docs/simulator.md); " +
          "Terraform refuses all others as not supported.",
      );
    } finally {
      remove();
    }
  });
});

describe("the simulator", () => {
  it("listens on loopback only", async () => {
    const simulator = await startSimulator();
    try {
      const { port } = new URL(simulator.endpoints.aura);
      const others = Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ internal, family }) => !internal && family === "IPv4");
      for (const { address } of others) {
        await expect(fetch(`http://${address}:${port}/console`)).rejects.toThrow("fetch failed");
      }
      expect(new URL(simulator.endpoints.aura).hostname).toBe("127.0.0.1");
      expect(new URL(simulator.endpoints.kms).hostname).toBe("127.0.0.1");
    } finally {
      await simulator.stop();
    }
  });

  it("frees the first port again when the second one is taken", async () => {
    const taken = await startSimulator();
    const before = await startSimulator();
    const kms = Number(new URL(before.endpoints.kms).port);
    await before.stop();
    try {
      const aura = Number(new URL(taken.endpoints.aura).port);
      await expect(startSimulator({ ports: { aura, kms } })).rejects.toThrow("EADDRINUSE");
      await (await startSimulator({ ports: { kms } })).stop();
    } finally {
      await taken.stop();
    }
  });
});
