import { AURA_OPERATIONS } from "../../policy/access/aura-permissions";
import { aKey, given, OWN_STATEMENT, policyText, STATEMENT } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";
import {
  describeProof,
  type EvaluatedPolicy,
  policyWithAura,
  possibleExternalPrincipals,
  proveAuraPermissions,
} from "../analysis";
import { formatList } from "../../util/format-list";

/** The policy lets Aura do with the key what it needs. */
export const auraCanUseKey = configurationRule({
  id: "aura-can-use-key",
  title: "The policy as a whole lets those whom Aura's statement names do all that Aura needs",
  severity: "error",
  rationale:
    "Without one of these operations the key never becomes ready, or the database stops. A denial elsewhere in the policy " +
    "wins over Aura's statement, and a condition that does not fit an operation takes it away without a word. Where a denial is " +
    "for some of Aura's account only, by name or by a pattern, nobody can tell whether Aura calls as one of them. Grants, which " +
    "may allow more, and the policies of Aura's own account and organization are not part of the proof.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "Neo4j has confirmed that Aura works without the operation.",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = policyWithAura(node, index);
    if ("outcome" in policy) return policy;
    const { judged, source } = policy;
    if (possibleExternalPrincipals(judged).length === 0) return letsNobodyIn(judged, source);
    const verdicts = verdictsOn(judged);
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [
      aKey({
        policy: given(
          policyText(OWN_STATEMENT, STATEMENT, {
            Sid: "No grants",
            Effect: "Deny",
            Principal: "*",
            Action: "kms:CreateGrant",
            Resource: "*",
          }),
          "its policy",
        ),
      }),
    ],
    good: [aKey()],
  }),
});

function verdictsOn(judged: EvaluatedPolicy): Verdict[] {
  const { subject, auraIsNamed, source } = judged;
  const proofs = proveAuraPermissions(judged);
  const missing = proofs.filter(({ answer }) => answer === "denied");
  const open = proofs.filter(({ answer }) => answer === "unknown");
  const fail = (needed: boolean): Verdict[] => {
    const some = missing.filter(({ operation }) => operation.required === needed);
    if (some.length === 0) return [];
    if (!auraIsNamed)
      return [unknown(`whether those whom ${subject} lets in are Aura is not said, and ${describeProof(some)}`)];
    return [
      violation({
        what: `${subject} ${needed ? "must" : "should"} let Aura do what it ${needed ? "needs" : "usually asks for"}`,
        got: `${describeProof(some)} (${source})`,
        expected: AURA_OPERATIONS.filter((one) => one.required === needed)
          .map(({ name }) => name)
          .join(", "),
        fix: "copy the statement from the Aura Console again, or take Aura out of what the policy denies",
        ...(!needed && { severity: "warning" as const }),
      }),
    ];
  };
  const unproved =
    open.length > 0 ? [unknown(`whether Aura can use ${subject} is not proved: ${describeProof(open)}`)] : [];
  return [...fail(true), ...fail(false), ...unproved];
}

function letsNobodyIn({ subject, accountId, externalPrincipals }: EvaluatedPolicy, source: string): Verdict {
  const names = [`AWS account ${accountId}`, ...new Set(externalPrincipals.map(({ principal }) => principal.name))];
  return violation({
    what: `Aura's statement for ${subject} must let in somebody from outside of the key's account`,
    got: `nobody but ${formatList(names)} (${source})`,
    expected: "the AWS account that Aura works in",
    fix: "copy the statement from the Aura Console again, as it is shown",
  });
}
