import { type Command, InvalidArgumentError } from "commander";
import { ACCOUNT_ID, REGION_ID } from "../../policy/arn";
import { untilStopped } from "../signals";

interface Options {
  readonly auraPort: number;
  readonly kmsPort: number;
  readonly region: string;
  readonly account: string;
}

const EXAMPLES = `
Examples:
  aura-cmk simulate                      runs until Ctrl-C and prints the environment for another shell
  aura-cmk simulate -- terraform plan    runs one command inside, and ends with its exit code
  aura-cmk simulate --aura-port 8080     the Console is then at http://127.0.0.1:8080/console
`;
const HIGHEST_PORT = 65_535;

/**
 * Adds `aura-cmk simulate`.
 * @param program the program
 * @param end takes the exit code
 */
export function addSimulate(program: Command, end: (code: number) => void): void {
  program
    .command("simulate")
    .description("Simulates AWS KMS and Neo4j Aura on this machine: on loopback, in memory, no accounts.")
    .argument("[command...]", "a program and its arguments to run inside", words)
    // What stands behind the program is said to the program.
    .passThroughOptions()
    .option("--aura-port <port>", "port of the Aura API and Console; 0 takes a free one", port, 0)
    .option("--kms-port <port>", "port of AWS KMS; 0 takes a free one", port, 0)
    .option("--region <region>", "AWS region of the environment", region, "eu-west-1")
    .option("--account <id>", "AWS account of the environment", account, "111122223333")
    .addHelpText("after", EXAMPLES)
    .action(async (command: string[], options: Options) => {
      const { simulate } = await import("../../simulator/simulate");
      // What the command itself writes may be for another program.
      const text = command.length > 0 ? process.stderr : process.stdout;
      const run = (signal: AbortSignal) =>
        simulate({
          ...{ command, signal, region: options.region, accountId: options.account },
          ports: { aura: options.auraPort, kms: options.kmsPort },
          print: (more) => text.write(more),
        });
      // A command gets the signals of the terminal itself, and its end is the simulator's.
      end(await (command.length > 0 ? run(new AbortController().signal) : untilStopped(run)));
    });
}

function words(word: string, before: readonly string[] = []): readonly string[] {
  if (word || before.length > 0) return [...before, word];
  throw new InvalidArgumentError("Expected the name of a program.");
}

function port(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= HIGHEST_PORT) return Number(text);
  throw new InvalidArgumentError(`Expected a port from 0 to ${HIGHEST_PORT}.`);
}

function region(text: string): string {
  if (REGION_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected an AWS region such as eu-west-1.");
}

function account(text: string): string {
  if (ACCOUNT_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected 12 digits.");
}
