import type { PolicyDocument } from "../document";
import { evaluateForAll } from "./evaluate-for-all";
import type { Principal } from "./principal";

/** An operation that Aura does with the key. */
export interface AuraOperation {
  /** Such as `kms:Decrypt`. */
  readonly name: string;
  /** Whether Aura can not work without it; of the others nobody knows, and a missing one is worth a warning only. */
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
}

/** An operation that is not proved, and why. */
export interface UnprovenOperation {
  readonly operation: string;
  /** In one sentence. */
  readonly because: string;
}

/** Which of {@link AURA_OPERATIONS} a party can do. */
export interface AuraPermissions {
  /** Proved: allowed, whatever else is unknown of the request. */
  readonly can: string[];
  /** Proved: not allowed, whatever else is unknown of the request. */
  readonly cannot: UnprovenOperation[];
  /** Neither. */
  readonly unknown: UnprovenOperation[];
}

/**
 * Which of the operations that Aura needs a key policy permits to a party whose own IAM policies allow them. For a party of
 * many an operation is proved when it is for all of them.
 * @param document the key policy
 * @param key the key
 * @param party whom Aura calls as
 */
export function auraPermissions(document: PolicyDocument, key: Key, party: Principal): AuraPermissions {
  const access: AuraPermissions = { can: [], cannot: [], unknown: [] };
  const decisionOn = evaluateForAll(document, { keyArn: key.keyArn, keyAccountId: key.accountId }, party);
  for (const { name: operation } of AURA_OPERATIONS) {
    const { answer, because } = decisionOn(operation);
    if (answer === "unknown") access.unknown.push({ operation, because });
    else if (answer === "allowed") access.can.push(operation);
    else access.cannot.push({ operation, because });
  }
  return access;
}

/** A statement that names more principals than that is not Aura's; each takes as many decisions as Aura needs operations. */
export const MAX_AURA_PRINCIPALS = 50;
