import { ADMINISTRATIVE_OPERATIONS, worstFirst } from "../../policy/evaluate/actions";
import { statementName } from "../../policy/document";
import { aKeyWith, STATEMENT } from "../example";
import { configurationRule, compliant, violation, type Verdict } from "../rule";
import { type EvaluatedPolicy, policyWithAura } from "../analysis";
import { formatList } from "../../util/format-list";

/** Aura's statement does not ask for the administration of the key. */
export const auraCannotAdministerKey = configurationRule({
  id: "aura-cannot-administer-key",
  title: "Aura's statement does not ask for the administration of the key",
  severity: "error",
  rationale:
    "The key is a promise that its owner can take the data back from Aura. KMS keeps the administration of a key for its own " +
    "account whatever the policy says, so a vendor who asks for it all the same was not read, or is not the vendor.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = policyWithAura(node, index);
    if ("outcome" in policy) return policy;
    const { judged, statements, source } = policy;
    const verdicts = judged.externalPrincipals.flatMap(({ principal, statement, operations }): Verdict[] => {
      const asked = worstFirst(operations.filter((operation) => ADMINISTRATIVE_OPERATIONS.includes(operation)));
      if (asked.length === 0) return [];
      const name = statementName(statement, statements[statement]);
      return [refusal(judged, `${formatList(asked)} for ${principal.name} (${name}, ${source})`)];
    });
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aKeyWith([{ ...STATEMENT, Action: "kms:*" }])],
    good: [aKeyWith([STATEMENT])],
  }),
});

function refusal({ subject, auraIsNamed }: EvaluatedPolicy, got: string): Verdict {
  return violation({
    what: `${auraIsNamed ? "Aura's statement" : "the policy"} must not ask for the administration of ${subject} for other accounts`,
    got,
    expected: "the use of the key, and grants on it",
    fix: "take these actions out, and ask whoever gave you the statement what they are for: no other account needs them",
  });
}
