const BASE = 1_000;
const MAX_BACKOFF = 30_000;
/** Limit for `Retry-After`: a wrong date must not block a deployment for hours. */
const MAX_RETRY_AFTER = 120_000;

/**
 * How long to wait before the next attempt, in milliseconds: twice as long each time, and at least half of that at random.
 * @param attempt number of the attempt that failed, from 0
 * @param random at least 0, less than 1
 */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(MAX_BACKOFF, BASE * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

/**
 * The delay that a `Retry-After` header asks for, in milliseconds; undefined when it is absent or unreadable.
 * @param header seconds, or an HTTP date
 * @param now milliseconds since 1970, by the clock of who sent it
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const wanted = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(wanted) ? undefined : Math.min(MAX_RETRY_AFTER, Math.max(0, wanted));
}
