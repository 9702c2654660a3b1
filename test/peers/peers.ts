import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessKeyIdOf, auraPrincipal, DEFAULT_PROJECT, type Simulator } from "../../simulator";
import { attachAws } from "../../simulator/terraform/attach";
import type { Tools } from "./tools";

/** How the calls of one client went. */
export interface PeerResult {
  readonly name: string;
  /** What is missing, and how to get it; nothing was called then. */
  readonly missing?: string;
  readonly tried?: number;
  /** The calls that were not answered as they have to be, in words. */
  readonly wrong?: readonly string[];
  /** How many calls moto answers in another way. */
  readonly unlikeMoto?: number;
}

/** One call, as kms.py reports it. */
interface Called {
  readonly call: string;
  readonly expected: string;
  readonly outcome: string;
  readonly flaws: readonly string[];
}

const INSTALL = "`npm run peers -- --install` takes it from PyPI";
const SCRIPT = path.join(__dirname, "kms.py");

/** Runs every client that is there. */
export async function runPeers(simulator: Simulator, tools: Tools): Promise<readonly PeerResult[]> {
  const { python } = tools;
  const moto = python !== undefined && tools.moto ? await callsOf(python, "moto", simulator) : undefined;
  const pythonPeer = async (name: string, kind: "boto3" | "cli", isThere: boolean): Promise<PeerResult> => {
    if (python === undefined || !isThere) return { name, missing: INSTALL };
    const calls = await callsOf(python, kind, simulator);
    return { name, tried: calls.length, wrong: calls.flatMap(wrongOf), ...compared(calls, moto) };
  };
  return [
    await pythonPeer("boto3", "boto3", true),
    await pythonPeer("AWS CLI", "cli", tools.cli),
    ...(moto ? [] : [{ name: "moto", missing: INSTALL }]),
    await auraCliPeer(simulator, tools.auraCli),
    await tofuPeer(simulator, tools.tofu),
    {
      name: "neo4j-labs/neo4jaura",
      missing: "only the public registry of Terraform has it, which these runs do not use",
    },
    { name: "Progressive-Insurance/pgrneo4jaura", missing: "the address of Aura is fixed in it" },
  ];
}

/** The results as a table, and what went wrong. */
export function formatPeers(results: readonly PeerResult[]): string {
  const lines = results.map(({ name, missing, tried = 0, wrong = [], unlikeMoto }) => {
    if (missing !== undefined) return `${name}: not run; ${missing}`;
    const moto = unlikeMoto === undefined ? "" : `, ${unlikeMoto} answered differently by moto`;
    return `${name}: ${tried} calls tried, ${tried - wrong.length} right${moto}`;
  });
  return [...lines, ...results.flatMap(({ name, wrong = [] }) => wrong.map((text) => `  ${name}: ${text}`)), ""].join(
    "\n",
  );
}

async function callsOf(python: string, kind: string, simulator: Simulator): Promise<readonly Called[]> {
  const keys = [accessKeyIdOf(auraPrincipal(DEFAULT_PROJECT).arn), accessKeyIdOf("123456789012")];
  const { code, stdout, stderr } = await run(python, [SCRIPT, kind, simulator.endpoints.kms, ...keys]);
  if (code !== 0) throw new Error(`kms.py ${kind} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as Called[];
}

function wrongOf({ call, expected, outcome, flaws }: Called): readonly string[] {
  if (outcome !== expected) return [`${call}: ${outcome}, expected: ${expected} ${flaws.join("; ")}`];
  return flaws.length > 0 ? [flaws.join("; ")] : [];
}

/** The scripts make the same calls in the same order, so that their outcomes can be laid side by side. */
function compared(calls: readonly Called[], moto: readonly Called[] | undefined): Pick<PeerResult, "unlikeMoto"> {
  if (!moto) return {};
  return { unlikeMoto: calls.filter(({ outcome }, index) => moto[index]?.outcome !== outcome).length };
}

async function auraCliPeer({ environment, endpoints }: Simulator, cli: string | undefined): Promise<PeerResult> {
  const name = "aura-cli";
  if (cli === undefined) return { name, missing: "github.com/neo4j/aura-cli has releases; put `aura-cli` on the PATH" };
  const home = mkdtempSync(path.join(tmpdir(), "aura-cmk-peers-"));
  try {
    const aura = async (...args: string[]) => {
      const { code, stderr, stdout } = await run(cli, ["aura", ...args], { HOME: home });
      return code === 0 ? [] : [`${args.join(" ")}: ${stderr || stdout}`];
    };
    const credential = ["--name", "sim", "--client-id", environment["AURA_CLIENT_ID"] ?? ""];
    const secret = ["--client-secret", environment["AURA_CLIENT_SECRET"] ?? ""];
    const wrong = [
      await aura("config", "set", "base-url", endpoints.aura),
      await aura("config", "set", "auth-url", `${endpoints.aura}/oauth/token`),
      await aura("credential", "add", ...credential, ...secret),
      await aura("tenant", "list"),
      await aura("tenant", "get", DEFAULT_PROJECT.id),
      await aura("instance", "list"),
      await aura("customer-managed-key", "list"),
    ];
    return { name, tried: wrong.length, wrong: wrong.flat() };
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function tofuPeer(simulator: Simulator, tofu: string | undefined): Promise<PeerResult> {
  const name = "OpenTofu";
  if (tofu === undefined) return { name, missing: "opentofu.org/docs/intro/install; on the PATH, or named by TOFU" };
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-peers-"));
  const aws = await attachAws(simulator.environment);
  try {
    const resource = { aws_kms_key: { peers: { deletion_window_in_days: 7 } } };
    const required_providers = { aws: { source: "hashicorp/aws" } };
    writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers }, resource }));
    const wrong: string[] = [];
    const commands = [
      ["init"],
      ["apply", "-auto-approve"],
      ["plan", "-detailed-exitcode"],
      ["destroy", "-auto-approve"],
    ];
    for (const command of commands) {
      const env = { ...aws.env, TF_CLI_CONFIG_FILE: "/dev/null" };
      const { code, stderr } = await run(tofu, [`-chdir=${folder}`, ...command, "-no-color"], env);
      if (code !== 0) wrong.push(`${command[0]}: exit code ${code}: ${stderr}`);
    }
    return { name, tried: commands.length, wrong };
  } finally {
    aws.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Asynchronous: the simulator answers in this process. */
function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const texts = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (texts.stderr += String(chunk)));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...texts }));
  });
}
