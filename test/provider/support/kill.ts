import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installLauncher } from "../../../provider/install";
import { PROVIDER } from "../../support/dist";
import { workspace, type TerraformResult, type Workspace } from "../../support/terraform";
import { changesAura, INSTANT, SCENARIOS } from "./crash";
import { addKey, HEADER, QUICK, quickSimulator, stateOf, words } from "./stage";

/** When: before Aura has carried out a call; after that, and its answer never comes, comes late, or has come. */
export const MOMENTS = ["before", "unanswered", "late", "answered"] as const;
/** Who is killed. In a container the end of Terraform is the end of all. */
export const VICTIMS = ["provider", "terraform", "both"] as const;
export const BACKENDS = ["local", "http"] as const;
export const PLACES = ["machine", "container"] as const;

/** One way to be killed. */
export interface Blow {
  readonly scenario: keyof typeof SCENARIOS;
  /** Which call of the apply, from 0. @default the first one that is called so */
  readonly index?: number;
  /** What it is called; `*` stands for anything. */
  readonly call: string;
  readonly moment: (typeof MOMENTS)[number];
  readonly victim: (typeof VICTIMS)[number];
  readonly backend: (typeof BACKENDS)[number];
  readonly place: (typeof PLACES)[number];
}

/** How the next apply puts it right. */
export interface Aftermath {
  /** What is not as it should be. */
  readonly problems: readonly string[];
  /** Whether the password was lost, which it may be only where nobody could help. */
  readonly isPasswordLost: boolean;
}

/** Longer than the provider takes to see that its Terraform has ended, in milliseconds. */
const LATE = 1_500;
/** Longest time that a provider may outlive its Terraform when nothing is under way, in milliseconds. */
const MAX_OUTLIVING = 10_000;
const CREATES_INSTANCE = "POST /v1/instances";
const CONTAINER = ["--pid", "--fork", "--mount-proc", "--kill-child"];

/** Why processes cannot be put into a namespace of their own here; undefined when they can. */
export const noContainers = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile("unshare", [...CONTAINER, "true"], (problem) => resolve(problem?.message));
  });

/** Every blow to one scenario, as its undisturbed apply makes these calls. */
export function blows(
  scenario: keyof typeof SCENARIOS,
  calls: readonly string[],
  backend: Blow["backend"],
  place: Blow["place"],
): Blow[] {
  // Nobody can kill Terraform alone in a container, where it is the first process.
  const victims = VICTIMS.filter((victim) => place === "machine" || victim !== "terraform");
  return calls.flatMap((call, index) =>
    // To be killed after a call that changes nothing is to be killed before the next one.
    (changesAura(call) ? MOMENTS : MOMENTS.slice(0, 1)).flatMap((moment) =>
      victims.map((victim) => ({ scenario, index, call, moment, victim, backend, place })),
    ),
  );
}

/** The only case in which nobody can keep the password: what Aura said reached no living provider. */
const isBeyondHelp = ({ call, moment, victim }: Blow) =>
  call === CREATES_INSTANCE && (moment === "unanswered" || (moment === "late" && victim !== "terraform"));

/** A directory in which Terraform was initialized; copies of it need not be. */
export interface Prepared {
  /** Makes a directory of its own for one test. */
  copy(env: NodeJS.ProcessEnv): Workspace;
  remove(): void;
}

/** Installs the provider and initializes Terraform once. */
export async function prepare(backend: Blow["backend"]): Promise<Prepared> {
  const states = await stateServer();
  const base = workspace(HEADER + backendOf(backend), { AURA_PROVIDER_PATH: PROVIDER, ...stateEnv(states.url) });
  installLauncher(join(base.dir, "terraform.d/plugins"), { platforms: ["linux_amd64", "linux_arm64"] });
  await base.must("init");
  states.stop();
  return {
    copy(env) {
      const own = workspace(HEADER, { AURA_PROVIDER_PATH: PROVIDER, ...env });
      cpSync(join(base.dir, ".terraform"), join(own.dir, ".terraform"), { recursive: true, verbatimSymlinks: true });
      cpSync(join(base.dir, ".terraform.lock.hcl"), join(own.dir, ".terraform.lock.hcl"));
      return own;
    },
    remove: () => base.remove(),
  };
}

const backendOf = (backend: Blow["backend"]) => (backend === "http" ? 'terraform {\n  backend "http" {}\n}\n' : "");

const stateEnv = (url: string) => ({
  TF_HTTP_ADDRESS: url,
  TF_HTTP_LOCK_ADDRESS: url,
  TF_HTTP_UNLOCK_ADDRESS: url,
});

/** A server that keeps one state. */
async function stateServer() {
  let state: string | undefined;
  let lock: string | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      if (request.method === "GET") response.writeHead(state === undefined ? 404 : 200).end(state);
      else if (request.method === "POST") response.end((state = body) && "");
      else if (request.method === "LOCK")
        response.writeHead(lock === undefined ? 200 : 423).end(lock ?? ((lock = body) && ""));
      else response.end((lock = undefined));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/state`,
    state: () => state,
    /** As an administrator does it after Terraform was killed. */
    unlock: () => void (lock = undefined),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Everything that one test needs. */
async function stageOf(prepared: Prepared, { scenario, backend }: Pick<Blow, "scenario" | "backend">) {
  const simulator = await quickSimulator({ aura: { delays: INSTANT } });
  const states = await stateServer();
  const work = prepared.copy({ ...simulator.environment, ...QUICK, ...(backend === "http" && stateEnv(states.url)) });
  const header = HEADER + backendOf(backend);
  const key = addKey(simulator);
  const { before, interrupted } = SCENARIOS[scenario] ?? { interrupted: () => "" };
  if (before) {
    work.write(header + before(key));
    await work.must("apply", "-auto-approve");
  }
  work.write(header + interrupted(key));
  await work.must("plan", "-out=p.bin");
  simulator.calls.clear();
  return {
    simulator,
    states,
    work,
    async stop() {
      states.stop();
      await simulator.stop();
      work.remove();
    },
  };
}

/** The calls that an apply makes when nothing happens to it. */
export async function undisturbedCalls(prepared: Prepared, scenario: Blow["scenario"]): Promise<readonly string[]> {
  const on = await stageOf(prepared, { scenario, backend: "local" });
  try {
    await on.work.must("apply", "p.bin");
    return on.simulator.calls.names();
  } finally {
    await on.stop();
  }
}

/** Strikes during an apply, applies again at once, and looks at what is there then. */
export async function strike(prepared: Prepared, blow: Blow): Promise<Aftermath> {
  const on = await stageOf(prepared, blow);
  const { simulator, states, work } = on;
  try {
    const providers = await applyAndStrike(on, blow);
    states.unlock();
    restoreState(work);
    const again = await terraform(work, blow.place, "apply", "-auto-approve", "-no-color");
    const plan = await work.run("plan", "-detailed-exitcode", "-no-color");
    return judge(blow, {
      again,
      plan,
      simulator,
      state: () => stateFrom(on, blow),
      left: await outliving(providers),
      work,
    });
  } finally {
    await on.stop();
  }
}

async function applyAndStrike(
  { simulator, work }: Awaited<ReturnType<typeof stageOf>>,
  { index, call, moment, victim, place }: Blow,
): Promise<readonly number[]> {
  const providers: number[] = [];
  let struck: Promise<void> | undefined;
  const kill = () => {
    const running = descendants(started.pid ?? 0);
    providers.push(
      ...running.filter(({ command }) => command.includes("terraform-provider-aura")).map(({ pid }) => pid),
    );
    // Terraform first: it writes its state as soon as its provider is gone.
    const hit = [
      ...(victim === "provider"
        ? []
        : running.filter(({ command }) => /^\S*terraform /.test(command)).map(({ pid }) => pid)),
      ...(victim === "terraform" ? [] : providers),
    ];
    for (const pid of hit) send(pid);
  };
  const whenAnswered = async () => {
    const isKept = () => call !== CREATES_INSTANCE || entriesOf(work).some((text) => text.includes("sealed"));
    for (let look = 0; look < 200 && !isKept(); look++) await sleep(10);
    await sleep(20);
    kill();
  };
  simulator.faults.add({
    on: index === undefined ? call : "*",
    skip: index ?? 0,
    ...(moment === "before" && { status: 503 }),
    ...(moment === "unanswered" && { drop: "after" }),
    async hook(at) {
      if (at !== (moment === "before" ? "before" : "after")) return;
      if (moment === "answered") struck = whenAnswered();
      else kill();
      if (moment === "late") await sleep(LATE);
    },
  });
  const { started, ended } = start(work, place, "apply", "-no-color", "p.bin");
  await ended;
  await struck;
  simulator.faults.clear();
  return providers;
}

/** Starts Terraform, in a namespace of processes of its own if it is to be in a container. */
function start(work: Workspace, place: Blow["place"], ...args: string[]) {
  const [file, all] = place === "container" ? ["unshare", [...CONTAINER, "terraform", ...args]] : ["terraform", args];
  let resolve: (result: Pick<TerraformResult, "code" | "stdout" | "stderr">) => void = () => undefined;
  const ended = new Promise<Pick<TerraformResult, "code" | "stdout" | "stderr">>((done) => (resolve = done));
  const started = execFile(file, all, { cwd: work.dir, env: work.env }, (problem, stdout, stderr) =>
    resolve({ code: problem ? (typeof problem.code === "number" ? problem.code : -1) : 0, stdout, stderr }),
  );
  return { started, ended };
}

const terraform = (work: Workspace, place: Blow["place"], ...args: string[]) => start(work, place, ...args).ended;

interface After {
  readonly again: Pick<TerraformResult, "code" | "stdout" | "stderr">;
  readonly plan: TerraformResult;
  readonly simulator: Awaited<ReturnType<typeof quickSimulator>>;
  readonly state: () => Record<string, unknown>;
  readonly left: number;
  readonly work: Workspace;
}

function judge(blow: Blow, { again, plan, simulator, state, left, work }: After): Aftermath {
  const says = words({ ...plan, ...again });
  const { records, instances } = simulator.aura;
  const expected = blow.scenario === "destroy" ? 0 : 1;
  const counts = [records.list().length, instances.list().length];
  const problems = [
    ...(again.code === 0 ? [] : [`the next apply failed: ${says}`]),
    ...(plan.code === 0 ? [] : [`the next plan is not empty: ${words(plan)}`]),
    ...(counts.every((count) => count === expected) ? [] : [`${counts.join(" keys and ")} instances: ${says}`]),
    ...(entriesOf(work).length === 0 ? [] : ["the journal has an entry"]),
    ...(left === 0 ? [] : ["a provider is left"]),
  ];
  if (expected === 0 || problems.length > 0) return { problems, isPasswordLost: false };
  const [db] = instances.list();
  const { id, password } = state();
  const isPasswordLost = password !== db?.password;
  const isSaid = says.includes(`The password of instance ${String(db?.id)} is lost`);
  return {
    problems: [
      ...(id === db?.id ? [] : ["another instance is in the state"]),
      ...(!isPasswordLost || (isBeyondHelp(blow) && password === null) ? [] : ["the password is lost"]),
      ...(isPasswordLost === isSaid
        ? []
        : [isSaid ? "a password is called lost" : "nobody said that the password is lost"]),
    ],
    isPasswordLost,
  };
}

/** Terraform empties the file of a local state before it writes it; killed in between, it leaves nothing but its backup. */
function restoreState({ dir }: Workspace): void {
  const [state, backup] = ["terraform.tfstate", "terraform.tfstate.backup"].map((name) => join(dir, name));
  if (!state || !backup || !existsSync(state) || readFileSync(state, "utf8") !== "" || !existsSync(backup)) return;
  cpSync(backup, state);
  process.stderr.write("Terraform was killed while it wrote its state: the backup was restored\n");
}

function stateFrom({ work, states }: Awaited<ReturnType<typeof stageOf>>, { backend }: Blow): Record<string, unknown> {
  if (backend === "http") writeFileSync(join(work.dir, "terraform.tfstate"), states.state() ?? "{}");
  return stateOf(work, "aura_instance.db");
}

function entriesOf({ dir }: Workspace): string[] {
  const folder = join(dir, ".terraform", "aura-creating");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readFileSync(join(folder, name), "utf8")];
    } catch {
      return [];
    }
  });
}

async function outliving(pids: readonly number[]): Promise<number> {
  const left = () => pids.filter((pid) => commandOf(pid) !== "").length;
  for (let waited = 0; waited < MAX_OUTLIVING && left() > 0; waited += 50) await sleep(50);
  return left();
}

function send(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Empty for a process that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function descendants(root: number): { pid: number; command: string }[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const below = (pid: number): number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((one) => [one.pid, ...below(one.pid)]);
  return [root, ...below(root)].map((pid) => ({ pid, command: commandOf(pid) }));
}

function parentOf(pid: string): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[1],
    );
  } catch {
    return 0;
  }
}

/** Strikes several blows at a time; returns what went wrong, and how many passwords were lost where nobody could help. */
export async function strikeAll(prepared: Prepared, all: readonly Blow[], atOnce: number) {
  const wrong: string[] = [];
  const left = [...all];
  let lost = 0;
  const work = async () => {
    for (let blow = left.shift(); blow; blow = left.shift()) {
      const { problems, isPasswordLost } = await strike(prepared, blow);
      if (isPasswordLost) lost++;
      if (problems.length > 0) wrong.push(`${Object.values(blow).join(" ")}: ${problems.join("; ")}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { wrong, lost };
}
