import { spawn } from "node:child_process";
import { constants } from "node:os";
import { formatList } from "../util/format-list";
import { OTHER_CLOUDS } from "./clouds";
import { accessKeyIdOf, auraPrincipal, startSimulator, type Simulator, type SimulatorOptions } from "./index";
import { besideProxy, environmentIn, LEAKS } from "./surrounding-shell";
import { type Attached, attachProviders } from "./terraform/attach";

/** Options of `aura-cmk simulate`. */
interface SimulateOptions extends SimulatorOptions {
  /** A program and its arguments to run inside; the simulator stops when it ends. */
  readonly command?: readonly string[];
  /** Ends the simulator when there is no command: Ctrl-C. */
  readonly signal: AbortSignal;
  /** Writes text for the person at the terminal. */
  readonly print: (text: string) => void;
}

/** Delays that a person can follow, in milliseconds. */
const DELAYS = { ready: 3000, keyLoss: 2000, create: 5000, destroy: 3000, update: 2000, pause: 2000, resume: 2000 };

/** What may be wrong with a configuration that Terraform refuses. */
function limitOf(sizes: Attached["sizes"]): string {
  const [first = "", ...others] = Object.entries(sizes).map(
    ([name, { resources, dataSources }], index) =>
      `its hashicorp/${name} ${index === 0 ? `has ${resources} resource types and ${dataSources} data sources` : `${resources} and ${dataSources}`}`,
  );
  const all = [first, ...others].join(", ");
  return `Limit of the simulator: ${all} (docs/simulator.md); Terraform refuses all others as not supported.\n`;
}

/**
 * Runs the simulator for a person: prints its addresses and environment variables, until Ctrl-C or until the command ends.
 * @param options ports, delays, command
 * @returns exit code: the command's, else 0, or 1 when a port is taken
 */
export async function simulate(options: SimulateOptions): Promise<number> {
  const { command, signal, print, ...rest } = options;
  const delays = { ...DELAYS, ...rest.aura?.delays };
  const simulator = await startSimulator({ ...rest, aura: { ...rest.aura, delays } }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.syscall !== "listen") throw error;
      print(`Cannot start: ${error.message}. Choose another port, or 0 for a free one.\n`);
    },
  );
  if (!simulator) return 1;
  // Where a vault can be made at once; it is the one of the examples.
  simulator.clouds.azure?.state.addGroup({ name: "aura", location: "northeurope" });
  try {
    // Terraform asks for the schema and then uses the provider, unless something is wrong with the configuration.
    let isUnused = false;
    const terraform = await attachProviders(simulator.environment, ({ rpc }) => {
      if (rpc === "schema") isUnused = true;
      if (rpc === "configure") isUnused = false;
    });
    try {
      // The provider polls every 20 seconds by default; the simulated cloud is faster.
      const environment = { ...simulator.environment, ...terraform.env, AURA_POLL_INTERVAL: "2s" };
      print(introduction(simulator));
      if (command?.length) {
        const code = await run(command, environment, print);
        if (code !== 0 && isUnused) print(limitOf(terraform.sizes));
        return code;
      }
      print(exportLines(simulator, { ...environment, ...besideProxy(process.env) }, limitOf(terraform.sizes)));
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      print("Stopped. Open a new shell or unset TF_REATTACH_PROVIDERS before you run Terraform again.\n");
      return 0;
    } finally {
      terraform.stop();
    }
  } finally {
    await simulator.stop();
  }
}

function introduction({ endpoints, environment, aura, clouds }: Simulator): string {
  const others = OTHER_CLOUDS.flatMap((name) => {
    const cloud = clouds[name];
    return cloud ? [[cloud.label, endpoints[name] ?? ""] as const] : [];
  });
  const rows: readonly (readonly [string, string])[] = [
    ["Aura API", endpoints.aura],
    ["Aura Console", endpoints.console],
    ["AWS KMS", endpoints.kms],
    ["AWS region", environment.AWS_REGION ?? ""],
    ...others,
    ...aura.projects.map(({ name, id }) => [`project ${name}`, id] as const),
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  const table = rows.map(([what, where]) => `  ${what.padEnd(width)}  ${where}\n`).join("");
  const simulated = formatList(["AWS KMS", ...others.map(([label]) => label), "Neo4j Aura"], { and: true });
  return `${simulated}, simulated on this machine; all data is lost when it stops.\n\n${table}\n`;
}

/** Lines that a POSIX shell can read. */
function exportLines(
  { endpoints, aura, clouds }: Simulator,
  environment: Readonly<Record<string, string>>,
  limit: string,
): string {
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  );
  const providers = Object.keys(clouds).length === 0 ? "the AWS provider is" : "the providers of all clouds are";
  const principals = aura.projects.map((project) => auraPrincipal(project).arn);
  return `Environment for another shell (terraform included: ${providers} part of the simulator):

${lines.join("")}unset ${LEAKS.join(" ")}

AWS CLI from 1.29 and 2.13, and SDKs since 2023: these variables are enough; no service is called but the simulator.
AWS CLI before that: add --endpoint-url ${endpoints.kms} to every command.
${limit}To call KMS as somebody else, set AWS_ACCESS_KEY_ID:
${principals.map((arn) => `  ${accessKeyIdOf(arn)}  Aura (${arn})\n`).join("")}  ${accessKeyIdOf(STRANGER)}  the administrator of account ${STRANGER}

Ctrl-C stops it.
`;
}

/** An AWS account that has nothing to do with the others. */
const STRANGER = "123456789012";

/** Exit code of a shell for a program that it cannot start. */
const NOT_STARTED = 127;
const FORWARDED = ["SIGTERM", "SIGHUP"] as const;

function run(
  [program = "", ...args]: readonly string[],
  environment: Record<string, string>,
  print: (text: string) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit", env: environmentIn(process.env, environment) });
    // Ctrl-C reaches the command too; the simulator must keep running until it ends, or its last calls would fail.
    const ignore = () => undefined;
    // A signal to this process is forwarded to the command.
    const forward = (name: NodeJS.Signals) => child.kill(name);
    process.on("SIGINT", ignore);
    for (const name of FORWARDED) process.on(name, forward);
    const removeListeners = () => {
      process.off("SIGINT", ignore);
      for (const name of FORWARDED) process.off(name, forward);
    };
    child.once("error", (error) => {
      removeListeners();
      print(`Cannot run ${program}: ${error.message}\n`);
      resolve(NOT_STARTED);
    });
    child.once("exit", (code, signal) => {
      removeListeners();
      resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]);
    });
  });
}
