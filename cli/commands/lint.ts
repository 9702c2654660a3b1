import { type Command, InvalidArgumentError, Option } from "commander";
import { callerOf } from "../../policy/access/lockout";
import { ACCOUNT_ID, parseArn, parseKeyArn } from "../../policy/arn";
import { FORMATS, type LintArguments } from "../lint/arguments";
import { quote } from "../../util/quote";

const EXAMPLES = `
Examples:
  aura-cmk lint aura.json                             check the statement from the Aura Console
  aura-cmk lint aura.json --key-arn arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
                                                      the same for this key, with the access matrix
  aws kms get-key-policy --key-id 1234abcd-12ab-34cd-56ef-1234567890ab --query Policy --output text > policy.json
  aura-cmk lint aura.json --account 111122223333 --policy policy.json
                                                      the same with the current policy of the key
  aura-cmk lint aura.json --policy policy.json --caller arn:aws:sts::111122223333:assumed-role/deploy/ci
                                                      and the KMS lockout check for the deploying role
  aura-cmk lint --estate estate.yaml                  every statement of an estate, with the account, the region and the
                                                      expected principals of its key
  pbpaste | aura-cmk lint - --format json             from the clipboard, for another program

Exit code: 0 no findings, 1 findings (errors or warnings), 2 unusable input: no such file, an empty file, not JSON, JSON of
something else such as a plan, or a wrong option.
Nothing leaves this machine.
`;

/**
 * Adds `aura-cmk lint`.
 * @param program the program
 * @param end takes the exit code
 */
export function addLint(program: Command, end: (code: number) => void): void {
  program
    .command("lint")
    .description("Checks the statement from the Aura Console, and shows who can do what with the key.")
    .argument("[statement]", "file with the statement, or - for standard input; not needed with --estate")
    .option("--key-arn <arn>", "ARN of the key", keyArn)
    .option("--account <id>", "AWS account of the key, while its ARN is not known", account)
    .option("--caller <arn>", "who sets the policy, as aws sts get-caller-identity prints it", caller)
    .option("--policy <file>", "current policy of the key, or - for standard input")
    .addOption(
      new Option("--estate <file>", "check the statements of this estate").conflicts([
        ...["keyArn", "account", "caller", "policy"],
      ]),
    )
    .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
    .addHelpText("after", EXAMPLES)
    .action(async (statement: string | undefined, options: Omit<LintArguments, "statement">, command: Command) => {
      if (statement === undefined && options.estate === undefined)
        command.error("error: missing required argument 'statement'");
      const { runLint } = await import("../lint/run");
      end(await runLint({ ...(statement !== undefined && { statement }), ...options }));
    });
}

function keyArn(text: string): string {
  const parsed = parseKeyArn(text);
  if (!("error" in parsed)) return text;
  throw new InvalidArgumentError(`Expected the ARN of a KMS key, got ${parsed.error}.`);
}

function caller(text: string): string {
  const parsed = callerOf(text);
  if (!("error" in parsed)) return text;
  const { accountId } = parseArn(text) ?? {};
  if (accountId !== undefined && !ACCOUNT_ID.test(accountId)) {
    throw new InvalidArgumentError(`Expected an ARN of an account with 12 digits, got account ${quote(accountId)}.`);
  }
  throw new InvalidArgumentError(`Expected the ARN of a role, a user or a session, got ${parsed.error}.`);
}

function account(text: string): string {
  if (ACCOUNT_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected 12 digits.");
}
