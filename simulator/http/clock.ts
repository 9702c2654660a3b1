/** A hundred years in milliseconds. */
export const MAX_SKIP_MS = 3_155_760_000_000;

/**
 * The simulated cloud's clock: real time, plus what a test has skipped. Every delay is computed from it on
 * demand, so there is no timer to wait for or to clean up.
 */
export class Clock {
  private skippedMs = 0;

  /** Milliseconds since the epoch. */
  public now(): number {
    return Date.now() + this.skippedMs;
  }

  /**
   * Advances the time at once: tokens expire, waiting periods end.
   * @param ms milliseconds to skip, not negative
   */
  public advance(ms: number): void {
    if (ms > MAX_SKIP_MS) throw new RangeError(`the clock goes at most ${MAX_SKIP_MS} ms forward at once, got: ${ms}`);
    if (!(ms >= 0)) throw new RangeError(`the clock can only go forward, got: ${ms} ms`);
    this.skippedMs += ms;
  }
}
