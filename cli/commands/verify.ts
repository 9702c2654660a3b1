import { type Command, InvalidArgumentError } from "commander";
import { REGION_ID } from "../../policy/arn";
import type { VerifyArguments } from "../verify/run";
import { addOutputOptions } from "./output-options";

const EXAMPLES = `
Examples:
  terraform show -json | aura-cmk verify -     what is in the clouds and Aura now, beside what Terraform has last seen
  aura-cmk verify --estate estate.yaml         beside what the estate says, with its roles
  aura-cmk verify cdktf.out                    beside what cdktf synth wrote
  aura-cmk verify alias/orders db1d1234        a key and an instance by themselves, with all that belongs to them
  aura-cmk verify --estate estate.yaml --role auditor --format html --out evidence.html
                                               evidence for auditors, read by a role of that name in each account

It only reads. AWS credentials come from where the AWS CLI has them, those of Aura from AURA_CLIENT_ID and AURA_CLIENT_SECRET, those of Azure
from ARM_CLIENT_ID and ARM_CLIENT_SECRET or @azure/identity, those of Google Cloud from GOOGLE_OAUTH_ACCESS_TOKEN or google-auth-library.
What cannot be read is reported, and never OK. The IAM policy and the roles that it needs:
https://github.com/cdktf-aura-cmk/cdktf-aura-cmk/blob/main/docs/verify.md

Exit code: 0 OK or NEEDS REVIEW, 1 BLOCK (see --fail-on), 2 nothing can be verified and nothing is written.
`;

/** Adds `aura-cmk verify`. */
export function addVerify(program: Command, end: (code: number) => void): void {
  addOutputOptions(
    program
      .command("verify")
      .description(
        "Verifies the live account: keys, access and instances of Aura as they are now, and what has drifted.",
      )
      .argument(
        "[target...]",
        "states (files, or - for standard input), configurations in JSON, ARNs, ids and aliases of keys, ids of instances",
      ),
  )
    .option("--role <name>", "assume the role of this name in each account, instead of that of the estate", role)
    .option("--region <region>", "AWS region of keys that are named without one", region)
    .addHelpText("after", EXAMPLES)
    .action(async (targets: string[], options: Omit<VerifyArguments, "targets">, command: Command) => {
      if (targets.length === 0 && options.estate === undefined)
        command.error("error: name a state, a configuration, a key or an instance, or pass --estate");
      const { runVerify } = await import("../verify/run");
      end(await runVerify({ targets, ...options }));
    });
}

function role(text: string): string {
  if (/^[\w+=,.@/-]{1,512}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected the name of an IAM role, with its path if it has one.");
}

function region(text: string): string {
  if (REGION_ID.test(text)) return text;
  throw new InvalidArgumentError("Expected an AWS region such as eu-west-1.");
}
