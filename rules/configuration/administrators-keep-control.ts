import { aKey, given, policyText, STATEMENT } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";
import {
  type Answer,
  canChangePolicyOf,
  evaluatedPolicy,
  type EvaluatedPolicy,
  roleControls,
  someRoleControls,
} from "../analysis";

/** Somebody of the account can still change the policy. */
export const administratorsKeepControl = configurationRule({
  id: "administrators-keep-control",
  title: "Somebody of the key's own account can change its policy, and the role that deploys it can",
  severity: "error",
  rationale:
    "A key whose policy nobody can change any more can neither be taken back from Aura nor be given back to it: only AWS " +
    "support can help, if at all. KMS refuses such a policy only when it is applied, and only with regard to who applies it.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key",
  on: ["key", "key-policy"],
  check(node, index) {
    const judged = evaluatedPolicy(node, index);
    if ("outcome" in judged) return judged;
    const anybody = verdictOn(judged, `somebody of AWS account ${judged.accountId}`, canChangePolicyOf(judged));
    if (anybody.outcome !== "compliant") return anybody;
    if (!node.deployedBy?.known) return verdictOn(judged, "the role that deploys it", someRoleControls(judged));
    const { value: role, source } = node.deployedBy;
    const answer = roleControls(judged, role);
    return answer ? verdictOn(judged, `${role} (${source})`, answer) : compliant;
  },
  example: () => ({
    bad: [aKey({ policy: given(policyText(STATEMENT), "its policy") })],
    good: [aKey()],
  }),
});

function verdictOn({ subject, source }: EvaluatedPolicy, who: string, { answer, because }: Answer): Verdict {
  if (answer === "allowed") return compliant;
  if (answer === "unknown")
    return unknown(`whether ${who} can change the policy of ${subject} is not proved: ${because}`);
  return violation({
    what: `${who} must be able to change the policy of ${subject}`,
    got: `${because} (${source})`,
    expected: "a statement that allows kms:PutKeyPolicy, and none that denies it",
    fix: "keep the account's own statement (kms:* for its root), and take out what denies kms:PutKeyPolicy to administrators",
  });
}
