import { statementName } from "../../policy/document";
import type { AllowedPrincipal } from "../../policy/access/allowed-principals";
import { aKey } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";
import {
  evaluatedPolicy,
  type EvaluatedPolicy,
  findUnexpectedAccess,
  type UnexpectedAccess,
  type UnexpectedAccessKind,
} from "../analysis";
import { formatList } from "../../util/format-list";

/** Nobody is let in who was not named. */
export const noUnexpectedPrincipals = configurationRule({
  id: "no-unexpected-principals",
  title: "The policy lets in nobody but the key's account and those who are expected, or whom Aura's statement names",
  severity: "error",
  rationale:
    "Aura's statement has a wildcard as principal, and only a condition keeps everybody else out: without it, whoever has an " +
    "AWS account may use the key. The statement is copied by hand, and one of another project lets in another account.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  waiveWhen: "whom the policy lets in is known, and the reason says who it is and who decided it.",
  on: ["key", "key-policy"],
  check(node, index) {
    const judged = evaluatedPolicy(node, index);
    if ("outcome" in judged) return judged;
    const verdicts = findUnexpectedAccess(judged).map((strangers) => verdictOn(judged, strangers));
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aKey({ expectedPrincipals: ["999988887777"] })],
    good: [aKey({ expectedPrincipals: ["444455556666"] })],
  }),
});

function verdictOn(judged: EvaluatedPolicy, { kind, statement, allowed }: UnexpectedAccess): Verdict {
  const { source, document } = judged;
  const name = `${statementName(statement, document.Statement[statement])} of ${source}`;
  const all = (of: (admission: AllowedPrincipal) => readonly string[]): string =>
    formatList([...new Set(allowed.flatMap(of))]);
  const who = all(({ principal }) => [principal.name]);
  if (kind === "unclear") return unknown(`whom ${name} lets in can not be told: ${who}`);
  if (kind === "anyone-but-denied") {
    return unknown(`${name} lets in anyone, and who that is depends on what other statements deny`);
  }
  const where = all(({ conditions }) => conditions);
  const operations = all((admission) => admission.operations) || "no operation on a key";
  return violation({
    ...WORDS[kind](judged),
    got: `${who} for ${operations}${where && `, where ${where}`} (${name})`,
  });
}

type Words = Omit<Extract<Verdict, { outcome: "violation" }>, "outcome" | "got">;

const WORDS: Readonly<
  Record<Exclude<UnexpectedAccessKind, "unclear" | "anyone-but-denied">, (judged: EvaluatedPolicy) => Words>
> = {
  anyone: ({ subject }) => ({
    what: `${subject} must not let in everybody`,
    expected: "accounts and roles by name, or a condition that narrows the callers down, such as kms:CallerAccount",
    fix: "copy the statement from the Aura Console again, with its condition; in a statement of your own name who is meant",
  }),
  unexpected: ({ subject, accountId, expected = [] }) => ({
    what: `${subject} must let in only those who are expected`,
    expected: `AWS account ${[...new Set([accountId, ...expected])].join(", ")}`,
    fix: "save the statement that the Aura Console shows for this very key; when it is right, correct the pin: `auraAccountId`, and `auraPrincipals` for partners of your own",
  }),
  "beside-aura": ({ subject }) => ({
    what: `whom ${subject} lets in beside Aura should be known`,
    expected: "nobody, or those who are pinned",
    fix: "name Aura and them in `auraPrincipals`, or take the statement out of the policy",
    severity: "warning",
  }),
  "unbound-service": ({ subject, accountId }) => ({
    what: `${subject} should let in an AWS service on behalf of its own account only`,
    expected: `a condition on aws:SourceAccount or aws:SourceArn with account ${accountId}`,
    fix: "add the condition",
    severity: "warning",
  }),
};
