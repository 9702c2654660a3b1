import type { PolicyDocument } from "../document";
import { answersForAll, evaluateForAll } from "./evaluate-for-all";
import type { Principal } from "./principal";

/** An operation that Aura does with the key. */
export interface AuraOperation {
  /** Such as `kms:Decrypt`. */
  readonly name: string;
  /** Whether Aura cannot work without it. Whether it needs the others is not documented: a missing one is only a warning. */
  readonly required: boolean;
}

/**
 * What Aura does with the key: all that the one public example of its statement asks for.
 * @see https://neo4j.com/docs/aura/security/encryption/
 */
export const AURA_OPERATIONS: readonly AuraOperation[] = [
  { name: "kms:Encrypt", required: true },
  { name: "kms:Decrypt", required: true },
  { name: "kms:ReEncryptFrom", required: true },
  { name: "kms:ReEncryptTo", required: true },
  { name: "kms:GenerateDataKey", required: true },
  { name: "kms:GenerateDataKeyWithoutPlaintext", required: false },
  { name: "kms:DescribeKey", required: true },
  { name: "kms:CreateGrant", required: true },
  { name: "kms:ListGrants", required: false },
  { name: "kms:RevokeGrant", required: false },
];

/** A key, as far as a decision needs it. */
export interface Key {
  readonly keyArn: string;
  /** The account that owns it, 12 digits. */
  readonly accountId: string;
  /** What a person calls the statements of the policy, by their place. @default - their number and Sid */
  readonly statementNames?: readonly string[];
}

/** An operation that is not verified as allowed, and why. */
export interface UnverifiedOperation {
  readonly operation: string;
  /** In one sentence. */
  readonly because: string;
}

/** Which of {@link AURA_OPERATIONS} a principal can perform. */
export interface AuraPermissions {
  /** Verified as allowed, whatever else is unknown of the request. */
  readonly can: string[];
  /** Verified as denied, whatever else is unknown of the request. */
  readonly cannot: UnverifiedOperation[];
  /** Neither is verified. */
  readonly unknown: UnverifiedOperation[];
}

/**
 * Which of the operations that Aura needs a key policy permits to a principal whose own IAM policies allow them. For a
 * principal with many members, such as an account, an operation is verified when it is allowed for all of them.
 * @param principal the principal that Aura calls as
 */
export function auraPermissions(document: PolicyDocument, key: Key, principal: Principal): AuraPermissions {
  const access: AuraPermissions = { can: [], cannot: [], unknown: [] };
  const { accountId: keyAccountId, ...rest } = key;
  const answerTo = answersForAll(document, { ...rest, keyAccountId }, principal);
  for (const { name: operation } of AURA_OPERATIONS) {
    const answer = answerTo(operation);
    if (answer === "allowed") {
      access.can.push(operation);
      continue;
    }
    const unverified = {
      operation,
      // Of hundreds of principals few are asked why.
      get because() {
        return evaluateForAll(document, { ...rest, keyAccountId }, principal)(operation).because;
      },
    };
    access[answer === "unknown" ? "unknown" : "cannot"].push(unverified);
  }
  return access;
}

/**
 * Where a statement names more principals than this, it is not Aura's, and none of them is evaluated: the answer is unknown. As
 * many take less than a second.
 */
export const MAX_AURA_PRINCIPALS = 300;
