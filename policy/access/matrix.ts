import { parseArn } from "../arn";
import { decisionsFor, type Decision } from "../evaluate/evaluate";
import type { PolicyDocument } from "../document";
import type { Key } from "./aura-permissions";
import { allowedPrincipals, deniedPrincipals, representativeOf, representedBy } from "./allowed-principals";
import { accountPrincipal, ANYONE, type Principal } from "./principal";

/** Whether a principal can perform an operation; "unknown" where it depends on unknown condition keys of the request. */
export type MatrixAnswer = "yes" | "no" | "unknown";

/** What one principal can do. */
export interface MatrixRow {
  readonly principal: Principal;
  /** One for each column. */
  readonly answers: readonly MatrixAnswer[];
}

/** Who can do what with a key. */
export interface AccessMatrix {
  /** The columns. */
  readonly operations: readonly string[];
  /**
   * The key's own account first, then the given callers, then the allowed principals in the order of the policy, then those
   * for which a Deny gives another answer than for their account.
   */
  readonly rows: readonly MatrixRow[];
}

/** The operations that people ask about: what Aura needs, and what ends the key. */
const MATRIX_OPERATIONS: readonly string[] = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"],
  ...["kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"],
];

/**
 * Who can do what under a key policy, when their own IAM policies allow everything. The row of an account is about the
 * principals in it that no statement names.
 * @param callers principals that get a row in any case
 */
export function accessMatrix(document: PolicyDocument, key: Key, callers: readonly Principal[] = []): AccessMatrix {
  const rowOf = rowsOf(document, key);
  const rows = new Map<string, MatrixRow>();
  const allowed = allowedPrincipals(document).map(({ principal }) => principal);
  for (const principal of [accountPrincipal(key.accountId), ...callers, ...allowed]) {
    if (!rows.has(principal.name)) rows.set(principal.name, rowOf(principal));
  }
  for (const principal of deniedPrincipals(document)) {
    if (rows.has(principal.name) || !representativeOf(principal)) continue;
    const row = rowOf(principal);
    if (row.answers.join() !== answersAround(principal, rows)) rows.set(principal.name, row);
  }
  return { operations: MATRIX_OPERATIONS, rows: [...rows.values()] };
}

/** The answers for the other principals of the account, which no statement names. */
function answersAround({ accountId }: Principal, rows: ReadonlyMap<string, MatrixRow>): string {
  const account = accountId === undefined ? undefined : rows.get(accountPrincipal(accountId).name);
  return (account ?? rows.get(ANYONE.name))?.answers.join() ?? MATRIX_OPERATIONS.map(() => "no").join();
}

function rowsOf(document: PolicyDocument, { keyArn, accountId }: Key): (principal: Principal) => MatrixRow {
  const partition = parseArn(keyArn)?.partition;
  return (principal) => {
    const representative = representativeOf(principal, partition);
    if (!representative) return { principal, answers: MATRIX_OPERATIONS.map(() => "unknown") };
    const request = { ...representative, keyArn, keyAccountId: accountId, others: "unknown" as const };
    // Where the account is not known, a pattern or a number may allow some of all.
    const represents = principal.accountId === undefined ? representedBy(principal, partition) : undefined;
    const requests = [request, ...(represents ? [{ ...request, represents: { ...represents, isUnnamed: true } }] : [])];
    const deciding = requests.map((one) => decisionsFor(document, one));
    return { principal, answers: MATRIX_OPERATIONS.map((action) => agreed(deciding.map((decide) => decide(action)))) };
  };
}

function agreed(decisions: readonly Decision[]): MatrixAnswer {
  const answers = new Set(decisions.map(({ answer }) => ANSWERS[answer]));
  const [first = "unknown"] = answers;
  return answers.size === 1 ? first : "unknown";
}

const ANSWERS = { allowed: "yes", denied: "no", unknown: "unknown" } as const;
