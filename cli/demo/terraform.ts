import { spawn } from "node:child_process";
import path from "node:path";

/** How a command of Terraform ended. */
export interface TerraformRun {
  readonly code: number;
  /** Both output streams, without colours. */
  readonly output: string;
}

/** Milliseconds between an interrupt and a kill. */
const GRACE = 3_000;
const INTERRUPTED = 130;

/** Runs the real Terraform, isolated from the machine's own configuration. */
export class Terraform {
  private readonly env: NodeJS.ProcessEnv;

  /**
   * @param home home directory for Terraform
   * @param env further environment variables
   * @param signal interrupts a running command, and keeps further ones from starting
   */
  public constructor(
    private readonly home: string,
    env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {
    this.env = {
      // The launcher of the provider needs `node`: this one, if there is no other.
      PATH: [process.env["PATH"], path.dirname(process.execPath)].join(path.delimiter),
      ...(process.env["TMPDIR"] && { TMPDIR: process.env["TMPDIR"] }),
      HOME: home,
      TF_CLI_CONFIG_FILE: "/dev/null",
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      TF_CLI_ARGS: "-no-color",
      ...env,
    };
  }

  /**
   * Runs a command. Asynchronous because attached providers run on this event loop.
   * @param folder working directory
   * @param args the command and its options
   * @param env further environment variables of this command
   */
  public run(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<TerraformRun> {
    const { signal } = this;
    if (signal.aborted) return Promise.resolve({ code: INTERRUPTED, output: "" });
    return new Promise((resolve, reject) => {
      // Its own process group: Ctrl-C in a terminal would reach Terraform twice, and two interrupts end it at once.
      const child = spawn("terraform", args, {
        ...{ cwd: folder, env: { ...this.env, ...env }, detached: true },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
      const kill = (name: NodeJS.Signals) => child.pid !== undefined && killGroup(child.pid, name);
      let timer: NodeJS.Timeout | undefined;
      const interrupt = () => {
        child.kill("SIGINT");
        timer = setTimeout(() => kill("SIGKILL"), GRACE);
      };
      signal.addEventListener("abort", interrupt);
      const over = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", interrupt);
      };
      child.once("error", (error) => {
        over();
        reject(error);
      });
      child.once("close", (code) => {
        over();
        resolve({ code: code ?? INTERRUPTED, output });
      });
    });
  }

  /** The version on the PATH, or undefined when there is none. */
  public async version(): Promise<string | undefined> {
    try {
      const { output } = await this.run(this.home, ["version", "-json"], { TF_CLI_ARGS: "" });
      return (JSON.parse(output) as { terraform_version?: string }).terraform_version;
    } catch {
      return undefined;
    }
  }
}

function killGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}
