import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AURA_CMK } from "../../support/dist";
import { withoutProgress } from "./without-progress";

const ROOT = resolve(__dirname, "../../..");

/** How `aura-cmk` ended. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it left behind in its folder for temporary files. */
  readonly left: readonly string[];
}

/** `aura-cmk` as a process of its own. */
interface Running {
  readonly process: ChildProcess;
  /** Resolves with all of stdout as soon as this is part of it. */
  says(text: string): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts `aura-cmk` with these arguments, in the root of the project unless another folder is given. */
export function auraCmk(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd: string = ROOT): Running {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "aura-cmk-cli-")));
  const temporary = join(home, "tmp");
  mkdirSync(temporary);
  const child = spawn(process.execPath, [AURA_CMK, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: home, TMPDIR: temporary, ...env },
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  child.stdout.on("data", (text) => {
    stdout += String(text);
    for (const look of waiting) look();
  });
  child.stderr.on("data", (text) => (stderr += String(text)));
  const ended = new Promise<Ended>((done) => {
    child.once("close", (code) => {
      const left = readdirSync(temporary);
      rmSync(home, { recursive: true, force: true });
      done({ code, stdout, stderr: withoutProgress(stderr), left });
    });
  });
  const says = (text: string) =>
    new Promise<string>((heard, never) => {
      const look = () => {
        if (!stdout.includes(text)) return;
        waiting.delete(look);
        heard(stdout);
      };
      waiting.add(look);
      look();
      void ended.then(() => never(new Error(`it ended without saying "${text}":\n${stdout}${stderr}`)));
    });
  return { process: child, says, ended };
}
