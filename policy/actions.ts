import { matchesPattern } from "./wildcard";

/**
 * The operations on a grant, the only ones whose requests carry `kms:GrantIsForAWSResource`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 */
export const GRANT_OPERATIONS: readonly string[] = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];

const CROSS_ACCOUNT_OPERATIONS: readonly string[] = [
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:DeriveSharedSecret",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:GenerateMac",
  "kms:GetKeyRotationStatus",
  "kms:GetPublicKey",
  "kms:ListGrants",
  "kms:ReEncrypt*",
  "kms:RetireGrant",
  "kms:RevokeGrant",
  "kms:Sign",
  "kms:Verify",
  "kms:VerifyMac",
];

/**
 * Whether an action, with or without wildcards, covers an operation. Names of actions know no case.
 * @param pattern such as `kms:Describe*`
 * @param operation such as `kms:DescribeKey`
 */
export function actionCovers(pattern: string, operation: string): boolean {
  return matchesPattern(pattern.toLowerCase(), operation.toLowerCase());
}

/**
 * Whether KMS offers the operation on a key of another account at all; no policy can change that.
 * @param operation such as `kms:Decrypt`
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */
export function worksAcrossAccounts(operation: string): boolean {
  return CROSS_ACCOUNT_OPERATIONS.some((pattern) => actionCovers(pattern, operation));
}
