import type { Command } from "commander";
import { untilStopped } from "../signals";

const EXAMPLES = `
Examples:
  aura-cmk demo          everything, from the first deployment to the last key; about half a minute
  aura-cmk demo | cat    the same as plain lines

It needs Terraform on the PATH; no network, no accounts. It works in a folder of its own and removes it at the end.
Exit code: 0 when everything that it proves was proven, 1 when not, or when there is no Terraform.
`;

/**
 * Adds `aura-cmk demo`.
 * @param program the program
 * @param end takes the exit code
 */
export function addDemo(program: Command, end: (code: number) => void): void {
  program
    .command("demo")
    .description("Shows the whole way on a simulated cloud, with the real Terraform, and what is stopped on it.")
    .addHelpText("after", EXAMPLES)
    .action(async () => {
      const { runDemo } = await import("../demo/demo");
      end(await untilStopped((signal) => runDemo({ signal, output: process.stdout })));
    });
}
