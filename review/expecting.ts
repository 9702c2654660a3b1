import type { AnyNode, CmkModel, KeyPolicyNode, KmsKeyNode } from "../model/model";
import type { Change } from "../model/plan/change";
import type { PlanReading } from "../model/plan/reading";

/**
 * The plans, with those whom the estate expects in every key policy that pins nobody itself.
 * @param reading the plans
 * @param principals 12-digit account ids and principal ARNs
 */
export function expecting(reading: PlanReading, principals: readonly string[]): PlanReading {
  if (principals.length === 0) return reading;
  const pinned = <N extends AnyNode>(node: N): N =>
    (node.kind === "key" || node.kind === "key-policy") && node.expectedPrincipals === undefined
      ? { ...node, expectedPrincipals: principals }
      : node;
  const model = (side: CmkModel): CmkModel => ({
    ...side,
    keys: side.keys.map(pinned<KmsKeyNode>),
    keyPolicies: side.keyPolicies.map(pinned<KeyPolicyNode>),
  });
  const change = (one: Change): Change => ({
    ...one,
    ...(one.before && { before: pinned(one.before) }),
    ...(one.after && { after: pinned(one.after) }),
  });
  const { before, after, changes, drift } = reading;
  return {
    ...reading,
    before: model(before),
    after: model(after),
    changes: changes.map(change),
    ...(drift && { drift: { before: model(drift.before), changes: drift.changes.map(change) } }),
  };
}
