import { type Command, InvalidArgumentError, Option } from "commander";
import { FAIL_ON, FORMATS } from "../review/arguments";

/**
 * Adds the options of commands that print a review.
 * @param command the command
 */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
    .addOption(new Option("--fail-on <level>", "exit with 1 at this level").choices(FAIL_ON).default("block"))
    .option("--estate <file>", "estate file: its accounts are expected, and named in the output")
    .option("--out <file>", "write the review to this file", outFile)
    .option("--short", "show only verdict and findings, except in json and sarif")
    .option("--quiet", "print only the first line, verdict and reason; a file of --out has the whole review");
}

function outFile(text: string): string {
  if (text !== "" && text !== "-") return text;
  throw new InvalidArgumentError("Expected a file; leave out --out for standard output.");
}
