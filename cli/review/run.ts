import { readPlans } from "../../model/read/read-plans";
import type { Problem } from "../../model/problem";
import { expecting } from "../../review/expecting";
import { reviewPlans } from "../../review/review";
import type { Review } from "../../review/types";
import { Progress } from "../progress";
import { STDIN } from "../stdin";
import type { ReviewArguments } from "./arguments";
import { readInput } from "./input";
import { finish, overwritingProblem } from "./output";

/**
 * Reviews plans and prints or writes the review.
 * @returns exit code: 0, 1 when the verdict fails, 2 when the input cannot be used
 */
export async function runReview(options: ReviewArguments): Promise<number> {
  const { plans, estate, out } = options;
  const overwriting = overwritingProblem(out, [...plans, ...(estate === undefined ? [] : [estate])]);
  if (overwriting) return finish({ problems: [overwriting] }, options);
  const progress = new Progress(process.stderr);
  const outcome = await reviewed(options, progress);
  progress.end();
  return finish(outcome, options);
}

async function reviewed(
  { plans, estate }: ReviewArguments,
  progress: Progress,
): Promise<{ readonly review: Review } | { readonly problems: readonly Problem[] }> {
  progress.step(plans.includes(STDIN) ? "waiting for the plan on standard input" : "reading the plan");
  const input = await readInput(plans, process.stdin);
  // YAML and its schema are loaded only with an estate.
  const settings = estate === undefined ? undefined : (await import("./estate")).readEstate(estate);
  const problems = [input, settings].flatMap((part) => (part && "problems" in part ? part.problems : []));
  if (problems.length > 0 || !("plans" in input)) return { problems };
  progress.step("reviewing the plan");
  const { accountNames, principals = [] } = settings && "accountNames" in settings ? settings : {};
  try {
    const read = readPlans(input.plans, principals);
    if ("problems" in read) return read;
    const reading = expecting(read.reading, principals);
    return { review: reviewPlans(reading, { now: new Date(), ...(accountNames && { accountNames }) }) };
  } catch (error) {
    // A failure of the review is never a pass.
    return { problems: [failure(error)] };
  }
}

function failure(error: unknown): Problem {
  return {
    code: "plan-unreadable",
    path: "",
    what: "cannot read the plan",
    got: `the review failed: ${error instanceof Error ? error.message : String(error)}`,
    expected: "the output of `terraform show -json`",
    fix: "check that the plan is complete, and report this",
  };
}
