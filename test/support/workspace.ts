import { execFile, execFileSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one run of Terraform came to. */
export interface TerraformResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds. */
  readonly took: number;
  /** The whole of stdout as one JSON document (`show -json`, `output -json`). */
  json<T = unknown>(): T;
}

/** A working directory for Terraform, with nothing of the machine's own configuration in reach. */
export interface Workspace {
  readonly dir: string;
  /** What Terraform gets as its environment; may be changed between two runs. */
  readonly env: NodeJS.ProcessEnv;
  /** Replaces the configuration: HCL as text, JSON as an object. */
  write(configuration: string | object): void;
  /** Runs Terraform; never rejects. */
  run(...args: string[]): Promise<TerraformResult>;
  /** Runs Terraform and fails the test with its output when it fails. */
  must(...args: string[]): Promise<TerraformResult>;
  /** Starts Terraform and hands out the process, to be interrupted or looked into. */
  start(...args: string[]): { readonly process: ChildProcess; readonly result: Promise<TerraformResult> };
  remove(): void;
}

/** What can run a configuration. */
export type Program = "terraform" | "tofu";

/** How long one command may take, in milliseconds. */
const LIMIT = 280_000;
const OUTPUT_LIMIT = 64 << 20;

/** The version of a program on PATH, or undefined when there is none. */
function versionOf(program: Program): string | undefined {
  try {
    const answer = execFileSync(program, ["version", "-json"], {
      encoding: "utf8",
      env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null", CHECKPOINT_DISABLE: "1" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return (JSON.parse(answer) as { terraform_version: string }).terraform_version;
  } catch {
    return undefined;
  }
}

/** The version of the Terraform on PATH, or undefined when there is none. */
export const terraformVersion = versionOf("terraform");

/** The version of the OpenTofu on PATH, or undefined when there is none. */
export const tofuVersion = (): string | undefined => versionOf("tofu");

/**
 * Makes a working directory for Terraform.
 * @param configuration HCL as text, JSON as an object
 * @param env what Terraform gets besides a clean environment, such as TF_REATTACH_PROVIDERS
 * @param program what is run
 */
export function workspace(
  configuration: string | object,
  env: NodeJS.ProcessEnv = {},
  program: Program = "terraform",
): Workspace {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "aura-cmk-")));
  const clean: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: dir,
    TF_CLI_CONFIG_FILE: "/dev/null",
    CHECKPOINT_DISABLE: "1",
    TF_INPUT: "0",
    TF_IN_AUTOMATION: "1",
    ...env,
  };
  const write = (content: string | object) => {
    const asText = typeof content === "string";
    rmSync(join(dir, asText ? "main.tf.json" : "main.tf"), { force: true });
    writeFileSync(join(dir, asText ? "main.tf" : "main.tf.json"), asText ? content : JSON.stringify(content, null, 2));
  };
  // Asynchronous on purpose: a reattached provider lives on this event loop, and a synchronous call would wait for itself.
  const start = (...args: string[]) => {
    const started = performance.now();
    let child: ChildProcess | undefined;
    const result = new Promise<TerraformResult>((resolve) => {
      child = execFile(
        program,
        args,
        { cwd: dir, env: clean, maxBuffer: OUTPUT_LIMIT, timeout: LIMIT },
        (problem, stdout, stderr) =>
          resolve({
            code: problem ? (typeof problem.code === "number" ? problem.code : -1) : 0,
            stdout,
            stderr,
            took: performance.now() - started,
            json: <T>() => JSON.parse(stdout) as T,
          }),
      );
    });
    return { process: child as ChildProcess, result };
  };
  const run = (...args: string[]) => start(...args).result;
  const must = async (...args: string[]) => {
    const result = await run(...args);
    if (result.code !== 0)
      throw new Error(`terraform ${args.join(" ")} ended with ${result.code}\n${result.stdout}${result.stderr}`);
    return result;
  };
  write(configuration);
  return { dir, env: clean, write, run, must, start, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
