import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mergeReattached, reattach } from "../../../provider/plugin";
import { auraProvider } from "../../../provider/provider";
import { packageVersion, PROVIDER_SOURCE } from "../../../provider/version";
import { startSimulator, type OtherCloudName, type Simulator } from "../../../simulator";
import { attachProviders } from "../../../simulator/terraform/attach";
import { workspace, type Workspace } from "../../support/workspace";
import { pgrneo4jaura, PGRNEO4JAURA } from "./community-provider";

const QUICK = { AURA_POLL_INTERVAL: "20ms", AURA_REQUESTS_PER_MINUTE: "100000" };

/** A root module, and Terraform in its folder. */
export class Root {
  public constructor(
    private readonly folder: string,
    private readonly work: Pick<Workspace, "run" | "must">,
  ) {}

  /** Makes what the configuration says. */
  public async apply(): Promise<void> {
    await this.run("init");
    await this.run("apply", "-auto-approve");
  }

  /** Brings the state up to what is there now: what was made at the same time does not always look the same right after. */
  public async refresh(): Promise<void> {
    await this.run("apply", "-refresh-only", "-auto-approve");
  }

  /**
   * What Terraform would do.
   * @param options more arguments for `terraform plan`
   * @returns the text of `terraform show -json plan.bin`
   */
  public async plan(...options: string[]): Promise<string> {
    await this.run("init");
    await this.run("plan", "-out=plan.bin", ...options);
    return this.shown();
  }

  /** What Terraform leaves behind when the plan fails. */
  public async failingPlan(): Promise<string> {
    await this.run("init");
    const { code } = await this.work.run(`-chdir=${this.folder}`, "plan", "-no-color", "-out=plan.bin");
    if (code === 0) throw new Error("the plan was to fail");
    return this.shown();
  }

  private async shown(): Promise<string> {
    return (await this.work.must(`-chdir=${this.folder}`, "show", "-json", "plan.bin")).stdout;
  }

  private async run(command: string, ...options: string[]): Promise<void> {
    await this.work.must(`-chdir=${this.folder}`, command, "-no-color", ...options);
  }
}

/** The simulated cloud of one case, the providers, and a folder for the real Terraform. */
export class Stage {
  private constructor(
    public readonly simulator: Simulator,
    private readonly work: Workspace,
  ) {}

  /**
   * Sets everything up, and takes it away again.
   * @param use what is done with it
   * @param clouds clouds that are simulated besides AWS
   */
  public static async with<T>(use: (stage: Stage) => Promise<T>, clouds: readonly OtherCloudName[] = []): Promise<T> {
    const simulator = await startSimulator({ aura: { requestsPerMinute: 100_000 }, clouds });
    const env = { ...simulator.environment, ...QUICK };
    const providers = await Promise.all([
      attachProviders(env),
      reattach(PROVIDER_SOURCE, auraProvider({ version: packageVersion, env })),
      reattach(PGRNEO4JAURA, pgrneo4jaura),
    ]);
    const work = workspace("", mergeReattached(...providers));
    try {
      return await use(new Stage(simulator, work));
    } finally {
      for (const provider of providers) provider.stop();
      await simulator.stop();
      work.remove();
    }
  }

  /** Where everything is written; it must not show in a fixture. */
  public get folder(): string {
    return this.work.dir;
  }

  /**
   * A configuration in plain HCL.
   * @param text its `main.tf`
   * @param name its folder; configurations of different names have states of their own
   */
  public hcl(text: string, name = "root"): Root {
    this.file(`${name}/main.tf`, text);
    return new Root(join(this.folder, name), this.work);
  }

  /**
   * A stack that the library makes of an estate.
   * @param text the estate
   * @param stack name of the stack
   */
  public async estate(text: string, stack: string): Promise<Root> {
    // Loading cdktf takes a second, and most cases do without.
    const { renderProblems, synthesizeEstate } = await import("../../../synth/synthesize");
    this.file("estate.yaml", text);
    // The lock file and the last configuration would refuse what many of these plans are about.
    rmSync(join(this.folder, "estate.lock.json"), { force: true });
    const outdir = join(this.folder, "cdktf.out");
    rmSync(join(outdir, "stacks", stack, "cdk.tf.json"), { force: true });
    const result = synthesizeEstate(join(this.folder, "estate.yaml"), outdir);
    if ("problems" in result) throw new Error(renderProblems(result.problems));
    return new Root(join(outdir, "stacks", stack), this.work);
  }

  /** Writes a file, such as a module or a statement. */
  public file(path: string, text: string): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Takes a file away again. */
  public removeFile(path: string): void {
    rmSync(join(this.folder, path));
  }

  /** The only record of a customer managed key. */
  public theRecord(): { readonly id: string; readonly key_id: string } {
    const [record, ...others] = this.simulator.aura.records.list();
    if (!record || others.length > 0) throw new Error("there is not one record");
    return record;
  }

  /** What the Console shows for that record. */
  public async console(): Promise<string> {
    return (await fetch(`${this.simulator.endpoints.console}/records/${this.theRecord().id}/statement.json`)).text();
  }
}
