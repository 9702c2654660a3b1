import { Command, CommanderError } from "commander";
import { packageVersion } from "../provider/version";
import { oneLine } from "../util/invisible-characters";
import { addAdopt } from "./commands/adopt";
import { addCheck } from "./commands/check";
import { addCompletion } from "./commands/completion";
import { addDemo } from "./commands/demo";
import { addDoctor } from "./commands/doctor";
import { addExplain } from "./commands/explain";
import { addInit } from "./commands/init";
import { addLint } from "./commands/lint";
import { addProvider } from "./commands/provider";
import { addReview } from "./commands/review";
import { addSimulate } from "./commands/simulate";
import { addSynth } from "./commands/synth";
import { addVerify } from "./commands/verify";

const EXAMPLES = `
Examples:
  aura-cmk init my-database       begin an application in an empty directory
  aura-cmk adopt alias/orders     take over a key, its registration and its instances that exist already
  aura-cmk synth                  write the Terraform configuration of an estate or a program, with a table of its keys
  aura-cmk lint aura.json         check the statement from the Aura Console, and show who gets access
  aura-cmk check cdktf.out        judge Terraform configurations in JSON, whoever wrote them
  aura-cmk review plan.json       show what a Terraform plan changes on Aura's keys, and what cannot be undone
  aura-cmk verify cdktf.out       verify what is in AWS and Aura now: what is unsafe, and what has drifted
  aura-cmk explain no-new-access  what a rule is for, what is bad, what is good
  aura-cmk demo                   run every step on a simulated cloud, with the real Terraform
  aura-cmk simulate               run a simulated AWS KMS and Neo4j Aura to try things out
  aura-cmk doctor                 say what is wrong with this machine
  aura-cmk provider install       install the Terraform provider "aura" for plain HCL
  aura-cmk help simulate          show the help of one command
`;
/** Exit codes that are not those of a command. */
const WRONG_USAGE = 2;
const FAILED = 1;

/**
 * Runs `aura-cmk`.
 * @param args the arguments after the name of the program
 * @returns exit code: that of the command, 1 when it failed, 2 for wrong usage
 */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("aura-cmk")
    .description("Neo4j Aura encrypted with your own key: in AWS, Azure or Google Cloud.")
    .version(packageVersion, "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText("after", EXAMPLES)
    // An option after the name of a command belongs to the command.
    .enablePositionalOptions()
    // Errors are written below, on one line.
    .configureOutput({ writeErr: () => undefined });
  for (const add of [
    addInit,
    addAdopt,
    addSynth,
    addLint,
    addCheck,
    addReview,
    addVerify,
    addExplain,
    addSimulate,
    addProvider,
    addDoctor,
    addDemo,
    addCompletion,
  ])
    add(program, (ended) => (code = ended));
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

/** Makes commander throw instead of exiting, and reports the command that was used, for the hint at its help. */
function exitOverride(command: Command, onError: (command: Command) => void): void {
  command.exitOverride((error) => {
    onError(command);
    throw error;
  });
  for (const part of command.commands) exitOverride(part, onError);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function usageError({ code, message }: CommanderError): string {
  // Without a command commander shows the help, which is then its message.
  return code === "commander.help" ? "error: a command is missing" : message.replace(/\.$/, "");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string, code: number): number {
  process.stderr.write(`${oneLine(message)}\n`);
  return code;
}
