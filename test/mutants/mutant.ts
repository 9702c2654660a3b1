/** A small bug, and the tests that have to notice it. */
export interface Mutant {
  /** What it makes the code do, in words. */
  readonly what: string;
  readonly file: string;
  /** Text of the file, found in it once. */
  readonly search: string;
  readonly replacement: string;
  /** Test files, relative to the root. */
  readonly tests: readonly string[];
}

/** Mutants of one file, all noticed by the same tests. */
export function of(
  file: string,
  tests: readonly string[],
  changes: readonly (readonly [string, string, string])[],
): Mutant[] {
  return changes.map(([what, search, replacement]) => ({ what, file, search, replacement, tests }));
}
