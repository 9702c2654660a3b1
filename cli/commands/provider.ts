import { homedir } from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { packageVersion, PROVIDER_SOURCE } from "../../provider/version";
import { whyNoDirectory } from "../../util/file-errors";
import { renderTable } from "../../util/table";

const EXAMPLES = `
Examples:
  aura-cmk provider install                       for every configuration of this user
  aura-cmk provider install terraform.d/plugins   for the configuration in this folder

Estates need neither, where Terraform is started in the folder of the stack: their synthesis puts the provider there.
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
    .description("Puts the provider where Terraform finds it without any configuration.")
    .argument("[folder]", "a folder of Terraform plugins", named, path.join("~", ".terraform.d", "plugins"))
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string) => {
      end(await install(path.resolve(folder.replace(/^~(?=$|[\\/])/, homedir()))));
    });
}

/** Without a name, as of a variable that is not set, it would be the working directory. */
function named(folder: string): string {
  if (folder) return folder;
  throw new InvalidArgumentError("Expected the name of a folder.");
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
