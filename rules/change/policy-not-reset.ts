import { valueOf } from "../../model/fact";
import { resetsOnDelete, type KeyPolicyNode } from "../../model/model";
import { isDeleted, isDestroyed, isForgotten, isReplaced, type Change } from "../../model/change";
import { aKey, aKeyPolicy, given } from "../example";
import {
  changeRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
  type ChangeContext,
} from "../rule";
import { isSameKey, placeOf } from "../analysis";
import { describeReason, subjectOf, isHandedOver } from "./verdicts";

/** No key gets the default policy back by the deletion of its policy resource. */
export const policyNotReset = changeRule({
  id: "policy-not-reset",
  title: "A standalone policy stays on its key",
  severity: "error",
  rationale:
    "When `aws_kms_key_policy` is deleted, the provider puts the default policy back on the key, which knows nothing of Aura. " +
    "The plan speaks of a policy resource only. A renamed one is deleted and created, in no certain order. One that becomes " +
    "inline is not written again before the next apply. With `bypass_policy_lockout_safety_check` the provider writes nothing. " +
    "One that names another key stays on the old one: the provider moves nothing, and the new key gets no policy.",
  see: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy",
  waiveWhen: "nothing is encrypted with the key any more.",
  on: ["key-policy"],
  check(change, context) {
    const { before, after } = change as Change<KeyPolicyNode>;
    if (!before) return [notApplicable];
    if (isForgotten(change)) return [isHandedOver(change, "the key keeps the policy")];
    // With its key it goes, which has a rule of its own.
    const keyChange = context.changeOf(before.key);
    if (isDeleted(change) && keyChange && isDestroyed(keyChange)) return [notApplicable];
    if (!isDestroyed(change)) return [after ? staysOnKey(change, before, after, context) : compliant];
    const successor = after ?? successorOf(before, context.before, context.after);
    if (!resetsOnDelete(before)) {
      const isLeft = successor === undefined;
      return [
        isLeft
          ? isHandedOver(change, "the key keeps the policy, because the lockout safety check is bypassed")
          : compliant,
      ];
    }
    const what = isReplaced(change) ? "replaced" : "deleted";
    const key = before.key === undefined ? undefined : context.after.key(before.key);
    const isInlineNow = key !== undefined && valueOf(key.policy) !== undefined;
    return [
      violation({
        what: `removing ${before.address ?? before.id} resets ${keyText(before, context.before)} to the AWS default policy`,
        got:
          describeReason(what, change) +
          (successor && !after ? `; re-created as ${successor.id}` : "") +
          (isInlineNow ? "; only the next apply writes the inline policy" : ""),
        expected: "",
        fix: successor
          ? `use a \`moved\` block to ${successor.address ?? successor.id}`
          : "restore it, or use a `removed` block with `destroy = false`",
      }),
    ];
  },
  example: () => ({
    bad: {
      before: [aKey({ policy: given(undefined, "`policy`") }), aKeyPolicy({ key: "prod/orders" })],
      after: [aKey({ policy: given(undefined, "`policy`") })],
    },
    good: {
      before: [aKey({ policy: given(undefined, "`policy`") }), aKeyPolicy({ key: "prod/orders" })],
      after: [aKey({ policy: given(undefined, "`policy`") }), aKeyPolicy({ key: "prod/orders" })],
    },
  }),
});

/** The provider takes another `key_id`, and puts the policy there neither now nor later. */
function staysOnKey(change: Change, before: KeyPolicyNode, after: KeyPolicyNode, context: ChangeContext): Verdict {
  const { configuredKeyId, keyId, key } = after;
  const isOpen = !keyId.known && before.keyId.known;
  const stays = isOpen ? isSameKey(before.key, key, context) : configuredKeyId === undefined;
  if (stays === undefined)
    return unknown(`cannot verify that ${subjectOf(change)} stays on its key${keyId.known ? "" : `: ${keyId.reason}`}`);
  if (stays) return compliant;
  const other = valueOf(configuredKeyId) ?? (before.key === key ? "the key that replaces it" : String(key));
  return violation({
    what: `${subjectOf(change)} names another key`,
    got: `\`key_id\` is ${other}; the provider leaves the policy on ${keyText(before, context.before)}`,
    expected: "its current key",
    fix: "keep `key_id`, and create another `aws_kms_key_policy` for the other key",
  });
}

/** The policy that is created on the same key by the same plan. */
function successorOf(policy: KeyPolicyNode, before: ModelIndex, after: ModelIndex): KeyPolicyNode | undefined {
  const place = placeOf(policy, before);
  return after.model.keyPolicies.find((other) => placeOf(other, after) === place);
}

function keyText({ key, keyId }: KeyPolicyNode, index: ModelIndex): string {
  if (key !== undefined) return `key ${index.key(key)?.name ?? key}`;
  return keyId.known ? `key ${keyId.value}` : "its key";
}
