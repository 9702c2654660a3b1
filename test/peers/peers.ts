import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessKeyIdOf, auraPrincipal, DEFAULT_PROJECT, type Simulator, type SimulatorOptions } from "../../simulator";
import { attachProviders } from "../../simulator/terraform/attach";
import { auraCliPeer } from "./aura-cli";
import { run } from "./program";
import { NEO4JAURA, type OtherProvider, PGRNEO4JAURA, providerPeer } from "./terraform-providers";
import type { PeerResult } from "./result";
import type { Tools } from "./tools";

/** One call, as kms.py reports it. */
interface Called {
  readonly call: string;
  readonly expected: string;
  readonly outcome: string;
  readonly flaws: readonly string[];
  /** Whether this version of the client has the call; if not, it was not made. */
  readonly known: boolean;
}

const INSTALL = "`npm run peers -- --install` takes it from PyPI";
const CLI_2 = "the package awscli of Debian and Ubuntu has it; or a Python with its source, named by AWS_CLI_2_PYTHON";
const SCRIPT = path.join(__dirname, "kms.py");

/** The simulator that they call. The provider neo4jaura changes an instance twice without waiting, hence no delay for that. */
export const PEERS_SIMULATOR: SimulatorOptions = { aura: { requestsPerMinute: 100_000, delays: { update: 0 } } };

/**
 * Runs every client that is there, one after the other.
 * @param print takes how far it is
 */
export async function runPeers(
  simulator: Simulator,
  tools: Tools,
  print: (text: string) => void = () => undefined,
): Promise<readonly PeerResult[]> {
  const { python } = tools;
  const callsOf = (interpreter: string, kind: string, name: string) =>
    pythonCalls(interpreter, kind, simulator, (text) => {
      // moto writes much else.
      for (const [line] of text.matchAll(/^\w+: \d+ calls so far$/gm)) print(`${name}: ${line}\n`);
    });
  const moto = python !== undefined && tools.moto ? await callsOf(python, "moto", "moto") : undefined;
  const pythonPeer = async (
    name: string,
    kind: "boto3" | "cli",
    interpreter: string | undefined,
    missing = INSTALL,
  ): Promise<PeerResult> => {
    if (interpreter === undefined) return { name, missing };
    const calls = await callsOf(interpreter, kind, name);
    const made = calls.filter(({ known }) => known);
    const unknown = calls.length - made.length;
    return { name, tried: made.length, unknown, wrong: made.flatMap(wrongOf), ...compared(calls, moto) };
  };
  const otherProvider = async (provider: OtherProvider, variable: string, binary: string | undefined) => {
    const terraform = tools.terraform ?? tools.tofu;
    if (terraform !== undefined && binary !== undefined) {
      return providerPeer(simulator, terraform, provider, binary);
    }
    const repository = provider.source.replace("/", "/terraform-provider-");
    const missing = `\`go build\` in github.com/${repository}; the binary on the PATH, or named by ${variable}; and Terraform`;
    return { name: provider.source, missing };
  };
  return [
    await pythonPeer("boto3", "boto3", python),
    await pythonPeer("AWS CLI 1", "cli", tools.cli ? python : undefined),
    await pythonPeer("AWS CLI 2", "cli", tools.python2, CLI_2),
    ...(moto ? [] : [{ name: "moto", missing: INSTALL }]),
    tools.auraCli === undefined
      ? { name: "aura-cli", missing: "github.com/neo4j/aura-cli has releases; on the PATH, or named by AURA_CLI" }
      : await auraCliPeer(simulator, tools.auraCli),
    await tofuPeer(simulator, tools.tofu),
    await otherProvider(NEO4JAURA, "NEO4JAURA", tools.neo4jaura),
    await otherProvider(PGRNEO4JAURA, "PGRNEO4JAURA", tools.pgrneo4jaura),
  ];
}

async function pythonCalls(
  python: string,
  kind: string,
  simulator: Simulator,
  onProgress: (text: string) => void,
): Promise<readonly Called[]> {
  const keys = [accessKeyIdOf(auraPrincipal(DEFAULT_PROJECT).arn), accessKeyIdOf("123456789012")];
  const args = [SCRIPT, kind, simulator.endpoints.kms, ...keys];
  const { code, stdout, stderr } = await run(python, args, {}, onProgress);
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
  return { unlikeMoto: calls.filter(({ known, outcome }, index) => known && moto[index]?.outcome !== outcome).length };
}

async function tofuPeer(simulator: Simulator, tofu: string | undefined): Promise<PeerResult> {
  const name = "OpenTofu";
  if (tofu === undefined) return { name, missing: "opentofu.org/docs/intro/install; on the PATH, or named by TOFU" };
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-peers-"));
  const aws = await attachProviders(simulator.environment);
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
