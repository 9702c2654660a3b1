import type { Command } from "commander";

const EXAMPLES = `
Examples:
  aura-cmk doctor           this machine and this directory: a line for each check, with what to do
  aura-cmk doctor --json    the same for another program
  aura-cmk simulate -- aura-cmk doctor
                            against the simulated cloud

It looks at Node, the packages of the application, Terraform or OpenTofu, the provider, the credentials of AWS and Aura (by name, never their
values), the account, region and projects that they reach, the clock and the proxy; with an estate in other clouds also at their packages and
logins. It changes nothing, and waits 5 seconds at most for an
answer; what is not reached is unknown.

Exit code: 0 no error, 1 an error, 2 a wrong option.
`;

/**
 * Adds `aura-cmk doctor`.
 * @param program the program
 * @param end takes the exit code
 */
export function addDoctor(program: Command, end: (code: number) => void): void {
  program
    .command("doctor")
    .description("Says what is wrong with this machine: tools, credentials, network.")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (options: { readonly json?: boolean }) => {
      const { runDoctor } = await import("../doctor/run");
      end(await runDoctor(options));
    });
}
