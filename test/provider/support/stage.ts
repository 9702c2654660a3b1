import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ObservedCall } from "../../../provider/plugin";
import { reattach } from "../../../provider/plugin";
import { auraProvider } from "../../../provider/provider";
import { PROVIDER_SOURCE } from "../../../provider/version";
import { DEFAULT_PROJECT, startSimulator, type Simulator, type SimulatorOptions } from "../../../simulator";
import { statementFor } from "../../../simulator/aura/statement";
import { workspace, type Program, type TerraformResult, type Workspace } from "../../support/terraform";
import { BINARY, serveBinary } from "./binary";
import { TestClock } from "./clock";

/** The project that the simulator has. */
export const PROJECT = DEFAULT_PROJECT.id;
const ACCOUNT = "111122223333";
const OWNER = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" };

/** Terraform, the provider in this process, and the simulated Aura. */
export interface Stage extends Workspace {
  readonly simulator: Simulator;
  /** The provider's clock. */
  readonly clock: TestClock;
  readonly calls: ObservedCall[];
  /** What the provider logged. */
  readonly logged: string[];
  /** Adds a key to the simulated KMS; Aura may use it when it is `granted`. */
  key(options?: { granted?: boolean; region?: string }): string;
  /** Lets Aura use a key from now on. */
  grant(arn: string): void;
  /** Applies; fails the test with Terraform's output when it fails. */
  apply(configuration?: string): Promise<TerraformResult>;
  /** Attributes of a resource in the state. */
  state(address: string): Record<string, unknown>;
  /** Whether the next plan would change anything. */
  isSettled(): Promise<boolean>;
  stop(): Promise<void>;
}

/** What the provider gets from its environment besides the simulator's. */
export const QUICK = { AURA_POLL_INTERVAL: "25ms", AURA_REQUESTS_PER_MINUTE: "100000" };

/** Adds a key to the simulated KMS. */
export function addKey(
  { kms }: Simulator,
  { granted = true, region = "eu-west-1", keyId = randomUUID() as string, keyPolicy = policy(granted) } = {},
): string {
  return kms.addKey({ keyId, region, accountId: ACCOUNT, policy: keyPolicy, rotationPeriodInDays: 365 }).arn;
}

const policy = (granted: boolean) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [OWNER, ...(granted ? [statementFor(DEFAULT_PROJECT)] : [])] });

/** Starts a simulator that allows any number of requests. */
export const quickSimulator = ({ aura, ...options }: SimulatorOptions = {}): Promise<Simulator> =>
  startSimulator({ ...options, aura: { requestsPerMinute: 100_000, ...aura } });

/**
 * Sets the stage; `stop` it when the test is over.
 * @param options those of the simulator
 * @param env what the provider gets from its environment besides
 * @param program what runs the configuration
 */
export async function stage(
  options: SimulatorOptions = {},
  env: NodeJS.ProcessEnv = {},
  program: Program = "terraform",
): Promise<Stage> {
  const simulator = await quickSimulator(options);
  const calls: ObservedCall[] = [];
  const logged: string[] = [];
  const clock = new TestClock();
  const work = workspace(HEADER, {}, program);
  const forProvider = { ...simulator.environment, ...QUICK, ...env };
  const dataDir = join(work.dir, ".terraform");
  const observe = (call: ObservedCall) => calls.push(call);
  const server = BINARY
    ? await serveBinary(BINARY, forProvider, work.dir, (line) => logged.push(line))
    : await reattach(
        PROVIDER_SOURCE,
        auraProvider({ version: "1.2.3", env: forProvider, dataDir, directory: work.dir, clock, observe }),
        (level, message) => logged.push(`${level}: ${message}`),
      );
  Object.assign(work.env, server.env);
  // A reattached provider is not installed, so that init has no reason to make it.
  mkdirSync(dataDir, { recursive: true });
  return {
    ...work,
    simulator,
    clock,
    calls,
    logged,
    key: (more) => addKey(simulator, more),
    grant(arn) {
      const key = simulator.kms.find(arn);
      if (!key) throw new Error(`no key ${arn}`);
      Object.assign(key, { policy: policy(true), accessChangedAt: simulator.clock.now() });
    },
    async apply(configuration) {
      if (configuration !== undefined) work.write(HEADER + configuration);
      return work.must("apply", "-auto-approve", "-no-color");
    },
    state: (address) => stateOf(work, address),
    isSettled: async () => (await work.run("plan", "-detailed-exitcode", "-no-color")).code === 0,
    write: (configuration) => work.write(typeof configuration === "string" ? HEADER + configuration : configuration),
    async stop() {
      server.stop();
      await simulator.stop();
      work.remove();
    },
  };
}

/** Waits for something that happens during a run, much longer than it can take; fails when it does not. */
export async function until(happened: () => boolean): Promise<void> {
  for (let look = 0; look < 2_000; look++) {
    if (happened()) return;
    await sleep(20);
  }
  throw new Error("it did not happen");
}

/** The part of Terraform's state file that tests read. */
interface StateFile {
  readonly resources: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly status?: "tainted"; readonly attributes: Record<string, unknown> }[];
  }[];
}

/** Attributes of a resource in the state; fails when it is not there. From the file: `terraform show` takes a start of Terraform. */
export function stateOf({ dir }: Pick<Workspace, "dir">, address: string): Record<string, unknown> {
  const { resources } = JSON.parse(readFileSync(join(dir, "terraform.tfstate"), "utf8")) as StateFile;
  const isIt = ({ mode, type, name }: StateFile["resources"][number]) =>
    `${mode === "data" ? "data." : ""}${type}.${name}` === address;
  const [found] = resources.find(isIt)?.instances ?? [];
  if (!found) throw new Error(`${address} is not in the state`);
  return { ...found.attributes, ...(found.status === "tainted" && { tainted: true }) };
}

/** The part of every configuration that never changes. */
export const HEADER = `terraform {
  required_providers {
    aura = { source = "${PROVIDER_SOURCE}" }
  }
}
`;

/** HCL of a resource. */
function resource(type: string, name: string, attributes: Record<string, unknown>): string {
  const lines = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) =>
      key === "timeouts" || key === "lifecycle" ? block(key, value as object) : `  ${key} = ${hcl(value)}\n`,
    );
  return `resource "${type}" "${name}" {\n${lines.join("")}}\n`;
}

const block = (name: string, content: object) =>
  `  ${name} {\n${Object.entries(content)
    .map(([key, value]) => `    ${key} = ${hcl(value)}\n`)
    .join("")}  }\n`;

/** A text that begins with `=` is an expression. */
const hcl = (value: unknown) =>
  typeof value === "string" && value.startsWith("=") ? value.slice(1) : JSON.stringify(value);

/** HCL of a record of a key. */
export const record = (key: string, more: Record<string, unknown> = {}): string =>
  resource("aura_customer_managed_key", "key", {
    project_id: PROJECT,
    name: "orders-key",
    cloud_provider: "aws",
    region: "eu-west-1",
    instance_type: "enterprise-db",
    key_id: key,
    ...more,
  });

/** HCL of an instance under the record above. */
export const instance = (more: Record<string, unknown> = {}): string =>
  resource("aura_instance", "db", {
    project_id: PROJECT,
    name: "orders",
    cloud_provider: "aws",
    region: "eu-west-1",
    type: "enterprise-db",
    memory: "8GB",
    customer_managed_key_id: "=aura_customer_managed_key.key.id",
    ...more,
  });

/** Terraform's output as one line of words: its boxes and line breaks depend on the width. */
export const words = ({ stdout, stderr }: TerraformResult): string =>
  `${stdout} ${stderr}`.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ").trim();
