import { parseArn } from "../arn";
import { worksAcrossAccounts } from "../decide/actions";
import { decide } from "../decide/decide";
import { asList, type PolicyDocument } from "../document";
import type { Key } from "./aura-access";
import { admissionsOf, exceptionsOf, representativeOf } from "./parties";
import { accountParty, ANYONE, type Party } from "./party";
import { relevantTo } from "./relevant";

/** Whether a party can do an operation; "unknown" where it depends on what nobody knows of the request. */
export type MatrixAnswer = "yes" | "no" | "unknown";

/** What a party can do. */
export interface MatrixRow {
  readonly party: Party;
  /** One for each column. */
  readonly answers: readonly MatrixAnswer[];
}

/** Who can do what with a key. */
export interface AccessMatrix {
  /** The columns. */
  readonly operations: readonly string[];
  /**
   * The key's own account first, then the callers asked about, then the parties in the order in which the policy lets them in, then those for whom a denial
   * makes another answer than for their account.
   */
  readonly rows: readonly MatrixRow[];
}

/** The operations that people ask about: what Aura needs, and what ends the key. */
const MATRIX_OPERATIONS: readonly string[] = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"],
  ...["kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"],
];

/**
 * Who can do what under a key policy, when their own IAM policies allow everything. The row of an account is about those of
 * it whom no statement names.
 * @param document the key policy
 * @param key the key
 * @param callers somebody to have a row, whoever else the policy lets in
 */
export function accessMatrix(document: PolicyDocument, key: Key, callers: readonly Party[] = []): AccessMatrix {
  const rowOf = rowsOf(document, key);
  const rows = new Map<string, MatrixRow>();
  const admitted = admissionsOf(document).map(({ party }) => party);
  for (const party of [accountParty(key.accountId), ...callers, ...admitted]) {
    if (!rows.has(party.name)) rows.set(party.name, rowOf(party));
  }
  for (const party of exceptionsOf(document)) {
    if (rows.has(party.name) || !representativeOf(party)) continue;
    const row = rowOf(party);
    if (row.answers.join() !== answersAround(party, rows)) rows.set(party.name, row);
  }
  return { operations: MATRIX_OPERATIONS, rows: [...rows.values()] };
}

/** The answers for those around a party, whom no statement names. */
function answersAround({ accountId }: Party, rows: ReadonlyMap<string, MatrixRow>): string {
  const account = accountId === undefined ? undefined : rows.get(accountParty(accountId).name);
  return (account ?? rows.get(ANYONE.name))?.answers.join() ?? MATRIX_OPERATIONS.map(() => "no").join();
}

function rowsOf(document: PolicyDocument, { keyArn, accountId }: Key): (party: Party) => MatrixRow {
  const partition = parseArn(keyArn)?.partition;
  const relevant = relevantTo(document, MATRIX_OPERATIONS);
  return (party) => {
    const representative = representativeOf(party, partition);
    if (!representative) return { party, answers: MATRIX_OPERATIONS.map(() => "unknown") };
    const concerned = relevant(representative.principal);
    const request = { ...representative, keyArn, keyAccountId: accountId, others: "unknown" as const };
    const known = new Map<string, MatrixAnswer>();
    const answers = MATRIX_OPERATIONS.map((action) => {
      const likeness = likenessOf(action, concerned);
      const answer = known.get(likeness) ?? ANSWERS[decide(concerned, { ...request, action }).answer];
      known.set(likeness, answer);
      return answer;
    });
    return { party, answers };
  };
}

/** The same for operations that get the same answer, because the same statements are about them, and no condition is theirs. */
function likenessOf(action: string, { Statement: statements }: PolicyDocument): string {
  const places = [...statements.keys()].filter((place) => asList(statements[place]?.Action).includes(action));
  const own = places.some((place) => OWN_KEY.test(JSON.stringify(statements[place]?.Condition ?? {})));
  return JSON.stringify([places, worksAcrossAccounts(action), own ? action : undefined]);
}

/** A condition key of KMS, or a variable, other than the two that every operation has. */
const OWN_KEY = /kms:(?!CallerAccount"|ViaService")/i;

const ANSWERS = { allowed: "yes", denied: "no", unknown: "unknown" } as const;
