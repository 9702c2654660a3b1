import type { CmkModel, NodeId } from "../model/model";
import { findExternalAccess } from "../policy/access/external-access";
import type { Principal } from "../policy/access/principal";
import {
  arnsOf,
  effectivePoliciesOf,
  type EffectivePolicy,
  identityForPolicies,
  indexModel,
  possibleAuraPrincipals,
} from "../rules/analysis";

/** The policy of a key on one side of a plan: the one that the rules judge. */
export interface KeyPolicy extends EffectivePolicy {
  /** The key's account and ARNs; undefined while its account is unknown. */
  readonly owner: KeyOwner | undefined;
  /** The principals outside of the key's account that the policy allows; undefined when they are unknown. */
  readonly external: readonly Principal[] | undefined;
  /** Those of them that may be Aura: they can use the key. */
  readonly possibleAura: readonly Principal[];
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
  const withOwner = (policy: EffectivePolicy): KeyPolicy => {
    const { identity, document } = policy;
    if (!identity.known || !document.known)
      return { ...policy, owner: undefined, external: undefined, possibleAura: [] };
    const { accountId } = identity.value;
    const keyArns = arnsOf(identityForPolicies(identity.value, document.value), document.value);
    const { principals: external } = findExternalAccess(document.value, accountId);
    const possibleAura = possibleAuraPrincipals(document.value, accountId, policy.besideAura);
    return { ...policy, owner: keyArns && { accountId, keyArns }, external, possibleAura };
  };
  return new Map([...effectivePoliciesOf(indexModel(model))].map(([id, policy]) => [id, withOwner(policy)]));
}
