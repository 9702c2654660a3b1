import { formatList } from "../../util/format-list";
import { AURA_OPERATIONS } from "../../policy/access/aura-permissions";
import { aKey, given, OWN_STATEMENT, policyText, STATEMENT } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";
import {
  describeProof,
  type EvaluatedPolicy,
  policyWithAura,
  type Proof,
  possibleExternalPrincipals,
  proveWithGrants,
} from "../analysis";

/** The policy allows Aura every operation it needs. */
export const auraCanUseKey = configurationRule({
  id: "aura-can-use-key",
  title: "Aura has every permission it needs on the key",
  severity: "error",
  rationale:
    "Without its access the key never becomes ready, or the database stops. In AWS: a Deny elsewhere in the policy " +
    "overrides Aura's statement, and a condition that does not fit an operation silently removes it. If a Deny covers only some " +
    "principals of Aura's account, by name or by a pattern, it cannot be determined whether Aura is one of them. A grant in the " +
    "configuration counts where it allows all of Aura's account, under no encryption context. Not checked: other grants, and the " +
    "policies of Aura's own account and organization.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "Neo4j has confirmed that Aura works without the missing access.",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = policyWithAura(node, index);
    if ("outcome" in policy) return policy;
    const { evaluated, source } = policy;
    if (possibleExternalPrincipals(evaluated).length === 0) return noExternalAccess(evaluated, source);
    const verdicts = verdictsOn(evaluated, proveWithGrants(evaluated, node, index));
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

function verdictsOn({ subject, auraIsNamed, source }: EvaluatedPolicy, proofs: readonly Proof[]): Verdict[] {
  const missing = proofs.filter(({ answer }) => answer === "denied");
  const open = proofs.filter(({ answer }) => answer === "unknown");
  const unverified =
    open.length > 0 ? [unknown(`cannot verify that Aura can use ${subject}: ${describeProof(open)}`)] : [];
  if (missing.length > 0 && !auraIsNamed) {
    const whose = `cannot determine whether the external principals of ${subject} are Aura`;
    return [unknown(`${whose}: ${describeProof(missing)}`), ...unverified];
  }
  const fail = (needed: boolean): Verdict[] => {
    const kind = needed ? "required" : "optional";
    const some = missing.filter(({ operation }) => operation.required === needed);
    if (some.length === 0) return [];
    return [
      violation({
        what: `Aura lacks ${kind} permissions on ${subject}`,
        got: `${describeProof(some)} (${source})`,
        expected: `all ${AURA_OPERATIONS.filter((one) => one.required === needed).length} ${kind} operations`,
        fix: "copy the statement from the Aura Console again, or exclude Aura from the Deny",
        facts: some.map(({ operation }) => operation.name).join(", "),
        ...(!needed && { severity: "warning" as const }),
      }),
    ];
  };
  return [...fail(true), ...fail(false), ...unverified];
}

function noExternalAccess({ subject, accountId, externalPrincipals }: EvaluatedPolicy, source: string): Verdict {
  const names = [`AWS account ${accountId}`, ...new Set(externalPrincipals.map(({ principal }) => principal.name))];
  return violation({
    what: `Aura's statement for ${subject} grants no access to Aura`,
    got: `access for ${formatList(names)} only (${source})`,
    expected: "Aura's AWS account",
    fix: "copy the statement from the Aura Console again, unchanged",
    facts: names.join(", "),
  });
}
