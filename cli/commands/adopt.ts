import { type Command, InvalidArgumentError, Option } from "commander";
import { ACCOUNT_ID, REGION_ID } from "../../policy/arn";
import { FORMS } from "../adopt/forms";
import type { AdoptArguments } from "../adopt/run";

const EXAMPLES = `
Examples:
  aura-cmk adopt alias/orders      the key with this alias, its registration with Aura and its instances, as an estate
  aura-cmk adopt db1d1234          an instance, with its key and all that is on it
  terraform show -json | aura-cmk adopt - --out adopted
                                   what another provider manages: pgrneo4jaura, neo4jaura, or the AWS provider by itself
  aura-cmk adopt alias/orders --as constructs
                                   a function that adds them to a program
  aura-cmk adopt alias/orders --customer-managed-key 8c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11
                                   one of the two registrations of a key

It only reads AWS and Aura. It writes an estate (or constructs) with import blocks, the policy of each key as it is, and Aura's statement in
it; for what a state has managed, removed.tf as well. It overwrites no file. The first plan imports, and \`aura-cmk review\` judges it.
More: https://github.com/cdktf-aura-cmk/cdktf-aura-cmk/blob/main/docs/adopt.md

Exit code: 0 written, 2 it cannot be adopted as it is and nothing is written, or a wrong option.
`;

/**
 * Adds `aura-cmk adopt`.
 * @param program the program
 * @param end takes the exit code
 */
export function addAdopt(program: Command, end: (code: number) => void): void {
  program
    .command("adopt")
    .description(
      "Writes an estate or constructs for a key, its registration with Aura and its instances that exist already.",
    )
    .argument("[target...]", "ARNs, ids and aliases of keys, ids of instances, states (files, or - for standard input)")
    .option("--customer-managed-key <id>", "id of a registration in Aura; may be repeated", records)
    .option(
      "--aura-account <id>",
      "the AWS account of Aura, which is then the only one that its statements may name",
      account,
    )
    .option("--region <region>", "AWS region of keys that are named without one", region)
    .addOption(new Option("--as <form>", "what is written").choices(FORMS).default("estate"))
    .option("--out <directory>", "where it is written", directory, ".")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (targets: string[], options: Omit<AdoptArguments, "targets">, command: Command) => {
      if (targets.length === 0 && options.customerManagedKey === undefined)
        command.error("error: name a key, an instance or a state, or pass --customer-managed-key");
      const { runAdopt } = await import("../adopt/run");
      end(await runAdopt({ targets, ...options }));
    });
}

function records(text: string, before: readonly string[] = []): readonly string[] {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return [...before, text];
  throw new InvalidArgumentError("Expected a lower-case UUID.");
}

function account(text: string): string {
  if (ACCOUNT_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected 12 digits.");
}

function region(text: string): string {
  if (REGION_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected an AWS region such as eu-west-1.");
}

function directory(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected the name of a directory.");
}
