import type { Command } from "commander";
import type { ReviewArguments } from "../review/arguments";
import { addOutputOptions } from "./output-options";

const EXAMPLES = `
Examples:
  aura-cmk review plan.json                    what the plan does to keys of Aura, after
                                               terraform plan -out=plan.bin && terraform show -json plan.bin > plan.json
  terraform show -json plan.bin | aura-cmk review -
                                               the same without a file
  aura-cmk review key.json database.json       the key in one stack, its instances in another
  aura-cmk review plan.json --format markdown --out review.md --fail-on never
                                               a comment for the pull request
  aura-cmk review plan.json --format html --out review.html
                                               one page that is readable without a network
  aura-cmk review plan.json --estate estate.yaml --fail-on attention
                                               with the names of the accounts; exit code 1 also for NEEDS REVIEW

Exit code: 0 OK or NEEDS REVIEW, 1 BLOCK (see --fail-on), 2 the input cannot be used and nothing is written.
A plan file contains secrets; the review prints none of them.
`;

/** Adds `aura-cmk review`. */
export function addReview(program: Command, end: (code: number) => void): void {
  addOutputOptions(
    program
      .command("review")
      .description(
        "Reviews Terraform plans: what changes on keys, access and instances of Aura, and what cannot be undone.",
      )
      .argument("<plan...>", "output of `terraform show -json`: files, or - for standard input"),
  )
    .addHelpText("after", EXAMPLES)
    .action(async (plans: string[], options: Omit<ReviewArguments, "plans">) => {
      const { runReview } = await import("../review/run");
      end(await runReview({ plans, ...options }));
    });
}
