import type { PlanCase } from "./case";
import { AURA_OBJECTS, KEY } from "./key";
import { COMMUNITY, LAYOUT } from "./layout";
import { LIBRARY } from "./library";
import { POLICY } from "./policy";
import { WHOLE } from "./whole";

/** All cases, in the order of the README. */
export const CASES: readonly PlanCase[] = [
  ...LIBRARY,
  ...POLICY,
  ...KEY,
  ...AURA_OBJECTS,
  ...WHOLE,
  ...LAYOUT,
  ...COMMUNITY,
];
