import { evaluate, isAllowed } from "../../policy/evaluate/evaluate";
import type { PolicyDocument } from "../../policy/document";
import type { KmsKey } from "./key";

/** Somebody who calls KMS: the ARN of a user or role, and its account. */
export interface Principal {
  readonly arn: string;
  readonly accountId: string;
}

/**
 * True when the policy lets this principal do it, given that the principal's own IAM policies allow everything.
 * @param policy the key's policy
 * @param key the key
 * @param principal who asks
 * @param action such as `kms:Decrypt`
 */
export function permits(
  policy: PolicyDocument,
  key: Pick<KmsKey, "arn" | "accountId">,
  { arn, accountId }: Principal,
  action: string,
): boolean {
  const principal = { arn, accountId };
  return isAllowed(evaluate(policy, { action, principal, keyArn: key.arn, keyAccountId: key.accountId, context: {} }));
}
