import { decide } from "./decide-interim";
import type { PolicyDocument } from "../../policy/document";
import type { Caller } from "./caller";
import type { KmsKey } from "./key";

/** Actions that a caller of another account can be given at all. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html */
const ACROSS_ACCOUNTS = new Set(
  [
    ...["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyPair"],
    ...["GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPairWithoutPlaintext", "GenerateMac", "VerifyMac"],
    ...["Sign", "Verify", "DeriveSharedSecret", "GetPublicKey", "DescribeKey", "GetKeyRotationStatus"],
    ...["CreateGrant", "ListGrants", "RevokeGrant", "RetireGrant"],
  ].map((action) => `kms:${action}`),
);

/**
 * True when the key's policy lets this principal do it, given that the principal's own IAM policies allow everything.
 * @param policy the key's policy
 * @param key the key
 * @param principal who asks
 * @param action such as `kms:Decrypt`
 */
export function permits(
  policy: PolicyDocument,
  key: Pick<KmsKey, "arn" | "accountId">,
  principal: Pick<Caller, "arn" | "accountId">,
  action: string,
): boolean {
  if (principal.accountId !== key.accountId && !ACROSS_ACCOUNTS.has(action)) return false;
  return decide(policy, {
    action,
    principal: { arn: principal.arn, accountId: principal.accountId },
    keyArn: key.arn,
    keyAccountId: key.accountId,
    context: {
      "kms:CallerAccount": principal.accountId,
      "aws:PrincipalAccount": principal.accountId,
      "aws:PrincipalArn": principal.arn,
    },
  }).allowed;
}
