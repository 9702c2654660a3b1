import type { AnyNode, NodeId } from "../model/model";
import type { PlanReading } from "../model/plan/reading";

/**
 * What was changed outside of Terraform in a way that matters here. Terraform lists more: a record that turned ready, or a key
 * that shows the policy which was set apart from it.
 * @param reading the plans
 */
export function driftedNodes({ drift, before, after }: PlanReading): ReadonlySet<NodeId> {
  const apart = new Set([...before.keyPolicies, ...after.keyPolicies].map(({ key }) => key));
  const changed = (drift?.changes ?? []).filter((change) => {
    const [was, is] = [change.before, change.after].map((node) => node && compared(node, apart.has(node.id)));
    return was !== is;
  });
  return new Set(changed.map(({ id }) => id));
}

function compared(node: AnyNode, policyIsApart: boolean): string {
  // What a node hangs on is found anew on each side; that is no change of its own.
  const { key, record, cloneOf, ...own } = node as AnyNode & Record<"key" | "record" | "cloneOf", unknown>;
  if (own.kind !== "key" || !policyIsApart) return JSON.stringify(own);
  const { policy, presentPolicy, statement, ...rest } = own;
  return JSON.stringify(rest);
}
