import type { Command } from "commander";
import { untilStopped } from "../signals";

const EXAMPLES = `
Examples:
  aura-cmk demo          run every step, from the first deployment to the last key; about half a minute
  aura-cmk demo | cat    the same as plain lines
  aura-cmk demo --terraform tofu    with OpenTofu

Needs Terraform or OpenTofu on the PATH, but no network and no accounts. Runs in a temporary directory, which is removed at the end.
Exit code: 0 when every check passed, 1 when one failed or Terraform is missing.
`;

/**
 * Adds `aura-cmk demo`.
 * @param program the program
 * @param end takes the exit code
 */
export function addDemo(program: Command, end: (code: number) => void): void {
  program
    .command("demo")
    .description(
      "Deploys an estate on a simulated cloud with the real Terraform, and shows which mistakes are stopped.",
    )
    .option(
      "--terraform <command>",
      "the command of Terraform or OpenTofu (default: TERRAFORM_BINARY_NAME, else terraform, else tofu)",
    )
    .addHelpText("after", EXAMPLES)
    .action(async ({ terraform = process.env["TERRAFORM_BINARY_NAME"] }: { terraform?: string }) => {
      const { importDemo } = await import("../framework");
      const { runDemo } = await importDemo();
      end(await untilStopped((signal) => runDemo({ signal, output: process.stdout, terraform })));
    });
}
