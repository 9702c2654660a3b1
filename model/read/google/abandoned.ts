import type { ResourceChange } from "../../../terraform/plan/resource-change";

/**
 * A change as the provider carries it out: with the `deletion_policy` `ABANDON`, which version 7 knows, what Terraform plans to destroy is
 * only dropped from the state, as with `destroy = false`.
 */
export function asAbandoned(change: ResourceChange): ResourceChange {
  const { type, actions, before } = change;
  if (!type.startsWith("google_kms_") || before?.values["deletion_policy"] !== "ABANDON") return change;
  return { ...change, actions: actions.map((action) => (action === "delete" ? "forget" : action)) };
}
