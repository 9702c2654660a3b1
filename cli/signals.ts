import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Shells add this to the number of a signal. */
const SIGNAL_EXIT_CODE = 128;

/** Runs work that cleans up when a signal aborts it. A reader that went away (`| head`) aborts it too. */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals) => stop.abort(SIGNAL_EXIT_CODE + constants.signals[name]);
  const onReaderGone = () => stop.abort(SIGNAL_EXIT_CODE + constants.signals.SIGPIPE);
  for (const name of SIGNALS) process.on(name, onSignal);
  process.stdout.on("error", onReaderGone);
  try {
    return await work(stop.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
