import type { AnyNode, CmkModel, KeyPolicyNode, KmsKeyNode, NodeId } from "../model/model";
import type { Change } from "../model/change";
import type { PlanReading } from "../model/read/types";

/**
 * The plans, with those whom the estate expects in every key policy that pins nobody itself. Where a stack pins somebody by the
 * plan, nothing is pinned before: the estate may have got its pin by the same pull request.
 * @param reading the plans
 * @param principals 12-digit account ids and principal ARNs
 */
export function expecting(reading: PlanReading, principals: readonly string[]): PlanReading {
  if (principals.length === 0) return reading;
  const { before, after, changes, drift } = reading;
  const pinnedAfter = keysPinnedIn(after);
  const pinnedBefore = new Set([...pinnedAfter, ...keysPinnedIn(before)]);
  const pinned =
    (said: ReadonlySet<NodeId>) =>
    <N extends AnyNode>(node: N): N =>
      (node.kind === "key" || node.kind === "key-policy") && !said.has(keyOf(node))
        ? { ...node, expectedPrincipals: principals }
        : node;
  const [was, is] = [pinned(pinnedBefore), pinned(pinnedAfter)];
  const model = (side: CmkModel, pin: typeof was): CmkModel => ({
    ...side,
    keys: side.keys.map(pin<KmsKeyNode>),
    keyPolicies: side.keyPolicies.map(pin<KeyPolicyNode>),
  });
  const change = (one: Change, pin: typeof was): Change => ({
    ...one,
    ...(one.before && { before: was(one.before) }),
    ...(one.after && { after: pin(one.after) }),
  });
  return {
    ...reading,
    before: model(before, was),
    after: model(after, is),
    changes: changes.map((one) => change(one, is)),
    // What a drift has led to is what there is before the plan.
    ...(drift && {
      drift: { before: model(drift.before, was), changes: drift.changes.map((one) => change(one, was)) },
    }),
  };
}

/** The keys of which somebody says who is let in: they themselves, or the policies that are set apart from them. */
function keysPinnedIn({ keys, keyPolicies }: CmkModel): ReadonlySet<NodeId> {
  return new Set([...keys, ...keyPolicies].filter((node) => node.expectedPrincipals).map(keyOf));
}

function keyOf(node: KmsKeyNode | KeyPolicyNode): NodeId {
  return node.kind === "key" ? node.id : (node.key ?? node.id);
}
