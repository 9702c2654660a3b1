import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObservedCall } from "../../../provider/plugin";
import type { Simulator } from "../../../simulator";
import { attachAws } from "../../../simulator/terraform/attach";

/** How a run of Terraform ended. */
export interface Run {
  readonly code: number;
  readonly output: string;
}

/** A directory with a configuration, and the real Terraform on the stand-in of the AWS provider. */
export class Workspace {
  public readonly observed: ObservedCall[] = [];
  private stopProvider: () => void = () => undefined;
  private environment: Record<string, string> = {};

  private constructor(private readonly directory: string) {}

  public static async on(simulator: Simulator): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), "simulator-")));
    const server = await attachAws(simulator.environment, (call) => workspace.observed.push(call));
    workspace.stopProvider = () => server.stop();
    workspace.environment = {
      PATH: process.env.PATH ?? "",
      HOME: workspace.directory,
      TF_CLI_CONFIG_FILE: "/dev/null",
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      ...server.env,
    };
    return workspace;
  }

  /** Writes the configuration, as JSON. */
  public async write(configuration: object): Promise<void> {
    await writeFile(join(this.directory, "main.tf.json"), JSON.stringify(configuration));
  }

  public run(...args: string[]): Promise<Run> {
    return new Promise((resolve) => {
      const options = { cwd: this.directory, env: this.environment, maxBuffer: 16 << 20 };
      execFile("terraform", args, options, (problem, stdout, stderr) => {
        const code = typeof problem?.code === "number" ? problem.code : problem ? -1 : 0;
        resolve({ code, output: stdout + stderr });
      });
    });
  }

  /** Applies the configuration; anything but success fails the test with Terraform's own words. */
  public async apply(configuration: object): Promise<void> {
    await this.write(configuration);
    await this.succeed("init", "-no-color");
    await this.succeed("apply", "-auto-approve", "-no-color");
  }

  public async succeed(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")}: ${output}`);
    return output;
  }

  /** The resource changes of a plan: address and actions. Empty when nothing would change. */
  public async plannedChanges(): Promise<Record<string, string[]>> {
    await this.succeed("plan", "-no-color", "-out=plan.bin");
    const plan = JSON.parse(await this.succeed("show", "-json", "plan.bin")) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    const changes = (plan.resource_changes ?? []).filter(({ change }) => change.actions.join() !== "no-op");
    return Object.fromEntries(changes.map(({ address, change }) => [address, change.actions]));
  }

  /** The attributes in the state of a resource. */
  public async state(address: string): Promise<Record<string, unknown>> {
    const { values } = JSON.parse(await this.succeed("show", "-json")) as {
      values: { root_module: { resources: { address: string; values: Record<string, unknown> }[] } };
    };
    return values.root_module.resources.find((resource) => resource.address === address)?.values ?? {};
  }

  public async stop(): Promise<void> {
    this.stopProvider();
    await rm(this.directory, { recursive: true, force: true });
  }
}
