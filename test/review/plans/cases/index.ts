import type { PlanCase } from "./case";
import { LIBRARY } from "./library";
import { POLICY } from "./policy";

/** All cases, in the order of the README. */
export const CASES: readonly PlanCase[] = [...LIBRARY, ...POLICY];
