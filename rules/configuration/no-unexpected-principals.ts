import { asList, statementName, type Statement } from "../../policy/document";
import { operationsOf } from "../../policy/evaluate/actions";
import { allowedPrincipals, type AllowedPrincipal } from "../../policy/access/allowed-principals";
import type { GrantNode, KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { aKey } from "../example";
import { formatList } from "../../util/format-list";
import { configurationRule, compliant, unknown, violation, type ModelIndex, type Verdict } from "../rule";
import {
  accessText,
  effectivePolicy,
  evaluatedPolicy,
  type EvaluatedPolicy,
  findUnexpectedAccess,
  grantedAccess,
  type UnexpectedAccess,
  type UnexpectedAccessKind,
} from "../analysis";

/** Operations that one violation lists. */
const MAX_LISTED = 2;

/** Only the key's account and expected principals have access. */
export const noUnexpectedPrincipals = configurationRule({
  id: "no-unexpected-principals",
  title: "Only the key's account and expected principals can use the key",
  severity: "error",
  rationale:
    "In AWS: Aura's statement has a wildcard as principal, and only its condition excludes everyone else: without it, any AWS account " +
    "can use the key. The statement is copied by hand, and one of another project grants access to another account. A grant in the " +
    "configuration (`aws_kms_grant`) is access that no policy shows.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  waiveWhen: "the access is intended, and the reason says whose it is and who decided it.",
  on: ["key", "key-policy", "grant"],
  check(node, index) {
    if (node.kind === "grant") return verdictOnGrant(node, index);
    const evaluated = evaluatedPolicy(node, index);
    if ("outcome" in evaluated) return verdictOnAnyone(node, index) ?? evaluated;
    const verdicts = findUnexpectedAccess(evaluated).map((access) => verdictOn(evaluated, access));
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aKey({ expectedPrincipals: ["999988887777"] })],
    good: [aKey({ expectedPrincipals: ["444455556666"] })],
  }),
});

/** Anyone is external whatever the account of the key is, which may not be known. */
function verdictOnAnyone(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): Verdict | undefined {
  const { document, holder } = effectivePolicy(node, index) ?? {};
  if (!document?.known || holder?.id !== node.id) return undefined;
  const { Statement: statements } = document.value;
  const anyone = allowedPrincipals(document.value).find(({ principal }) => principal.kind === "anyone");
  if (!anyone) return undefined;
  const { conditions, statement } = anyone;
  // A Deny may decide who has access to what it denies.
  const denied = new Set(statements.filter(({ Effect }) => Effect === "Deny").flatMap(operationsOf));
  const operations = anyone.operations.filter((operation) => !denied.has(operation));
  if (operations.length === 0) return undefined;
  const subject = `${node.kind === "key" ? "key" : "policy"} ${node.name}`;
  return violation({
    ...anyoneCanUse(subject),
    got: `${formatList(operations, { max: MAX_LISTED })}${conditions.length > 0 ? ` if ${formatList(conditions)}` : ""} (${statementName(statement, statements[statement])} of ${document.source})`,
  });
}

function verdictOn(evaluated: EvaluatedPolicy, { kind, statement, allowed }: UnexpectedAccess): Verdict {
  const { source, subject, document } = evaluated;
  const name = `${statementName(statement, document.Statement[statement])} of ${source}`;
  const all = (of: (access: AllowedPrincipal) => readonly string[]): string =>
    formatList([...new Set(allowed.flatMap(of))]);
  const who = all(({ principal }) => [principal.name]);
  if (kind === "unclear") return unknown(`cannot determine which principals ${name} allows: ${who}`);
  if (kind === "anyone-but-denied") {
    return unknown(`cannot determine which principals ${name} allows: anyone not denied by another statement`);
  }
  const conditions = all((access) => access.conditions);
  const operations = allowed.flatMap((access) => access.operations);
  const what = formatList([...new Set(operations)], { max: MAX_LISTED }) || "no operation on a key";
  const texts = TEXTS[kind](evaluated, isOne(allowed) ? who : undefined);
  const inHeadline = texts.what.includes(who) ? "" : `${who}: `;
  const place = source === `policy of ${subject}` ? statementName(statement, document.Statement[statement]) : name;
  const names = [...new Set(allowed.map(({ principal }) => principal.name))].sort().join(", ");
  return violation({
    ...texts,
    got: `${inHeadline}${what}${conditions && ` if ${conditions}`} (${place})`,
    facts: `${names}: ${actionsOf(document.Statement[statement])}${conditions && ` if ${conditions}`}`,
    ...(kind !== "unbound-service" && { about: accessText(allowed.map((one) => [one.principal, one.operations])) }),
  });
}

/** As they are written: what a wildcard stands for grows with AWS. */
function actionsOf({ Action: action, NotAction: others }: Statement = { Effect: "Allow" }): string {
  return action === undefined ? `all but ${asList(others ?? []).join(", ")}` : asList(action).join(", ");
}

/** A grant allows what the policy does not, and its grantee is named: one that nobody expects is never Aura by chance. */
function verdictOnGrant(grant: GrantNode, index: ModelIndex): Verdict {
  const access = grantedAccess(grant, index);
  if ("outcome" in access) return access;
  const { key, accountId, allowed, expected } = access;
  const { principal, operations, conditions } = allowed;
  if (principal.kind === "unclear")
    return unknown(`cannot determine whom grant ${grant.name} allows: ${principal.name}`);
  if (access.isExpected) return compliant;
  const what = formatList(operations, { max: MAX_LISTED }) || "no operation on a key";
  return violation({
    what: principal.kind === "anyone" ? `anyone can use ${key}` : `unexpected ${principal.name} can use ${key}`,
    got: `${what}${conditions.length > 0 ? ` if ${formatList(conditions)}` : ""} (grant ${grant.name})`,
    expected: [`${accountId} (owner)`, ...without(accountId, expected)].join(", "),
    fix: "remove the grant, or name the principal in `auraPrincipals`",
    facts: `${principal.name}: ${operations.join(", ")}${conditions.length > 0 ? ` if ${conditions.join(", ")}` : ""}`,
    about: accessText([[principal, operations]]),
    ...(principal.kind === "service" && { severity: "warning" }),
  });
}

/** The expected principals beside the account of the key, in short. */
function without(accountId: string, expected: readonly string[]): string[] {
  const others = [...new Set(expected)].filter((principal) => principal !== accountId);
  return others.length > 0 ? [formatList(others)] : [];
}

function isOne(allowed: readonly AllowedPrincipal[]): boolean {
  return new Set(allowed.map(({ principal }) => principal.name)).size === 1;
}

type Texts = Omit<Extract<Verdict, { outcome: "violation" }>, "outcome" | "got">;

function anyoneCanUse(subject: string): Texts {
  return {
    what: `anyone can use ${subject}`,
    expected: "named principals, or a condition such as kms:CallerAccount",
    fix: "copy the statement from the Aura Console again, or name the principals",
  };
}

/** What there is to say to each kind of access; `who` is undefined where there are several principals. */
const TEXTS: Readonly<
  Record<
    Exclude<UnexpectedAccessKind, "unclear" | "anyone-but-denied">,
    (evaluated: EvaluatedPolicy, who: string | undefined) => Texts
  >
> = {
  anyone: ({ subject }) => anyoneCanUse(subject),
  unexpected: ({ subject, accountId, expected = [] }, who) => ({
    what: `unexpected ${who ?? "principals"} can use ${subject}`,
    expected: [`${accountId} (owner)`, ...without(accountId, expected)].join(", "),
    fix: "copy the statement again, or correct `auraAccountId` or `auraPrincipals`",
  }),
  "beside-aura": ({ subject }, who = "other principals") => ({
    what: `${subject} also grants access to ${who}`,
    expected: "Aura only, or principals listed in `auraPrincipals`",
    fix: "list Aura and them in `auraPrincipals`, or remove the statement",
    severity: "warning",
  }),
  "unbound-service": ({ subject, accountId }, who = "AWS services") => ({
    what: `${who} can use ${subject} on behalf of any account`,
    expected: `a condition on aws:SourceAccount or aws:SourceArn with account ${accountId}`,
    fix: "add the condition",
    severity: "warning",
  }),
};
