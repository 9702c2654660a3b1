import { MAX_FINDINGS } from "./limits";
import { quote } from "../util/quote";
import type { LintCode } from "./codes";

/** What is wrong, as data, before it is known where. */
export interface ProblemText {
  /** Public name of the mistake. */
  readonly code: LintCode;
  /** The headline: the fact that is wrong. */
  readonly what: string;
  /** What was found instead. */
  readonly got: string;
  /** What would have been accepted. */
  readonly expected: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A mistake in a statement or policy, as data. */
export interface StatementProblem extends ProblemText {
  /** The part that is meant, such as `Statement[1].Principal.AWS[0]`; empty for the text as a whole. */
  readonly path: string;
  /** Line in the text, counted from 1; absent for a statement that was not given as text. */
  readonly line?: number;
  /** Column in the line in UTF-16 code units, counted from 1. */
  readonly column?: number;
}

/** A place in a text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Adds the place to a problem.
 * @param at its position; undefined when it was not given as text
 */
export function withPosition(problem: ProblemText, path: string, at: Position | undefined): StatementProblem {
  // Member by member, which is quicker than a copy: a text of commas alone has thirty thousand of them.
  const { code, what, got, expected, fix } = problem;
  if (!at) return { code, what, got, expected, fix, path };
  return { code, what, got, expected, fix, path, line: at.line, column: at.column };
}

/**
 * Line and column of places in a text; a byte-order mark takes no column.
 * @returns the position of an offset, in UTF-16 code units from 0
 */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [text.startsWith("\ufeff") ? 1 : 0];
  for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) starts.push(lineBreak.index + lineBreak[0].length);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(0, offset - (starts[low] ?? 0)) + 1 };
  };
}

/**
 * The problems in the order of the text. What is more than a person can read is counted, not listed.
 * @param problems the problems; the list is not changed
 */
export function sortAndLimit<P extends StatementProblem>(problems: readonly P[]): (P | StatementProblem)[] {
  const ordered = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  if (ordered.length <= MAX_FINDINGS) return ordered;
  const more: StatementProblem = {
    code: "more-findings",
    path: "",
    what: "more findings than are listed",
    got: `${ordered.length - MAX_FINDINGS} more`,
    expected: `at most ${MAX_FINDINGS}`,
    fix: "correct these and run it again",
  };
  return [...ordered.slice(0, MAX_FINDINGS), more];
}

/** A value in a few words, for the `got` of a problem. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty object" : "an object";
  return typeof value === "number" || typeof value === "boolean" ? `the ${typeof value} ${value}` : `a ${typeof value}`;
}
