import type { ProblemCode } from "../model/codes";
import type { Advice } from "./advice";

/**
 * The form of one value of the estate file: the check and its words in one place. The schema (zod) puts the name of the form
 * into its issues, and `issues.ts` makes the message.
 */
export interface Form {
  /** Completes "... is not", in 6 words or fewer. */
  readonly is: string;
  /** What to say instead of "is not ...". */
  readonly fact?: string;
  /** What is accepted, where an example does not show it. */
  readonly expected?: string;
  /** A right value, as it is written in the file. */
  readonly example: string;
  /** Form of a text. */
  readonly pattern?: RegExp;
  /** What a pattern cannot check. */
  readonly accepts?: (text: string) => boolean;
  /** Whether `${NAME}` may stand for it: the value of an environment variable. */
  readonly fromEnvironment?: boolean;
  /** The code of the problem, where a rule already has one. */
  readonly code?: ProblemCode;
  /** What is known about one wrong value beyond its form. */
  readonly advise?: (value: unknown) => Advice | undefined;
}
