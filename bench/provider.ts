import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Terraform } from "../cli/demo/terraform";
import { median } from "./median";
import { attachProviders, DEFAULT_PROJECT, startSimulator, statementFor } from "../simulator";
import type * as Install from "../provider/install";
import { PROVIDER_SOURCE } from "../provider/version";

const { installLauncher } = require("../dist/provider/install.js") as typeof Install;

const INSTANCES = 100;
/** What `terraform apply` does by default. */
const PARALLELISM = 10;
/** Milliseconds that every call of the simulated API takes, and that an instance takes to be created. */
const LATENCY = 100;
const CREATION = 1500;

/** Figures of the provider, in milliseconds. */
export interface ProviderFigures {
  readonly handshake: number;
  readonly plan: number;
  readonly apply: number;
  /** What the simulated cloud's own latencies make inevitable for the apply. */
  readonly inevitable: number;
}

/**
 * Starts the provider as Terraform does, and runs the real Terraform to plan and apply 100 instances against the simulator.
 * @returns the figures, or only those of the handshake without Terraform
 */
export async function benchProvider(): Promise<Pick<ProviderFigures, "handshake"> & Partial<ProviderFigures>> {
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-bench-"));
  const stop = new AbortController();
  try {
    const launchers = installLauncher(path.join(folder, "terraform.d/plugins"));
    const handshake = await handshakes(launchers[0] ?? "");
    const probe = new Terraform(folder, {}, stop.signal, ["terraform"]);
    return (await probe.find()) ? { handshake, ...(await apply(folder, stop.signal)) } : { handshake };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function handshakes(launcher: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 7; run++) times.push(await timeToHandshake(launcher));
  return median(times);
}

function timeToHandshake(launcher: string): Promise<number> {
  const start = performance.now();
  // The cookie is how a plugin knows that Terraform started it; it is the same for every provider.
  const TF_PLUGIN_MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
  const child = spawn(launcher, { env: { ...process.env, TF_PLUGIN_MAGIC_COOKIE, PLUGIN_PROTOCOL_VERSIONS: "6" } });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", () => {
      resolve(performance.now() - start);
      child.kill("SIGKILL");
    });
  });
}

async function apply(folder: string, signal: AbortSignal): Promise<Omit<ProviderFigures, "handshake">> {
  const simulator = await startSimulator({
    latencyMs: LATENCY,
    aura: { requestsPerMinute: 1e6, maxInstances: INSTANCES, delays: { ready: 0, visible: 0, create: CREATION } },
  });
  const aws = await attachProviders(simulator.environment);
  try {
    const quick = { AURA_POLL_INTERVAL: "50ms", AURA_REQUESTS_PER_MINUTE: "1000000" };
    const terraform = new Terraform(folder, { ...simulator.environment, ...quick, ...aws.env }, signal, ["terraform"]);
    const must = async (...args: string[]): Promise<number> => {
      const start = performance.now();
      const { code, output } = await terraform.run(folder, args);
      if (code !== 0) throw new Error(`terraform ${args.join(" ")}: ${output}`);
      return performance.now() - start;
    };
    write(folder, 0);
    await must("init");
    await must("apply", "-auto-approve");
    write(folder, INSTANCES);
    const plan = await must("plan", "-out=plan");
    const applied = await must("apply", "plan");
    // Each instance: one call to order it, its creation, one call to see that it runs.
    const inevitable = Math.ceil(INSTANCES / PARALLELISM) * (LATENCY + CREATION + LATENCY);
    return { plan, apply: applied, inevitable };
  } finally {
    aws.stop();
    await simulator.stop();
  }
}

function write(folder: string, instances: number): void {
  const common = { project_id: DEFAULT_PROJECT.id, cloud_provider: "aws", region: "eu-west-1" };
  const account = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
    Resource: "*",
  };
  const policy = { Version: "2012-10-17", Statement: [account, statementFor(DEFAULT_PROJECT)] };
  const configuration = {
    terraform: { required_providers: { aura: { source: PROVIDER_SOURCE }, aws: { source: "hashicorp/aws" } } },
    provider: { aws: { region: "eu-west-1" } },
    resource: {
      aws_kms_key: { key: { policy: JSON.stringify(policy) } },
      aura_customer_managed_key: {
        key: { ...common, name: "bench", instance_type: "enterprise-db", key_id: "${aws_kms_key.key.arn}" },
      },
      ...(instances > 0 && {
        aura_instance: {
          db: {
            ...{ ...common, count: instances, name: "db-${count.index}", type: "enterprise-db", memory: "8GB" },
            customer_managed_key_id: "${aura_customer_managed_key.key.id}",
          },
        },
      }),
    },
  };
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(configuration));
}
