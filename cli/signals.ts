import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What shells add to the number of a signal. */
const SIGNALLED = 128;

/**
 * Runs work that a signal ends in good order: the work sees the abort and cleans up. A reader that went away
 * (`| head`) ends it too.
 * @param work gets the signal
 * @returns what the work returns
 */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals) => stop.abort(SIGNALLED + constants.signals[name]);
  const onGone = () => stop.abort(SIGNALLED + constants.signals.SIGPIPE);
  for (const name of SIGNALS) process.on(name, onSignal);
  process.stdout.on("error", onGone);
  try {
    return await work(stop.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
