import { existsSync } from "node:fs";
import { untilStopped } from "../signals";
import type { SynthArguments } from "./arguments";

const DEFAULT_ESTATE = "estate.yaml";
const SETTINGS = "cdktf.json";
/** Exit code when there is nothing to synthesize. */
const NOTHING = 2;

/**
 * Synthesizes an estate, or the program of the directory, and prints the table of its keys.
 * @returns exit code: 0, 1 when it is refused, 2 when there is nothing to synthesize
 */
export async function runSynth(options: SynthArguments): Promise<number> {
  const named = options.estate ?? process.env["AURA_ESTATE"];
  if (named !== undefined || existsSync(DEFAULT_ESTATE)) {
    const { synthEstate } = await import("./estate");
    return synthEstate({ ...options, estate: named ?? DEFAULT_ESTATE });
  }
  if (existsSync(SETTINGS)) {
    const { synthProgram } = await import("./program");
    return untilStopped((signal) => synthProgram(SETTINGS, options, signal));
  }
  process.stderr.write(
    `nothing to synthesize: neither ${DEFAULT_ESTATE} nor ${SETTINGS} is here; help: change the directory, name an estate, or ` +
      "begin with `aura-cmk init`\n",
  );
  return NOTHING;
}
