/** Formats of a review. */
export const FORMATS = ["text", "markdown", "html", "json", "sarif"] as const;
/** Levels at which the exit code is 1. */
export const FAIL_ON = ["block", "attention", "never"] as const;

/** The command line. */
export interface ReviewArguments {
  readonly plans: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly failOn: (typeof FAIL_ON)[number];
  /** @default - the plans alone */
  readonly estate?: string;
  /** @default - standard output */
  readonly out?: string;
}
