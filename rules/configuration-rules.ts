import { acrossClouds } from "./across-clouds";
import { accessGrantedOnceInAzure } from "./azure/access-granted-once";
import { auraCanUseKeyInAzure } from "./azure/aura-can-use-key";
import { keyCanBeRecoveredInAzure } from "./azure/key-can-be-recovered";
import { keyIsProtectedInAzure } from "./azure/key-is-protected";
import { keyTypeSupportedInAzure } from "./azure/key-type-supported";
import { noUnexpectedPrincipalsInAzure } from "./azure/no-unexpected-principals";
import { rotationEnabledInAzure, rotationPeriodInRangeInAzure } from "./azure/rotation";
import { accessGrantedOnce } from "./configuration/access-granted-once";
import { administratorsKeepControl } from "./configuration/administrators-keep-control";
import { aliasIsUnique } from "./configuration/alias-is-unique";
import { auraCanUseKey } from "./configuration/aura-can-use-key";
import { auraCannotAdministerKey } from "./configuration/aura-cannot-administer-key";
import { cloudMatchesRecord } from "./configuration/cloud-matches-record";
import { cloneKeepsKey } from "./configuration/clone-keeps-key";
import { deletionWindowInRange } from "./configuration/deletion-window-in-range";
import { importUsesDatabaseUpload } from "./configuration/import-uses-database-upload";
import { keyAccountExpected } from "./configuration/key-account-expected";
import { keyArnWellFormed } from "./configuration/key-arn-well-formed";
import { keyCanBeRecovered } from "./configuration/key-can-be-recovered";
import { keyIdentifierWellFormed } from "./configuration/key-identifier-well-formed";
import { keyIsProtected } from "./configuration/key-is-protected";
import { keyIsSymmetric } from "./configuration/key-is-symmetric";
import { keyRegionMatchesInstance } from "./configuration/key-region-matches-instance";
import { keyTypeSupported } from "./configuration/key-type-supported";
import { namesFitAura } from "./configuration/names-fit-aura";
import { noUnexpectedPrincipals } from "./configuration/no-unexpected-principals";
import { oneKeyPerProductAndRegion } from "./configuration/one-key-per-product-and-region";
import { policySetOnce } from "./configuration/policy-set-once";
import { policyWithinSizeLimit } from "./configuration/policy-within-size-limit";
import { productMatchesKey } from "./configuration/product-matches-key";
import { productSupportsOwnKeys } from "./configuration/product-supports-own-keys";
import { projectMatchesRecord } from "./configuration/project-matches-record";
import { recordRegionMatchesKey } from "./configuration/record-region-matches-key";
import { regionSupported } from "./configuration/region-supported";
import { rotationEnabled } from "./configuration/rotation-enabled";
import { rotationPeriodInRange } from "./configuration/rotation-period-in-range";
import { statementMatchesKey } from "./configuration/statement-matches-key";
import { statementWellFormed } from "./configuration/statement-well-formed";
import { vaultFitsAura } from "./configuration/vault-fits-aura";
import { versionSupported } from "./configuration/version-supported";
import { auraCanUseKeyInGoogle } from "./google/aura-can-use-key";
import { keyIsProtectedInGoogle } from "./google/key-is-protected";
import { noUnexpectedPrincipalsInGoogle } from "./google/no-unexpected-principals";
import { rotationEnabledInGoogle } from "./google/rotation-enabled";
import { rotationPeriodInRangeInGoogle } from "./google/rotation-period-in-range";

/** The rules about what a policy says: where one of them comes to no verdict, the policy needs review. */
export const POLICY_RULES = [
  statementWellFormed,
  policyWithinSizeLimit,
  policySetOnce,
  acrossClouds(accessGrantedOnce, accessGrantedOnceInAzure),
  acrossClouds(auraCanUseKey, auraCanUseKeyInAzure, auraCanUseKeyInGoogle),
  auraCannotAdministerKey,
  administratorsKeepControl,
  acrossClouds(noUnexpectedPrincipals, noUnexpectedPrincipalsInAzure, noUnexpectedPrincipalsInGoogle),
  statementMatchesKey,
] as const;

/** Every rule over a configuration, in the order in which findings are shown. */
export const CONFIGURATION_RULES = [
  // Region and identity
  keyRegionMatchesInstance,
  recordRegionMatchesKey,
  keyArnWellFormed,
  keyIdentifierWellFormed,
  keyAccountExpected,
  regionSupported,
  // Key
  keyIsSymmetric,
  acrossClouds(keyTypeSupported, keyTypeSupportedInAzure),
  vaultFitsAura,
  acrossClouds(rotationEnabled, rotationEnabledInAzure, rotationEnabledInGoogle),
  acrossClouds(rotationPeriodInRange, rotationPeriodInRangeInAzure, rotationPeriodInRangeInGoogle),
  deletionWindowInRange,
  acrossClouds(keyCanBeRecovered, keyCanBeRecoveredInAzure),
  acrossClouds(keyIsProtected, keyIsProtectedInAzure, keyIsProtectedInGoogle),
  aliasIsUnique,
  // Policy
  ...POLICY_RULES,
  // Aura
  productSupportsOwnKeys,
  productMatchesKey,
  cloudMatchesRecord,
  projectMatchesRecord,
  oneKeyPerProductAndRegion,
  versionSupported,
  cloneKeepsKey,
  importUsesDatabaseUpload,
  namesFitAura,
] as const;
