import path from "node:path";
import { packageVersion } from "../../provider/version";
import { whyNoDirectory } from "../../util/file-errors";
import { formatList } from "../../util/format-list";
import { showInvisible } from "../../util/invisible-characters";
import { REGIONS, SIMULATED, type Application } from "./application";
import { ask } from "./ask";
import { type Choices, DEFAULTS, QUESTION_NAMES } from "./choices";
import { filesOf } from "./files";
import { conflictIn, misfitIn } from "./misfits";
import { hasReadme, occupantsOf, writeAll } from "./write";

/** The command line of `aura-cmk init`. */
export interface InitArguments extends Partial<Choices> {
  readonly directory: string;
  /** Whether the defaults are taken without a question. */
  readonly yes?: boolean;
  readonly accountId?: string;
  readonly subscriptionId?: string;
  readonly tenantId?: string;
  readonly googleProject?: string;
  readonly projectId?: string;
  readonly region?: string;
  /** What package.json asks npm for. */
  readonly package?: string;
}

const UNUSABLE = 2;
/** What a shell says of a program that Ctrl-C ended. */
const GAVE_UP = 130;
const MAX_LISTED = 5;

/**
 * Writes an application into an empty directory.
 * @returns exit code: 0, 2 when the directory or the choices cannot be used, 130 when the person gave up
 */
export async function runInit(options: InitArguments): Promise<number> {
  const directory = path.resolve(options.directory);
  const why = whyUnusable(directory, options.directory);
  if (why !== undefined) return refuse(why);
  const isAsked = options.yes !== true && process.stdin.isTTY && process.stdout.isTTY;
  const given = chosenIn(options);
  const answers = isAsked ? await ask(given, { input: process.stdin, output: process.stdout }) : given;
  if (answers === undefined) {
    process.stderr.write("\nNothing was written.\n");
    return GAVE_UP;
  }
  const choices = { ...DEFAULTS, ...answers };
  const conflict = conflictIn(choices) ?? misfitIn(choices.cloud, { ...options });
  if (conflict !== undefined) return refuse(conflict);
  const application = applicationOf(choices, options, directory);
  const files = filesOf(application, hasReadme(directory));
  try {
    writeAll(directory, files);
  } catch (error) {
    const { path: place = directory } = error as NodeJS.ErrnoException;
    return refuse(`cannot write to ${place}: ${whyNoDirectory(error)}; nothing was written; help: check the path`);
  }
  process.stdout.write(written(application, options.directory, [...files.keys()]));
  return 0;
}

function chosenIn(options: InitArguments): Partial<Choices> {
  const given = QUESTION_NAMES.map((name) => [name, options[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function applicationOf(choices: Choices, options: InitArguments, directory: string): Application {
  const { accountId, subscriptionId, tenantId, googleProject, projectId } = { ...SIMULATED, ...options };
  const region = options.region ?? REGIONS[choices.cloud];
  // npm takes lower case and few other characters.
  const name = path
    .basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return {
    ...choices,
    ...{ accountId, subscriptionId, tenantId, googleProject },
    projectId,
    region,
    name: name || "aura",
    packageSpec: options.package ?? packageVersion,
  };
}

/** Why no application can be written into the directory. */
function whyUnusable(directory: string, name: string): string | undefined {
  try {
    const occupants = occupantsOf(directory);
    return occupants.length === 0
      ? undefined
      : `${name} is not empty: ${formatList(occupants.map(showInvisible), { max: MAX_LISTED })}; help: name an empty directory; .git, README and ` +
          "LICENSE may be in it";
  } catch (error) {
    return `cannot use ${name}: ${whyNoDirectory(error)}; help: name an empty directory`;
  }
}

function refuse(why: string): number {
  process.stderr.write(`${showInvisible(why)}\n`);
  return UNUSABLE;
}

function written({ backend, cloud }: Application, name: string, files: readonly string[]): string {
  const readme = files.find((file) => file === "README.md" || file === "NEXT-STEPS.md") ?? "";
  const steps = [
    ...(path.resolve(name) === process.cwd() ? [] : [`  cd ${name}`]),
    "  npm install",
    ...(backend === "local"
      ? [`  npx aura-cmk simulate ${cloud === "aws" ? "" : `--cloud ${cloud} `}-- npm run deploy -- --auto-approve`]
      : ["  npx aura-cmk doctor"]),
  ];
  return `Written to ${name}: ${files.join(", ")}\n\nNext:\n${steps.join("\n")}\n\n${readme} says how it goes on.\n`;
}
