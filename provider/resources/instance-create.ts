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
import { carryOut, changesBetween } from "./instance-change";
import { hasFailed, isSettled, newInstance, settle, stateOf } from "./instance-state";
import type { Begun, Interrupted } from "./journal";
import { untilReady } from "./key-check";
import { postOnce } from "./post-once";
import { Deadline, waitUntil, type Look } from "./wait";

const KEY = "customer_managed_key_id";
/** A GET right after the POST may say that there is no such instance; for this long (milliseconds) it is not believed. */
const APPEARS_WITHIN = 60_000;
/** An equal instance that is younger than this (milliseconds) is taken for what an interrupted apply left behind. */
const LEFTOVER_AGE = 24 * 60 * 60_000;
/** Clocks here and at Aura may differ by this much, in milliseconds. */
const CLOCK_SKEW = 10 * 60_000;

/** An instance that has been made, and what has to be said about how. */
interface Made {
  readonly id: string;
  /** What only the creation tells; undefined when that answer is lost. */
  readonly told: CreatedInstance | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Ends its entry in the journal. */
  close(): void;
}

/** Makes an instance and waits until it runs; once Aura has accepted it, every end of the wait leaves it in the state. */
export async function createInstance(
  planned: ObjectValue,
  deadline: Deadline,
  context: Context<Aura>,
): Promise<Outcome> {
  const made = await context.client.oneAtATime(identityOf(planned), () => make(planned, deadline, context));
  const known = { ...planned, username: null, password: null, ...made.told, id: made.id };
  try {
    const { state, diagnostics } = await untilRunning(made.id, known, planned, deadline, context);
    return { state, diagnostics: [...made.diagnostics, ...diagnostics] };
  } finally {
    made.close();
  }
}

/** What makes two creations the same one. */
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
  const taken = interrupted && (await takeUp(interrupted, planned, context));
  if (taken) return taken;

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
    const found = await client.look(named, (id) => client.api.getInstance(id));
    return found.find((one) => isEqual(planned, one) && !isOlder(one, began));
  };
  try {
    const posted = await postOnce(client, () => client.api.createInstance(newInstance(planned)), find, signal);
    return "created" in posted
      ? created(posted.created, begun, warnings, client)
      : lost(posted.found, begun, warnings, client);
  } catch (problem) {
    // Whether it was made stays open only after an ambiguous failure: then the next apply looks for it.
    if (!(problem as { ambiguous?: boolean }).ambiguous) begun.close();
    throw problem;
  }
}

function created(told: CreatedInstance, begun: Begun, diagnostics: readonly Diagnostic[], { claimed }: Aura): Made {
  claimed.add(told.id);
  const { id, connection_url, username, password, created_at } = told;
  begun.answered({ id, connection_url, username, password, created_at });
  return { id, told: { id, connection_url, username, password, created_at }, diagnostics, close: begun.close };
}

function lost({ id, name }: Instance, begun: Begun, diagnostics: readonly Diagnostic[], { claimed }: Aura): Made {
  claimed.add(id);
  return { id, told: undefined, diagnostics: [...diagnostics, passwordLost(id, name)], close: begun.close };
}

const passwordLost = (id: string, name: string) =>
  warning(
    `The password of instance ${id} is lost`,
    `Aura made "${name}", but its answer, the only one with the password, did not arrive or was not kept. The instance is managed here all the ` +
      "same. Reset the password in the Aura Console, or, as it holds no data yet, have it made anew with `terraform apply -replace=<address>`.",
  );

/** Takes up what an earlier run in this directory began and could not finish. */
async function takeUp(
  { began, created: told, close }: Interrupted,
  planned: ObjectValue,
  { client, log, signal }: Context<Aura>,
): Promise<Made | undefined> {
  const listed = await client.instancesBefore(String(planned["project_id"]), signal);
  const candidates = listed.filter(({ id, name }) => (told ? id === told.id : name === planned["name"]));
  const found = (await client.look(candidates, (id) => client.api.getInstance(id, signal))).filter(
    (one) => isEqual(planned, one) && (told !== undefined || !isOlder(one, began)),
  );
  const [instance, ...others] = found;
  if (!instance) {
    close();
    return undefined;
  }
  if (others.length > 0) throw new ProviderError(ambiguous(planned, found));
  client.claimed.add(instance.id);
  log("info", `taking up instance ${instance.id}, whose creation was interrupted`);
  const said = warning(
    `Instance ${instance.id} was taken over`,
    `An earlier apply in this directory was interrupted while it created "${instance.name}"; no second one is made.`,
  );
  return {
    id: instance.id,
    told,
    close,
    diagnostics: told ? [said] : [said, passwordLost(instance.id, instance.name)],
  };
}

/** NaN when Aura does not say. */
const bornAt = ({ created_at: at }: Instance) => Date.parse(at ?? "");

/** Whether it was there before a creation began: then that did not make it. */
const isOlder = (instance: Instance, began: number) => bornAt(instance) < began - CLOCK_SKEW;

/**
 * An equal instance that this directory did not begin may be somebody else's: it is never taken over, because a later destroy
 * would take their data. If it is young it is most likely what a killed apply left behind, and a second one is not made.
 */
async function leftovers(
  planned: ObjectValue,
  before: Awaited<ReturnType<Aura["instancesBefore"]>>,
  { client, signal }: Context<Aura>,
): Promise<Diagnostic[]> {
  const named = before.filter(({ name }) => name === planned["name"]);
  const found = await client.look(named, (id) => client.api.getInstance(id, signal));
  const equal = found.filter((one) => isEqual(planned, one));
  const young = equal.filter((one) => !(bornAt(one) < client.clock.now() - LEFTOVER_AGE));
  if (young.length > 0) throw new ProviderError(ambiguous(planned, young));
  return equal.map(({ id, name }) =>
    warning(
      "There is an equal instance",
      `Instance ${id} has the same name "${name}", size, region and key. A new one is made beside it.`,
      "name",
    ),
  );
}

const ambiguous = (planned: ObjectValue, found: readonly Instance[]) =>
  error(
    "There is an equal instance already",
    `Project ${String(planned["project_id"])} has ${found.map(({ id, status }) => `${id} (${status})`).join(", ")} with the same name ` +
      `"${String(planned["name"])}", size, region and key, made less than a day ago and not in this state. If an interrupted apply made it, ` +
      `take it in with: terraform import <address> ${found[0]?.id}. If it is somebody else's, choose another name. Nothing was created.`,
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
    const look = appearing(id, client);
    const waited = await waitUntil(`instance ${id} to run`, look, deadline, { ...client, log });
    if (!("done" in waited)) return { state: creating, diagnostics: [stillCreating(id, waited)] };
    const instance = waited.done;
    const state = stateOf(instance, settle(planned, known));
    if (hasFailed(instance))
      return { state, diagnostics: [error(`Instance ${id} failed`, `Aura says: ${instance.status}.`)] };
    if (isSet(planned[KEY]) && instance.customer_managed_key_id !== planned[KEY])
      return {
        state: { ...state, [KEY]: instance.customer_managed_key_id ?? null },
        diagnostics: [otherKey(instance, planned)],
      };
    return await finishing(planned, state, deadline, context);
  } catch (problem) {
    return { state: creating, diagnostics: [notFollowed(id, problem)] };
  }
}

/** What the creation itself can not set is set as soon as the instance runs. */
async function finishing(planned: ObjectValue, state: ObjectValue, deadline: Deadline, context: Context<Aura>) {
  const changes = changesBetween(state, planned, context.client);
  const { last, diagnostics } = await carryOut(changes, String(state["id"]), deadline, context);
  // An error would have the new instance destroyed by the next apply; the next plan shows what is missing.
  const softened = diagnostics.map((one) => ({ ...one, severity: "warning" as const }));
  return { state: settle(planned, last ? stateOf(last, state) : state), diagnostics: softened };
}

function appearing(id: string, { api, clock }: Aura) {
  const began = clock.now();
  return async (signal: AbortSignal): Promise<Look<Instance>> => {
    try {
      const instance = await api.getInstance(id, signal);
      return isSettled(instance) || hasFailed(instance) ? { done: instance } : { missing: `status ${instance.status}` };
    } catch (problem) {
      if ((problem as { status?: number }).status !== 404 || clock.now() - began > APPEARS_WITHIN) throw problem;
      return { missing: "the instance to appear" };
    }
  };
}

const stillCreating = (id: string, { why, missing }: { why: string; missing: string }) =>
  warning(
    `Instance ${id} is not running yet`,
    `Aura accepted it and it is in the state, so nothing is left behind. ${why}; last seen: ${missing}. The next plan shows how it is.`,
  );

const notFollowed = (id: string, problem: unknown) =>
  warning(
    `Instance ${id} could not be followed`,
    `Aura accepted it and it is in the state, so nothing is left behind. ${reasonOf(problem)}. The next plan shows how it is.`,
  );

const otherKey = ({ id, customer_managed_key_id: has }: Instance, planned: ObjectValue) =>
  error(
    `Instance ${id} is not encrypted with your key`,
    `Record ${String(planned[KEY])} was asked for; Aura reports ${has ?? "none"}. Put no data into it; the next apply replaces it.`,
    KEY,
  );
