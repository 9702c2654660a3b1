/** A day in milliseconds. */
export const DAY_IN_MS = 86_400_000;
