import { AuraApiError, isStatus, type Instance, type InstanceChanges } from "../aura-api";
import { equal, error, isSet, warning, type Context, type Diagnostic, type ObjectValue } from "../plugin";
import type { Aura } from "./aura";
import { reasonOf } from "./failure";
import { hasFailed, isSettled } from "./instance-state";
import { waitUntil, type Deadline, type Look } from "./wait";

/** Attributes that a PATCH changes. */
const PATCHABLE = [
  "name",
  "memory",
  "storage",
  "secondaries_count",
  "cdc_enrichment_mode",
  "vector_optimized",
  "graph_analytics_plugin",
] as const;

/** One request that changes an instance. */
interface Change {
  readonly title: string;
  /** The attributes that it sets. */
  readonly effect: ObjectValue;
  send(id: string): Promise<void>;
  /** Whether Aura shows that it is under way or done: then it need not be sent again. */
  taken(instance: Instance): boolean;
  /** Whether it is done. */
  reached(instance: Instance): boolean;
}

/** How far the changes of an instance got. */
export interface Changed {
  /** The attributes that Aura accepted. */
  readonly effect: ObjectValue;
  /** What Aura said last. */
  readonly last: Instance | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The requests that lead from one state to another, in the order in which Aura takes them: a paused instance is resumed before
 * it is changed, and paused after.
 */
export function changesBetween(from: ObjectValue, to: ObjectValue, { api }: Aura): Change[] {
  const differs = (name: string) => isSet(to[name]) && !equal(from[name], to[name]);
  const patch = Object.fromEntries(PATCHABLE.filter(differs).map((name) => [name, to[name] ?? null]));
  const shows = (instance: Instance) =>
    Object.entries(patch).every(([name, value]) => (instance[name as keyof InstanceChanges] ?? value) === value);
  const pausing: Change = {
    title: "pausing",
    effect: { paused: true },
    send: (id) => api.pauseInstance(id),
    taken: ({ status }) => ["pausing", "paused"].includes(status),
    reached: ({ status }) => status === "paused",
  };
  const resuming: Change = {
    title: "resuming",
    effect: { paused: false },
    send: (id) => api.resumeInstance(id),
    taken: ({ status }) => ["resuming", "running"].includes(status),
    reached: ({ status }) => status === "running",
  };
  const patching: Change = {
    title: `the change of ${Object.keys(patch).join(", ")}`,
    effect: patch,
    send: (id) => api.updateInstance(id, patch as InstanceChanges),
    taken: (instance) => instance.status === "updating" || shows(instance),
    reached: (instance) => isSettled(instance) && shows(instance),
  };
  const turns = differs("paused") && (to["paused"] === true || from["paused"] === true);
  return [
    ...(turns && to["paused"] === false ? [resuming] : []),
    ...(Object.keys(patch).length > 0 ? [patching] : []),
    ...(turns && to["paused"] === true ? [pausing] : []),
  ];
}

/** Carries out changes one after the other, each to its end; what comes after one that does not end is left. */
export async function carryOut(
  changes: readonly Change[],
  id: string,
  deadline: Deadline,
  context: Context<Aura>,
): Promise<Changed> {
  let effect: ObjectValue = {};
  let last: Instance | undefined;
  for (const [index, change] of changes.entries()) {
    const left = changes.slice(index + 1).map(({ title }) => title);
    try {
      await accept(change, id, deadline, context);
    } catch (problem) {
      return { effect, last, diagnostics: [refused(change, id, problem)] };
    }
    effect = { ...effect, ...change.effect };
    const waited = await follow(change, id, deadline, context);
    if (!("done" in waited)) return { effect, last, diagnostics: [unfinished(change, id, waited, left)] };
    last = waited.done;
    if (hasFailed(last)) return { effect, last, diagnostics: [refused(change, id, `status ${last.status}`)] };
  }
  return { effect, last, diagnostics: [] };
}

/** Sends a change until Aura takes it: it may be busy with something else, and an answer may be lost. */
async function accept(change: Change, id: string, deadline: Deadline, { client, log }: Context<Aura>): Promise<void> {
  const trySend = async (signal: AbortSignal): Promise<Look<true>> => {
    try {
      await change.send(id);
      return { done: true };
    } catch (problem) {
      if (isStatus(problem, 409)) return { missing: `Aura is busy with the instance: ${problem.message}` };
      if (!(problem instanceof AuraApiError) || !problem.ambiguous) throw problem;
      return change.taken(await client.api.getInstance(id, signal)) ? { done: true } : { missing: problem.message };
    }
  };
  const waited = await waitUntil(`${change.title} of instance ${id} to be accepted`, trySend, deadline, {
    ...client,
    log,
  });
  if (!("done" in waited)) throw new Error(`${waited.why}. ${waited.missing}`);
}

function follow(change: Change, id: string, deadline: Deadline, { client, log }: Context<Aura>) {
  const look = async (signal: AbortSignal): Promise<Look<Instance>> => {
    const instance = await client.api.getInstance(id, signal);
    return change.reached(instance) || hasFailed(instance)
      ? { done: instance }
      : { missing: `status ${instance.status}` };
  };
  return waitUntil(`${change.title} of instance ${id}`, look, deadline, { ...client, log });
}

const refused = (change: Change, id: string, problem: unknown) =>
  error(`Instance ${id}: ${change.title} failed`, `${reasonOf(problem)}.`, ...Object.keys(change.effect).slice(0, 1));

function unfinished(change: Change, id: string, { why, missing }: { why: string; missing: string }, left: string[]) {
  const accepted = `Aura accepted it and has not finished yet. ${why}; last seen: ${missing}.`;
  return left.length > 0
    ? error(
        `Instance ${id}: ${change.title} is not finished`,
        `${accepted} Not begun: ${left.join(", ")}; apply again later.`,
      )
    : warning(`Instance ${id}: ${change.title} is not finished`, `${accepted} The next plan shows how it ended.`);
}
