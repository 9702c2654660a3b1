import { accountsInStatements } from "../../model/read/aura-accounts";
import { allowedPrincipals } from "../../policy/access/allowed-principals";
import type { PolicyDocument, Statement } from "../../policy/document";

/** Aura's statements in a policy; without any, why. Several accounts may be Aura's where the policy does not tell. */
export type AuraStatements =
  | { readonly found: readonly Statement[]; readonly account?: string; readonly why: string }
  | { readonly accounts: readonly string[] };

/**
 * The statements that allow Aura, and nobody else: those of the only external account that may do all that Aura needs.
 * @param owner the account of the key
 * @param auraAccountId Aura's account, where a person named it
 */
export function auraStatements(
  { Statement: statements }: PolicyDocument,
  owner: string,
  auraAccountId: string | undefined,
): AuraStatements {
  const external = statements.filter((statement) => isOfOthers(statement, owner));
  const { complete } = accountsInStatements(external);
  const accounts = auraAccountId === undefined ? [...complete].sort() : [auraAccountId];
  const [account, ...others] = accounts;
  if (others.length > 0) return { accounts };
  if (account === undefined) return { found: [], why: "no other AWS account may do all that Aura needs" };
  const found = external.filter((statement) => principalsOf(statement).every(({ accountId }) => accountId === account));
  return accountsInStatements(found).complete.has(account)
    ? { found, account, why: "" }
    : { found: [], why: `no statement of its own gives AWS account ${account} all that Aura needs` };
}

function isOfOthers(statement: Statement, owner: string): boolean {
  const principals = principalsOf(statement);
  return principals.length > 0 && principals.every(({ accountId }) => accountId !== owner);
}

function principalsOf(statement: Statement) {
  return allowedPrincipals({ Version: "2012-10-17", Statement: [statement] }).map(({ principal }) => principal);
}
