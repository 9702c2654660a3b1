import { type Command, InvalidArgumentError } from "commander";
import type { OtherCloud } from "../../model/limits";
import { ACCOUNT_ID, REGION_ID } from "../../policy/arn";
import { untilStopped } from "../signals";

interface Options {
  readonly auraPort: number;
  readonly kmsPort: number;
  readonly region: string;
  readonly account: string;
  readonly cloud: readonly OtherCloud[];
  readonly config?: string;
}

const EXAMPLES = `
Examples:
  aura-cmk simulate                      run until Ctrl-C, and print the environment for another shell
  aura-cmk simulate -- terraform plan    run one command in this environment, and exit with its exit code
  aura-cmk simulate --aura-port 8080     serve the Console at http://127.0.0.1:8080/console
  aura-cmk simulate --cloud azure        simulate Azure as well, and its providers for Terraform
  aura-cmk simulate --config cloud.yaml  start with keys, callers and offers of your own

https://github.com/cdktf-aura-cmk/cdktf-aura-cmk/blob/main/docs/simulator.md
`;
const MAX_PORT = 65_535;

/**
 * Adds `aura-cmk simulate`.
 * @param program the program
 * @param end takes the exit code
 */
export function addSimulate(program: Command, end: (code: number) => void): void {
  program
    .command("simulate")
    .description("Simulates AWS KMS and Neo4j Aura on this machine: in memory, on loopback, without accounts.")
    .argument("[command...]", "a program to run in this environment, with its arguments", words)
    // Options after the program belong to the program.
    .passThroughOptions()
    .option("--aura-port <port>", "port of the Aura API and Console; 0 is any free port", port, 0)
    .option("--kms-port <port>", "port of AWS KMS; 0 is any free port", port, 0)
    .option("--region <region>", "AWS region of the environment", region, "eu-west-1")
    .option("--account <id>", "AWS account of the environment", account, "111122223333")
    .option("--cloud <cloud>", `another cloud that runs as well: ${OTHERS.join(" or ")}; can be repeated`, cloud, [])
    .option("--config <file>", "what the simulator starts with, in YAML or JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (command: string[], options: Options) => {
      const { simulate } = await import("../../simulator/simulate");
      const { readConfig } = await import("../../simulator/config");
      const config = options.config === undefined ? { options: {} } : readConfig(options.config);
      if ("error" in config) {
        process.stderr.write(`error: cannot use ${options.config}\n${config.error}\n`);
        return end(1);
      }
      // The output of the command may be read by another program.
      const text = command.length > 0 ? process.stderr : process.stdout;
      const run = (signal: AbortSignal) =>
        simulate({
          ...config.options,
          ...{ command, signal, region: options.region, accountId: options.account },
          clouds: options.cloud,
          ports: { aura: options.auraPort, kms: options.kmsPort },
          print: (more) => text.write(more),
        });
      // The command receives the signals of the terminal itself; when it ends, the simulator ends.
      end(await (command.length > 0 ? run(new AbortController().signal) : untilStopped(run)));
    });
}

function words(word: string, before: readonly string[] = []): readonly string[] {
  if (word || before.length > 0) return [...before, word];
  throw new InvalidArgumentError("Expected the name of a program.");
}

// Not from the model: a command that is not used loads nothing.
const OTHERS: readonly OtherCloud[] = ["azure", "gcp"];

function cloud(text: string, before: readonly OtherCloud[]): readonly OtherCloud[] {
  const found = OTHERS.find((name) => name === text);
  if (found) return before.includes(found) ? before : [...before, found];
  throw new InvalidArgumentError(`Expected ${OTHERS.join(" or ")}.`);
}

function port(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= MAX_PORT) return Number(text);
  throw new InvalidArgumentError(`Expected a port from 0 to ${MAX_PORT}.`);
}

function region(text: string): string {
  if (REGION_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected an AWS region such as eu-west-1.");
}

function account(text: string): string {
  if (ACCOUNT_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected 12 digits.");
}
