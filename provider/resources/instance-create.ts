import { type CreatedInstance, type Instance } from "../aura-api";
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
import type { Aura } from "./aura";
import { reasonOf } from "./failure";
import { applyChanges, changesBetween } from "./instance-change";
import { hasFailed, isSettled, newInstance, settle, stateOf } from "./instance-state";
import type { Begun, Interrupted } from "./journal";
import { untilReady } from "./key-check";
import { postOnce } from "./post-once";
import { Deadline, waitUntil, type Poll } from "./wait";

const KEY = "customer_managed_key_id";
/** A GET right after the POST may answer 404; it is ignored for this long, in milliseconds. */
const MAX_APPEARANCE_DELAY = 60_000;
/** An equal instance younger than this (milliseconds) probably comes from an interrupted apply. */
const MAX_LEFTOVER_AGE = 24 * 60 * 60_000;
/** Clocks here and at Aura may differ by this much, in milliseconds. */
const MAX_CLOCK_SKEW = 10 * 60_000;

/** An instance that was created or adopted. */
interface Made {
  readonly id: string;
  /** The response to the creation; undefined when it was lost. */
  readonly response: CreatedInstance | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Ends its entry in the journal. */
  close(): void;
}

/** Creates an instance and waits until it runs; once Aura has accepted it, it is in the state however the wait ends. */
export async function createInstance(
  planned: ObjectValue,
  deadline: Deadline,
  context: Context<Aura>,
): Promise<Outcome> {
  const made = await context.client.oneAtATime(identityOf(planned), () => make(planned, deadline, context));
  const known = { ...planned, username: null, password: null, ...made.response, id: made.id };
  try {
    const { state, diagnostics } = await untilRunning(made.id, known, planned, deadline, context);
    return { state, diagnostics: [...made.diagnostics, ...diagnostics] };
  } finally {
    made.close();
  }
}

/** Two creations with equal identity are the same one. */
const identityOf = (planned: ObjectValue) =>
  JSON.stringify(
    ["project_id", "name", "cloud_provider", "region", "type", "memory", KEY].map((name) => planned[name] ?? null),
  );

const isEqual = (planned: ObjectValue, found: Instance) =>
  found.status !== "destroying" && identityOf(planned) === identityOf(stateOf(found, {}));

async function make(planned: ObjectValue, deadline: Deadline, context: Context<Aura>): Promise<Made> {
  const { client, signal } = context;
  const identity = identityOf(planned);
  const interrupted = client.journal.interrupted(identity);
  const adopted = interrupted && (await adopt(interrupted, planned, context));
  if (adopted) return adopted;

  const project = String(planned["project_id"]);
  const before = await client.instancesBefore(project, signal);
  const warnings = await leftovers(planned, before, context);
  if (isSet(planned[KEY])) {
    const problems = await untilReady(String(planned[KEY]), planned, deadline, context);
    if (problems.length > 0) throw new ProviderError(...problems);
  }

  const began = client.clock.now();
  const begun = client.journal.begin(identity, began);
  const known = new Set(before.map(({ id }) => id));
  const find = async () => {
    const now = await client.api.listInstances(project);
    const named = now.filter(({ id, name }) => name === planned["name"] && !known.has(id));
    const found = await client.findUnclaimed(named, (id) => client.api.getInstance(id));
    return found.find((one) => isEqual(planned, one) && !isOlder(one, began));
  };
  try {
    const posted = await postOnce(client, () => client.api.createInstance(newInstance(planned)), find, signal);
    return "created" in posted
      ? created(posted.created, begun, warnings, client)
      : lost(posted.found, begun, warnings, client);
  } catch (problem) {
    // Only after an ambiguous failure may it exist: then the next apply looks for it.
    if (!(problem as { ambiguous?: boolean }).ambiguous) begun.close();
    throw problem;
  }
}

function created(response: CreatedInstance, begun: Begun, diagnostics: readonly Diagnostic[], { claimed }: Aura): Made {
  claimed.add(response.id);
  const { id, connection_url, username, password, created_at } = response;
  const kept = { id, connection_url, username, password, created_at };
  begun.answered(kept);
  return { id, response: kept, diagnostics, close: begun.close };
}

function lost({ id, name }: Instance, begun: Begun, diagnostics: readonly Diagnostic[], { claimed }: Aura): Made {
  claimed.add(id);
  return { id, response: undefined, diagnostics: [...diagnostics, passwordLost(id, name)], close: begun.close };
}

const passwordLost = (id: string, name: string) =>
  warning(
    `The password of instance ${id} is lost`,
    `Aura created "${name}", but the response, which alone holds the password, was lost. The instance is in the state. ` +
      "Reset the password in the Aura Console.",
  );

/** Adopts an instance whose creation an earlier run in this directory began and did not finish. */
async function adopt(
  { began, created: response, close }: Interrupted,
  planned: ObjectValue,
  { client, log, signal }: Context<Aura>,
): Promise<Made | undefined> {
  const listed = await client.instancesBefore(String(planned["project_id"]), signal);
  const candidates = listed.filter(({ id, name }) => (response ? id === response.id : name === planned["name"]));
  const found = (await client.findUnclaimed(candidates, (id) => client.api.getInstance(id, signal))).filter(
    (one) => isEqual(planned, one) && (response !== undefined || !isOlder(one, began)),
  );
  const [instance, ...others] = found;
  if (!instance) {
    close();
    return undefined;
  }
  if (others.length > 0) throw new ProviderError(ambiguous(planned, found));
  client.claimed.add(instance.id);
  log("info", `adopting instance ${instance.id}, whose creation was interrupted`);
  const warned = warning(
    `Instance ${instance.id} was adopted`,
    `An earlier apply in this directory was interrupted while it created "${instance.name}"; no second instance is created.`,
  );
  return {
    id: instance.id,
    response,
    close,
    diagnostics: response ? [warned] : [warned, passwordLost(instance.id, instance.name)],
  };
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
  before: Awaited<ReturnType<Aura["instancesBefore"]>>,
  { client, signal }: Context<Aura>,
): Promise<Diagnostic[]> {
  const named = before.filter(({ name }) => name === planned["name"]);
  const found = await client.findUnclaimed(named, (id) => client.api.getInstance(id, signal));
  const equal = found.filter((one) => isEqual(planned, one));
  const young = equal.filter((one) => !(createdAt(one) < client.clock.now() - MAX_LEFTOVER_AGE));
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

async function untilRunning(
  id: string,
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
    if (hasFailed(instance))
      return { state, diagnostics: [error(`Instance ${id} failed`, `Aura reports status ${instance.status}.`)] };
    if (isSet(planned[KEY]) && instance.customer_managed_key_id !== planned[KEY])
      return {
        state: { ...state, [KEY]: instance.customer_managed_key_id ?? null },
        diagnostics: [otherKey(instance, planned)],
      };
    return await setRemaining(planned, state, deadline, context);
  } catch (problem) {
    return { state: creating, diagnostics: [statusUnknown(id, problem)] };
  }
}

/** Sets what the creation request cannot set, as soon as the instance runs. */
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
