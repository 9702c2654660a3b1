import { memoize } from "../../util/memoize";
import { asList, type OneOrMany, type Statement } from "../document";
import { KMS_OPERATIONS } from "../kms-actions";
import { matchesPattern } from "./wildcard";

/**
 * The operations on a grant, the only operations with requests that carry `kms:GrantIsForAWSResource`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 */
export const GRANT_OPERATIONS: readonly string[] = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];

/**
 * Has no effect in a key policy: the grant itself defines its retiring principal.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html
 */
export const RETIRE_GRANT = "kms:RetireGrant";

/**
 * The operations that KMS offers on keys of other accounts. The data behind {@link KMS_OPERATIONS} does not contain this.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html column "Cross-account use"
 */
const CROSS_ACCOUNT_OPERATIONS: ReadonlySet<string> = new Set([
  ...["kms:CreateGrant", "kms:ListGrants", RETIRE_GRANT, "kms:RevokeGrant"],
  ...["kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
  ...["kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
  ...["kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext"],
  ...["kms:Encapsulate", "kms:Decapsulate"],
  ...["kms:GenerateMac", "kms:VerifyMac", "kms:Sign", "kms:Verify", "kms:DeriveSharedSecret"],
  ...["kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:GetPublicKey"],
]);

/** The operations on a key by their name in lower case. */
const KEY_OPERATIONS: ReadonlyMap<string, string> = new Map(
  KMS_OPERATIONS.filter(({ onKey }) => onKey).map(({ name }) => [name.toLowerCase(), name]),
);

/** The operations that change a key, its policy, its tags or its aliases. KMS keeps them for the key's own account. */
export const ADMINISTRATIVE_OPERATIONS: readonly string[] = KMS_OPERATIONS.filter(
  ({ name, onKey, access }) => onKey && !["Read", "List"].includes(access) && !CROSS_ACCOUNT_OPERATIONS.has(name),
).map(({ name }) => name);

/** What ends the key, or can grant access to anyone. */
const WORST: readonly string[] = ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"];

/**
 * The operations in the order in which a person should read them.
 * @param operations such as `kms:Decrypt`; the list is not changed
 */
export function worstFirst(operations: readonly string[]): readonly string[] {
  return [...WORST.filter((name) => operations.includes(name)), ...operations.filter((name) => !WORST.includes(name))];
}

/** The operation on a key as AWS writes it; undefined when there is no operation of that name. */
export function keyOperation(name: string): string | undefined {
  return KEY_OPERATIONS.get(name.toLowerCase());
}

/**
 * The operations on a key that an action element covers.
 * @param action one or more patterns, such as `kms:Describe*`
 */
export function operationsCovered(action: OneOrMany): readonly string[] {
  return coveredOnce(asList(action));
}

/** Most statements of large policies have the same actions as others. */
const coveredOnce = memoize(coveredBy, (action) => [KEY_OPERATIONS, JSON.stringify(action)]);

function coveredBy(action: readonly string[]): readonly string[] {
  const covered = new Set<string>();
  for (const pattern of action) {
    const lower = pattern.toLowerCase();
    const exact = KEY_OPERATIONS.get(lower);
    if (exact !== undefined) covered.add(exact);
    else if (/[*?]/.test(lower))
      for (const [key, name] of KEY_OPERATIONS) if (matchesPattern(lower, key)) covered.add(name);
  }
  return [...KEY_OPERATIONS.values()].filter((name) => covered.has(name));
}

/** The operations on a key that a statement is about. */
export function operationsOf({
  Action: action,
  NotAction: notAction,
}: Pick<Statement, "Action" | "NotAction">): readonly string[] {
  if (action !== undefined) return operationsCovered(action);
  if (notAction === undefined) return [];
  const others = new Set(operationsCovered(notAction));
  return operationsCovered("*").filter((operation) => !others.has(operation));
}

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
 */
export function worksAcrossAccounts(operation: string): boolean {
  const known = keyOperation(operation);
  return known !== undefined && CROSS_ACCOUNT_OPERATIONS.has(known);
}
