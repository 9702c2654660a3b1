import type { Command } from "commander";

const EXAMPLES = `
Examples:
  aura-cmk explain                               all rules and codes
  aura-cmk explain key-region-matches-instance   what the rule is for, what is bad, what is good
  aura-cmk explain statement-unreadable          what the code of an error means

Exit code: 0, 2 when there is no rule or code of that name.
`;

/** Adds `aura-cmk explain`. */
export function addExplain(program: Command, end: (code: number) => void): void {
  program
    .command("explain")
    .description("Explains a rule or the code of a finding.")
    .argument("[name]", "id of a rule, or a code")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string | undefined) => {
      const { runExplain } = await import("../explain/run");
      end(runExplain(name));
    });
}
