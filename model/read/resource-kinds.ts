import type { AnyNode } from "../model";

/** The types of resources that the model is made of, and what each of them is. */
const RESOURCE_KINDS = {
  aws_kms_key: "key",
  aws_kms_external_key: "key",
  aws_kms_replica_key: "key",
  aws_kms_replica_external_key: "key",
  aws_kms_key_policy: "key-policy",
  aws_kms_alias: "alias",
  aws_kms_grant: "grant",
  google_kms_key_ring: "key-ring",
  google_kms_crypto_key: "crypto-key",
  google_kms_crypto_key_version: "key-version",
  google_kms_crypto_key_iam_member: "key-iam",
  google_kms_crypto_key_iam_binding: "key-iam",
  google_kms_crypto_key_iam_policy: "key-iam",
  google_kms_key_ring_iam_member: "key-iam",
  google_kms_key_ring_iam_binding: "key-iam",
  google_kms_key_ring_iam_policy: "key-iam",
  aura_customer_managed_key: "record",
  pgrneo4jaura_auracmk: "record",
  aura_instance: "instance",
  pgrneo4jaura_aurainstance: "instance",
  azurerm_key_vault: "vault",
  azurerm_key_vault_key: "vault-key",
  azurerm_role_assignment: "role-assignment",
  azurerm_management_lock: "lock",
  azuread_service_principal: "service-principal",
  // Holds the review metadata of a stack; most resources of this type hold something else.
  terraform_data: "metadata",
} as const satisfies Readonly<Record<string, ResourceKind>>;

/** What a resource is in the model. */
export type ResourceKind = AnyNode["kind"] | "metadata";

/**
 * What a resource is in the model.
 * @param type its type in Terraform
 * @returns undefined for types that are not part of the model
 */
export function resourceKind(type: string): ResourceKind | undefined {
  return Object.hasOwn(RESOURCE_KINDS, type) ? RESOURCE_KINDS[type as keyof typeof RESOURCE_KINDS] : undefined;
}

/** Whether resources of a type are part of the model. */
export function isModelType(type: string): boolean {
  return resourceKind(type) !== undefined;
}

/** Whether resources of a type become nodes of the model. */
export function isNodeType(type: string): boolean {
  return isModelType(type) && resourceKind(type) !== "metadata";
}

/** Whether resources of a type belong to Aura, of whatever provider. */
export function isAuraType(type: string): boolean {
  return /^(\w*neo4jaura|aura)_/.test(type);
}

/** The argument from which a resource takes the key that it passes on to others, by type. */
export const KEY_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_kms_alias: "target_key_id",
  aws_kms_key_policy: "key_id",
  aws_kms_grant: "key_id",
  google_kms_crypto_key: "key_ring",
  google_kms_crypto_key_version: "crypto_key",
  google_kms_crypto_key_iam_member: "crypto_key_id",
  google_kms_crypto_key_iam_binding: "crypto_key_id",
  google_kms_crypto_key_iam_policy: "crypto_key_id",
  google_kms_key_ring_iam_member: "key_ring_id",
  google_kms_key_ring_iam_binding: "key_ring_id",
  google_kms_key_ring_iam_policy: "key_ring_id",
  aura_customer_managed_key: "key_id",
  pgrneo4jaura_auracmk: "key_id",
  terraform_data: "input",
  "data.aws_kms_key": "key_id",
  "data.azurerm_key_vault": "name",
  "data.azurerm_key_vault_key": "name",
};

/**
 * The attributes that are the ARN of a key, or its name in Google Cloud, as references name them: others are its bare id, an alias, or a
 * text made from them.
 */
export const ARN_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...["aws_kms_key.arn", "aws_kms_external_key.arn", "aws_kms_replica_key.arn", "aws_kms_replica_external_key.arn"],
  ...["aws_kms_alias.target_key_arn", "data.aws_kms_key.arn"],
  ...["google_kms_crypto_key.id", "data.google_kms_crypto_key.id"],
  ...["aura_customer_managed_key.key_id", "pgrneo4jaura_auracmk.key_id", "terraform_data.output"],
]);
