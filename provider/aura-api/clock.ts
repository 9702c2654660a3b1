/** Time and randomness, replaceable in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the given milliseconds; rejects with the signal's reason as soon as it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after the given milliseconds, unless what it returns is called before; keeps no process alive. */
  alarm(milliseconds: number, ring: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}

/** Longest delay that a timer takes, in milliseconds (almost 25 days); with a longer one it would fire at once. */
const MAX_DELAY = 2 ** 31 - 1;

/** The real ones. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  alarm(milliseconds, ring) {
    const timer = setTimeout(ring, Math.min(milliseconds, MAX_DELAY)).unref();
    return () => clearTimeout(timer);
  },
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
        Math.min(milliseconds, MAX_DELAY),
      );
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    }),
};

/** Waits for shared work until the signal is aborted; the work itself continues. */
export function abortable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
