import { type Command, InvalidArgumentError, Option } from "commander";
import { FAIL_ON, FORMATS, type ReviewArguments } from "../review/arguments";

const EXAMPLES = `
Examples:
  aura-cmk review plan.json                    what the plan does to Aura's keys, after
                                               terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json
  terraform show -json plan.bin | aura-cmk review -
                                               the same without a file
  aura-cmk review key.json database.json       the key in one stack, its instances in another
  aura-cmk review plan.json --format markdown --out review.md --fail-on never
                                               a comment for the pull request
  aura-cmk review plan.json --estate estate.yaml --fail-on attention
                                               with the names of the accounts; also stops for what needs review

Exit code: 0 nothing to stop for, 1 the plan blocks (see --fail-on), 2 the input can not be used and nothing is written.
A plan holds secrets: the review prints none of them, the file itself has them all.
`;

/**
 * Adds `aura-cmk review`.
 * @param program the program
 * @param end takes the exit code
 */
export function addReview(program: Command, end: (code: number) => void): void {
  program
    .command("review")
    .description("Reviews Terraform plans: what they do to the keys of Aura, and what can not be undone.")
    .argument("<plan...>", "output of `terraform show -json`: files, or - for standard input")
    .addOption(new Option("--format <format>", "how it is told").choices(FORMATS).default("text"))
    .addOption(new Option("--fail-on <level>", "what ends with exit code 1").choices(FAIL_ON).default("block"))
    .option("--estate <file>", "the estate: names of the accounts, which are then no strangers")
    .option("--out <file>", "write the review to this file", outFile)
    .addHelpText("after", EXAMPLES)
    .action(async (plans: string[], options: Omit<ReviewArguments, "plans">) => {
      const { runReview } = await import("../review/run");
      end(await runReview({ plans, ...options }));
    });
}

function outFile(text: string): string {
  if (text !== "" && text !== "-") return text;
  throw new InvalidArgumentError("Expected a file; leave --out away for standard output.");
}
