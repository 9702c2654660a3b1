const BASE = 1_000;
const CAP = 30_000;
/** The longest that an answer can make us wait; a mistaken date must not hold a deploy for hours. */
const RETRY_AFTER_CAP = 120_000;

/**
 * How long to wait before the next attempt, in milliseconds: twice as long each time, and at least half of that at random.
 * @param attempt number of the attempt that failed, from 0
 * @param random at least 0, less than 1
 */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(CAP, BASE * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

/**
 * What a `Retry-After` header asks for, in milliseconds from now; undefined when there is none that can be read.
 * @param header seconds, or an HTTP date
 * @param now milliseconds since 1970
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const wanted = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(wanted) ? undefined : Math.min(RETRY_AFTER_CAP, Math.max(0, wanted));
}
