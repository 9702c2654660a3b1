import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { mergeReattached, reattach, type Reattached } from "../../provider/plugin";
import { auraProvider } from "../../provider/provider";
import { packageVersion, PROVIDER_SOURCE } from "../../provider/version";
import { startSimulator, type Simulator } from "../../simulator";
import { attachAws } from "../../simulator/terraform/attach";
import { synthesizeEstate, type Synthesis } from "../../synth/synthesize";
import { ACCOUNT, estateOf, STATEMENT_FILE, type EstateChanges } from "./estate";
import { DemoFailure, type Narrator } from "./narrator";
import { Terraform, type TerraformRun } from "./terraform";

/** How long the simulated Aura takes, in milliseconds: long enough to be seen. */
const DELAYS = { ready: 300, visible: 100, create: 600, destroy: 300 };
const REQUESTS_PER_MINUTE = 10_000;
/** What the provider is told besides where Aura is: not to wait as long as the real Aura makes it wait. */
const QUICK = { AURA_POLL_INTERVAL: "200ms", AURA_REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE) };

/** Who runs the provider `aura`: Terraform starts it through its launcher, or it is in this process, which is quicker. */
type ProviderMode = "launched" | "in-process";

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly workingDirectory: string; readonly dependencies: readonly string[] }>
  >;
}

/** Everything that the demo plays with: a folder with the estate, the simulated cloud, Terraform. */
export class Stage {
  private readonly programs = new Map<string, string>();

  private constructor(
    public readonly narrator: Narrator,
    public readonly simulator: Simulator,
    public readonly terraform: Terraform,
    private readonly folder: string,
    private readonly aws: Reattached,
    private readonly aura: Reattached,
  ) {}

  /**
   * Sets it up, runs the work, and leaves nothing behind, however the work ends.
   * @param narrator tells what happens
   * @param signal ends a running command of Terraform
   * @param work what is done with it
   */
  public static async with(
    narrator: Narrator,
    signal: AbortSignal,
    work: (stage: Stage) => Promise<void>,
  ): Promise<void> {
    const cleanups: (() => unknown)[] = [];
    try {
      const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "aura-cmk-demo-")));
      cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
      const simulator = await startSimulator({
        accountId: ACCOUNT,
        aura: { delays: DELAYS, requestsPerMinute: REQUESTS_PER_MINUTE },
      });
      cleanups.push(() => simulator.stop());
      const env = { ...simulator.environment, ...QUICK };
      const aws = await attachAws(simulator.environment);
      cleanups.push(() => aws.stop());
      const aura = await reattach(PROVIDER_SOURCE, auraProvider({ version: packageVersion, env }));
      cleanups.push(() => aura.stop());
      await work(new Stage(narrator, simulator, new Terraform(folder, env, signal), folder, aws, aura));
    } finally {
      for (const cleanup of cleanups.reverse()) await cleanup();
    }
  }

  /**
   * Writes the estate.
   * @param changes what is different from the first one
   */
  public writeEstate(changes: EstateChanges = {}): void {
    writeFileSync(this.at("estate.yaml"), estateOf(changes));
  }

  /**
   * Saves what the Console showed to the file that the card names, or takes that file away.
   * @param text the statement; undefined: no file
   */
  public saveStatement(text: string | undefined): void {
    const file = this.at(STATEMENT_FILE);
    mkdirSync(path.dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }

  /**
   * Synthesizes a program of one stack, beside the estate.
   * @param name name of the stack
   * @param define what is in it
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

  /** What `npm run synth` does. */
  public synthesize(): Synthesis {
    return synthesizeEstate(this.at("estate.yaml"), this.outdir);
  }

  /** The same, when nothing may be wrong. */
  public synthesized(): string {
    const result = this.synthesize();
    if ("problems" in result)
      throw new DemoFailure(result.problems.map(({ what, got }) => `${what}: ${got}`).join("\n"));
    return this.told(result.report);
  }

  /**
   * A text as somebody would see it who works in the folder of the demo.
   * @param text text with paths in it
   */
  public told(text: string): string {
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

  /**
   * The folder in which Terraform runs for a stack.
   * @param stack its name
   */
  public folderOf(stack: string): string {
    return this.programs.get(stack) ?? this.at("cdktf.out", this.manifest().stacks[stack]?.workingDirectory ?? "");
  }

  /**
   * Runs Terraform in a stack, with a line that says what reaches the cloud meanwhile.
   * @param what what is done, for the line
   * @param stack name of the stack
   * @param args the command and its options
   * @param mode who runs the provider
   */
  public run(
    what: string,
    stack: string,
    args: readonly string[],
    mode: ProviderMode = "in-process",
  ): Promise<TerraformRun> {
    const env = mode === "launched" ? this.aws.env : mergeReattached(this.aws, this.aura);
    return this.narrator.doing(
      `${what} ${stack}`,
      () => this.terraform.run(this.folderOf(stack), args, env),
      () => this.simulator.calls.names().at(-1) ?? "",
    );
  }

  /** As {@link run}, when it must succeed. */
  public async must(...given: Parameters<Stage["run"]>): Promise<string> {
    const { code, output } = await this.run(...given);
    if (code !== 0) throw new DemoFailure(`terraform ${given[2].join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  /**
   * What `terraform show -json` says of a plan.
   * @param stack name of the stack
   * @param plan name of the plan file
   */
  public show(stack: string, plan: string): Promise<TerraformRun> {
    return this.terraform.run(this.folderOf(stack), ["show", "-json", plan], mergeReattached(this.aws, this.aura));
  }

  /**
   * An output of a stack, by what its construct calls it: the names in Terraform carry a hash.
   * @param stack name of the stack
   * @param id such as `RecordId`
   */
  public async output(stack: string, id: string): Promise<string> {
    const { code, output } = await this.terraform.run(this.folderOf(stack), ["output", "-json"]);
    const values = code === 0 ? (JSON.parse(output) as Record<string, { value: unknown }>) : {};
    const name = Object.keys(values).find((one) => one.split("_").at(-2) === id);
    if (name === undefined) throw new DemoFailure(`stack ${stack} has no output ${id}:\n${output}`);
    return String(values[name]?.value);
  }

  /**
   * The names of the resources of a type in a stack.
   * @param stack name of the stack
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

  private at(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }
}
