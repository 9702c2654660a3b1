import { ACCESS_MUTANTS } from "./access-mutants";
import { EVALUATE_MUTANTS } from "./evaluate-mutants";
import { DIFF_MUTANTS } from "./diff-mutants";
import { JOURNAL_MUTANTS } from "./journal-mutants";
import { LINT_MUTANTS } from "./lint-mutants";
import { PROVIDER_MUTANTS } from "./provider-mutants";
import { RULES_MUTANTS } from "./rules-mutants";
import type { Mutant } from "./mutant";

/** Every mutant; those of another room come in a file of their own. */
export const MUTANTS: readonly Mutant[] = [
  ...EVALUATE_MUTANTS,
  ...ACCESS_MUTANTS,
  ...DIFF_MUTANTS,
  ...LINT_MUTANTS,
  ...RULES_MUTANTS,
  ...PROVIDER_MUTANTS,
  ...JOURNAL_MUTANTS,
];
