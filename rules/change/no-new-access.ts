import { isDeleted, type Change } from "../../model/change";
import type { StatementChange } from "../../policy/diff/diff";
import type { PolicyDocument } from "../../policy/document";
import { formatList } from "../../util/format-list";
import { aKey, given, OWN_STATEMENT, policyText, STATEMENT } from "../example";
import { changeRule, compliant, notApplicable, cannotVerify, unknown, type Verdict, type ChangeContext } from "../rule";
import {
  type AccessGain,
  accessGains,
  isExpectedBy,
  lostDenials,
  type PolicyChange,
  policyChangeOf,
  TOO_MANY_KEYS,
} from "../analysis";
import type { GrantNode } from "../../model/model";
import { grantGainVerdicts } from "./grant-verdicts";
import { expectedPrincipalVerdicts } from "./changed-principals";
import { accessGainVerdicts } from "./principal-trust";
import { MAX_NAMED, needsReview } from "./verdicts";

const NO_ACCESS: PolicyDocument = { Statement: [] };

/** Only expected principals gain access to the key. */
export const noNewAccess = changeRule({
  id: "no-new-access",
  title: "Only expected principals gain access to the key",
  severity: "error",
  rationale:
    "A principal that may decrypt with the key can read the data, and what the Aura Console shows is copied by hand. In AWS: principals that " +
    "`auraAccountId` or `auraPrincipals` named before the plan are expected. New expected principals, a removed Deny, a known " +
    "account and the first statement on a key need review; any other principal is unexpected. Grants count as access.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  waiveWhen: "the access is intended, and the principal cannot be named as an expected one.",
  on: ["key", "key-policy", "grant"],
  check(change, context) {
    if ((change.after ?? change.before)?.kind === "grant")
      return grantGainVerdicts(change as Change<GrantNode>, context);
    const own = policyChangeOf(change, context);
    const after = own?.after;
    if (!own || !after || isDeleted(change)) return [notApplicable];
    if (own.isSame) return orCompliant(expectedPrincipalVerdicts(own, [], change.imported));
    const primary = own.before ? undefined : primaryOf(change, context);
    const policy = besidePrimary(own, primary);
    const { before, identity, key } = policy;
    const open = [after, identity, before].find((fact) => fact?.known === false);
    if (open?.known === false) return [cannotVerify(`no principal gains access to key ${key}`, open.reason)];
    if (!after.known || !identity.known) return [notApplicable];
    const was = before?.known ? before.value : NO_ACCESS;
    const gains = accessGains(was, policy);
    if (!gains) return [unknown(`cannot verify that no principal gains access to key ${key}: ${TOO_MANY_KEYS}`)];
    const reported = primary ? reportedGains(primary) : [];
    const news = gains.filter((gain) => !(isExpectedIn(policy, gain) && isAmong(reported, gain)));
    return orCompliant([
      ...accessGainVerdicts(news, was, identity.value.accountId, policy, context.knownAccounts),
      ...lostDenialVerdicts(was, after.value, policy),
      ...expectedPrincipalVerdicts(policy, gains, change.imported),
    ]);
  },
  example: () => ({
    bad: {
      before: [aKey()],
      after: [
        aKey({
          policy: given(
            policyText(OWN_STATEMENT, STATEMENT, {
              ...STATEMENT,
              Sid: "Partner",
              Condition: { StringEquals: { "kms:CallerAccount": "777788889999" } },
            }),
            "`policy` of key orders",
          ),
        }),
      ],
    },
    good: { before: [aKey()], after: [aKey()] },
  }),
});

/** Principals that a Deny excluded may gain access when it is removed. */
function lostDenialVerdicts(
  before: PolicyDocument,
  after: PolicyDocument,
  { key, against }: PolicyChange,
): readonly Verdict[] {
  const lost = lostDenials(before, after);
  if (lost.length === 0) return [];
  return [
    needsReview({
      what: `a Deny statement of key ${key} is removed or narrowed`,
      got: formatList(lost.map(denialText), { max: MAX_NAMED, separator: "; " }),
      expected: "no Deny weakened",
      fix: "make sure that the denied principals may use the key",
      ...(against && { against }),
    }),
  ];
}

function denialText({ name, kind, words }: StatementChange): string {
  return kind === "removed" ? `${name} is removed, which ${words.join(" and ")}` : `${name}: ${words.join(", ")}`;
}

/** What becomes of the primary of a new replica. */
function primaryOf({ after }: Change, context: ChangeContext): PolicyChange | undefined {
  const primary = after?.kind === "key" ? context.changeOf(after.replicaOf?.primary) : undefined;
  return primary && policyChangeOf(primary, context);
}

/** A new replica is compared with its primary: access to one of them decrypts what the other encrypted. */
function besidePrimary(
  policy: PolicyChange,
  { before, expectedPrincipalsBefore, besideAuraBefore }: Partial<PolicyChange> = {},
): PolicyChange {
  return {
    ...policy,
    ...(before && { before }),
    ...(policy.expectedPrincipals && expectedPrincipalsBefore && { expectedPrincipalsBefore }),
    ...(policy.besideAura && besideAuraBefore && { besideAuraBefore }),
  };
}

/** The gains of expected principals on the primary by the same plan: they are reported there. */
function reportedGains(primary: PolicyChange): readonly AccessGain[] {
  const { before } = primary;
  if (before?.known === false) return [];
  const gains = accessGains(before?.value ?? NO_ACCESS, primary) ?? [];
  return gains.filter((gain) => isExpectedIn(primary, gain));
}

function isExpectedIn({ expectedPrincipals = [], besideAura = [] }: PolicyChange, { principal }: AccessGain): boolean {
  return isExpectedBy([...expectedPrincipals, ...besideAura], principal);
}

function isAmong(reported: readonly AccessGain[], { principal, operations }: AccessGain): boolean {
  return reported.some(
    (one) =>
      one.principal.name === principal.name && operations.every((operation) => one.operations.includes(operation)),
  );
}

function orCompliant(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.length > 0 ? verdicts : [compliant];
}
