import { spawn } from "node:child_process";

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** No program of ours takes as long on a busy machine. */
const MAX_MS = 30 * 60_000;

/**
 * Runs a program. Asynchronous: the simulator answers in this process. One that does not end is killed after half an hour.
 * @param onProgress takes what it writes to stderr, as it comes
 */
export function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onProgress: (text: string) => void = () => undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: MAX_MS,
      killSignal: "SIGKILL",
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => {
      texts.stderr += String(chunk);
      onProgress(String(chunk));
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...texts }));
  });
}
