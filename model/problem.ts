import { problemBlock, problemText, type LineOptions } from "../util/problem-text";
import type { ProblemCode } from "./codes";

/** One problem, as data; {@link renderProblem} makes its one line of text. */
export interface Problem {
  /** Stable name of the problem: a rule id, or one of the codes listed in docs/errors.md. */
  readonly code: ProblemCode;
  /** Where it is: a construct path such as `prod-eu-west-1/orders`, or `estate.yaml:12:5`. */
  readonly path: string;
  /** The fact, in the words of the API that the person used: at most 12 words, subject first. */
  readonly what: string;
  /** What was found; empty where `what` says it all. */
  readonly got: string;
  /** What would have been accepted; empty where that is clear. */
  readonly expected: string;
  /** What to do about it; shown behind `help:`. */
  readonly fix: string;
}

/** The problem on one line of at most 350 characters: place, fact, what was found, what is expected, what to do, code. */
export function renderProblem(problem: Problem): string {
  return problemText(problem, aroundLine(problem));
}

/** The same in full, for texts with tokens, which must not be cut. */
export function renderUncutProblem(problem: Problem): string {
  return problemText(problem, { ...aroundLine(problem), max: Infinity });
}

function aroundLine({ path, code }: Problem): LineOptions {
  return { before: path ? `${path}: ` : "", after: ` [${code}]` };
}

/** The problem on several lines, for a terminal. */
export function renderProblemBlock(problem: Problem): string {
  return problemBlock({ severity: "error", code: problem.code }, problem.path, problem);
}

/**
 * The one error of this library. It carries every problem that was found, not just the first, and no stack frames:
 * each problem says where it is in the words of the person who made it.
 */
export class AuraCmkError extends Error {
  /** The code that all problems share, or `several-problems`. */
  public readonly code: ProblemCode | "several-problems";
  /** The path that all problems share, or an empty string. */
  public readonly path: string;

  /**
   * @param problems what is wrong; at least one
   */
  public constructor(public readonly problems: readonly Problem[]) {
    super(problems.map(renderProblem).join("\n"));
    this.name = "AuraCmkError";
    this.code = shared(problems.map((problem) => problem.code)) ?? "several-problems";
    this.path = shared(problems.map((problem) => problem.path)) ?? "";
    this.stack = `${this.name}: ${this.message}`;
    // Node.js prints the enumerable properties of an uncaught error: the same again, as data.
    for (const own of ["problems", "code", "path", "name"]) Object.defineProperty(this, own, { enumerable: false });
  }
}

function shared<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
