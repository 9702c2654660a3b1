import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { auraCmk } from "./child";

/** What `aura-cmk verify` ended with. */
export interface Verified {
  readonly code: number | null;
  /** The short report, or the problems. */
  readonly text: string;
}

/** A folder with the state of a stack, and `aura-cmk verify` of it. */
export class VerifyFolder {
  private readonly folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-verify-"));

  public constructor(
    state: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    writeFileSync(this.state, state);
  }

  public get state(): string {
    return path.join(this.folder, "state.json");
  }

  /** Verifies the state beside what there is. */
  public async verify(env: NodeJS.ProcessEnv = {}, ...options: readonly string[]): Promise<Verified> {
    return this.verifyTargets([this.state, ...(options.length > 0 ? options : ["--short"])], env);
  }

  /** Verifies without the state. */
  public async verifyTargets(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Verified> {
    const { code, stdout, stderr } = await auraCmk(["verify", ...args], { ...this.environment, ...env }).ended;
    return { code, text: `${stdout}${stderr}` };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The lines of a report that tell what was found: without what is in them, and without the help. */
export function findingsIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^(OK|BLOCK|NEEDS REVIEW)\b/.test(line));
}
