import { parseArn } from "./arn";
import type { Key } from "./aura-access";
import { decide } from "./decide";
import type { PolicyDocument } from "./document";
import { accountParty } from "./party";
import { admissionsOf, representativeOf, type Party } from "./parties";

/** Whether a party can do an operation; "unknown" where it depends on what nobody knows of the request. */
export type MatrixAnswer = "yes" | "no" | "unknown";

/** Who can do what with a key. */
export interface AccessMatrix {
  /** The columns. */
  readonly operations: readonly string[];
  /** The key's own account first, then the parties in the order in which the policy lets them in. */
  readonly rows: readonly { readonly party: Party; readonly answers: readonly MatrixAnswer[] }[];
}

/** The operations that people ask about: what Aura needs, and what ends the key. */
const MATRIX_OPERATIONS: readonly string[] = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"],
  ...["kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"],
];

/**
 * Who can do what under a key policy, when their own IAM policies allow everything.
 * @param document the key policy
 * @param key the key
 */
export function accessMatrix(document: PolicyDocument, key: Key): AccessMatrix {
  const parties = [accountParty(key.accountId), ...admissionsOf(document).map(({ party }) => party)];
  const distinct = [...new Map(parties.map((party) => [party.name, party])).values()];
  return {
    operations: MATRIX_OPERATIONS,
    rows: distinct.map((party) => ({ party, answers: answersFor(document, key, party) })),
  };
}

function answersFor(document: PolicyDocument, { keyArn, accountId }: Key, party: Party): MatrixAnswer[] {
  const representative = representativeOf(party, parseArn(keyArn)?.partition);
  return MATRIX_OPERATIONS.map((action) => {
    if (!representative) return "unknown";
    const request = { ...representative, action, keyArn, keyAccountId: accountId, others: "unknown" as const };
    const { answer } = decide(document, request);
    return answer === "unknown" ? "unknown" : answer === "allowed" ? "yes" : "no";
  });
}
