import { type Command, Option } from "commander";
import type { ExplainFormat } from "../explain/run";

const EXAMPLES = `
Examples:
  aura-cmk explain                               all rules and codes
  aura-cmk explain key-region-matches-instance   what the rule is for, what is bad, what is good
  aura-cmk explain statement-unreadable          what the code of an error means
  aura-cmk explain --format json                 all of them, for a program

Exit code: 0, 2 when there is no rule or code of that name.
`;

/** Adds `aura-cmk explain`. */
export function addExplain(program: Command, end: (code: number) => void): void {
  program
    .command("explain")
    .description("Explains a rule or the code of a finding.")
    .argument("[name]", "id of a rule, or a code")
    .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
    .addHelpText("after", EXAMPLES)
    .action(async (name: string | undefined, { format }: { readonly format: ExplainFormat }) => {
      const { runExplain } = await import("../explain/run");
      end(runExplain(name, format));
    });
}
