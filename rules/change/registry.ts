import { accessNotWidened } from "./access-not-widened";
import { aliasKeepsTarget } from "./alias-keeps-target";
import { auraKeepsAccess } from "./aura-keeps-access";
import type { ChangeRule } from "./change";
import { instanceNotReplaced } from "./instance-not-replaced";
import { keySurvives } from "./key-survives";
import { policyNotReset } from "./policy-not-reset";
import { policyReadable } from "./policy-readable";
import { recordOutlivesInstances } from "./record-outlives-instances";
import { rotationStaysOn } from "./rotation-stays-on";

/** Every rule over what a plan does, in the order in which findings are shown. */
export const CHANGE_RULES: readonly ChangeRule[] = [
  auraKeepsAccess,
  keySurvives,
  policyNotReset,
  rotationStaysOn,
  instanceNotReplaced,
  recordOutlivesInstances,
  aliasKeepsTarget,
  policyReadable,
  accessNotWidened,
];
