import { type Command, InvalidArgumentError } from "commander";
import type { SynthArguments } from "../synth/arguments";

const EXAMPLES = `
Examples:
  aura-cmk synth                  estate.yaml, or else the program that cdktf.json names, into cdktf.out
  aura-cmk synth accounts.yaml    another estate; AURA_ESTATE names one as well
  aura-cmk synth --frozen         in CI: fails when the lock file of the estate is not up to date, and writes no other
  aura-cmk synth --out stacks     the stacks are in stacks/stacks/*
  aura-cmk synth --json           keys, findings and next steps for another program

It ends with a table: for each key its phase, who outside of its account can use it, and its instances, deferred ones included. The
framework, cdktf or CDK Terrain, is the one that is installed. HCL is not written: only JSON has the conditions that Terraform checks.

Exit code: 0 written, 1 refused and nothing is written, 2 nothing to synthesize, or a wrong option.
`;

/**
 * Adds `aura-cmk synth`.
 * @param program the program
 * @param end takes the exit code
 */
export function addSynth(program: Command, end: (code: number) => void): void {
  program
    .command("synth")
    .description("Writes the Terraform configuration of an estate or a program, and shows what becomes of each key.")
    .argument("[estate]", "estate file (default: AURA_ESTATE, estate.yaml, or else the program of cdktf.json)", named)
    .option("--out <directory>", "where the stacks are written (default: CDKTF_OUTDIR, else cdktf.out)", named)
    .option("--frozen", "fail when the lock file of the estate is not up to date")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (estate: string | undefined, options: Omit<SynthArguments, "estate">) => {
      const { runSynth } = await import("../synth/run");
      end(await runSynth({ ...(estate !== undefined && { estate }), ...options }));
    });
}

/** An empty name is a variable that is not set. */
function named(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected a name.");
}
