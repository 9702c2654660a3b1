import { readAppliedPolicy, type AppliedPolicy } from "../../policy/read-policy";
import { findExternalAccess } from "../../policy/access/external-access";
import type { PolicyDocument } from "../../policy/document";
import { allowedPrincipals } from "../../policy/access/allowed-principals";
import { known, unknown, type Fact } from "../fact";

/** A policy, and its statements that let in somebody from outside of an account, by the account. */
interface ReadPolicy {
  readonly read: AppliedPolicy;
  readonly lettingIn: Map<string, readonly object[] | undefined>;
}

/** Reads the policies of a plan; most of them stand there twice, so each text is read once. */
export class Policies {
  private readonly byText = new Map<string, ReadPolicy>();

  /**
   * Aura's statement, as far as anybody can tell from a policy: what lets somebody in from outside of the key's account.
   * @param policy the policy as JSON text
   * @param account the account of the key
   */
  public statementIn(policy: Fact<string>, account: Fact<string>): Fact<readonly object[] | undefined> {
    if (!policy.known) return policy;
    const { read, lettingIn } = this.read(policy.value);
    if ("error" in read) return unknown(`${policy.source} can not be read: ${read.error}`);
    if (!account.known) return account;
    const { value: id } = account;
    if (!lettingIn.has(id)) lettingIn.set(id, statementsLettingIn(read.document, id));
    return known(lettingIn.get(id), policy.source);
  }

  /**
   * The account of a key whose policy is all there is to tell it: nobody else can change the policy of a key, and KMS
   * refuses a policy that lets nobody change it.
   * @param policy the policy as JSON text
   */
  public accountIn(policy: Fact<string>): string | undefined {
    const read = policy.known ? this.read(policy.value).read : undefined;
    if (!read || "error" in read) return undefined;
    const accounts = allowedPrincipals(read.document)
      .filter(({ operations }) => operations.includes("kms:PutKeyPolicy"))
      .map(({ principal }) => principal.accountId);
    return new Set(accounts).size === 1 ? accounts[0] : undefined;
  }

  private read(text: string): ReadPolicy {
    let policy = this.byText.get(text);
    if (!policy) this.byText.set(text, (policy = { read: readAppliedPolicy(text), lettingIn: new Map() }));
    return policy;
  }
}

function statementsLettingIn(document: PolicyDocument, accountId: string): readonly object[] | undefined {
  const indexes = new Set(findExternalAccess(document, accountId).possibleAura.map(({ statement }) => statement));
  return indexes.size === 0 ? undefined : document.Statement.filter((_, index) => indexes.has(index));
}
