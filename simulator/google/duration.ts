const DURATION = /^(\d+(?:\.\d{1,9})?)s$/;

/**
 * Milliseconds of a duration as Google's APIs write it, such as `7776000s`.
 * @returns undefined when it is none
 */
export function milliseconds(duration: string): number | undefined {
  const seconds = DURATION.exec(duration)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Milliseconds of a day. */
export const DAY = 86_400_000;
