import type { Clock } from "../http/clock";
import { GatewayError } from "./errors";

const WINDOW_MS = 60_000;

/** So many calls in any sixty seconds; then 429. */
export class RateLimit {
  private passed: number[] = [];

  public constructor(
    private readonly clock: Clock,
    private readonly perMinute: number,
    private readonly retryAfter: "seconds" | "date" | "none",
  ) {}

  /** Counts a call, or refuses it. */
  public take(): void {
    const now = this.clock.now();
    this.passed = this.passed.filter((at) => at > now - WINDOW_MS);
    if (this.passed.length < this.perMinute) {
      this.passed.push(now);
      return;
    }
    const freeAt = (this.passed[0] ?? now) + WINDOW_MS;
    throw new GatewayError(429, "API rate limit exceeded", this.headers(freeAt, now));
  }

  private headers(freeAt: number, now: number): Record<string, string> {
    switch (this.retryAfter) {
      case "seconds":
        return { "retry-after": String(Math.ceil((freeAt - now) / 1000)) };
      case "date":
        // An HTTP date has whole seconds: rounded up, so that a client that waits for it is not too early.
        return { "retry-after": new Date(Math.ceil(freeAt / 1000) * 1000).toUTCString() };
      case "none":
        return {};
    }
  }
}
