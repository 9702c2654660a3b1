import { administratorsKeepControl } from "./administrators-keep-control";
import { aliasIsUnique } from "./alias-is-unique";
import { auraCanUseKey } from "./aura-can-use-key";
import { auraCannotAdministerKey } from "./aura-cannot-administer-key";
import { cloneKeepsKey } from "./clone-keeps-key";
import { deletionWindowInRange } from "./deletion-window-in-range";
import { importUsesDatabaseUpload } from "./import-uses-database-upload";
import { keyAccountExpected } from "./key-account-expected";
import { keyArnWellFormed } from "./key-arn-well-formed";
import { keyIsProtected } from "./key-is-protected";
import { keyIsSymmetric } from "./key-is-symmetric";
import { keyRegionMatchesInstance } from "./key-region-matches-instance";
import { namesFitAura } from "./names-fit-aura";
import { oneKeyPerProductAndRegion } from "./one-key-per-product-and-region";
import { policySetOnce } from "./policy-set-once";
import { policyWithinSizeLimit } from "./policy-within-size-limit";
import { productMatchesKey } from "./product-matches-key";
import { productSupportsOwnKeys } from "./product-supports-own-keys";
import { recordRegionMatchesKey } from "./record-region-matches-key";
import { regionOfferedByAura } from "./region-offered-by-aura";
import { rotationEnabled } from "./rotation-enabled";
import { rotationPeriodInRange } from "./rotation-period-in-range";
import type { Rule } from "./rule";
import { statementBelongsToThisKey } from "./statement-belongs-to-this-key";
import { statementWellFormed } from "./statement-well-formed";
import { strangersHaveNoAccess } from "./strangers-have-no-access";
import { versionSupported } from "./version-supported";

/** The rules whose subject is what a policy says: where they see nothing, somebody has to look. */
export const POLICY_RULES: readonly Rule[] = [
  statementWellFormed,
  policyWithinSizeLimit,
  policySetOnce,
  auraCanUseKey,
  auraCannotAdministerKey,
  administratorsKeepControl,
  strangersHaveNoAccess,
  statementBelongsToThisKey,
];

/** Every rule, in the order in which findings are shown. */
export const RULES: readonly Rule[] = [
  // Region and identity
  keyRegionMatchesInstance,
  recordRegionMatchesKey,
  keyArnWellFormed,
  keyAccountExpected,
  regionOfferedByAura,
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
];
