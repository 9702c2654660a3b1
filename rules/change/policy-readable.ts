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
    "A policy that is known only at apply, or that is marked as sensitive, can not be reviewed: it may cut Aura off, or let " +
    "anybody in.",
  see: "https://developer.hashicorp.com/terraform/internals/json-format",
  waiveWhen: "somebody reads the policy where it comes from.",
  on: ["key", "key-policy"],
  check(change, context) {
    const policy = policyChangeOf(change, context);
    if (!policy?.after || isDeleted(change)) return [notApplicable];
    const deferred = change.deferred;
    if (deferred !== undefined) {
      return [unknown(`what becomes of the policy of key ${policy.key}: Terraform puts it off (${deferred})`)];
    }
    if (policy.isSame) return [compliant];
    const { after } = policy;
    if (after.known) return [compliant];
    return [
      needsReview({
        what: `the plan should show the policy that key ${policy.key} will have`,
        got: after.reason,
        expected: "a policy that can be reviewed before it is applied",
        fix: "set the policy in one place, make it of what is known when the plan is made, such as literal account ids and ARNs, and do not mark it as sensitive; or apply what it waits for first, and plan again",
        ...(policy.against && { against: policy.against }),
      }),
    ];
  },
  example: () => ({
    bad: { before: [aKey()], after: [aKey({ policy: later("`policy` of key orders") })] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});
