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

/** Runs the real Terraform or OpenTofu, isolated from the machine's own configuration. */
export class Terraform {
  private readonly env: NodeJS.ProcessEnv;
  private command: string;

  /**
   * @param home home directory for Terraform
   * @param env further environment variables
   * @param signal interrupts a running command, and keeps further ones from starting
   * @param commands what may be on the PATH; {@link find} says which is
   */
  public constructor(
    private readonly home: string,
    env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
    private readonly commands: readonly [string, ...string[]],
  ) {
    [this.command] = commands;
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
      const child = spawn(this.command, args, {
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

  /** Takes the first command that is there; its name and version, or undefined when there is none. */
  public async find(): Promise<string | undefined> {
    for (this.command of this.commands) {
      const { output } = await this.run(this.home, ["version"], { TF_CLI_ARGS: "" }).catch(() => ({ output: "" }));
      const [, name, version] = /^(Terraform|OpenTofu) v(\S+)/.exec(output) ?? [];
      if (name && version) return `${name} ${version}`;
    }
    return undefined;
  }
}

function killGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}
