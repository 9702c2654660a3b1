import { AuraApiError, isStatus, type Instance, type InstanceChanges } from "../aura-api";
import { equal, error, isSet, warning, type Context, type Diagnostic, type ObjectValue } from "../plugin";
import type { Aura } from "./aura";
import { CHECK_IN_AURA, reasonOf, sentence } from "./failure";
import { hasFailed, isSettled } from "./instance-state";
import { failureOf } from "./key-alarm";
import { refusal } from "./refusal";
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
    const problem = await accept(change, id, deadline, context);
    if (problem) return { effect, last, diagnostics: [problem] };
    effect = { ...effect, ...change.effect };
    const waited = await follow(change, id, deadline, context).catch((problem: unknown) => ({ problem }));
    if ("problem" in waited) return { effect, last, diagnostics: [unseen(change, id, waited.problem, left)] };
    if (!("done" in waited)) return { effect, last, diagnostics: [unfinished(change, id, waited, left)] };
    last = waited.done;
    if (hasFailed(last)) return { effect, last, diagnostics: [refused(change, id, failureOf(last))] };
  }
  return { effect, last, diagnostics: [] };
}

/**
 * Sends a change until Aura accepts it: Aura may be busy with the instance, and an answer may be lost.
 * @returns why it was not accepted
 */
async function accept(
  change: Change,
  id: string,
  deadline: Deadline,
  { client, log }: Context<Aura>,
): Promise<Diagnostic | undefined> {
  let mayHaveChanged = false;
  const trySend = async (signal: AbortSignal): Promise<Poll<true>> => {
    try {
      await change.send(id);
      return { done: true };
    } catch (problem) {
      if (isStatus(problem, 409)) {
        const now = await client.api.getInstance(id, signal).catch(() => undefined);
        return refusal(problem, now);
      }
      if (!(problem instanceof AuraApiError) || !problem.ambiguous) throw problem;
      mayHaveChanged = true;
      return change.accepted(await client.api.getInstance(id, signal)) ? { done: true } : { missing: problem.message };
    }
  };
  const what = `${change.title} of instance ${id} to be accepted`;
  const waited = await waitUntil(what, trySend, deadline, { ...client, log }).catch((problem: unknown) => ({
    problem,
  }));
  if ("done" in waited) return undefined;
  const reason = "problem" in waited ? reasonOf(waited.problem) : `${waited.why}. ${waited.missing}`;
  if (!mayHaveChanged) return refused(change, id, reason);
  const detail = `The answer was lost: Aura may have carried it out. ${reason}. ${CHECK_IN_AURA}`;
  return error(outcomeUnknown(change, id), detail, ...Object.keys(change.effect).slice(0, 1));
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

const refused = (change: Change, id: string, reason: string) =>
  error(`Instance ${id}: ${change.title} failed`, sentence(reason), ...Object.keys(change.effect).slice(0, 1));

const outcomeUnknown = (change: Change, id: string) => `Instance ${id}: the outcome of ${change.title} is unknown`;

/** Aura accepted the change, and cannot be asked how it went on. */
function unseen(change: Change, id: string, problem: unknown, left: readonly string[]): Diagnostic {
  const rest = left.length > 0 ? ` Not started: ${left.join(", ")}.` : "";
  return error(
    outcomeUnknown(change, id),
    `Aura accepted the change (${Object.keys(change.effect).join(", ")}), so the instance has changed or is changing; then it could not be read: ` +
      `${reasonOf(problem)}.${rest} ${CHECK_IN_AURA}`,
  );
}

function unfinished(change: Change, id: string, { why, missing }: { why: string; missing: string }, left: string[]) {
  const accepted = `Aura accepted the change and has not finished it. ${why}; last seen: ${missing}.`;
  return left.length > 0
    ? error(
        `Instance ${id}: ${change.title} is not finished`,
        `${accepted} Not started: ${left.join(", ")}; apply again later.`,
      )
    : warning(`Instance ${id}: ${change.title} is not finished`, `${accepted} The next plan shows the result.`);
}
