import type { PolicyDocument, Statement } from "./document";

/** The owner and the administrators of a key. */
export interface KeyOwner {
  /** Such as `aws` or `aws-us-gov`. */
  readonly partition: string;
  /** The account that owns the key, 12 digits. */
  readonly accountId: string;
  /** ARNs of the IAM users and roles that administer the key, without using it. @default - only the account */
  readonly administrators?: readonly string[];
  /** Whether it is a primary of replicas, which the administrators may then make. @default - false */
  readonly multiRegion?: boolean;
}

/**
 * What the AWS console gives a key administrator: everything but the use of the key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
 */
const ADMINISTRATOR_ACTIONS: readonly string[] = [
  "kms:CancelKeyDeletion",
  "kms:Create*",
  "kms:Delete*",
  "kms:Describe*",
  "kms:Disable*",
  "kms:Enable*",
  "kms:Get*",
  "kms:List*",
  "kms:Put*",
  "kms:Revoke*",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:Update*",
];

/**
 * The policy that keeps a key in its owner's hands: the account's own statement first, then the administrators', if any. Both
 * are the AWS console's, Sids included, so that a policy which already contains them stays as it is. Without administrators it
 * is the default policy that KMS gives a new key.
 *
 * IMPORTANT: without the account's own statement a key whose administrators are deleted can no longer be managed.
 * @param owner not checked here
 */
export function ownKeyPolicy({
  partition,
  accountId,
  administrators = [],
  multiRegion = false,
}: KeyOwner): PolicyDocument {
  const names = [...new Set(administrators)].sort();
  const account: Statement = {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  const administration: Statement = {
    Sid: "Allow access for Key Administrators",
    Effect: "Allow",
    Principal: { AWS: names },
    Action: [...ADMINISTRATOR_ACTIONS, ...(multiRegion ? ["kms:ReplicateKey"] : [])].sort(),
    Resource: "*",
  };
  return { Version: "2012-10-17", Statement: names.length > 0 ? [account, administration] : [account] };
}

/** Condition key: the days since the key was used last. */
export const TRAILING_DAYS = "kms:TrailingDaysWithoutKeyUsage";

/** The operation that a deletion guard denies. */
export const SCHEDULE_DELETION = "kms:ScheduleKeyDeletion";

/**
 * The statement with which KMS itself refuses to delete a key that was used lately, for every caller and every tool. A key that
 * was never used counts from its creation, so a young one cannot be deleted either. Disabling stays possible: it can be undone, and
 * is the way to stop all use at once.
 * @param days days without use after which the key may be deleted
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function deletionGuard(days: number): Statement {
  return {
    Sid: "Deny deletion of a key in use",
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: SCHEDULE_DELETION,
    Resource: "*",
    Condition: { NumericLessThan: { [TRAILING_DAYS]: `${days}` } },
  };
}
