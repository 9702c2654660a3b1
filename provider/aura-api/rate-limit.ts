import type { Clock } from "./clock";

const MINUTE = 60_000;

/** Lets no more requests start within any minute than the API allows; shared by all operations of a client. */
export class RateLimit {
  private readonly starts: number[] = [];
  private pausedUntil = 0;

  public constructor(
    private readonly perMinute: number,
    private readonly clock: Clock,
  ) {}

  /** Waits until one more request may start. */
  public async acquire(signal?: AbortSignal): Promise<void> {
    for (let wait = this.wait(); wait > 0; wait = this.wait()) await this.clock.sleep(wait, signal);
    signal?.throwIfAborted();
    this.starts.push(this.clock.now());
  }

  /** Delays all requests, as a `Retry-After` of the API asks for. */
  public pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + milliseconds);
  }

  private wait(): number {
    const now = this.clock.now();
    while ((this.starts[0] ?? now) <= now - MINUTE) this.starts.shift();
    const full = this.starts.length >= this.perMinute ? (this.starts[0] ?? now) + MINUTE - now : 0;
    return Math.max(full, this.pausedUntil - now);
  }
}
