import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { renderProblems, synthesizeEstate } from "../../../synth/synthesize";
import { AuraProvider } from "../../../constructs";
import { mergeReattached, reattach } from "../../../provider/plugin";
import { auraProvider } from "../../../provider/provider";
import { PROVIDER_SOURCE } from "../../../provider/version";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../../simulator";
import { attachProviders } from "../../../simulator/terraform/attach";
import { changesIn } from "../../simulator/support/terraform";
import { workspace, type Program, type TerraformResult } from "../../support/terraform";

const QUICK = { AURA_POLL_INTERVAL: "20ms", AURA_REQUESTS_PER_MINUTE: "100000" };

/** One stack of a deployment, and Terraform in its folder. */
export class Stack {
  public constructor(
    public readonly folder: string,
    private readonly terraform: (...args: string[]) => Promise<TerraformResult>,
  ) {}

  /** Runs Terraform in the stack; never rejects. */
  public run(...args: string[]): Promise<TerraformResult> {
    const [command = "", ...rest] = args;
    return this.terraform(`-chdir=${this.folder}`, command, ...rest);
  }

  /** Runs Terraform and fails the test with its output when it fails. */
  public async must(...args: string[]): Promise<TerraformResult> {
    const result = await this.run(...args);
    if (result.code !== 0) throw new Error(`terraform ${args.join(" ")}: ${result.stdout}${result.stderr}`);
    return result;
  }

  /** What `cdktf deploy` does; once initialized, a stack stays so. */
  public async deploy(): Promise<void> {
    if (!existsSync(join(this.folder, ".terraform"))) await this.must("init", "-no-color");
    await this.must("apply", "-auto-approve", "-no-color");
  }

  /** What the next plan would do to each resource; nothing that stays as it is. */
  public async planned(): Promise<Record<string, string>> {
    const changes = changesIn((await this.must("plan", "-json", "-out=plan.bin")).stdout);
    return Object.fromEntries(Object.entries(changes).map(([address, action]) => [plain(address), action]));
  }

  /** The exit code of `plan -detailed-exitcode`: 0 when there is nothing to do, 2 when there is. */
  public async planCode(): Promise<number> {
    return (await this.run("plan", "-detailed-exitcode", "-no-color")).code;
  }

  /** The full address of the only resource of a type whose address, without cdktf's hash, is this. */
  public address(name: string): string {
    const { resource } = this.configuration();
    const all = Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((one) => `${type}.${one}`));
    const found = all.filter((address) => plain(address) === name);
    if (found.length !== 1) throw new Error(`no one ${name} in ${all.join(", ")}`);
    return found[0] ?? "";
  }

  /** The synthesized configuration. */
  public configuration(): { resource: Record<string, Record<string, Record<string, unknown>>> } {
    return JSON.parse(readFileSync(join(this.folder, "cdk.tf.json"), "utf8")) as ReturnType<Stack["configuration"]>;
  }
}

/** Without the hash that cdktf puts at the end of a name. */
const plain = (address: string): string => address.replace(/_[0-9A-F]{8}(?=$|\[)/, "");

/** Terraform's output as one line of words: its boxes and line breaks depend on the width. */
export const words = ({ stdout, stderr }: TerraformResult): string =>
  `${stdout} ${stderr}`.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ").trim();

/** A folder, the simulated cloud and the real Terraform. */
export interface Deployment {
  readonly folder: string;
  /** What Terraform gets as its environment; may be changed between two runs. */
  readonly env: NodeJS.ProcessEnv;
  readonly simulator: Simulator;
  /** Writes the estate and synthesizes it; fails the test when something is wrong with it. */
  estate(text: string): void;
  /** Synthesizes a program: one stack with both providers, named `program`. */
  program(define: (stack: TerraformStack) => void): Stack;
  /** Saves a statement beside the estate; without a text the file is taken away. */
  statement(name: string, text: string | undefined): void;
  /** Loses the lock file and the configurations: then only Terraform itself can know what was. */
  loseLock(): void;
  /** What the Console shows for a record of this name. */
  console(recordName: string): Promise<string>;
  stack(name: string): Stack;
  /** Terraform in any folder, such as that of another program's stack. */
  stackIn(folder: string): Stack;
  stop(): Promise<void>;
}

/** Sets up a deployment; `stop` it when the tests are over. */
export async function deployment(
  { aura, ...options }: SimulatorOptions = {},
  program: Program = "terraform",
): Promise<Deployment> {
  const simulator = await startSimulator({ ...options, aura: { requestsPerMinute: 100_000, ...aura } });
  const aws = await attachProviders(simulator.environment);
  const provider = auraProvider({ version: "0.1.0", env: { ...simulator.environment, ...QUICK } });
  const attached = await reattach(PROVIDER_SOURCE, provider);
  const work = workspace("", mergeReattached(aws, attached), program);
  const outdir = join(work.dir, "cdktf.out");
  return {
    folder: work.dir,
    env: work.env,
    simulator,
    estate(text) {
      writeFileSync(join(work.dir, "estate.yaml"), text);
      const result = synthesizeEstate(join(work.dir, "estate.yaml"), outdir);
      if ("problems" in result) throw new Error(renderProblems(result.problems));
    },
    program(define) {
      const app = new App({ outdir, stackTraces: false });
      const stack = new TerraformStack(app, "program");
      new LocalBackend(stack, { path: join(work.dir, "program.tfstate") });
      new AwsProvider(stack, "aws", { region: "eu-west-1" });
      new AuraProvider(stack, "aura");
      define(stack);
      app.synth();
      return new Stack(join(outdir, "stacks", "program"), work.run);
    },
    statement(name, text) {
      const file = join(work.dir, name);
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    },
    loseLock() {
      rmSync(join(work.dir, "estate.lock.json"), { force: true });
      for (const name of readdirSync(join(outdir, "stacks")))
        rmSync(join(outdir, "stacks", name, "cdk.tf.json"), { force: true });
    },
    async console(recordName) {
      const record = simulator.aura.records.list().find(({ name }) => name === recordName);
      const page = record?.cloud_provider === "aws" ? "statement" : "grantees";
      return (await fetch(`${simulator.endpoints.console}/records/${record?.id}/${page}.json`)).text();
    },
    stack: (name) => new Stack(join(outdir, "stacks", name), work.run),
    stackIn: (folder) => new Stack(folder, work.run),
    async stop() {
      aws.stop();
      attached.stop();
      await simulator.stop();
      work.remove();
    },
  };
}

/** Calls that change something, in their order, with `*` for ids: what an order of calls is asserted on. */
export function changingCalls({ calls }: Simulator): string[] {
  return calls
    .names()
    .filter((name) => /^(POST|PATCH|DELETE) \/v1\/|^kms:(?!Get|List|Describe)/.test(name))
    .map((name) => name.replace(/\/(?:[0-9a-f]{8}|[0-9a-f-]{36})(?=\/|$)/, "/*"));
}
