import { parseArn, ACCOUNT_ID } from "../arn";
import { worksAcrossAccounts } from "../evaluate/actions";
import { evaluate, type Decision } from "../evaluate/evaluate";
import { asList, type PolicyDocument, type PolicyPrincipal, type Statement } from "../document";
import type { Key } from "./aura-permissions";
import {
  allowedPrincipals,
  deniedPrincipals,
  representativeOf,
  representedBy,
  statementPrincipals,
  operationsOf,
} from "./allowed-principals";
import { accountPrincipal, ANYONE, type Principal } from "./principal";
import type { Caller } from "../evaluate/principal";

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
  const relevant = relevantStatements(document, MATRIX_OPERATIONS);
  return (principal) => {
    const representative = representativeOf(principal, partition);
    if (!representative) return { principal, answers: MATRIX_OPERATIONS.map(() => "unknown") };
    const relevantDocument = relevant(representative.principal);
    const request = { ...representative, keyArn, keyAccountId: accountId, others: "unknown" as const };
    // Where the account is not known, a pattern or a number may allow some of all.
    const represents = principal.accountId === undefined ? representedBy(principal, partition) : undefined;
    const requests = [request, ...(represents ? [{ ...request, represents: { ...represents, isUnnamed: true } }] : [])];
    const known = new Map<string, MatrixAnswer>();
    const answers = MATRIX_OPERATIONS.map((action) => {
      const likeness = likenessOf(action, relevantDocument);
      const answer =
        known.get(likeness) ?? agreed(requests.map((one) => evaluate(relevantDocument, { ...one, action })));
      known.set(likeness, answer);
      return answer;
    });
    return { principal, answers };
  };
}

/** Equal for operations that get the same answer: the same statements cover them, and no condition is specific to one. */
function likenessOf(action: string, { Statement: statements }: PolicyDocument): string {
  const places = [...statements.keys()].filter((place) => asList(statements[place]?.Action).includes(action));
  const own = places.some((place) => OWN_KEY.test(JSON.stringify(statements[place]?.Condition ?? {})));
  return JSON.stringify([places, worksAcrossAccounts(action), own ? action : undefined]);
}

/** A condition key of KMS, or a variable, other than the two that every operation has. */
const OWN_KEY = /kms:(?!CallerAccount"|ViaService")/i;

function agreed(decisions: readonly Decision[]): MatrixAnswer {
  const answers = new Set(decisions.map(({ answer }) => ANSWERS[answer]));
  const [first = "unknown"] = answers;
  return answers.size === 1 ? first : "unknown";
}

const ANSWERS = { allowed: "yes", denied: "no", unknown: "unknown" } as const;

/**
 * Reduces a key policy to what is relevant for one caller and some operations. The decisions are the same, in a fraction of
 * the time: a policy that names hundreds of accounts says little about each of them.
 * @param operations the operations that will be evaluated
 */
export function relevantStatements(
  document: PolicyDocument,
  operations: readonly string[],
): (caller: Caller) => PolicyDocument {
  const parts = document.Statement.flatMap((statement) => partOf(statement, operations) ?? []);
  const places = indexed(parts, ({ statement }) =>
    statementPrincipals(statement).map(({ principal }) => keyOf(principal)),
  );
  return ({ arn, accountId }) => {
    const keys = [ANY_ACCOUNT, accountId, identityKey(accountId, arn)];
    const relevant = [...new Set(keys.flatMap((key) => places.get(key) ?? []))].sort((one, other) => one - other);
    return { ...document, Statement: relevant.flatMap((place) => parts[place]?.forAccount(accountId) ?? []) };
  };
}

interface Part {
  /** The statement, reduced to those operations. */
  readonly statement: Statement;
  /** The same, without the principals of other accounts. */
  readonly forAccount: (accountId: string) => Statement;
}

function partOf(whole: Statement, operations: readonly string[]): Part | undefined {
  const covered = new Set(operationsOf(whole));
  const actions = operations.filter((operation) => covered.has(operation));
  if (actions.length === 0) return undefined;
  const { Action, NotAction, ...rest } = whole;
  const statement = { ...rest, Action: actions };
  const { Principal: principal, NotPrincipal: notPrincipal } = statement;
  if (principal !== undefined) {
    const principals = byAccount(principal);
    return { statement, forAccount: (accountId) => ({ ...statement, Principal: principals(accountId) }) };
  }
  if (notPrincipal === undefined) return undefined;
  const principals = byAccount(notPrincipal);
  return { statement, forAccount: (accountId) => ({ ...statement, NotPrincipal: principals(accountId) }) };
}

function byAccount(principal: PolicyPrincipal): (accountId: string) => PolicyPrincipal {
  const names = typeof principal === "string" ? [principal] : asList(principal.AWS);
  if (names.includes("*")) return () => "*";
  const groups = indexed(names, (name) => [ACCOUNT_ID.test(name) ? name : (parseArn(name)?.accountId ?? "")]);
  const services = typeof principal === "string" ? [] : asList(principal.Service);
  return (accountId) => ({
    AWS: (groups.get(accountId) ?? []).flatMap((place) => names[place] ?? []),
    ...(services.length > 0 && { Service: services }),
  });
}

/** The places of the items, by each of their keys. */
function indexed<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  items.forEach((item, place) => {
    for (const key of new Set(keysOf(item))) {
      const known = places.get(key);
      if (known) known.push(place);
      else places.set(key, [place]);
    }
  });
  return places;
}

/** The key of principals that may be of any account. */
const ANY_ACCOUNT = "";

function keyOf({ kind, accountId, arn }: Principal): string {
  if (accountId === undefined) return ANY_ACCOUNT;
  return kind === "account" || arn === undefined || /[*?]/.test(arn) ? accountId : identityKey(accountId, arn);
}

/** The same key for a role and its sessions, whose ARN does not contain the role's path. */
function identityKey(accountId: string, arn: string): string {
  const names = arn.split(":").slice(5).join(":").split("/");
  return `${accountId} ${names[0] === "assumed-role" ? names[1] : names.at(-1)}`;
}
