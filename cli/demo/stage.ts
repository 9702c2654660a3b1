import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { CloudProvider } from "../../model/limits";
import { mergeReattached, reattach, type Reattached } from "../../provider/plugin";
import { auraProvider } from "../../provider/provider";
import { packageVersion, PROVIDER_SOURCE } from "../../provider/version";
import { attachProviders, startSimulator, type Simulator } from "../../simulator";
import { synthesizeEstate, type Synthesis } from "../../synth/synthesize";
import { ACCOUNT, estateOf, STATEMENT_FILE, type EstateChanges } from "./estate";
import { DemoFailure, type Narrator } from "./narrator";
import { Terraform, type TerraformRun } from "./terraform";

/** How long the simulated Aura takes, in milliseconds: long enough to be seen. */
const DELAYS = { ready: 300, visible: 100, create: 600, destroy: 300 };
const REQUESTS_PER_MINUTE = 10_000;
/** Settings of the provider that shorten its waits, which are those of the real Aura. */
const SHORT_WAITS = { AURA_POLL_INTERVAL: "200ms", AURA_REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE) };

/** Whether Terraform starts the provider `aura` through its launcher, or it runs in this process, which is faster. */
type ProviderMode = "launched" | "in-process";

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly workingDirectory: string; readonly dependencies: readonly string[] }>
  >;
}

/** How the demo is set up. */
interface StageOptions {
  readonly narrator: Narrator;
  /** Ends a running Terraform command. */
  readonly signal: AbortSignal;
  /** What may be Terraform's, in turn. */
  readonly commands: readonly [string, ...string[]];
  /** The clouds that are simulated. */
  readonly clouds: readonly CloudProvider[];
}

/** What the demo works on: a directory with the estate, the simulated cloud, Terraform. */
export class Stage {
  private readonly programs = new Map<string, string>();

  private constructor(
    public readonly narrator: Narrator,
    public readonly simulator: Simulator,
    public readonly terraform: Terraform,
    private readonly folder: string,
    private readonly providers: Reattached,
    private readonly aura: Reattached,
    /** The clouds of the estate. */
    public readonly clouds: readonly CloudProvider[],
  ) {}

  /**
   * Sets it up, runs the work, and cleans up, however the work ends.
   */
  public static async with(
    { narrator, signal, commands, clouds }: StageOptions,
    work: (stage: Stage) => Promise<void>,
  ): Promise<void> {
    const cleanups: (() => unknown)[] = [];
    try {
      const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "aura-cmk-demo-")));
      cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
      const simulator = await startSimulator({
        accountId: ACCOUNT,
        clouds: clouds.flatMap((cloud) => (cloud === "aws" ? [] : [cloud])),
        aura: { delays: DELAYS, requestsPerMinute: REQUESTS_PER_MINUTE },
      });
      cleanups.push(() => simulator.stop());
      const env = { ...simulator.environment, ...SHORT_WAITS };
      const providers = await attachProviders(simulator.environment);
      cleanups.push(() => providers.stop());
      const aura = await reattach(PROVIDER_SOURCE, auraProvider({ version: packageVersion, env }));
      cleanups.push(() => aura.stop());
      const terraform = new Terraform(folder, env, signal, commands);
      await work(new Stage(narrator, simulator, terraform, folder, providers, aura, clouds));
    } finally {
      for (const cleanup of cleanups.reverse()) await cleanup();
    }
  }

  /** Writes the estate file. */
  public writeEstate(changes: EstateChanges = {}): void {
    writeFileSync(this.at("estate.yaml"), estateOf(changes));
  }

  /**
   * Saves the statement to the file that the next steps name, or deletes that file.
   * @param text the statement; undefined deletes the file
   */
  public saveStatement(text: string | undefined): void {
    const file = this.at(STATEMENT_FILE);
    mkdirSync(path.dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }

  /**
   * Synthesizes a program with one stack, beside the estate.
   * @param define defines the content of the stack
   */
  public program(name: string, define: (stack: TerraformStack) => void): void {
    const outdir = this.at(`${name}.out`);
    const app = new App({ outdir, stackTraces: false });
    const stack = new TerraformStack(app, name);
    new LocalBackend(stack, { path: this.at(`${name}.tfstate`) });
    define(stack);
    app.synth();
    this.programs.set(name, path.join(outdir, "stacks", name));
  }

  /** Does what `npm run synth` does. */
  public synthesize(): Synthesis {
    return synthesizeEstate(this.at("estate.yaml"), this.outdir);
  }

  /** The report of a synthesis that must succeed. */
  public synthesizeReport(): string {
    const result = this.synthesize();
    if ("problems" in result)
      throw new DemoFailure(result.problems.map(({ what, got }) => `${what}: ${got}`).join("\n"));
    return this.withoutFolder(result.report);
  }

  /** A text without the path of the temporary directory. */
  public withoutFolder(text: string): string {
    return text.replaceAll(`${this.folder}/`, "");
  }

  /** Where the stacks are written. */
  public get outdir(): string {
    return this.at("cdktf.out");
  }

  /** The stacks, each one after those that it depends on. */
  public stacks(): string[] {
    const { stacks } = this.manifest();
    const ordered = new Set<string>();
    const add = (name: string): void => {
      for (const other of stacks[name]?.dependencies ?? []) add(other);
      ordered.add(name);
    };
    Object.keys(stacks).forEach(add);
    return [...ordered];
  }

  /** The directory in which Terraform runs for a stack. */
  public folderOf(stack: string): string {
    return this.programs.get(stack) ?? this.at("cdktf.out", this.manifest().stacks[stack]?.workingDirectory ?? "");
  }

  /**
   * Runs Terraform in a stack, with a line that shows the last call to the cloud.
   * @param what what is done, for the line
   * @param args the command and its options
   */
  public run(
    what: string,
    stack: string,
    args: readonly string[],
    mode: ProviderMode = "in-process",
  ): Promise<TerraformRun> {
    const env = mode === "launched" ? this.providers.env : mergeReattached(this.providers, this.aura);
    return this.narrator.doing(
      `${what} ${stack}`,
      () => this.terraform.run(this.folderOf(stack), args, env),
      () => this.simulator.calls.names().at(-1) ?? "",
    );
  }

  /** As {@link run}, for a command that must succeed. */
  public async mustRun(...given: Parameters<Stage["run"]>): Promise<string> {
    const { code, output } = await this.run(...given);
    if (code !== 0) throw new DemoFailure(`terraform ${given[2].join(" ")} exited with ${code}:\n${output}`);
    return output;
  }

  /**
   * The output of `terraform show -json`.
   * @param plan name of the plan file
   */
  public show(stack: string, plan: string): Promise<TerraformRun> {
    return this.terraform.run(
      this.folderOf(stack),
      ["show", "-json", plan],
      mergeReattached(this.providers, this.aura),
    );
  }

  /**
   * An output of a stack.
   * @param name such as `orders_key_arn`
   */
  public async output(stack: string, name: string): Promise<string> {
    const { code, output } = await this.terraform.run(this.folderOf(stack), ["output", "-json"]);
    const values = code === 0 ? (JSON.parse(output) as Record<string, { value: unknown }>) : {};
    if (!values[name]) throw new DemoFailure(`stack ${stack} has no output ${name}:\n${output}`);
    return String(values[name].value);
  }

  /**
   * The names of the resources of a type in a stack.
   * @param type such as `aura_instance`
   */
  public resourcesOf(stack: string, type: string): string[] {
    const file = path.join(this.folderOf(stack), "cdk.tf.json");
    const { resource } = JSON.parse(readFileSync(file, "utf8")) as { resource?: Record<string, object> };
    return Object.keys(resource?.[type] ?? {});
  }

  private manifest(): Manifest {
    return JSON.parse(readFileSync(this.at("cdktf.out", "manifest.json"), "utf8")) as Manifest;
  }

  public at(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }
}
