import { keyRegionMatchesInstance } from "./key-region-matches-instance";
import type { Rule } from "./rule";

/** Every rule, in the order in which findings are shown. */
export const RULES: readonly Rule[] = [keyRegionMatchesInstance];
