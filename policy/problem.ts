/** A mistake in a statement or policy, as data. */
export interface StatementProblem {
  /** What must hold. */
  readonly what: string;
  /** What was found instead. */
  readonly got: string;
  /** What would have been accepted. */
  readonly expected: string;
  /** What to do about it. */
  readonly fix: string;
  /** Line in the text, counted from 1; absent for a statement that was not given as text. */
  readonly line?: number;
  /** Column in the line in UTF-16 code units, counted from 1. */
  readonly column?: number;
}
