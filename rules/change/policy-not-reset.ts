import type { KeyPolicyNode } from "../../model/model";
import { isDeleted, isReplaced, type Change } from "../../model/plan/change";
import { compliant, notApplicable, violation, type ModelIndex } from "../rule";
import { policiesApart } from "../shared/policy-in-force";
import { policyTargets } from "../shared/policy-targets";
import type { ChangeRule } from "./change";
import { handedOver } from "./shared/handed-over";
import { because, subjectOf } from "./shared/verdicts";

/** No key gets the default policy back by the deletion of its policy resource. */
export const policyNotReset: ChangeRule = {
  id: "policy-not-reset",
  title: "A policy that is set apart from its key is not deleted, replaced or renamed",
  severity: "error",
  rationale:
    "When `aws_kms_key_policy` is deleted, the provider puts the default policy back on the key, which knows nothing of Aura. " +
    "The plan speaks of a policy resource only. A renamed one is deleted and created, in no certain order.",
  see: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy",
  waiveWhen: "nothing is encrypted with the key any more.",
  on: ["key-policy"],
  check(change, context) {
    const { before, after, actions } = change as Change<KeyPolicyNode>;
    if (!before) return [notApplicable];
    if (actions.includes("forget"))
      return [handedOver(change, "the key keeps the policy, and nobody sees when it changes")];
    if (!isDeleted(change) && !isReplaced(change)) return [compliant];
    const successor = after ?? successorOf(before, context.before, context.after);
    const what = isReplaced(change) ? "replaced" : "deleted";
    return [
      violation({
        what: `${subjectOf(change)} must stay where it is, because without it ${keyText(before)} gets the default policy back`,
        got:
          because(what, change) +
          (successor && !after ? `; it comes back as ${successor.id}, before or after that` : ""),
        expected: "a policy that is changed in place",
        fix: successor
          ? `move it with a \`moved\` block from ${before.address ?? before.id} to ${successor.address ?? successor.id}, so that nothing is deleted`
          : "put it back; to set the policy elsewhere, take it out with a `removed` block and `destroy = false`, so that the key keeps its policy",
      }),
    ];
  },
};

/** The policy that is created on the same key by the same plan. */
function successorOf(policy: KeyPolicyNode, before: ModelIndex, after: ModelIndex): KeyPolicyNode | undefined {
  const key = policyTargets(before).get(policy.id)?.key;
  const onKey = key ? policiesApart(key.id, after) : [];
  const { keyId } = policy;
  return (
    onKey[0] ??
    after.model.keyPolicies.find((other) => keyId.known && other.keyId.known && other.keyId.value === keyId.value)
  );
}

function keyText({ key, keyId }: KeyPolicyNode): string {
  if (key !== undefined) return key;
  return keyId.known ? `the key ${keyId.value}` : "its key";
}
