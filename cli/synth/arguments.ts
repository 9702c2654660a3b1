/** The command line of `aura-cmk synth`. */
export interface SynthArguments {
  /** The estate file. @default - AURA_ESTATE, or estate.yaml, or else the program that cdktf.json names */
  readonly estate?: string;
  /** Where the stacks are written. @default - CDKTF_OUTDIR, or cdktf.out */
  readonly out?: string;
  /** Whether the lock file of the estate has to be up to date. */
  readonly frozen?: boolean;
  /** Whether the result is JSON. */
  readonly json?: boolean;
}
