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

/** The account of the key can still change the policy. */
export const administratorsKeepControl = configurationRule({
  id: "administrators-keep-control",
  title: "The key's account and the deploying role can change the policy",
  severity: "error",
  rationale:
    "If no principal can change the policy, access can neither be revoked nor restored, and only AWS support can help, if at " +
    "all. KMS checks this only when the policy is applied, and only for the principal that applies it.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key",
  on: ["key", "key-policy"],
  check(node, index) {
    const evaluated = evaluatedPolicy(node, index);
    if ("outcome" in evaluated) return evaluated;
    const ofAccount = verdictOn(evaluated, `AWS account ${evaluated.accountId}`, canChangePolicyOf(evaluated));
    if (ofAccount.outcome !== "compliant") return ofAccount;
    if (!node.deployedBy?.known) return verdictOn(evaluated, "the deploying role", someRoleControls(evaluated));
    const { value: role, source } = node.deployedBy;
    const answer = roleControls(evaluated, role);
    return answer ? verdictOn(evaluated, role, answer, `${source}: `) : compliant;
  },
  example: () => ({
    bad: [aKey({ policy: given(policyText(STATEMENT), "its policy") })],
    good: [aKey()],
  }),
});

function verdictOn(
  { subject, source }: EvaluatedPolicy,
  who: string,
  { answer, because }: Answer,
  whoSource = "",
): Verdict {
  if (answer === "allowed") return compliant;
  if (answer === "unknown") return unknown(`cannot verify that ${who} can change the policy of ${subject}: ${because}`);
  return violation({
    what: `${who} cannot change the policy of ${subject}`,
    got: `${whoSource}${because} (${source})`,
    expected: "kms:PutKeyPolicy allowed",
    fix: "keep kms:* for the account's root, and do not deny kms:PutKeyPolicy",
  });
}
