import type { OtherChange, OtherType } from "../other-type";
import type { Surroundings } from "../surroundings";

/**
 * Roles that reach keys: of Cloud KMS, those that are made for whole projects, those with which one can give oneself a role or take the
 * project away, and those of the customer's own.
 */
const ABOUT_KEYS =
  /roles\/(?:cloudkms\.|owner\b|editor\b|admin\b|writer\b|iam\.securityAdmin|resourcemanager\.(?:projectIamAdmin|projectDeleter|folderIamAdmin|folderAdmin|organizationAdmin))|(?:projects|organizations)\/[^/"]+\/roles\//;
/** Constraints on keys, on the services of a project, and on who may be let into it. */
const CONSTRAINTS = /cloudkms|gcp\.restrict\w*Cmek\w*|gcp\.restrictServiceUsage|allowedPolicyMembers?(?:Domains)?/i;
/** What the commands and the API of Cloud KMS are called. */
const CALLS_KMS = /\bgcloud\s+kms\b|cloudkms\.googleapis\.com|cryptoKeyVersions?\b|[cC]ryptoKey(?:s|Version)?[.:]/;

/** What can touch a key of Google Cloud and is not judged. */
export const GOOGLE_TYPES: readonly OtherType[] = [
  {
    // A ciphertext does not affect its key.
    types: /^google_kms_(?!secret_ciphertext$)/,
    why: "it can change a key, or who has access to it",
    matters: (change, around) => hasKeys(around) && (around.isAbout(change) || mayBeAny(change)),
  },
  {
    types: /^google_(?:project|folder|organization)_iam_(?:member|binding|member_remove)$/,
    why: "its roles hold for all keys below it",
    matters: (change, around) => hasKeys(around) && (ABOUT_KEYS.test(change.text) || isOpen(change, "role")),
  },
  {
    types: /^google_(?:project|folder|organization)_iam_policy$/,
    why: "it sets all roles, which hold for all keys below it",
    matters: (_, around) => hasKeys(around),
  },
  {
    types: /^google_resource_manager_lien$/,
    why: "it no longer keeps a project from being deleted",
    matters: (change, around) => hasKeys(around) && !isNew(change),
  },
  {
    types: /^google_(?:project|organization)_iam_custom_role$/,
    why: "what its members can do with a key changes",
    matters: (change, around) => hasKeys(around) && /cloudkms/.test(change.text),
  },
  {
    types: /^google_iam_deny_policy$/,
    why: "it can deny Aura the use of a key, or that keys are destroyed",
    matters: (change, around) => hasKeys(around) && (/cloudkms/.test(change.text) || isOpen(change, "rules")),
  },
  {
    types: /^google_iam_(?:principal_access_boundary_policy|\w*policy_binding)$/,
    why: "it can deny Aura the use of a key",
    matters: (change, around) => hasKeys(around) && !isDeleted(change),
  },
  {
    types:
      /^google_(?:org_policy_\w*policy|org_policy_custom_constraint|(?:project|folder|organization)_(?:organization_)?policy)$/,
    why: "a policy of the organization can refuse Aura's accounts, or what protects a key goes with it",
    matters: (change, around) =>
      hasKeys(around) && (CONSTRAINTS.test(change.text) || isOpen(change, "constraint", "name", "spec")),
  },
  {
    types: /^google_(?:project|folder)$/,
    why: "with a project its keys are deleted, and one that is moved gets other policies",
    matters: (change, around) => hasKeys(around) && !isNew(change),
  },
  {
    types: /^google_project_services?$/,
    why: "without the API of Cloud KMS no key of the project can be used",
    isHarmless: () => true,
    matters: (change, around) => hasKeys(around) && !isNew(change) && /cloudkms/.test(change.text),
  },
  {
    types: /^google_billing_project_info$/,
    why: "without billing no key of the project can be used",
    matters: (change, around) => hasKeys(around) && (!isNew(change) || change.values["billing_account"] === ""),
  },
  {
    types: /^google_access_context_manager_(?:service_perimeter\w*|access_policy)$/,
    why: "a perimeter can keep Aura out of Cloud KMS",
    matters: (change, around) => hasKeys(around) && !isDeleted(change),
  },
  {
    types:
      /^google_(?:cloudbuild_trigger|cloudfunctions2?_function|cloud_run_v2_(?:job|service)|cloud_scheduler_job|workflows_workflow|compute_(?:instance\w*|project_metadata\w*)|deployment_manager_deployment|dataproc_\w+|composer_environment|os_config_\w+)$/,
    why: "it runs code that calls Cloud KMS, without a plan",
    says: (text) => CALLS_KMS.test(text),
    matters: (_, around) => hasKeys(around),
  },
];

function hasKeys({ hasGoogleKeys }: Surroundings): boolean {
  return hasGoogleKeys;
}

/** What names its key only at apply. */
function mayBeAny(change: OtherChange): boolean {
  return isOpen(change, "crypto_key", "crypto_key_id", "key_ring", "key_ring_id");
}

function isOpen({ isUnknown }: OtherChange, ...names: readonly string[]): boolean {
  return names.some((name) => isUnknown(name));
}

function isDeleted({ actions }: OtherChange): boolean {
  return actions.includes("delete") && !actions.includes("create");
}

function isNew({ actions }: OtherChange): boolean {
  return actions.every((action) => action === "create");
}
