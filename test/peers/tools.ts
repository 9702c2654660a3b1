import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where `npm run peers -- --install` puts what it takes from PyPI. */
const VENV = path.join(process.env["AURA_CMK_PEERS"] ?? path.join(tmpdir(), "aura-cmk-peers"), "venv");
const PACKAGES = ["awscli", "boto3", "moto[kms,server]"];

/** The clients on this machine: the path of each, or undefined. */
export interface Tools {
  /** A Python that has boto3, and maybe the AWS CLI and moto. */
  readonly python?: string;
  /** Whether that Python has the AWS CLI. */
  readonly cli: boolean;
  /** Whether that Python has moto, another simulator of AWS. */
  readonly moto: boolean;
  /** A Python that has the AWS CLI 2. */
  readonly python2?: string;
  readonly awsCli?: string;
  readonly auraCli?: string;
  readonly tofu?: string;
  readonly terraform?: string;
  /** Other Terraform providers for Aura. */
  readonly neo4jaura?: string;
  readonly pgrneo4jaura?: string;
}

/** Looks for the clients: in the virtual environment of {@link install}, then on the PATH. */
export function findTools(): Tools {
  const python = [path.join(VENV, "bin", "python"), "python3"].find((name) => has(name, "boto3"));
  const named = {
    auraCli: process.env["AURA_CLI"] ?? onPath("aura-cli"),
    tofu: process.env["TOFU"] ?? onPath("tofu"),
    terraform: process.env["TERRAFORM"] ?? onPath("terraform"),
    neo4jaura: process.env["NEO4JAURA"] ?? onPath("terraform-provider-neo4jaura"),
    pgrneo4jaura: process.env["PGRNEO4JAURA"] ?? onPath("terraform-provider-pgrneo4jaura"),
  };
  const python2 = [process.env["AWS_CLI_2_PYTHON"], "/usr/bin/python3"].find((name) => name && hasCli2(name));
  const awsCli = [path.join(VENV, "bin", "aws")].find(existsSync) ?? onPath("aws");
  return {
    ...(python !== undefined && { python }),
    cli: python !== undefined && has(python, "awscli.clidriver"),
    moto: python !== undefined && has(python, "moto.server"),
    ...(python2 && { python2 }),
    ...(awsCli !== undefined && { awsCli }),
    ...Object.fromEntries(Object.entries(named).filter(([, found]) => found !== undefined)),
  };
}

/** Makes the virtual environment with AWS CLI, boto3 and moto. */
export function install(): void {
  if (!existsSync(VENV)) execFileSync("python3", ["-m", "venv", VENV], { stdio: "inherit" });
  execFileSync(path.join(VENV, "bin", "python"), ["-m", "pip", "install", "--quiet", ...PACKAGES], {
    stdio: "inherit",
  });
}

function has(python: string, module: string): boolean {
  return spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
}

function hasCli2(python: string): boolean {
  const { stdout } = spawnSync(python, ["-c", "import awscli; print(awscli.__version__)"], { encoding: "utf8" });
  return /^2\./.test(stdout ?? "");
}

function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find(existsSync);
}
