import type { Command } from "commander";
import type { CheckArguments } from "../check/run";
import { addOutputOptions } from "./output-options";

const EXAMPLES = `
Examples:
  aura-cmk check cdktf.out                     judge every stack that cdktf synth wrote, together
  aura-cmk check main.tf.json                  judge one file in Terraform's JSON syntax
  aura-cmk check stacks/keys stacks/databases  the key in one configuration, its instances in another
  aura-cmk check cdktf.out --format sarif --out check.sarif --fail-on attention
                                               for code scanning; exit code 1 also for NEEDS REVIEW

It goes by the rules of synth, for configurations whoever wrote them. HCL is not read, and changes are not judged: review the
plan with aura-cmk review.

Exit code: 0 OK or NEEDS REVIEW, 1 BLOCK (see --fail-on), 2 the input cannot be used and nothing is written.
`;

/**
 * Adds `aura-cmk check`.
 * @param program the program
 * @param end takes the exit code
 */
export function addCheck(program: Command, end: (code: number) => void): void {
  addOutputOptions(
    program
      .command("check")
      .description(
        "Judges Terraform configurations in JSON: keys, access and instances of Aura, by the rules of synth.",
      )
      .argument("<path...>", "files that end in .tf.json, or directories with all that is below them"),
  )
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], options: Omit<CheckArguments, "paths">) => {
      const { runCheck } = await import("../check/run");
      end(await runCheck({ paths, ...options }));
    });
}
