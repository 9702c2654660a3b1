import { setMaxListeners } from "node:events";
import type { Clock } from "./clock";

/** A signal that is aborted when its time is over, or as soon as one of the others is. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Cancels the time limit and stops listening to the other signals. */
  release(): void;
}

/**
 * Limits something in time. Not `AbortSignal.any` with `AbortSignal.timeout`: Node holds a timeout's signal only weakly, so
 * that one which is merely followed by another signal is collected as garbage and never fires (seen with Node 20).
 * @param milliseconds from now
 * @param clock whose time it is
 * @param others end it earlier
 */
export function timeLimit(milliseconds: number, clock: Clock, ...others: readonly AbortSignal[]): TimeLimit {
  const controller = new AbortController();
  const release = () => {
    cancel();
    for (const [signal, follow] of followed) signal.removeEventListener("abort", follow);
  };
  const end = (reason: unknown) => {
    release();
    controller.abort(reason);
  };
  const cancel = clock.alarm(milliseconds, () => end(new DOMException("The time limit was reached", "TimeoutError")));
  const followed = others.map((signal) => [signal, () => end(signal.reason)] as const);
  for (const [signal, follow] of followed) {
    // Every operation of a provider listens to its one stop signal; that is no leak.
    setMaxListeners(0, signal);
    if (signal.aborted) follow();
    else signal.addEventListener("abort", follow, { once: true });
  }
  return { signal: controller.signal, release };
}
