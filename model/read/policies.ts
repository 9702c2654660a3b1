import { readAppliedPolicy } from "../../policy/read-policy";
import { findExternalAccess } from "../../policy/access/external-access";
import type { PolicyDocument } from "../../policy/document";
import { allowedPrincipals } from "../../policy/access/allowed-principals";
import { isExpected } from "../../policy/access/principal";
import { memoize } from "../../util/memoize";
import { known, unknown, type Fact } from "../fact";

/** Reads the policies of plans; each text is read once, because most of them occur before and after. */
export interface PolicyReader {
  /**
   * The statements that may be Aura's: those that let a principal outside of the key's account use the key.
   * @param policy the policy as JSON text
   * @param account the account of the key
   * @param besideAura external principals that are not Aura
   */
  statementIn(
    policy: Fact<string>,
    account: Fact<string>,
    besideAura?: readonly string[],
  ): Fact<readonly object[] | undefined>;
  /**
   * The account of a key, as its policy shows it: no other account can change the policy of a key, and KMS refuses a policy that
   * no principal can change.
   * @param policy the policy as JSON text
   */
  accountIn(policy: Fact<string>): string | undefined;
}

/** A reader that keeps the results for its own lifetime. */
export function policyReader(): PolicyReader {
  const scope = {};
  const read = memoize(readAppliedPolicy, (text) => [scope, text]);
  const statements = memoize(externalStatements, (document, accountId, besideAura) => [
    ...([document, accountId, ...besideAura] as const),
  ]);
  return {
    statementIn(policy, account, besideAura = []) {
      if (!policy.known) return policy;
      const applied = read(policy.value);
      if ("error" in applied) return unknown(`${policy.source} cannot be read: ${applied.error}`);
      return account.known ? known(statements(applied.document, account.value, besideAura), policy.source) : account;
    },
    accountIn(policy) {
      const applied = policy.known ? read(policy.value) : undefined;
      if (!applied || "error" in applied) return undefined;
      const accounts = allowedPrincipals(applied.document)
        .filter(({ operations }) => operations.includes("kms:PutKeyPolicy"))
        .map(({ principal }) => principal.accountId);
      return new Set(accounts).size === 1 ? accounts[0] : undefined;
    },
  };
}

function externalStatements(
  document: PolicyDocument,
  accountId: string,
  besideAura: readonly string[],
): readonly object[] | undefined {
  const ofAura = findExternalAccess(document, accountId).possibleUse.filter(
    ({ principal }) => !isExpected(besideAura, principal),
  );
  const indexes = new Set(ofAura.map(({ statement }) => statement));
  return indexes.size === 0 ? undefined : document.Statement.filter((_, index) => indexes.has(index));
}
