/** Formats of a review. */
export const FORMATS = ["text", "markdown", "html", "json", "sarif"] as const;
/** Levels at which the exit code is 1. */
export const FAIL_ON = ["block", "attention", "never"] as const;

/** What a review is for, and where it goes. */
export interface OutputArguments {
  readonly format: (typeof FORMATS)[number];
  readonly failOn: (typeof FAIL_ON)[number];
  /** @default - what is reviewed alone */
  readonly estate?: string;
  /** @default - standard output */
  readonly out?: string;
  /** Whether only verdict and findings are shown. @default false */
  readonly short?: boolean;
  /** Whether only the first line is printed: verdict and reason. @default false */
  readonly quiet?: boolean;
}

/** The command line of `aura-cmk review`. */
export interface ReviewArguments extends OutputArguments {
  readonly plans: readonly string[];
}
