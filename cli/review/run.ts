import { writeFileSync } from "node:fs";
import { readPlans } from "../../model/from-plan";
import type { Problem } from "../../model/problem";
import { renderProblem } from "../../model/problem";
import { packageVersion } from "../../provider/version";
import { visible } from "../../review/escape";
import { expecting } from "../../review/expecting";
import { reviewPlans } from "../../review/review";
import type { Review, ReviewVerdict } from "../../review/types";
import type { ReviewArguments } from "./arguments";
import { readInput } from "./input";
import { Progress } from "./progress";

const UNUSABLE = 2;
const FAILING: Readonly<Record<ReviewArguments["failOn"], readonly ReviewVerdict[]>> = {
  block: ["BLOCK"],
  attention: ["BLOCK", "NEEDS EYES"],
  never: [],
};

/**
 * Reviews plans and tells what was found.
 * @param options what stands on the command line
 * @returns exit code: 0, 1 when the verdict fails, 2 when the input can not be used
 */
export async function runReview(options: ReviewArguments): Promise<number> {
  const progress = new Progress(process.stderr);
  const outcome = await reviewed(options, progress);
  progress.end();
  if ("problems" in outcome) return unusable(outcome.problems);
  const text = await render(outcome.review, options.format);
  const failing = FAILING[options.failOn].includes(outcome.review.verdict) ? 1 : 0;
  if (options.out === undefined) {
    await print(text);
    return failing;
  }
  const problem = save(options.out, text);
  if (problem) return unusable([problem]);
  process.stderr.write(`${outcome.review.verdict}: the review is in ${visible(options.out)}\n`);
  return failing;
}

async function reviewed(
  { plans, estate }: ReviewArguments,
  progress: Progress,
): Promise<{ readonly review: Review } | { readonly problems: readonly Problem[] }> {
  progress.step(plans.includes("-") ? "waiting for the plan on standard input" : "reading the plan");
  const input = await readInput(plans, process.stdin);
  // YAML and its schema are loaded only for those who have an estate.
  const facts = estate === undefined ? undefined : (await import("./estate")).readEstate(estate);
  const problems = [input, facts].flatMap((part) => (part && "problems" in part ? part.problems : []));
  if (problems.length > 0 || !("plans" in input)) return { problems };
  progress.step("reviewing the plan");
  const read = readPlans(input.plans);
  if ("problems" in read) return read;
  const known = facts && "accountNames" in facts ? facts : undefined;
  const reading = known ? expecting(read.reading, known.principals) : read.reading;
  return { review: reviewPlans(reading, { now: new Date(), ...(known && { accountNames: known.accountNames }) }) };
}

async function render(review: Review, format: ReviewArguments["format"]): Promise<string> {
  switch (format) {
    case "text":
      return (await import("../../review/text")).renderText(review);
    case "markdown":
      return (await import("../../review/markdown")).renderMarkdown(review);
    case "json":
      return (await import("../../review/json")).renderJson(review);
    case "sarif":
      return (await import("../../review/sarif")).renderSarif(review, packageVersion);
  }
}

function unusable(problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${visible(renderProblem(problem))}\n`);
  return UNUSABLE;
}

/** Ends well when the reader has gone away: what was found is in the exit code too. */
function print(text: string): Promise<void> {
  return new Promise((done, failed) => {
    process.stdout.once("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? done() : failed(error)));
    process.stdout.write(text, () => done());
  });
}

function save(file: string, text: string): Problem | undefined {
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    return {
      code: "output-unwritable",
      path: file,
      what: "the review must be written somewhere",
      got: String((error as NodeJS.ErrnoException).code ?? error),
      expected: "a file in a folder that can be written",
      fix: "name another file after --out",
    };
  }
}
