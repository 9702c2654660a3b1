import type { RuleId } from "../model/codes";
import { administratorsKeepControl } from "./configuration/administrators-keep-control";
import { aliasIsUnique } from "./configuration/alias-is-unique";
import { auraCanUseKey } from "./configuration/aura-can-use-key";
import { auraCannotAdministerKey } from "./configuration/aura-cannot-administer-key";
import { cloneKeepsKey } from "./configuration/clone-keeps-key";
import { deletionWindowInRange } from "./configuration/deletion-window-in-range";
import { importUsesDatabaseUpload } from "./configuration/import-uses-database-upload";
import { keyAccountExpected } from "./configuration/key-account-expected";
import { keyArnWellFormed } from "./configuration/key-arn-well-formed";
import { keyIsProtected } from "./configuration/key-is-protected";
import { keyIsSymmetric } from "./configuration/key-is-symmetric";
import { keyRegionMatchesInstance } from "./configuration/key-region-matches-instance";
import { namesFitAura } from "./configuration/names-fit-aura";
import { oneKeyPerProductAndRegion } from "./configuration/one-key-per-product-and-region";
import { policySetOnce } from "./configuration/policy-set-once";
import { policyWithinSizeLimit } from "./configuration/policy-within-size-limit";
import { productMatchesKey } from "./configuration/product-matches-key";
import { productSupportsOwnKeys } from "./configuration/product-supports-own-keys";
import { recordRegionMatchesKey } from "./configuration/record-region-matches-key";
import { regionSupported } from "./configuration/region-supported";
import { rotationEnabled } from "./configuration/rotation-enabled";
import { rotationPeriodInRange } from "./configuration/rotation-period-in-range";
import type { RuleText } from "./rule";
import { statementMatchesKey } from "./configuration/statement-matches-key";
import { statementWellFormed } from "./configuration/statement-well-formed";
import { noUnexpectedPrincipals } from "./configuration/no-unexpected-principals";
import { versionSupported } from "./configuration/version-supported";
import { noNewAccess } from "./change/no-new-access";
import { aliasKeepsTarget } from "./change/alias-keeps-target";
import { auraKeepsAccess } from "./change/aura-keeps-access";
import { externalAccessStays } from "./change/external-access-stays";
import { instanceSurvives } from "./change/instance-survives";
import { keySurvives } from "./change/key-survives";
import { keyStaysUsable } from "./change/key-stays-usable";
import { policyNotReset } from "./change/policy-not-reset";
import { policyReadable } from "./change/policy-readable";
import { recordOutlivesInstances } from "./change/record-outlives-instances";
import { rotationStaysOn } from "./change/rotation-stays-on";

/** The rules about what a policy says: where one of them comes to no verdict, the policy needs review. */
export const POLICY_RULES = [
  statementWellFormed,
  policyWithinSizeLimit,
  policySetOnce,
  auraCanUseKey,
  auraCannotAdministerKey,
  administratorsKeepControl,
  noUnexpectedPrincipals,
  statementMatchesKey,
] as const;

/** Every rule over a configuration, in the order in which findings are shown. */
export const CONFIGURATION_RULES = [
  // Region and identity
  keyRegionMatchesInstance,
  recordRegionMatchesKey,
  keyArnWellFormed,
  keyAccountExpected,
  regionSupported,
  // Key
  keyIsSymmetric,
  rotationEnabled,
  rotationPeriodInRange,
  deletionWindowInRange,
  keyIsProtected,
  aliasIsUnique,
  // Policy
  ...POLICY_RULES,
  // Aura
  productSupportsOwnKeys,
  productMatchesKey,
  oneKeyPerProductAndRegion,
  versionSupported,
  cloneKeepsKey,
  importUsesDatabaseUpload,
  namesFitAura,
] as const;

/** Every rule over what a plan does, in the order in which findings are shown. */
export const CHANGE_RULES = [
  auraKeepsAccess,
  keySurvives,
  policyNotReset,
  rotationStaysOn,
  keyStaysUsable,
  instanceSurvives,
  recordOutlivesInstances,
  aliasKeepsTarget,
  policyReadable,
  noNewAccess,
  externalAccessStays,
] as const;

/** Every rule. */
export const RULES = [...CONFIGURATION_RULES, ...CHANGE_RULES] as const;

type IdOf<R> = R extends RuleText<infer Id> ? Id : never;

declare module "../model/codes" {
  // The codes of problems include the ids of these rules.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface RuleIds extends Record<IdOf<(typeof RULES)[number]>, true> {}
}

/** The ids of all rules, in their order. */
export const RULE_IDS: readonly RuleId[] = RULES.map(({ id }) => id);

/** The ids of the rules that cannot be waived: the mistake has to be undone. */
export const UNWAIVABLE_RULE_IDS: readonly string[] = RULES.filter(({ waiveWhen }) => waiveWhen === undefined).map(
  ({ id }) => id,
);
