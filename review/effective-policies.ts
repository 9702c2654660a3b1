import { valueOf } from "../model/fact";
import type { CmkModel, KmsKeyNode, NodeId } from "../model/model";
import { outsiders } from "../policy/access/aura-access";
import { distinctParties, type Party } from "../policy/access/party";
import type { PolicyDocument } from "../policy/document";
import { indexModel } from "../rules/model-index";
import { arnsOf, asPoliciesSeeIt } from "../rules/shared/key-identity";
import { policiesInForce, type PolicyInForce } from "../rules/shared/policy-in-force";

/** The policy of a key on one side of a plan: the one that the rules judge. */
export interface EffectivePolicy extends PolicyInForce {
  /** What is needed to ask who may do what; undefined while nobody knows whose key it is. */
  readonly owner: KeyOwner | undefined;
  /** Who outside of the key's account is let in; undefined when nobody can tell. */
  readonly outside: readonly Party[] | undefined;
}

/** The account of a key, and ARNs for all that it can be: several for a key that AWS has yet to name. */
export interface KeyOwner {
  readonly accountId: string;
  readonly keyArns: readonly string[];
}

/**
 * The policies of one side of a plan, by their keys. A policy whose key is in none of the plans is found by what it names as
 * its key.
 * @param model the side
 */
export function effectivePolicies(model: CmkModel): ReadonlyMap<NodeId, EffectivePolicy> {
  const letIn = new Map<string, readonly Party[]>();
  const all = [...policiesInForce(indexModel(model))];
  return new Map(all.map(([id, policy]) => [id, effective(policy, letIn)]));
}

/** In a large plan most keys have the same policy, so each text is looked at once. */
function effective(policy: PolicyInForce, letIn: Map<string, readonly Party[]>): EffectivePolicy {
  const { identity, document, text } = policy;
  if (!identity.known || !document.known || !text.known) return { ...policy, owner: undefined, outside: undefined };
  const { accountId } = identity.value;
  const keyArns = arnsOf(asPoliciesSeeIt(identity.value, document.value), document.value);
  const name = `${accountId} ${text.value}`;
  const outside = letIn.get(name) ?? partiesOutside(document.value, accountId);
  letIn.set(name, outside);
  return { ...policy, owner: keyArns && { accountId, keyArns }, outside };
}

function partiesOutside(document: PolicyDocument, accountId: string): readonly Party[] {
  return distinctParties(outsiders(document, accountId).map(({ party }) => party));
}

/**
 * The AWS account of a key, as the first of those who claim to know it says.
 * @param key the key
 */
export function accountOf({ accountClaims }: KmsKeyNode): string | undefined {
  return accountClaims.map(valueOf).find((account) => account !== undefined);
}
