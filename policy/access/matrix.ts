import { parseArn } from "../arn";
import type { PolicyDocument } from "../document";
import type { Key } from "./aura-permissions";
import { allowedPrincipals, deniedPrincipals, principalsInCondition, representativeOf } from "./allowed-principals";
import { answersForUnnamed, isMemberOf } from "./evaluate-for-all";
import { namedAccountPrincipals } from "./lockout";
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
   * for which the answers are others than for their account: the root user, the principals that a Deny names, and those
   * that the condition of an Allow leaves out.
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
  const rows = new Map<string, MatrixRow>();
  const allowed = allowedPrincipals(document).map(({ principal }) => principal);
  for (const principal of [accountPrincipal(key.accountId), ...callers, ...allowed]) {
    if (!rows.has(principal.name)) rows.set(principal.name, rowOf(document, key, principal));
  }
  const partition = parseArn(key.keyArn)?.partition ?? "";
  for (const principal of [
    ...namedAccountPrincipals(document, key.accountId, partition),
    ...deniedPrincipals(document),
    ...document.Statement.flatMap(principalsInCondition),
  ]) {
    if (rows.has(principal.name) || principal.kind === "anyone" || !representativeOf(principal)) continue;
    const row = rowOf(document, key, principal);
    if (row.answers.join() !== answersAround(principal, rows)) rows.set(principal.name, row);
  }
  return { operations: MATRIX_OPERATIONS, rows: [...rows.values()] };
}

/** The answers for those around it, which no statement names: the others of its role, or of its account. */
function answersAround(principal: Principal, rows: ReadonlyMap<string, MatrixRow>): string {
  const role = [...rows.values()].find(({ principal: one }) => one.arn !== undefined && isMemberOf(one, principal));
  const account = principal.accountId === undefined ? undefined : accountPrincipal(principal.accountId);
  const around = role ?? rows.get(account?.name ?? "") ?? rows.get(ANYONE.name);
  return around?.answers.join() ?? MATRIX_OPERATIONS.map(() => "no").join();
}

function rowOf(document: PolicyDocument, key: Key, principal: Principal): MatrixRow {
  const answerTo = answersForUnnamed(document, { keyArn: key.keyArn, keyAccountId: key.accountId }, principal);
  return { principal, answers: MATRIX_OPERATIONS.map((operation) => ANSWERS[answerTo(operation)]) };
}

const ANSWERS = { allowed: "yes", denied: "no", unknown: "unknown" } as const;
