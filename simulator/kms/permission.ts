import { evaluate, isAllowed, type Decision } from "../../policy/evaluate/evaluate";
import type { PolicyDocument } from "../../policy/document";
import type { KmsKey } from "./key";

/** A caller of KMS: the ARN of a user or role, and its account. */
export interface Principal {
  readonly arn: string;
  readonly accountId: string;
}

/**
 * The decision of the key policy on an action of a principal whose own IAM policies allow everything.
 * @param action such as `kms:Decrypt`
 * @param context condition keys of the request
 */
export function decisionOn(
  policy: PolicyDocument,
  key: Pick<KmsKey, "arn" | "accountId">,
  { arn, accountId }: Principal,
  action: string,
  context: Readonly<Record<string, string>> = {},
): Decision {
  const principal = { arn, accountId };
  return evaluate(policy, { action, principal, keyArn: key.arn, keyAccountId: key.accountId, context });
}

/** Whether {@link decisionOn} is that the action is allowed. */
export function permits(...request: Parameters<typeof decisionOn>): boolean {
  return isAllowed(decisionOn(...request));
}
