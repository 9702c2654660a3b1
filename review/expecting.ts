import type { AnyNode, CmkModel, KeyPolicyNode, KmsKeyNode, NodeId } from "../model/model";
import type { Change } from "../model/change";
import type { PlanReading } from "../model/read/types";

/**
 * Sets the expected principals of the estate for every key policy whose stack sets none. Where the plan adds expected principals
 * to the stack, none are set before the plan: the estate may have got its own by the same pull request.
 * @param principals 12-digit account ids and principal ARNs
 */
export function expecting(reading: PlanReading, principals: readonly string[]): PlanReading {
  if (principals.length === 0) return reading;
  const { before, after, changes, drift } = reading;
  const ownAfter = keysWithExpectedPrincipals(after);
  const ownBefore = new Set([...ownAfter, ...keysWithExpectedPrincipals(before)]);
  const withPrincipals =
    (own: ReadonlySet<NodeId>) =>
    <N extends AnyNode>(node: N): N =>
      (node.kind === "key" || node.kind === "key-policy") && !own.has(keyOf(node))
        ? { ...node, expectedPrincipals: principals }
        : node;
  const [was, is] = [withPrincipals(ownBefore), withPrincipals(ownAfter)];
  const model = (side: CmkModel, expect: typeof was): CmkModel => ({
    ...side,
    keys: side.keys.map(expect<KmsKeyNode>),
    keyPolicies: side.keyPolicies.map(expect<KeyPolicyNode>),
  });
  const change = (one: Change, expect: typeof was): Change => ({
    ...one,
    ...(one.before && { before: was(one.before) }),
    ...(one.after && { after: expect(one.after) }),
  });
  return {
    ...reading,
    before: model(before, was),
    after: model(after, is),
    changes: changes.map((one) => change(one, is)),
    // The result of drift is the state before the plan.
    ...(drift && {
      drift: { before: model(drift.before, was), changes: drift.changes.map((one) => change(one, was)) },
    }),
  };
}

/** The keys whose expected principals the stack sets, on the key or on its standalone policy. */
function keysWithExpectedPrincipals({ keys, keyPolicies }: CmkModel): ReadonlySet<NodeId> {
  return new Set([...keys, ...keyPolicies].filter((node) => node.expectedPrincipals).map(keyOf));
}

function keyOf(node: KmsKeyNode | KeyPolicyNode): NodeId {
  return node.kind === "key" ? node.id : (node.key ?? node.id);
}
