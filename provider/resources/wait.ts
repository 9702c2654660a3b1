import { AuraApiError, timeLimit, type Clock } from "../aura-api";
import type { Log } from "../plugin";
import { formatDuration } from "./duration";

/** How often a wait logs what it waits for, in milliseconds. */
const LOG_INTERVAL = 20_000;
/** How long what is stuck is waited for, in milliseconds: what Aura says of it may be a little old. */
const MAX_STUCK = 60_000;

/** When an operation has to end: its time limit was reached, or Terraform was interrupted. */
export class Deadline {
  /** Aborted at the deadline. */
  public readonly signal: AbortSignal;

  public constructor(
    private readonly stop: AbortSignal,
    /** Milliseconds from now. */
    private readonly limit: number,
    private readonly clock: Clock,
    earlier?: AbortSignal,
  ) {
    this.signal = timeLimit(limit, clock, stop, ...(earlier ? [earlier] : [])).signal;
  }

  /** A deadline that is not later than this one. */
  public within(limit: number): Deadline {
    return new Deadline(this.stop, Math.min(limit, this.limit), this.clock, this.signal);
  }

  /** Why the operation had to end, as the start of a sentence. */
  public get why(): string {
    return this.stop.aborted ? "Stopped early" : `Stopped waiting after ${formatDuration(this.limit)}`;
  }
}

/** The result of one poll: the end of the wait, or what is still missing. What is stuck does not come by itself. */
export type Poll<T> = { readonly done: T } | { readonly missing: string; readonly stuck?: boolean };

/** The result of a wait: its value, or what was still missing at its end. */
export type Waited<T> = { readonly done: T } | { readonly why: string; readonly missing: string };

/** Clock, interval and log of a wait. */
export interface Waiting {
  readonly clock: Clock;
  /** Milliseconds between two polls. */
  readonly pollInterval: number;
  readonly log: Log;
}

/** Failures that may be over at the next poll. */
const isTemporary = (problem: unknown): problem is AuraApiError =>
  problem instanceof AuraApiError &&
  !problem.lasting &&
  (problem.status === undefined || problem.status === 429 || problem.status >= 500);

/**
 * Polls until nothing is missing or the deadline is reached; never longer. Temporary failures of the API do not end it, and what is
 * stuck ends it after a minute.
 * @param what what is waited for, for the log
 */
export async function waitUntil<T>(
  what: string,
  poll: (signal: AbortSignal) => Promise<Poll<T>>,
  deadline: Deadline,
  { clock, pollInterval, log }: Waiting,
): Promise<Waited<T>> {
  const began = clock.now();
  let reported = -Infinity;
  let missing = "the first answer";
  let stuckSince: number | undefined;
  while (!deadline.signal.aborted) {
    try {
      const found = await poll(deadline.signal);
      if ("done" in found) return found;
      missing = found.missing;
      stuckSince = found.stuck ? (stuckSince ?? clock.now()) : undefined;
    } catch (problem) {
      if (deadline.signal.aborted) break;
      if (!isTemporary(problem)) throw problem;
      missing = problem.message;
    }
    if (stuckSince !== undefined && clock.now() - stuckSince >= MAX_STUCK)
      return {
        why: `Stopped waiting after ${formatDuration(clock.now() - began)}, because it does not end by itself`,
        missing,
      };
    if (clock.now() - reported >= LOG_INTERVAL) {
      reported = clock.now();
      log("info", `waiting for ${what} since ${formatDuration(reported - began)}: ${missing}`);
    }
    await clock.sleep(pollInterval, deadline.signal).catch(() => undefined);
  }
  return { why: deadline.why, missing };
}
