import { ACCOUNT_ID, parseArn } from "../arn";
import type { Caller } from "../decide/principal";
import { asList, type PolicyDocument, type Principal, type Statement } from "../document";
import { addresseesOf, operationsOf } from "./parties";
import type { Party } from "./party";

/**
 * Cuts a key policy down to what can concern one caller and some operations. Its decisions are the same, in a fraction of the
 * time: a policy that names hundreds of accounts says little about each of them.
 * @param document the key policy
 * @param operations those that will be asked for
 */
export function relevantTo(
  document: PolicyDocument,
  operations: readonly string[],
): (caller: Caller) => PolicyDocument {
  const parts = document.Statement.flatMap((statement) => partOf(statement, operations) ?? []);
  const places = indexed(parts, ({ statement }) => addresseesOf(statement).map(({ party }) => keyOf(party)));
  return ({ arn, accountId }) => {
    const keys = [SOMEBODY, accountId, identityKey(accountId, arn)];
    const concerned = [...new Set(keys.flatMap((key) => places.get(key) ?? []))].sort((one, other) => one - other);
    return { ...document, Statement: concerned.flatMap((place) => parts[place]?.forAccount(accountId) ?? []) };
  };
}

interface Part {
  /** The statement, about no other operations. */
  readonly statement: Statement;
  /** The same, naming nobody of other accounts. */
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

function byAccount(principal: Principal): (accountId: string) => Principal {
  const names = typeof principal === "string" ? [principal] : asList(principal.AWS);
  if (names.includes("*")) return () => "*";
  const groups = indexed(names, (name) => [ACCOUNT_ID.test(name) ? name : (parseArn(name)?.accountId ?? "")]);
  return (accountId) => ({ AWS: (groups.get(accountId) ?? []).flatMap((place) => names[place] ?? []) });
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

/** The key of those who may be anybody. */
const SOMEBODY = "";

function keyOf({ kind, accountId, arn }: Party): string {
  if (accountId === undefined) return SOMEBODY;
  return kind === "account" || arn === undefined || /[*?]/.test(arn) ? accountId : identityKey(accountId, arn);
}

/** One for a role and its sessions, which do not tell its path. */
function identityKey(accountId: string, arn: string): string {
  const names = arn.split(":").slice(5).join(":").split("/");
  return `${accountId} ${names[0] === "assumed-role" ? names[1] : names.at(-1)}`;
}
