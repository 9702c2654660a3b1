import { Command, CommanderError } from "commander";
import { packageVersion } from "../provider/version";
import { oneLine } from "../util/invisible-characters";
import { addDemo } from "./commands/demo";
import { addLint } from "./commands/lint";
import { addProvider } from "./commands/provider";
import { addReview } from "./commands/review";
import { addSimulate } from "./commands/simulate";

const EXAMPLES = `
Examples:
  aura-cmk lint aura.json         what is wrong with the statement from the Aura Console, and whom it lets in
  aura-cmk review plan.json       what a Terraform plan does to Aura's keys, and what can not be undone
  aura-cmk demo                   the whole way on a simulated cloud, with the real Terraform
  aura-cmk simulate               a simulated AWS KMS and Neo4j Aura for trials of your own
  aura-cmk provider install       the Terraform provider "aura" for plain HCL
  aura-cmk simulate --help        more about one command
`;
/** Exit codes that do not come from a command. */
const WRONG_USAGE = 2;
const FAILED = 1;

/**
 * Runs `aura-cmk`.
 * @param args what stands after the name of the program
 * @returns exit code: the command's, 1 when it could not do its work, 2 for wrong usage
 */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("aura-cmk")
    .description("Neo4j Aura under an AWS KMS key of your own.")
    .version(packageVersion, "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .addHelpText("after", EXAMPLES)
    // An option behind the name of a command is the command's.
    .enablePositionalOptions()
    // What is wrong is said below, in one line.
    .configureOutput({ writeErr: () => undefined });
  for (const add of [addLint, addReview, addSimulate, addProvider, addDemo]) add(program, (ended) => (code = ended));
  let used = program;
  exitOverride(program, (command) => (used = command));
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(`aura-cmk: ${messageOf(error)}`, FAILED);
    if (error.exitCode === 0) return 0;
    return fail(`${usageError(error)}; see ${fullName(used)} --help`, WRONG_USAGE);
  }
}

/** Ends with an error that can be caught, after telling which command was used: its help says what is right. */
function exitOverride(command: Command, ends: (command: Command) => void): void {
  command.exitOverride((error) => {
    ends(command);
    throw error;
  });
  for (const part of command.commands) exitOverride(part, ends);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function usageError({ code, message }: CommanderError): string {
  // Without a command commander shows the help, and that is its message.
  return code === "commander.help" ? "error: a command is missing" : message.replace(/\.$/, "");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string, code: number): number {
  process.stderr.write(`${oneLine(message)}\n`);
  return code;
}
