import { ADMINISTRATIVE_OPERATIONS, worstFirst } from "../../policy/evaluate/actions";
import { statementName } from "../../policy/document";
import { aKeyWith, STATEMENT } from "../example";
import { formatList } from "../../util/format-list";
import { configurationRule, compliant, violation, type Verdict } from "../rule";
import { type EvaluatedPolicy, policyWithAura } from "../analysis";

/** Operations that one violation lists. */
const MAX_LISTED = 3;

/** Aura's statement does not grant key administration. */
export const auraCannotAdministerKey = configurationRule({
  id: "aura-cannot-administer-key",
  title: "Aura's statement does not grant key administration",
  severity: "error",
  rationale:
    "The owner of the key must be able to revoke Aura's access. KMS never allows cross-account key administration, so a " +
    "statement that asks for it is a mistake or does not come from the vendor.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = policyWithAura(node, index);
    if ("outcome" in policy) return policy;
    const { evaluated, statements, source } = policy;
    const verdicts = evaluated.externalPrincipals.flatMap(({ principal, statement, operations }): Verdict[] => {
      const asked = worstFirst(operations.filter((operation) => ADMINISTRATIVE_OPERATIONS.includes(operation)));
      if (asked.length === 0) return [];
      const name = statementName(statement, statements[statement]);
      return [refusal(evaluated, principal.name, `${formatList(asked, { max: MAX_LISTED })} (${name}, ${source})`)];
    });
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aKeyWith([{ ...STATEMENT, Action: "kms:*" }])],
    good: [aKeyWith([STATEMENT])],
  }),
});

function refusal({ subject, auraIsNamed }: EvaluatedPolicy, who: string, got: string): Verdict {
  return violation({
    what: `${auraIsNamed ? "Aura's statement" : "the policy"} grants administration of ${subject} to ${who}`,
    got,
    expected: "only key usage and grants",
    fix: "remove these actions",
  });
}
