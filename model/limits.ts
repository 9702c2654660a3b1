/**
 * The limits of Aura and KMS, each defined once, with its source. Checks and messages both use these.
 */

/** A closed interval of whole numbers. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Days between two automatic rotations of the key material.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export const ROTATION_PERIOD_IN_DAYS: Range & { readonly default: number } = { min: 90, max: 2560, default: 365 };

/**
 * Days between the request to delete a key and its deletion; the default is the longest, because the deletion can
 * be cancelled only during the window.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
export const DELETION_WINDOW_IN_DAYS: Range & { readonly default: number } = { min: 7, max: 30, default: 30 };

/**
 * Days between two automatic rotations of a key in Azure; Aura recommends one a year. The upper limit is ours.
 * @see https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
 */
export const VAULT_KEY_ROTATION_IN_DAYS: Range & { readonly default: number } = { min: 7, max: 3650, default: 365 };

/**
 * Days in which a deleted vault of Azure, or a key in it, can be recovered; fixed when the vault is created.
 * @see https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
 */
export const SOFT_DELETE_RETENTION_IN_DAYS: Range & { readonly default: number } = { min: 7, max: 90, default: 90 };

/**
 * Days between two automatic rotations of a key in Google Cloud.
 * @see https://cloud.google.com/kms/docs/key-rotation
 */
export const CLOUD_KMS_ROTATION_IN_DAYS: Range & { readonly default: number } = { min: 1, max: 36500, default: 90 };

/**
 * Days in which a destroyed version of a key in Google Cloud can be restored; fixed when the key is created.
 * @see https://cloud.google.com/kms/docs/control-key-destruction
 */
export const DESTROY_SCHEDULED_IN_DAYS: Range & { readonly default: number } = { min: 1, max: 120, default: 30 };

/**
 * Days without use after which a guarded key can be deleted. More than 30: a paused instance, which does not use its key, is resumed by
 * Aura after 30 days.
 * @see https://neo4j.com/docs/aura/managing-instances/instance-actions/
 */
export const DELETION_GUARD_IN_DAYS: Range & { readonly default: number } = { min: 31, max: 3650, default: 90 };

/**
 * Days between the request to delete a secret and its deletion.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export const RECOVERY_WINDOW_IN_DAYS: Range & { readonly default: number } = { min: 7, max: 30, default: 30 };

/**
 * Length of the name of an Aura instance and of a customer managed key; no whitespace at either end.
 * @see https://neo4j.com/docs/aura/api/specification/
 */
export const AURA_NAME_LENGTH: Range = { min: 1, max: 30 };

/**
 * Largest database in GB that the Aura Console imports; above it only `neo4j-admin database upload` does.
 * @see https://neo4j.com/docs/aura/security/encryption/
 */
export const CONSOLE_IMPORT_MAX_GB = 4;

/** A cloud that has keys for Aura, as the Aura API calls it: AWS, Azure or Google Cloud. */
export type CloudProvider = "aws" | "azure" | "gcp";

/** A cloud beside AWS, which few programs and estates have. */
export type OtherCloud = Exclude<CloudProvider, "aws">;

/** These clouds. */
export const CLOUD_PROVIDERS = ["aws", "azure", "gcp"] as const satisfies readonly CloudProvider[];

/** The Aura products that take a customer managed key, and what the Aura API calls them. */
export const AURA_PRODUCTS = { AuraDB: "enterprise-db", AuraDS: "enterprise-ds" } as const;

/** An Aura product that takes a customer managed key. */
export type AuraProduct = keyof typeof AURA_PRODUCTS;

/**
 * Sizes that Aura offers; only the API returns what a project may use (`GET /tenants/{id}`).
 * @see https://neo4j.com/docs/aura/api/specification/
 */
export const AURA_MEMORY_SIZES = [
  ...["1GB", "2GB", "4GB", "8GB", "16GB", "24GB", "32GB", "48GB", "64GB", "128GB", "192GB", "256GB", "384GB", "512GB"],
] as const;

/**
 * AWS regions in which Aura offers the product, according to its documentation.
 * @see https://neo4j.com/docs/aura/managing-instances/regions/
 */
export const AURA_REGIONS: Readonly<Record<AuraProduct, readonly string[]>> = {
  AuraDB: [
    ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
    ...["ca-central-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3"],
    ...["il-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-2"],
  ],
  AuraDS: [...["ap-southeast-1", "ap-southeast-2", "eu-central-1", "eu-west-1", "sa-east-1", "us-east-1", "us-east-2"]],
};

/**
 * Regions of the other clouds, by the cloud's own short id, in which Aura offers the product, according to its documentation.
 * @see https://neo4j.com/docs/aura/managing-instances/regions/
 */
const OTHER_CLOUD_REGIONS: Readonly<Record<OtherCloud, typeof AURA_REGIONS>> = {
  azure: {
    AuraDB: [
      ...["australiaeast", "brazilsouth", "canadacentral", "centralindia", "eastus", "eastus2", "francecentral"],
      ...["germanywestcentral", "koreacentral", "northeurope", "norwayeast", "southafricanorth", "switzerlandnorth"],
      ...["uaenorth", "uksouth", "westus3"],
    ],
    AuraDS: [
      ...["australiaeast", "brazilsouth", "centralus", "eastus", "eastus2", "francecentral", "germanywestcentral"],
      ...["koreacentral", "northeurope", "norwayeast", "southcentralus", "southeastasia", "uksouth", "westeurope"],
      ...["westus3"],
    ],
  },
  gcp: {
    AuraDB: [
      ...["asia-east1", "asia-east2", "asia-northeast1", "asia-northeast2", "asia-northeast3", "asia-south1"],
      ...["asia-south2", "asia-southeast1", "asia-southeast2", "australia-southeast1", "australia-southeast2"],
      ...["europe-central2", "europe-north1", "europe-southwest1", "europe-west1", "europe-west2", "europe-west3"],
      ...["europe-west4", "europe-west6", "europe-west8", "europe-west9", "europe-west12", "northamerica-northeast1"],
      ...["northamerica-northeast2", "us-central1", "us-east1", "us-east4", "us-east5", "us-west1", "us-west2"],
      ...["us-west3", "us-west4", "us-south1", "southamerica-east1", "southamerica-west1", "me-central1", "me-west1"],
    ],
    AuraDS: [
      ...["asia-east1", "asia-south1", "asia-south2", "australia-southeast1", "australia-southeast2"],
      ...["europe-southwest1", "europe-west1", "europe-west2", "europe-west4", "northamerica-northeast1"],
      ...["southamerica-east1", "us-central1", "us-east1", "us-east4", "us-south1", "us-west1", "us-west2"],
    ],
  },
};

/** Regions of a cloud in which Aura offers the product, according to its documentation. */
export function auraRegions(cloud: CloudProvider): typeof AURA_REGIONS {
  return cloud === "aws" ? AURA_REGIONS : OTHER_CLOUD_REGIONS[cloud];
}

/**
 * Name of a secret.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export const SECRET_NAME = /^[A-Za-z0-9_/+=.@-]{1,512}$/;

/** An e-mail address, as far as its form can tell. */
export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Name of a Terraform output; a letter or underscore first.
 * @see https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
 */
export const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The AWS account that the samples and the simulator take for Aura's: AWS has reserved it for documents. */
export const AURA_ACCOUNT_OF_SAMPLES = "999988887777";

/** The Aura projects of the samples and of the simulator. */
export const PROJECTS_OF_SAMPLES: readonly string[] = [
  "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
  "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
];

/** The Aura version that customer managed keys were released for. */
export const AURA_VERSION = "5";

/** Tags of AWS resources. @see https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html */
export const AWS_TAG = {
  /** Characters of a key, at least one. */
  keyLength: 128,
  /** Characters of a value. */
  valueLength: 256,
  characters: /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u,
} as const;

/** Whether AWS accepts a text as the key of a tag; keys that begin with `aws:` are reserved. */
export function isTagKey(key: string): boolean {
  return key !== "" && key.length <= AWS_TAG.keyLength && AWS_TAG.characters.test(key) && !/^aws:/i.test(key);
}

/** Whether AWS accepts a text as the value of a tag. */
export function isTagValue(value: string): boolean {
  return value.length <= AWS_TAG.valueLength && AWS_TAG.characters.test(value);
}

/** `[HOST/]NAMESPACE/TYPE`; without a host it is the public registry's. */
const PROVIDER_SOURCE = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/)?[a-z0-9][\w-]*\/[a-z0-9][\w-]*$/i;

/** Whether a text is the source address of a Terraform provider. */
export function isProviderSource(text: string): boolean {
  return PROVIDER_SOURCE.test(text);
}
