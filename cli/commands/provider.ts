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
  aura-cmk provider install --binary              as a program that needs no Node, from the release on GitHub
  aura-cmk provider install --binary downloads    the same, from a folder with the files of the release

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
    .argument("[directory]", "a Terraform plugin directory", directoryName, defaultFolder())
    .option(
      "--binary [from]",
      "a program without Node; from a zip file of a release, or a folder or address that has it",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string, { binary }: { binary?: string | true }) => {
      end(await install(path.resolve(folder.replace(/^~(?=$|[\\/])/, homedir())), binary));
    });
}

/** An empty name, as of an unset variable, would mean the working directory. */
function directoryName(folder: string): string {
  if (folder) return folder;
  throw new InvalidArgumentError("Expected the name of a directory.");
}

async function install(folder: string, binary: string | true | undefined): Promise<number> {
  try {
    const files = binary === undefined ? await launchers(folder) : [await program(folder, binary)];
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

async function launchers(folder: string): Promise<string[]> {
  if (process.platform === "win32")
    throw new Error("the launcher does not run on Windows; help: aura-cmk provider install --binary");
  const { installLauncher } = await import("../../provider/install");
  return installLauncher(folder);
}

async function program(folder: string, from: string | true): Promise<string> {
  const { installBinary } = await import("../../provider/install-binary");
  return installBinary(folder, from === true ? {} : { from });
}

/** Where Terraform looks without any configuration. */
function defaultFolder(): string {
  const folder = process.platform === "win32" ? `${process.env["APPDATA"] ?? "~"}\\terraform.d` : "~/.terraform.d";
  return path.join(folder, "plugins");
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
