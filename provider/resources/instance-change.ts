import { AuraApiError, isStatus, type Instance, type InstanceChanges } from "../aura-api";
import { equal, error, isSet, warning, type Context, type Diagnostic, type ObjectValue } from "../plugin";
import type { Aura } from "./aura";
import { reasonOf } from "./failure";
import { hasFailed, isSettled } from "./instance-state";
import { waitUntil, type Deadline, type Poll } from "./wait";

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
  /** Whether Aura already carries it out or has finished it: then it need not be sent again. */
  accepted(instance: Instance): boolean;
  /** Whether it is finished. */
  finished(instance: Instance): boolean;
}

/** The result of the changes of an instance. */
export interface Changed {
  /** The attributes that Aura accepted. */
  readonly effect: ObjectValue;
  /** The instance as last returned by Aura. */
  readonly last: Instance | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The requests that lead from one state to another, in the order that Aura requires: a paused instance is resumed before it is
 * changed, and paused again afterwards.
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
    accepted: ({ status }) => ["pausing", "paused"].includes(status),
    finished: ({ status }) => status === "paused",
  };
  const resuming: Change = {
    title: "resuming",
    effect: { paused: false },
    send: (id) => api.resumeInstance(id),
    accepted: ({ status }) => ["resuming", "running"].includes(status),
    finished: ({ status }) => status === "running",
  };
  const patching: Change = {
    title: `the change of ${Object.keys(patch).join(", ")}`,
    effect: patch,
    send: (id) => api.updateInstance(id, patch as InstanceChanges),
    accepted: (instance) => instance.status === "updating" || shows(instance),
    finished: (instance) => isSettled(instance) && shows(instance),
  };
  const pauseChanges = differs("paused") && (to["paused"] === true || from["paused"] === true);
  return [
    ...(pauseChanges && to["paused"] === false ? [resuming] : []),
    ...(Object.keys(patch).length > 0 ? [patching] : []),
    ...(pauseChanges && to["paused"] === true ? [pausing] : []),
  ];
}

/** Carries out changes one after the other; stops at the first one that fails or does not finish. */
export async function applyChanges(
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

/** Sends a change until Aura accepts it: Aura may be busy with the instance, and an answer may be lost. */
async function accept(change: Change, id: string, deadline: Deadline, { client, log }: Context<Aura>): Promise<void> {
  const trySend = async (signal: AbortSignal): Promise<Poll<true>> => {
    try {
      await change.send(id);
      return { done: true };
    } catch (problem) {
      if (isStatus(problem, 409)) return { missing: `Aura is busy with the instance: ${problem.message}` };
      if (!(problem instanceof AuraApiError) || !problem.ambiguous) throw problem;
      return change.accepted(await client.api.getInstance(id, signal)) ? { done: true } : { missing: problem.message };
    }
  };
  const waited = await waitUntil(`${change.title} of instance ${id} to be accepted`, trySend, deadline, {
    ...client,
    log,
  });
  if (!("done" in waited)) throw new Error(`${waited.why}. ${waited.missing}`);
}

function follow(change: Change, id: string, deadline: Deadline, { client, log }: Context<Aura>) {
  const poll = async (signal: AbortSignal): Promise<Poll<Instance>> => {
    const instance = await client.api.getInstance(id, signal);
    return change.finished(instance) || hasFailed(instance)
      ? { done: instance }
      : { missing: `status ${instance.status}` };
  };
  return waitUntil(`${change.title} of instance ${id}`, poll, deadline, { ...client, log });
}

const refused = (change: Change, id: string, problem: unknown) =>
  error(`Instance ${id}: ${change.title} failed`, `${reasonOf(problem)}.`, ...Object.keys(change.effect).slice(0, 1));

function unfinished(change: Change, id: string, { why, missing }: { why: string; missing: string }, left: string[]) {
  const accepted = `Aura accepted the change and has not finished it. ${why}; last seen: ${missing}.`;
  return left.length > 0
    ? error(
        `Instance ${id}: ${change.title} is not finished`,
        `${accepted} Not started: ${left.join(", ")}; apply again later.`,
      )
    : warning(`Instance ${id}: ${change.title} is not finished`, `${accepted} The next plan shows the result.`);
}
