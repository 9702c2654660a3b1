import { evaluate, isAllowed } from "../../policy/evaluate/evaluate";
import type { PolicyDocument } from "../../policy/document";
import type { KmsKey } from "./key";

/** A caller of KMS: the ARN of a user or role, and its account. */
export interface Principal {
  readonly arn: string;
  readonly accountId: string;
}

/**
 * Whether the key policy allows an action of a principal whose own IAM policies allow everything.
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
