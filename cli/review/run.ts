import { fstatSync, statSync, writeFileSync } from "node:fs";
import { readPlans } from "../../model/read/read-plans";
import type { Problem } from "../../model/problem";
import { renderProblem } from "../../model/problem";
import { HOMEPAGE, packageVersion } from "../../provider/version";
import { expecting } from "../../review/expecting";
import { renderHtml } from "../../review/format/html";
import { renderJson } from "../../review/format/json";
import { renderMarkdown } from "../../review/format/markdown";
import { renderSarif } from "../../review/format/sarif";
import { renderText } from "../../review/format/text";
import { reviewPlans } from "../../review/review";
import type { Review, ReviewVerdict } from "../../review/types";
import { whyUnwritable } from "../../util/file-errors";
import { showInvisible } from "../../util/invisible-characters";
import { Progress } from "../progress";
import { STDIN } from "../stdin";
import type { ReviewArguments } from "./arguments";
import { readInput } from "./input";

const UNUSABLE = 2;
const FAILING: Readonly<Record<ReviewArguments["failOn"], readonly ReviewVerdict[]>> = {
  block: ["BLOCK"],
  attention: ["BLOCK", "NEEDS REVIEW"],
  never: [],
};

/**
 * Reviews plans and prints or writes the review.
 * @returns exit code: 0, 1 when the verdict fails, 2 when the input cannot be used
 */
export async function runReview(options: ReviewArguments): Promise<number> {
  const overwritten = options.out === undefined ? undefined : inputAt(options.out, options);
  if (overwritten !== undefined) return unusable([overwriting(overwritten)]);
  const progress = new Progress(process.stderr);
  const outcome = await reviewed(options, progress);
  progress.end();
  if ("problems" in outcome) return unusable(outcome.problems);
  const text = render(outcome.review, options.format);
  const failing = FAILING[options.failOn].includes(outcome.review.verdict) ? 1 : 0;
  if (options.out === undefined) {
    process.stdout.write(text);
    return failing;
  }
  const problem = save(options.out, text);
  if (problem) return unusable([problem]);
  process.stderr.write(`${outcome.review.verdict}: the review is in ${showInvisible(options.out)}\n`);
  return failing;
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
    const read = readPlans(input.plans);
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

function render(review: Review, format: ReviewArguments["format"]): string {
  switch (format) {
    case "text":
      return renderText(review);
    case "markdown":
      return renderMarkdown(review);
    case "html":
      return renderHtml(review, packageVersion);
    case "json":
      return renderJson(review);
    case "sarif":
      return renderSarif(review, { version: packageVersion, homepage: HOMEPAGE });
  }
}

function unusable(problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${showInvisible(renderProblem(problem))}\n`);
  return UNUSABLE;
}

/** The input that the review would overwrite, by whatever path it is named. */
function inputAt(out: string, { plans, estate }: ReviewArguments): string | undefined {
  return [...plans, ...(estate === undefined ? [] : [estate])].find((input) => sameFile(input, out));
}

function sameFile(one: string, other: string): boolean {
  try {
    const first = one === STDIN ? fstatSync(0, { bigint: true }) : statSync(one, { bigint: true });
    const second = statSync(other, { bigint: true });
    return second.isFile() && first.dev === second.dev && first.ino === second.ino;
  } catch {
    // A file that does not exist or cannot be read is reported when it is read or written.
    return false;
  }
}

function overwriting(input: string): Problem {
  return {
    code: "output-unwritable",
    path: input,
    what: "the review cannot be written",
    got: "the file is an input of the review",
    expected: "another file",
    fix: "name another file after --out",
  };
}

function save(file: string, text: string): Problem | undefined {
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    return {
      code: "output-unwritable",
      path: file,
      what: "the review cannot be written",
      got: whyUnwritable(error),
      expected: "a file in a folder that can be written",
      fix: "name another file after --out",
    };
  }
}
