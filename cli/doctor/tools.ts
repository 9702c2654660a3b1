import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { FRAMEWORKS, type Framework } from "../../model/framework";
import { packageVersion, PROVIDER_SOURCE } from "../../provider/version";
import { memberOf, objectOf, textOf } from "../../util/json";
import { check, isBetween, type Check, type Machine } from "./check";

/** Which Node runs this. */
export function nodeCheck({ nodeVersion }: Machine): Check {
  const isTested =
    isBetween(nodeVersion, "20.19", "21") || isBetween(nodeVersion, "22.11", "23") || isBetween(nodeVersion, "24");
  if (!isTested) return check("Node", "error", nodeVersion, "use Node 22 or 24");
  if (isBetween(nodeVersion, "20.19", "21"))
    return check("Node", "warning", `${nodeVersion}: no longer maintained since April 2026`, "use Node 22 or 24");
  return check("Node", "ok", nodeVersion);
}

/** The versions of packages that are tested, as in `peerDependencies`: from, and below. */
export type Versions = Readonly<Record<string, readonly [from: string, below: string]>>;

/** The packages of each framework. */
export const PEERS: Readonly<Record<Framework, Versions>> = {
  cdktf: {
    cdktf: ["0.21.0", "0.22.0"],
    "@cdktf/provider-aws": ["21.22.0", "22"],
    constructs: ["10.4.2", "11"],
  },
  cdktn: {
    cdktn: ["0.24.0", "0.25"],
    "@cdktn/provider-aws": ["25.7.0", "26"],
    constructs: ["10.4.2", "11"],
  },
};

/**
 * The framework of the application, and its packages.
 * @param hasAws whether it has keys in AWS, whose bindings no other application needs
 */
export function packagesCheck({ directory }: Machine, hasAws: boolean): Check {
  const framework = frameworkOf(directory);
  const specs = (of: Framework): string[] => {
    const { peers, cloudPeers } = FRAMEWORKS[of];
    return [...Object.values(peers), ...(hasAws ? Object.values(cloudPeers.aws) : [])];
  };
  if (framework === undefined)
    return check(
      "packages",
      "warning",
      "neither cdktf nor cdktn is installed here; plain HCL needs neither",
      `npm install ${specs("cdktf").join(" ")}, or run \`npm install\` in the directory of the application`,
    );
  const peers = Object.entries(PEERS[framework])
    .filter(([name]) => specs(framework).some((spec) => spec.startsWith(`${name}@`)))
    .map(([name, range]) => ({ name, range, version: versionOf(name, directory) }));
  const wrong = peers.filter(({ version, range }) => version === undefined || !isBetween(version, ...range));
  const found = peers.map(({ name, version }) => `${name} ${version ?? "is missing"}`).join(", ");
  if (wrong.length === 0) return check("packages", "ok", found);
  const names = specs(framework).filter((spec) => wrong.some(({ name }) => spec.startsWith(`${name}@`)));
  const isMissing = wrong.some(({ version }) => version === undefined);
  return check("packages", isMissing ? "error" : "warning", `${found}; not tested`, `npm install ${names.join(" ")}`);
}

/** The framework that Node finds from a directory. */
export function frameworkOf(directory: string): Framework | undefined {
  return (["cdktf", "cdktn"] as const).find((name) => versionOf(name, directory) !== undefined);
}

/** The version of a package that Node finds from a directory. */
export function versionOf(name: string, directory: string): string | undefined {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const file = path.join(folder, "node_modules", name, "package.json");
    if (existsSync(file)) return textOf(memberOf(objectOf(JSON.parse(readFileSync(file, "utf8"))), "version"));
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Terraform or OpenTofu, as cdktf chooses it. */
export async function terraformCheck(machine: Machine): Promise<Check> {
  const named = machine.env["TERRAFORM_BINARY_NAME"];
  const program = [named ?? "terraform", ...(named === undefined ? ["tofu"] : [])]
    .map((command) => ({ command, file: onPath(command, machine.env) }))
    .find(({ file }) => file !== undefined);
  const name = "Terraform";
  if (program?.file === undefined) {
    const where =
      named === undefined
        ? "neither terraform nor tofu is on the PATH"
        : `${named} (TERRAFORM_BINARY_NAME) is not on the PATH`;
    return check(name, "error", where, "install Terraform 1.11 or later, or OpenTofu");
  }
  const version = await versionSaidBy(program.file, machine);
  if (version === undefined)
    return check(name, "error", `${program.file} does not say its version`, `run \`${program.command} version\``);
  const found = `${program.command} ${version} (${program.file})`;
  return isBetween(version, "1.11") || path.basename(program.file).startsWith("tofu")
    ? check(name, "ok", found)
    : check(name, "error", found, "install Terraform 1.11 or later");
}

function onPath(command: string, env: NodeJS.ProcessEnv): string | undefined {
  const places = command.includes(path.sep) ? [""] : (env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  const names = process.platform === "win32" ? [command, `${command}.exe`] : [command];
  return places.flatMap((place) => names.map((one) => path.join(place, one))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function versionSaidBy(file: string, { env, limit }: Machine): Promise<string | undefined> {
  return new Promise((resolve) =>
    execFile(
      file,
      ["version", "-json"],
      { env: { ...env, CHECKPOINT_DISABLE: "1" }, timeout: limit, killSignal: "SIGKILL" },
      (problem, stdout) => {
        try {
          resolve(problem ? undefined : textOf(memberOf(objectOf(JSON.parse(stdout)), "terraform_version")));
        } catch {
          resolve(undefined);
        }
      },
    ),
  );
}

/** The Terraform provider `aura`: in the stacks that were written, and for plain HCL. */
export function providerCheck({ directory, home }: Machine): Check {
  const stacks = path.join(directory, "cdktf.out", "stacks");
  const places = [
    ...foldersIn(stacks).map((stack) => path.join(stacks, stack, "terraform.d", "plugins")),
    path.join(directory, "terraform.d", "plugins"),
    path.join(home, ".terraform.d", "plugins"),
  ];
  const versions = new Set(places.flatMap((place) => foldersIn(path.join(place, PROVIDER_SOURCE))));
  const name = "provider aura";
  if (versions.size === 0)
    return check(
      name,
      "ok",
      `not here yet: synth writes version ${packageVersion} into each stack; for plain HCL run \`aura-cmk provider install\``,
    );
  const others = [...versions].filter((version) => version !== packageVersion);
  const found = [...versions].join(", ");
  return others.length === 0
    ? check(name, "ok", found)
    : check(
        name,
        "warning",
        `${found}; this is version ${packageVersion}`,
        "run `aura-cmk synth`, or `aura-cmk provider install`",
      );
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}
