import { known, unknown, type Fact } from "../../model/fact";
import { groupBy } from "../../model/group-by";
import type { KeyPolicyNode, KmsKeyNode, NodeId } from "../../model/model";
import type { ModelIndex } from "../rule";
import { policyTargets } from "./policy-targets";

/**
 * The policy that counts for a key, wherever it is set.
 * @param key the key
 * @param index the model that it is in
 */
export function policyInForce(key: KmsKeyNode, index: ModelIndex): Fact<string> {
  const [apart, ...others] = policiesApart(key.id, index);
  if (others.length > 0) return unknown(`the policy of key ${key.name} is set in several places`);
  if (apart) return apart.policy;
  const { policy } = key;
  if (policy.known && policy.value !== undefined) return known(policy.value, policy.source);
  if (key.presentPolicy) return key.presentPolicy;
  return policy.known ? unknown(`no policy of key ${key.name} is set here`) : policy;
}

/**
 * The policies that are set apart from a key.
 * @param key id of the key
 * @param index the model that it is in
 */
export function policiesApart(key: NodeId, index: ModelIndex): readonly KeyPolicyNode[] {
  const byKey = index.once("key policies by key", ({ keyPolicies }) =>
    groupBy(keyPolicies, (policy) => policyTargets(index).get(policy.id)?.key?.id),
  );
  return byKey.get(key) ?? [];
}
