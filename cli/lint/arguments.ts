/** Formats of the report. */
export const FORMATS = ["text", "json"] as const;

/** The arguments of the command line. */
export interface LintArguments {
  /** File with the statement, or `-`; may be left out with an estate. */
  readonly statement?: string;
  /** Estate file: its statements, or the one of them that is given, with what it says of their keys. */
  readonly estate?: string;
  readonly keyArn?: string;
  readonly account?: string;
  /** ARN of the caller who sets the policy. */
  readonly caller?: string;
  /** File with the policy that the key has, or `-`. */
  readonly policy?: string;
  readonly format: (typeof FORMATS)[number];
}
