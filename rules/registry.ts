import { CHANGE_RULES } from "./change-rules";
import { CONFIGURATION_RULES } from "./configuration-rules";

/** Every rule, in the order in which findings are shown; the library needs those over a configuration only. */
export const RULES = [...CONFIGURATION_RULES, ...CHANGE_RULES] as const;
