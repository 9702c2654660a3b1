import type { Problem } from "../../model/problem";
import { configurationProblem, parseConfigurations } from "../../model/read/parse-configurations";
import { readConfigurations } from "../../model/read/read-configurations";
import { expecting } from "../../review/expecting";
import { reviewConfigurations } from "../../review/review";
import type { Review } from "../../review/types";
import { Progress } from "../progress";
import type { OutputArguments } from "../review/arguments";
import { finish, overwritingProblem } from "../review/output";
import { readConfigurationFiles } from "./input";

/** The command line of `aura-cmk check`. */
export interface CheckArguments extends OutputArguments {
  /** Paths of files and directories. */
  readonly paths: readonly string[];
}

/**
 * Judges Terraform configurations and prints or writes the review.
 * @returns exit code: 0, 1 when the verdict fails, 2 when the input cannot be used
 */
export async function runCheck(options: CheckArguments): Promise<number> {
  const { paths, estate, out } = options;
  const overwriting = overwritingProblem(out, [...paths, ...(estate === undefined ? [] : [estate])]);
  if (overwriting) return finish({ problems: [overwriting] }, options);
  const progress = new Progress(process.stderr);
  const outcome = await checked(options, progress);
  progress.end();
  return finish(outcome, options);
}

async function checked(
  { paths, estate }: CheckArguments,
  progress: Progress,
): Promise<{ readonly review: Review } | { readonly problems: readonly Problem[] }> {
  progress.step("reading the configuration");
  const input = readConfigurationFiles(paths);
  const { configurations, problems: mistakes } = parseConfigurations(input.texts);
  // YAML and its schema are loaded only with an estate.
  const settings = estate === undefined ? undefined : (await import("../review/estate")).readEstate(estate);
  const ofEstate = settings && "problems" in settings ? settings.problems : [];
  const problems = [...input.problems, ...mistakes, ...ofEstate];
  if (problems.length > 0) return { problems };
  progress.step("judging the configuration");
  const { accountNames, principals = [] } = settings && "accountNames" in settings ? settings : {};
  try {
    const { reading, ...read } = readConfigurations(configurations);
    const options = { now: new Date(), ...(accountNames && { accountNames }) };
    return { review: reviewConfigurations({ ...read, reading: expecting(reading, principals) }, options) };
  } catch (error) {
    // A failure of the check is never a pass.
    return { problems: [failure(error)] };
  }
}

function failure(error: unknown): Problem {
  return configurationProblem("", {
    got: `the check failed: ${error instanceof Error ? error.message : String(error)}`,
    expected: "",
    fix: "check that `terraform validate` accepts it, and report this",
  });
}
