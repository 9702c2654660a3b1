import { constants } from "node:buffer";
import { realpathSync } from "node:fs";
import path from "node:path";
import type { Problem } from "../../model/problem";
import { neededOfPlan } from "../../model/read/read-plans";
import type { PlanText } from "../../model/read/types";
import { detectFormat } from "../../util/detect-format";
import type { ReadOptions, Unreadable } from "../../util/read-file";
import { readNamedText, STDIN } from "../stdin";

/** The plans as text, or what is wrong with what was given. */
export type PlanInput = { readonly plans: readonly PlanText[] } | { readonly problems: readonly Problem[] };

const SHOW = "run `terraform show -json plan.bin > plan.json` and pass that file";
const READ: ReadOptions = {
  maxBytes: constants.MAX_STRING_LENGTH,
  pipes: true,
  needed: neededOfPlan,
  fixes: { missing: SHOW, "not-text": SHOW, "not-a-file": "pass the file with the plan" },
};

const EMPTY: ProblemDetails = {
  got: "it is empty",
  expected: "the output of `terraform show -json`",
  fix: "look at the output of the command that wrote it",
};

/**
 * Reads plans from files and from standard input. Never rejects for what a person can get wrong.
 * @param names files, or `-`
 * @param stdin where `-` reads from
 */
export async function readInput(names: readonly string[], stdin: AsyncIterable<Buffer | string>): Promise<PlanInput> {
  const twice = repeated(names);
  if (twice !== undefined) {
    return {
      problems: [unreadablePlan(twice, { got: "the same plan is named twice", expected: "", fix: "name it once" })],
    };
  }
  const read: (PlanText | Problem)[] = [];
  for (const [index, label] of labelsOf(names).entries()) {
    const name = names[index] ?? "";
    const plan = await readNamedText(name, stdin, READ);
    const place = name === STDIN ? label : name;
    if (!("text" in plan)) read.push(unreadablePlan(place, detailsOf(plan.unreadable)));
    else read.push(plan.text === "" ? unreadablePlan(place, EMPTY) : { name: label, text: plan.text });
  }
  const problems = read.filter((one) => "code" in one);
  return problems.length > 0 ? { problems } : { plans: read.filter((one) => "text" in one) };
}

/** What the plans are called in the review: by their file names, where these tell them apart. */
function labelsOf(names: readonly string[]): readonly string[] {
  const short = names.map((name) => (name === STDIN ? "standard input" : path.basename(name)));
  return new Set(short).size === names.length ? short : names;
}

type ProblemDetails = Pick<Problem, "got" | "expected" | "fix">;

function unreadablePlan(path: string, { got, expected, fix }: ProblemDetails): Problem {
  return { code: "plan-unreadable", path, what: "cannot read the plan", got, expected, fix };
}

function detailsOf(unreadable: Unreadable): ProblemDetails {
  const isZip = unreadable.reason === "not-text" && detectFormat(unreadable.beginning ?? "")?.format === "zip";
  return isZip ? { ...unreadable, got: "a binary plan", expected: "its JSON" } : unreadable;
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const real = name === STDIN ? name : realPath(name);
    const again = seen.has(real);
    seen.add(real);
    return again;
  });
}

function realPath(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return name;
  }
}
