import { spawn, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { executableName, platformOf } from "../provider/binaries/release-files";
import { packageVersion, PROVIDER_SOURCE } from "../provider/version";
import { renderTable } from "../util/table";

/*
 * `npm test`: type check, lint, format and build side by side, then the unit tests, then the tests that start processes.
 * `npm run test:drills`: what takes minutes; `npm run test:binary`: its part on the binary of the provider. All end with the time of each stage. Exit code 1 when a stage failed.
 */

const ROOT = path.resolve(__dirname, "..");
const CACHE = "node_modules/.cache";

interface Stage {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: NodeJS.ProcessEnv;
}

/** Stages run one after the other; those in one list run side by side, and print when they are over. */
type Plan = readonly (readonly Stage[])[];

const jest = (...args: string[]): Stage["command"] => ["jest", "--ci", ...args];

const GATE: Plan = [
  [
    { name: "typecheck", command: ["tsc", "--incremental", "--tsBuildInfoFile", `${CACHE}/typecheck.tsbuildinfo`] },
    {
      name: "lint",
      command: ["eslint", ".", "--max-warnings", "0", "--cache", "--cache-location", `${CACHE}/eslint/`],
    },
    { name: "build", command: ["ts-node", "test/support/build.ts"] },
    { name: "format", command: ["prettier", "--check", ".", "--cache", "--log-level", "warn"] },
  ],
  [{ name: "unit", command: jest("--selectProjects", "unit") }],
  [{ name: "unit on CDK Terrain", command: jest("--config", "jest.cdktn.js") }],
  [{ name: "process", command: jest("--selectProjects", "process") }],
];

/** A new seed for each run; a failure prints it. */
const SEED = process.env["FUZZ_SEED"] ?? String(Date.now() % 2 ** 31);

/** The provider as one program: made, installed as a user does it, and put through the tests that Terraform runs with. */
const platform = platformOf(process);
const PLUGINS = "binaries/plugins";
const BINARY: Plan = [
  [{ name: "make the binary", command: ["ts-node", "provider/binaries/write.ts", platform] }],
  [
    {
      name: "install the binary",
      command: ["ts-node", "cli/main.ts", "provider", "install", "--binary", "binaries", PLUGINS],
    },
  ],
  [
    {
      name: "process tests with the binary",
      command: jest("--selectProjects", "process", "--", "test/provider"),
      env: {
        AURA_TEST_BINARY: path.join(
          ...[ROOT, PLUGINS, PROVIDER_SOURCE, packageVersion, platform, executableName(packageVersion, platform)],
        ),
      },
    },
  ],
];

const DRILLS: Plan = [
  [
    {
      name: `drills (FUZZ_SEED=${SEED})`,
      command: jest("--config", "jest.drills.js"),
      env: { FUZZ_SEED: SEED },
    },
  ],
  [
    {
      name: `unit in full (FUZZ_SEED=${SEED})`,
      command: jest("--selectProjects", "unit"),
      env: { FUZZ_SEED: SEED },
    },
  ],
  [
    {
      name: "fuzz",
      command: jest("--selectProjects", "unit", "--", "test/policy/evaluate/evaluate-differential"),
      env: { FUZZ_SEED: SEED, FUZZ_PAIRS: process.env["FUZZ_PAIRS"] ?? "100000" },
    },
  ],
  [{ name: "mutants", command: ["ts-node", "test/mutants/run.ts"] }],
  ...BINARY,
];

const PLANS: Readonly<Record<string, Plan>> = { gate: GATE, drills: DRILLS, binary: BINARY };

const running = new Set<ChildProcess>();
let interrupted: NodeJS.Signals | undefined;

/** Runs one stage; resolves to whether it went well and to the seconds that it took. */
function run(
  { command: [program, ...args], env, name }: Stage,
  alone: boolean,
): Promise<[ok: boolean, seconds: number]> {
  const started = performance.now();
  const child = spawn(path.join(ROOT, "node_modules/.bin", program), args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: alone ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  child.stdout?.on("data", (text) => (output += String(text)));
  child.stderr?.on("data", (text) => (output += String(text)));
  return new Promise((done) => {
    const end = (ok: boolean) => {
      running.delete(child);
      if (!ok && output.trim()) process.stderr.write(`\n--- ${name} ---\n${output.trimEnd()}\n`);
      done([ok, (performance.now() - started) / 1000]);
    };
    child.once("error", (error) => {
      output += error.message;
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}

async function main(plan: Plan): Promise<void> {
  const started = performance.now();
  const rows: string[][] = [];
  let ok = true;
  for (const stages of plan) {
    if (!ok) {
      rows.push(...stages.map(({ name }) => [name, "not run", ""]));
      continue;
    }
    process.stderr.write(`\n=== ${stages.map(({ name }) => name).join(", ")} ===\n`);
    const outcomes = await Promise.all(stages.map((stage) => run(stage, stages.length === 1)));
    stages.forEach(({ name }, index) => {
      const [passed, seconds] = outcomes[index] ?? [false, 0];
      rows.push([name, passed ? "ok" : "FAILED", `${seconds.toFixed(1)} s`]);
    });
    ok = outcomes.every(([passed]) => passed);
    if (interrupted) break;
  }
  if (interrupted) process.exit(interrupted === "SIGINT" ? 130 : 143);
  rows.push(["all", ok ? "ok" : "FAILED", `${((performance.now() - started) / 1000).toFixed(1)} s`]);
  console.log(`\n${renderTable(["stage", "result", "time"], rows)}\n(${availableParallelism()} cores)`);
  process.exitCode = ok ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    interrupted = signal;
    for (const child of running) child.kill(signal);
  });

const plan = PLANS[process.argv[2] ?? "gate"];
if (plan) void main(plan);
else {
  console.error(`usage: ts-node test/gate.ts [${Object.keys(PLANS).join("|")}]`);
  process.exitCode = 2;
}
