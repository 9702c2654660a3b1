/*
 * What takes long is tried in part when people run the unit tests, and in full by `npm run test:drills`, which runs the unit
 * tests with a FUZZ_SEED of its own.
 */

/** Whether all is tried: all values of properties, all cases and the full sizes. */
export const IN_FULL = process.env["FUZZ_SEED"] !== undefined || process.env["FUZZ_PAIRS"] !== undefined;

/** One in so many of the cases, spread over all of them; in full, each of them. */
export function oneIn<T>(number: number, cases: readonly T[]): readonly T[] {
  return IN_FULL ? cases : cases.filter((_, index) => index % number === 0);
}
