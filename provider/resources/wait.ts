import { AuraApiError, timeLimit, type Clock } from "../aura-api";
import type { Log } from "../plugin";
import { formatDuration } from "./duration";

/** How often a wait says what it waits for, in milliseconds. */
const REPORT_EVERY = 20_000;

/** When an operation has to end: its time has run out, or Terraform was interrupted. */
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

/** What a look found: the end of the wait, or what is still missing. */
export type Look<T> = { readonly done: T } | { readonly missing: string };

/** How a wait ended: with what was waited for, or at the deadline, with what was still missing. */
export type Waited<T> = { readonly done: T } | { readonly why: string; readonly missing: string };

/** What a wait works with. */
export interface Waiting {
  readonly clock: Clock;
  /** Milliseconds between two looks. */
  readonly pollInterval: number;
  readonly log: Log;
}

/** Failures that may be over at the next look. */
const isPassing = (problem: unknown): problem is AuraApiError =>
  problem instanceof AuraApiError && (problem.status === undefined || problem.status === 429 || problem.status >= 500);

/**
 * Looks again and again until there is nothing missing or the deadline is reached; never longer. It goes on through failures of
 * the API that may pass.
 * @param what what is waited for, for the log
 * @param look one look
 */
export async function waitUntil<T>(
  what: string,
  look: (signal: AbortSignal) => Promise<Look<T>>,
  deadline: Deadline,
  { clock, pollInterval, log }: Waiting,
): Promise<Waited<T>> {
  const began = clock.now();
  let reported = -Infinity;
  let missing = "the first answer";
  while (!deadline.signal.aborted) {
    try {
      const found = await look(deadline.signal);
      if ("done" in found) return found;
      missing = found.missing;
    } catch (problem) {
      if (deadline.signal.aborted) break;
      if (!isPassing(problem)) throw problem;
      missing = problem.message;
    }
    if (clock.now() - reported >= REPORT_EVERY) {
      reported = clock.now();
      log("info", `waiting for ${what} since ${formatDuration(reported - began)}: ${missing}`);
    }
    await clock.sleep(pollInterval, deadline.signal).catch(() => undefined);
  }
  return { why: deadline.why, missing };
}
