import { spawn } from "node:child_process";
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { installLauncher } from "../../../provider/install";
import { PROVIDER_SOURCE } from "../../../provider/version";
import type { Reattached } from "../../../provider/plugin";

/** The provider as one program, which the tests use in place of their own code; `npm run test:drills` names it. */
export const BINARY = process.env["AURA_TEST_BINARY"];

/** Puts the provider into a plugin folder: the launcher of its code, or the binary. */
export function installProvider(dir: string): void {
  if (BINARY === undefined) {
    installLauncher(dir);
    return;
  }
  // Above host, namespace, type, version and platform. Terraform follows no symbolic links in there.
  const installed = resolve(BINARY, "../../../../../..");
  for (const file of readdirSync(installed, { recursive: true, encoding: "utf8" })) {
    if (statSync(join(installed, file)).isDirectory()) mkdirSync(join(dir, file), { recursive: true });
    else if (!existsSync(join(dir, file))) linkOrCopy(join(installed, file), join(dir, file));
  }
}

/** A link takes no time and no space, but it cannot lead to another disk. */
function linkOrCopy(file: string, to: string): void {
  try {
    linkSync(file, to);
  } catch {
    copyFileSync(file, to);
  }
}

/** Tests that set the clock of the provider, which has to be in this process, or look at its launcher. */
export const itWithCode: jest.It = BINARY === undefined ? it : it.skip;

/** Shows that Terraform started the plugin; the same for every provider. */
const COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/** A program that serves the provider. */
export interface ServedBinary extends Reattached {
  /** Ends it as the kernel does when memory runs out. */
  kill(): void;
}

/**
 * Starts the binary as Terraform does, and lets Terraform find it there.
 * @param file path of the binary
 * @param env its environment
 * @param cwd its working directory, in which it keeps what it remembers
 * @param log takes its log lines, such as `info: waiting`
 */
export async function serveBinary(
  file: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
  log: (line: string) => void = () => undefined,
): Promise<ServedBinary> {
  const child = spawn(file, {
    cwd,
    env: { ...env, TF_PLUGIN_MAGIC_COOKIE: COOKIE },
    stdio: ["ignore", "pipe", "pipe"],
  });
  createInterface(child.stderr).on("line", (line) => {
    const { "@level": level, "@message": message } = JSON.parse(line) as Record<string, string>;
    log(`${level}: ${message}`);
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    createInterface(child.stdout).once("line", (line) => resolve(line.split("|")[3] ?? ""));
  });
  const entry = {
    ...{ Protocol: "grpc", ProtocolVersion: 6, Pid: child.pid, Test: true },
    Addr: { Network: "tcp", String: address },
  };
  const kill = () => void child.kill("SIGKILL");
  return { env: { TF_REATTACH_PROVIDERS: JSON.stringify({ [PROVIDER_SOURCE]: entry }) }, kill, stop: kill };
}
