import { MAX_POLICY_BYTES } from "../../policy/limits";
import { policySizeInBytes } from "../../policy/size";
import { count } from "../../util/count";
import { aKey, given, policyText, STATEMENT } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";

/** KMS accepts the size of the policy. */
export const policyWithinSizeLimit = configurationRule({
  id: "policy-within-size-limit",
  title: `A key policy has at most ${MAX_POLICY_BYTES} bytes`,
  severity: "error",
  rationale: "KMS refuses a larger policy, but only during the apply, with an error that does not say why.",
  see: "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
  on: ["key", "key-policy"],
  check(node) {
    const { policy } = node;
    // KMS has accepted the policy of an existing key.
    if (!policy.known) return node.origin === "imported" ? notApplicable : unknown(policy.reason);
    if (policy.value === undefined) return notApplicable;
    const size = policySizeInBytes(policy.value);
    if (size <= MAX_POLICY_BYTES) return compliant;
    return violation({
      what: `${node.kind === "key" ? "policy of key" : "policy"} ${node.name} is too large for KMS`,
      got: `${size} bytes (${policy.source})`,
      expected: `at most ${MAX_POLICY_BYTES} bytes`,
      fix: `remove ${count(size - MAX_POLICY_BYTES, "byte")}`,
    });
  },
  example: () => ({
    bad: [aKey({ policy: given(policyText(...Array<object>(120).fill(STATEMENT)), "`policy` of key orders") })],
    good: [aKey()],
  }),
});
