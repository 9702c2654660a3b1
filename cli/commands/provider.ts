import { homedir } from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { packageVersion, PROVIDER_SOURCE } from "../../provider/version";
import { whyNoDirectory } from "../../util/file-errors";
import { renderTable } from "../../util/table";

const EXAMPLES = `
Examples:
  aura-cmk provider install                       for all configurations of this user
  aura-cmk provider install terraform.d/plugins   for the configuration in this directory

${usage()}
You do not need this for estates and programs: synth writes the provider into each stack directory.
`;

/**
 * Adds `aura-cmk provider install`.
 * @param program the program
 * @param end takes the exit code
 */
export function addProvider(program: Command, end: (code: number) => void): void {
  const group = program
    .command("provider")
    .description('The Terraform provider "aura".')
    .helpCommand(false)
    .addHelpText("after", EXAMPLES);
  group
    .command("install")
    .description("Installs the provider where Terraform finds it without further configuration.")
    .argument("[directory]", "a Terraform plugin directory", directoryName, path.join("~", ".terraform.d", "plugins"))
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string) => {
      end(await install(path.resolve(folder.replace(/^~(?=$|[\\/])/, homedir()))));
    });
}

/** An empty name, as of an unset variable, would mean the working directory. */
function directoryName(folder: string): string {
  if (folder) return folder;
  throw new InvalidArgumentError("Expected the name of a directory.");
}

async function install(folder: string): Promise<number> {
  const { installLauncher } = await import("../../provider/install");
  try {
    const files = installLauncher(folder);
    const rows = files.map((file) => [path.basename(path.dirname(file)), file]);
    process.stdout.write(`${renderTable(["platform", "file"], rows)}\n\n${usage()}`);
    return 0;
  } catch (error) {
    const { code = "", path: where = folder } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    const place = where === folder ? "" : ` (${where})`;
    throw new Error(`cannot write to ${folder}: ${whyNoDirectory(error)}${place}`, { cause: error });
  }
}

function usage(): string {
  return [
    "In HCL:",
    "  terraform {",
    "    required_providers {",
    `      aura = { source = "${PROVIDER_SOURCE}", version = "${packageVersion}" }`,
    "    }",
    "  }",
    "",
  ].join("\n");
}
