import { AURA_OPERATIONS } from "../../policy/access/aura-permissions";
import { allowedPrincipals } from "../../policy/access/allowed-principals";
import { mayBeAura, type Principal } from "../../policy/access/principal";
import { parseArn } from "../../policy/arn";
import type { Statement } from "../../policy/document";
import { memoize } from "../../util/memoize";
import { valueOf } from "../fact";
import type { GrantNode } from "../model";

/*
 * Whose account a policy or a grant allows. Aura's statement asks for all of its operations at once. Other vendors, and the console of
 * AWS, ask for grants in a statement of their own.
 */

/** What statements tell about the accounts that they allow. */
export interface AccountsIn {
  /** What a person calls the principals. */
  readonly names: readonly string[];
  /** Accounts of the principals, 12 digits each. */
  readonly accounts: ReadonlySet<string>;
  /** Accounts that may do all that Aura needs, by one statement or by several. */
  readonly complete: ReadonlySet<string>;
  /** Whether one statement alone asks for all that Aura needs, for an account, its principals or anyone. */
  readonly isOfAura: boolean;
}

const NEEDED = AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name);

/**
 * The accounts that the external statements of a policy allow.
 * @param statements those that grant access outside of the key's account
 */
export const accountsInStatements = memoize((statements: readonly object[]): AccountsIn => {
  const allowed = allowedPrincipals({ Statement: statements as readonly Statement[] }).filter(({ principal }) =>
    mayBeAura(principal),
  );
  const operationsOf = new Map<string, Set<string>>();
  for (const { principal, operations } of allowed) {
    const { accountId } = principal;
    if (accountId === undefined) continue;
    const one = operationsOf.get(accountId) ?? new Set();
    operationsOf.set(accountId, one);
    for (const operation of operations) one.add(operation);
  }
  return {
    names: [...new Set(allowed.map(({ principal }) => principal.name))],
    accounts: new Set(operationsOf.keys()),
    complete: new Set([...operationsOf].flatMap(([account, operations]) => (hasAll(operations) ? [account] : []))),
    isOfAura: allowed.some(({ principal, operations }) => mayStandAlone(principal) && hasAll(new Set(operations))),
  };
});

/** Aura is in no organization of a customer. */
function mayStandAlone({ kind }: Principal): boolean {
  return kind !== "organization";
}

function hasAll(operations: ReadonlySet<string>): boolean {
  return NEEDED.every((operation) => operations.has(operation));
}

/** The account that a grant allows; it may be the key's own, so it never tells which account is Aura's. */
export function accountsInGrant({ grantee, operations }: GrantNode): AccountsIn {
  const account = parseArn(valueOf(grantee) ?? "")?.accountId;
  return {
    names: [],
    accounts: new Set(account === undefined ? [] : [account]),
    complete: new Set(),
    isOfAura: hasAll(new Set(valueOf(operations)?.map((name) => `kms:${name}`))),
  };
}
