// What rules know, review and constructs may use: the one door to this folder.
export { type AccessGain, accessGains, lostDenials } from "./access-changes";
export { findDuplicates, MAX_DUPLICATES } from "./duplicates";
export {
  effectivePoliciesOf,
  effectivePolicy,
  effectivePolicyOf,
  inlinePolicy,
  type EffectivePolicy,
  keysWithStandalonePolicy,
  placeOf,
  placeOfGrant,
  policyTargets,
  setsPolicyInline,
} from "./effective-policy";
export { evaluatedPolicy, type EvaluatedPolicy, flawsOf, policyWithAura } from "./evaluated-policy";
export {
  accessText,
  type KeyWithExternalAccess,
  expectedAuraPrincipals,
  keysWithExternalAccess,
  findUnexpectedAccess,
  formatPrincipals,
  isExpectedBy,
  mayIncludeExpected,
  possibleAuraPrincipals,
  type UnexpectedAccess,
  type UnexpectedAccessKind,
} from "./external-access";
export { agreedValue, cite, type Claim, conflictOf, firstUnknown, knownOf, show } from "./facts";
export { gainedByGrant, grantAllowsAll, type GrantChange, lostByGrant } from "./grant-changes";
export { grantedAccess, type GrantedAccess, grantsOn, withGrants } from "./grants";
export { proveWithGrants } from "./granted-proofs";
export { keyDeletion, type KeyDeletion } from "./key-deletion";
export { arnField, arnsOf, enabledAttribute, identityForPolicies, isKeyId, keyArnVerdict } from "./key-identity";
export { keyForRegion, keyRegionClaims, keyRegionNeeds } from "./key-region";
export { findingKind, KEY_ROWS_FILE, type KeyRow, keyRows } from "./key-rows";
export { indexModel } from "./model-index";
export { type NamedPlace, placesIn } from "./named-places";
export { aliasesIn, isFromPlan, KIND_NAMES, nameOf, subjectOfNode } from "./names";
export {
  type Answer,
  canChangePolicyOf,
  describeProof,
  possibleExternalPrincipals,
  type Proof,
  roleControls,
  someRoleControls,
} from "./permissions";
export { isSameKey, type PolicyChange, policyChangeOf, TOO_MANY_KEYS } from "./policy-change";
export { renamedAs } from "./renames";
export {
  cloudOf,
  duplicateRecords,
  hasOwnKey,
  inOtherCloud,
  instancesOfKey,
  instancesOfRecord,
  ownKeyOf,
  recordText,
  shareMultiRegionKey,
  useSameRecord,
} from "./records";
