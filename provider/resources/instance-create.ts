import { AuraApiError, type CreatedInstance, type Instance, type Summary } from "../aura-api";
import {
  error,
  isSet,
  ProviderError,
  warning,
  type Context,
  type Diagnostic,
  type ObjectValue,
  type Outcome,
} from "../plugin";
import { undefinedIfNotFound, type Aura } from "./aura";
import { reasonOf, unusableFields } from "./failure";
import { applyChanges, changesBetween } from "./instance-change";
import { identityOf, isEqual } from "./instance-identity";
import { hasFailed, isSettled, newInstance, settle, stateOf } from "./instance-state";
import type { Creation } from "./journal";
import { type Arrived } from "./journal-entry";
import { creationFailed } from "./key-alarm";
import { untilReady } from "./key-check";
import { lookFor, postOnce } from "./post-once";
import { salvaged } from "./salvage";
import { Deadline, waitUntil, type Poll } from "./wait";

const KEY = "customer_managed_key_id";
/** A GET right after the POST may answer 404; it is ignored for this long, in milliseconds. */
const MAX_APPEARANCE_DELAY = 60_000;
/** An equal instance younger than this (milliseconds) probably comes from an interrupted apply. */
const MAX_LEFTOVER_AGE = 24 * 60 * 60_000;
/** The times of Aura are compared with a margin of this many milliseconds. */
const MAX_CLOCK_SKEW = 10 * 60_000;
/** Longest wait for the answer that another process may still get, in milliseconds: it gives up earlier. */
const MAX_OTHER_REQUEST = 6 * 60_000;
/** A process whose Terraform has ended follows within this time, in milliseconds. */
const MAX_OTHER_END = 5_000;
/** How often to look whether it has, in milliseconds. */
const OTHER_INTERVAL = 500;

/** An instance that was created or adopted. */
interface Made {
  readonly id: string;
  /** The response to the creation, as far as it came. */
  readonly arrived: Arrived;
  readonly diagnostics: readonly Diagnostic[];
  /** Its entry in the journal. */
  readonly creation: Creation;
  /** What the request asked for; absent when another run sent it. */
  readonly sent?: ObjectValue;
}

/** Creates an instance and waits until it runs; once Aura has accepted it, it is in the state however the wait ends. */
export async function createInstance(
  planned: ObjectValue,
  deadline: Deadline,
  context: Context<Aura>,
): Promise<Outcome> {
  const made = await context.client.oneAtATime(identityOf(planned), () => make(planned, deadline, context));
  const { connection_url, created_at, username = null, password = null } = made.arrived;
  const told = { ...(connection_url && { connection_url }), ...(created_at && { created_at }), username, password };
  const known = { ...planned, ...told, id: made.id };
  const { state, diagnostics } = await untilRunning(made, known, planned, deadline, context);
  made.creation.deliver();
  const { problem } = made.creation;
  return {
    state,
    diagnostics: [...made.diagnostics, ...diagnostics, ...(problem === undefined ? [] : [unkept(made.id, problem)])],
  };
}

async function make(planned: ObjectValue, deadline: Deadline, context: Context<Aura>): Promise<Made> {
  const { client, signal } = context;
  await untilNobodyElse(planned, deadline, context);
  const interrupted = client.journal.interrupted(identityOf(planned));
  const adopted = interrupted && (await adopt(interrupted, planned, context));
  if (adopted) return adopted;

  if (isSet(planned[KEY])) {
    const problems = await untilReady(String(planned[KEY]), planned, deadline, context);
    if (problems.length > 0) throw new ProviderError(...problems);
  }
  const before = await client.instancesNow(String(planned["project_id"]), signal);
  const warnings = await leftovers(planned, before, context);
  signal.throwIfAborted();
  const ids = before.map(({ id }) => id);
  const creation = client.journal.begin(identityOf(planned), client.clock.now(), ids);
  const sent = newInstance(planned);
  try {
    const post = () => client.api.createInstance(sent).catch((problem: unknown) => useBody(problem, creation));
    const posted = await postOnce(client, post, () => findNew(creation, planned, client), signal);
    const { id } = "created" in posted ? posted.created : posted.found;
    const made = noted(id, "created" in posted ? posted.created : {}, creation, planned, warnings, client);
    return { ...made, sent: { ...sent } };
  } catch (problem) {
    // After any other failure it may exist: then the next apply looks for it.
    if (problem instanceof AuraApiError && !problem.ambiguous) creation.close();
    throw problem;
  }
}

/** Keeps an answer that is not what it should be: Aura has made the instance, and what is said here is said once. */
function useBody(problem: unknown, creation: Creation): CreatedInstance {
  if (!(problem instanceof AuraApiError) || problem.body === undefined) throw problem;
  const arrived = salvaged(problem.body);
  creation.keep(arrived);
  if (arrived.id === undefined) throw problem;
  return { ...arrived, id: arrived.id };
}

/** Notes what was made, before anything else happens. */
function noted(
  id: string,
  response: Arrived,
  creation: Creation,
  { name }: ObjectValue,
  diagnostics: readonly Diagnostic[],
  { claimed }: Aura,
): Made {
  const { connection_url, username, password, created_at } = response;
  const told = Object.entries({ connection_url, username, password, created_at }).filter(([, value]) => value);
  const arrived: Arrived = { ...creation.arrived, ...Object.fromEntries(told), id };
  creation.keep(arrived);
  claimed.add(id);
  const { unusable = [] } = response;
  const why = unusable.includes("password")
    ? "the response, which alone holds the password, has it in an unknown form"
    : "the response, which alone holds the password, was lost";
  const lost = arrived.password === undefined ? [passwordLost(id, String(name), why)] : [];
  return {
    id,
    arrived,
    creation,
    diagnostics: [...diagnostics, ...lost, ...unusableFields(`instance ${id}`, unusable)],
  };
}

const unkept = (id: string, problem: string) =>
  warning(
    `The journal of the creation of instance ${id} is not written`,
    `The provider ${problem}. Without it the password is lost when Terraform is killed before it has written its state. Put it right before the next creation.`,
  );

const passwordLost = (id: string, name: string, why: string) =>
  warning(
    `The password of instance ${id} is lost`,
    `Aura created "${name}", but ${why}. The instance is in the state. ` + "Reset the password in the Aura Console.",
  );

/** A process whose Terraform was killed brings its request to an end; what it gets is then adopted. */
async function untilNobodyElse(
  planned: ObjectValue,
  deadline: Deadline,
  { client, log }: Context<Aura>,
): Promise<void> {
  const { journal, clock } = client;
  if (!journal.underWay(identityOf(planned))) return;
  const name = `instance ${JSON.stringify(planned["name"])}`;
  let arrivedAt: number | undefined;
  const poll = (): Promise<Poll<true>> => {
    const other = journal.underWay(identityOf(planned));
    if (other?.hasArrived) arrivedAt ??= clock.now();
    return Promise.resolve(
      !other || clock.now() - (arrivedAt ?? Infinity) > MAX_OTHER_END
        ? { done: true }
        : { missing: `process ${other.pid} is creating it` },
    );
  };
  const interval = Math.min(OTHER_INTERVAL, client.pollInterval);
  const within = deadline.within(MAX_OTHER_REQUEST);
  const waited = await waitUntil(`another run that creates ${name}`, poll, within, {
    clock,
    log,
    pollInterval: interval,
  });
  if ("done" in waited) return;
  const detail = `${waited.why}: ${waited.missing}. Nothing was created; apply again when it has ended.`;
  throw new ProviderError(error(`Another run is creating ${name}`, detail));
}

/** Adopts an instance whose creation an earlier run in this directory began, and which the state does not have. */
async function adopt(creation: Creation, planned: ObjectValue, context: Context<Aura>): Promise<Made | undefined> {
  const { client, log, signal } = context;
  const { id } = creation;
  const find =
    id === undefined
      ? () => findNew(creation, planned, client, signal)
      : () => undefinedIfNotFound(client.api.getInstance(id, signal));
  // A new instance may not be there yet.
  const isYoung = Math.abs(client.clock.now() - creation.began) < MAX_APPEARANCE_DELAY;
  const found = await (isYoung ? lookFor(client, find, signal) : find());
  if (!found || found.status === "destroying") {
    creation.close();
    return undefined;
  }
  log("info", `adopting instance ${found.id}, which an earlier apply created`);
  const warned = warning(
    `Instance ${found.id} was adopted`,
    `An earlier apply in this directory created "${found.name}", and the state does not have it; no second instance is created. If another state has it, ` +
      "remove it from one of them with `removed` or `terraform state rm`.",
  );
  return noted(found.id, {}, creation, planned, [warned], client);
}

/**
 * The instance that a creation without a response has made: equal, and not there before. Entries of earlier versions do not say
 * what was there before; then the time decides.
 */
async function findNew(
  { before, began }: Creation,
  planned: ObjectValue,
  client: Aura,
  signal?: AbortSignal,
): Promise<Instance | undefined> {
  const listed = await client.api.listInstances(String(planned["project_id"]), signal);
  const named = listed.filter(({ id, name }) => name === planned["name"] && !before?.includes(id));
  const equal = (await client.findUnclaimed(named, (id) => client.api.getInstance(id, signal))).filter((one) =>
    isEqual(planned, one),
  );
  const found = before ? equal : equal.filter((one) => !isOlder(one, began + client.skew));
  if (found.length > 1) throw new ProviderError(several(planned, found));
  return found[0];
}

/** NaN when Aura does not return it. */
const createdAt = ({ created_at: at }: Instance) => Date.parse(at ?? "");

/** Whether it existed before the creation began. */
const isOlder = (instance: Instance, began: number) => createdAt(instance) < began - MAX_CLOCK_SKEW;

/**
 * An equal instance that this directory did not create may belong to another configuration: it is never adopted, because a
 * later destroy would delete foreign data. If it is young, it probably comes from a killed apply, and no second one is created.
 */
async function leftovers(
  planned: ObjectValue,
  before: readonly Summary[],
  { client, signal }: Context<Aura>,
): Promise<Diagnostic[]> {
  const named = before.filter(({ name }) => name === planned["name"]);
  const found = await client.findUnclaimed(named, (id) => client.api.getInstance(id, signal));
  const equal = found.filter((one) => isEqual(planned, one));
  const young = equal.filter((one) => !(createdAt(one) < client.clock.now() + client.skew - MAX_LEFTOVER_AGE));
  if (young.length > 0) throw new ProviderError(ambiguous(planned, young));
  return equal.map(({ id, name }) =>
    warning(
      "An equal instance exists",
      `Instance ${id} has the same name "${name}", size, region and key. A second one is created.`,
      "name",
    ),
  );
}

const ambiguous = (planned: ObjectValue, found: readonly Instance[]) =>
  error(
    "An equal instance already exists",
    `Project ${String(planned["project_id"])} has ${found.map(({ id, status }) => `${id} (${status})`).join(", ")} with the same name ` +
      `"${String(planned["name"])}", size, region and key, created less than a day ago and not in this state. Nothing was created. ` +
      `If an interrupted apply created it: terraform import <address> ${found[0]?.id}. If it belongs to another configuration, choose another name.`,
    "name",
  );

const several = (planned: ObjectValue, found: readonly Instance[]) =>
  error(
    "Which of several instances is the new one is unknown",
    `The answer to a creation was lost. Since then project ${String(planned["project_id"])} has ${found.map(({ id, status }) => `${id} (${status})`).join(", ")} ` +
      `with the name "${String(planned["name"])}", and the same size, region and key. Find out in the Aura Console which one nobody else uses: ` +
      "terraform import <address> <its id>.",
    "name",
  );

async function untilRunning(
  { id, sent }: Pick<Made, "id" | "sent">,
  known: ObjectValue,
  planned: ObjectValue,
  deadline: Deadline,
  context: Context<Aura>,
): Promise<{ state: ObjectValue; diagnostics: readonly Diagnostic[] }> {
  const { client, log } = context;
  const creating = settle(planned, { ...known, status: "creating", paused: false });
  try {
    const poll = appearing(id, client);
    const waited = await waitUntil(`instance ${id} to run`, poll, deadline, { ...client, log });
    if (!("done" in waited)) return { state: creating, diagnostics: [stillCreating(id, waited)] };
    const instance = waited.done;
    const state = stateOf(instance, settle(planned, known));
    const remarks = unusableFields(`instance ${id}`, instance.unusable);
    if (hasFailed(instance)) return { state, diagnostics: [creationFailed(instance)] };
    const isKeyKnown = !instance.unusable?.includes(KEY);
    if (isSet(planned[KEY]) && isKeyKnown && instance.customer_managed_key_id !== planned[KEY])
      return {
        state: { ...state, [KEY]: instance.customer_managed_key_id ?? null },
        diagnostics: [otherKey(instance, planned)],
      };
    const { diagnostics, state: last } = await setRemaining(planned, { ...state, ...sent }, deadline, context);
    return { state: last, diagnostics: [...remarks, ...diagnostics] };
  } catch (problem) {
    return { state: creating, diagnostics: [statusUnknown(id, problem)] };
  }
}

/** Sets what the creation request could not set, as soon as the instance runs. What Aura made of the rest is shown by the next plan. */
async function setRemaining(planned: ObjectValue, state: ObjectValue, deadline: Deadline, context: Context<Aura>) {
  const changes = changesBetween(state, planned, context.client);
  const { last, diagnostics } = await applyChanges(changes, String(state["id"]), deadline, context);
  // An error would taint the new instance, and the next apply would destroy it; the next plan shows what is missing.
  const softened = diagnostics.map((one) => ({ ...one, severity: "warning" as const }));
  return { state: settle(planned, last ? stateOf(last, state) : state), diagnostics: softened };
}

function appearing(id: string, { api, clock }: Aura) {
  const began = clock.now();
  return async (signal: AbortSignal): Promise<Poll<Instance>> => {
    try {
      const instance = await api.getInstance(id, signal);
      return isSettled(instance) || hasFailed(instance) ? { done: instance } : { missing: `status ${instance.status}` };
    } catch (problem) {
      if ((problem as { status?: number }).status !== 404 || clock.now() - began > MAX_APPEARANCE_DELAY) throw problem;
      return { missing: "the instance to appear" };
    }
  };
}

const stillCreating = (id: string, { why, missing }: { why: string; missing: string }) =>
  warning(
    `Instance ${id} is not running yet`,
    `Aura accepted it and it is in the state. ${why}; last seen: ${missing}. The next plan shows its status.`,
  );

const statusUnknown = (id: string, problem: unknown) =>
  warning(
    `The status of instance ${id} is unknown`,
    `Aura accepted it and it is in the state. ${reasonOf(problem)}. The next plan shows its status.`,
  );

const otherKey = ({ id, customer_managed_key_id: has }: Instance, planned: ObjectValue) =>
  error(
    `Instance ${id} is not encrypted with your key`,
    `Configured: customer managed key ${String(planned[KEY])}; reported by Aura: ${has ?? "none"}. Do not load data into it; the next apply replaces it.`,
    KEY,
  );
