import { type Command, InvalidArgumentError, Option } from "commander";
import { ACCOUNT_ID } from "../../policy/arn";
import { answersTo, DEFAULTS, QUESTION_NAMES, QUESTIONS } from "../init/choices";
import type { InitArguments } from "../init/run";

const EXAMPLES = `
Examples:
  aura-cmk init my-database       asks on a terminal, and writes the application into my-database
  aura-cmk init                   the same into this directory, which has to be empty; .git, README and LICENSE may be in it
  aura-cmk init my-database --yes
                                  an estate with cdktf and Terraform, without a question
  aura-cmk init my-database --app constructs --framework cdktn --terraform tofu --backend s3 --ci github
                                  what is named is not asked for
  aura-cmk init my-database --account-id 210987654321 --project-id 0f3c1f5e-0c4b-4d3a-9a54-2f1f4a2f8a10 --region us-east-1
                                  with your own ids in place of those of the simulated cloud
  aura-cmk init my-database --yes --cloud azure
                                  a key in Azure Key Vault; gcp is for one in Google Cloud KMS

Where nobody can be asked, the first answer of each list is taken. No file is overwritten, and when something goes wrong none is left.

Exit code: 0 written, 2 the directory is not empty or cannot be written, or a wrong option.
`;

/**
 * Adds `aura-cmk init`.
 * @param program the program
 * @param end takes the exit code
 */
export function addInit(program: Command, end: (code: number) => void): void {
  const command = program
    .command("init")
    .description("Writes an application into an empty directory: it deploys to the simulated cloud at once.")
    .argument("[directory]", "where it is written", directory, ".");
  for (const name of QUESTION_NAMES)
    command.addOption(
      new Option(`--${name} <${name}>`, `${QUESTIONS[name].asks} (default: ${DEFAULTS[name]})`).choices(
        answersTo(name),
      ),
    );
  command
    .option("--account-id <id>", "the AWS account that owns the key", account)
    .option("--subscription-id <uuid>", "the Azure subscription that owns the vault", uuid)
    .option("--tenant-id <uuid>", "the tenant of that subscription", uuid)
    .option("--google-project <id>", "the Google Cloud project that owns the key ring")
    .option("--project-id <uuid>", "the Aura project", uuid)
    .option("--region <region>", "the region of the key and of the instance, as their cloud writes it")
    .option("--package <spec>", "what npm installs cdktf-aura-cmk from: a version, a .tgz file, an address")
    .option("--yes", "ask nothing")
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string, options: Omit<InitArguments, "directory">) => {
      const { runInit } = await import("../init/run");
      end(await runInit({ directory: folder, ...options }));
    });
}

function directory(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected the name of a directory.");
}

function account(text: string): string {
  if (ACCOUNT_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected 12 digits.");
}

function uuid(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected a lower-case UUID.");
}
