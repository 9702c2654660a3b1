import { fstatSync, statSync, writeFileSync } from "node:fs";
import { renderProblem, type Problem } from "../../model/problem";
import { HOMEPAGE, packageVersion } from "../../provider/version";
import { renderHtml } from "../../review/format/html";
import { renderJson } from "../../review/format/json";
import { renderMarkdown } from "../../review/format/markdown";
import { renderSarif } from "../../review/format/sarif";
import { firstLine, renderText } from "../../review/format/text";
import type { Review, ReviewVerdict } from "../../review/types";
import { whyUnwritable } from "../../util/file-errors";
import { showInvisible } from "../../util/invisible-characters";
import { STDIN } from "../stdin";
import type { OutputArguments } from "./arguments";

const UNUSABLE = 2;
const FAILING: Readonly<Record<OutputArguments["failOn"], readonly ReviewVerdict[]>> = {
  block: ["BLOCK"],
  attention: ["BLOCK", "NEEDS REVIEW"],
  never: [],
};

/**
 * Prints or writes a review, or says why there is none.
 * @returns exit code: 0, 1 when the verdict fails, 2 when the input cannot be used
 */
export function finish(
  outcome: { readonly review: Review } | { readonly problems: readonly Problem[] },
  options: OutputArguments,
): number {
  if ("problems" in outcome) return unusable(outcome.problems);
  const { review } = outcome;
  const { failOn, out, quiet = false } = options;
  const failing = FAILING[failOn].includes(review.verdict) ? 1 : 0;
  const problem = out === undefined ? undefined : save(out, render(review, options));
  if (problem) return unusable([problem]);
  if (quiet) process.stdout.write(`${firstLine(review)}\n`);
  else if (out === undefined) process.stdout.write(render(review, options));
  else process.stderr.write(`${review.verdict}: the review is in ${showInvisible(out)}\n`);
  return failing;
}

function render(review: Review, { format, short = false }: OutputArguments): string {
  switch (format) {
    case "text":
      return renderText(review, { short });
    case "markdown":
      return renderMarkdown(review, { short });
    case "html":
      return renderHtml(review, packageVersion, { short });
    case "json":
      return renderJson(review);
    case "sarif":
      return renderSarif(review, { version: packageVersion, homepage: HOMEPAGE, folder: process.cwd() });
  }
}

function unusable(problems: readonly Problem[]): number {
  for (const problem of problems) process.stderr.write(`${showInvisible(renderProblem(problem))}\n`);
  return UNUSABLE;
}

/**
 * The problem that the review would overwrite one of its inputs, by whatever path it is named.
 * @param out where the review is written; undefined for standard output
 * @param inputs files, or `-`
 */
export function overwritingProblem(out: string | undefined, inputs: readonly string[]): Problem | undefined {
  const input = out === undefined ? undefined : inputs.find((one) => sameFile(one, out));
  return input === undefined ? undefined : overwriting(input);
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
