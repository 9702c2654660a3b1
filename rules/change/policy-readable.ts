import { isDeleted } from "../../model/change";
import { aKey, later } from "../example";
import { changeRule, compliant, notApplicable, unknown } from "../rule";
import { policyChangeOf } from "../analysis";
import { needsReview } from "./verdicts";

/** The plan shows the policy that the key will have. */
export const policyReadable = changeRule({
  id: "policy-readable",
  title: "The plan shows the policy that the key will have",
  severity: "warning",
  rationale:
    "A policy that is known only at apply, or marked as sensitive, cannot be reviewed: it may revoke Aura's access, or grant " +
    "access to anyone.",
  see: "https://developer.hashicorp.com/terraform/internals/json-format",
  waiveWhen: "the policy is reviewed at its source.",
  on: ["key", "key-policy"],
  check(change, context) {
    const policy = policyChangeOf(change, context);
    if (!policy?.after || isDeleted(change)) return [notApplicable];
    const deferred = change.deferred;
    if (deferred !== undefined) {
      return [unknown(`the policy of key ${policy.key} is not in the plan: Terraform defers it (${deferred})`)];
    }
    if (policy.isSame) return [compliant];
    const { after } = policy;
    if (after.known) return [compliant];
    return [
      needsReview({
        what: `the plan does not show the policy of key ${policy.key}`,
        got: after.reason,
        expected: "",
        fix: "use literal, non-sensitive values, or apply dependencies first",
        ...(policy.against && { against: policy.against }),
      }),
    ];
  },
  example: () => ({
    bad: { before: [aKey()], after: [aKey({ policy: later("`policy` of key orders") })] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});
