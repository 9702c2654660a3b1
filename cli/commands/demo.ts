import { type Command, InvalidArgumentError } from "commander";
import type { CloudProvider } from "../../model/limits";
import { untilStopped } from "../signals";

const EXAMPLES = `
Examples:
  aura-cmk demo          run every step, from the first deployment to the last key; about half a minute
  aura-cmk demo | cat    the same as plain lines
  aura-cmk demo --terraform tofu    with OpenTofu
  aura-cmk demo --clouds aws,azure,gcp
                         both phases of one estate over three clouds

Needs Terraform or OpenTofu on the PATH, but no network and no accounts. Runs in a temporary directory, which is removed at the end.
Exit code: 0 when every check passed, 1 when one failed or Terraform is missing.
`;

interface Options {
  readonly terraform?: string;
  readonly clouds?: readonly CloudProvider[];
}

// Not from the model: a command that is not used loads nothing.
const CLOUDS: readonly CloudProvider[] = ["aws", "azure", "gcp"];

/**
 * Adds `aura-cmk demo`.
 * @param program the program
 * @param end takes the exit code
 */
export function addDemo(program: Command, end: (code: number) => void): void {
  program
    .command("demo")
    .description(
      "Deploys an estate on a simulated cloud with the real Terraform, and shows which mistakes are stopped.",
    )
    .option(
      "--terraform <command>",
      "the command of Terraform or OpenTofu (default: TERRAFORM_BINARY_NAME, else terraform, else tofu)",
    )
    .option("--clouds <clouds>", `clouds of the estate, of ${CLOUDS.join(", ")} (default: aws)`, cloudsIn)
    .addHelpText("after", EXAMPLES)
    .action(async ({ terraform = process.env["TERRAFORM_BINARY_NAME"], clouds }: Options) => {
      const { importDemo } = await import("../framework");
      const { runDemo } = await importDemo();
      end(
        await untilStopped((signal) =>
          runDemo({ signal, output: process.stdout, terraform, ...(clouds && { clouds }) }),
        ),
      );
    });
}

function cloudsIn(text: string): readonly CloudProvider[] {
  const named = new Set(text.split(",").map((one) => one.trim()));
  const clouds = CLOUDS.filter((cloud) => named.has(cloud));
  if (clouds.length > 0 && clouds.length === named.size) return clouds;
  throw new InvalidArgumentError("Expected aws, azure, gcp, or several of them with commas.");
}
