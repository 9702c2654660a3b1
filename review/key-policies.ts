import type { CmkModel, NodeId } from "../model/model";
import { externalPrincipals } from "../policy/access/aura-permissions";
import { distinctPrincipals, type Principal } from "../policy/access/principal";
import type { PolicyDocument } from "../policy/document";
import { arnsOf, effectivePoliciesOf, type EffectivePolicy, identityForPolicies, indexModel } from "../rules/analysis";

/** The policy of a key on one side of a plan: the one that the rules judge. */
export interface KeyPolicy extends EffectivePolicy {
  /** The key's account and ARNs; undefined while its account is unknown. */
  readonly owner: KeyOwner | undefined;
  /** The principals outside of the key's account that the policy allows; undefined when they are unknown. */
  readonly external: readonly Principal[] | undefined;
}

/** The account of a key and the ARNs that it can have: several for a key that AWS has yet to create. */
export interface KeyOwner {
  readonly accountId: string;
  readonly keyArns: readonly string[];
}

/** Key policies by the id of their key; of a key outside of the plans, by what its policy names as the key. */
export type KeyPolicies = ReadonlyMap<NodeId, KeyPolicy>;

/** The key policies of one side of a plan. */
export function keyPoliciesOf(model: CmkModel): KeyPolicies {
  // In a large plan most keys have the same policy, so each text is evaluated once.
  const known = new Map<string, readonly Principal[]>();
  const externalOf = (document: PolicyDocument, text: string, accountId: string): readonly Principal[] => {
    const name = `${accountId} ${text}`;
    const external =
      known.get(name) ?? distinctPrincipals(externalPrincipals(document, accountId).map(({ principal }) => principal));
    known.set(name, external);
    return external;
  };
  const withOwner = (policy: EffectivePolicy): KeyPolicy => {
    const { identity, document, text } = policy;
    if (!identity.known || !document.known || !text.known) return { ...policy, owner: undefined, external: undefined };
    const { accountId } = identity.value;
    const keyArns = arnsOf(identityForPolicies(identity.value, document.value), document.value);
    const external = externalOf(document.value, text.value, accountId);
    return { ...policy, owner: keyArns && { accountId, keyArns }, external };
  };
  return new Map([...effectivePoliciesOf(indexModel(model))].map(([id, policy]) => [id, withOwner(policy)]));
}
