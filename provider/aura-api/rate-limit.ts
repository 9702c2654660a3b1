import type { Clock } from "./clock";

const MINUTE = 60_000;
/** Waits longer than this are told, in milliseconds. */
const MAX_SILENT_WAIT = 5_000;

/**
 * Lets no more requests arrive within any minute than the API allows; shared by all operations of a client. A request arrives
 * at some time between its start and its end: it counts for a minute from its end.
 */
export class RateLimit {
  private running = 0;
  private readonly ends: number[] = [];
  private pausedUntil = 0;
  private seen = -Infinity;
  private told = -Infinity;

  public constructor(
    /** A whole number, 1 or more. */
    private readonly perMinute: number,
    private readonly clock: Clock,
    /** Called with the milliseconds of a long wait. */
    private readonly tell: (wait: number) => void = () => undefined,
  ) {}

  /**
   * Waits until one more request may start.
   * @returns to be called once, when the request has ended
   */
  public async acquire(signal?: AbortSignal): Promise<() => void> {
    for (let wait = this.wait(); wait > 0; wait = this.wait()) {
      this.tellOnce(wait);
      await this.clock.sleep(wait, signal);
    }
    signal?.throwIfAborted();
    this.running++;
    return () => {
      this.running--;
      this.ends.push(this.now());
    };
  }

  /** Delays all requests, as a `Retry-After` of the API asks for. */
  public pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.now() + milliseconds);
  }

  private wait(): number {
    const now = this.now();
    while ((this.ends[0] ?? now) <= now - MINUTE) this.ends.shift();
    const isFull = this.ends.length + this.running >= this.perMinute;
    return Math.max(isFull ? (this.ends[0] ?? now) + MINUTE - now : 0, this.pausedUntil - now);
  }

  /** A clock that was set back would make everything that is noted last that much longer. */
  private now(): number {
    const now = this.clock.now();
    const back = this.seen - now;
    if (back > 0) {
      this.ends.forEach((end, index) => (this.ends[index] = end - back));
      this.pausedUntil -= back;
      this.told -= back;
    }
    this.seen = now;
    return now;
  }

  private tellOnce(wait: number): void {
    const now = this.now();
    if (wait < MAX_SILENT_WAIT || now - this.told < wait) return;
    this.told = now;
    this.tell(wait);
  }
}
