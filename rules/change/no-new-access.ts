import { isDeleted, type Change } from "../../model/change";
import type { StatementChange } from "../../policy/diff/diff";
import type { PolicyDocument } from "../../policy/document";
import { formatList } from "../../util/format-list";
import { aKey, given, OWN_STATEMENT, policyText, STATEMENT } from "../example";
import { changeRule, compliant, notApplicable, unknown, type Verdict, type ChangeContext } from "../rule";
import {
  type AccessGain,
  accessGains,
  isExpectedBy,
  lostDenials,
  type PolicyChange,
  policyChangeOf,
  TOO_MANY_KEYS,
} from "../analysis";
import { expectedPrincipalVerdicts } from "./changed-principals";
import { accessGainVerdicts } from "./principal-trust";
import { MAX_NAMED, needsReview } from "./verdicts";

const NOBODY: PolicyDocument = { Statement: [] };

/** Nobody gets access to the key who was not expected. */
export const noNewAccess = changeRule({
  id: "no-new-access",
  title: "Nobody gets access to the key, or more of it, without being expected",
  severity: "error",
  rationale:
    "Whoever may decrypt with the key can read the data, and Aura's statement is copied by hand from a page that nobody can " +
    "check afterwards. Expected is who was pinned with `auraAccountId` before; a pin that is new, a denial that goes away, an " +
    "account that the plans or the estate know, or the first statement on a key, has to be looked at; anybody else is a " +
    "stranger.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  waiveWhen: "whoever gets access is meant to have it, and can not be pinned.",
  on: ["key", "key-policy"],
  check(change, context) {
    const own = policyChangeOf(change, context);
    const after = own?.after;
    if (!own || !after || isDeleted(change)) return [notApplicable];
    if (own.isSame) return orCompliant(expectedPrincipalVerdicts(own, [], change.imported));
    const primary = own.before ? undefined : primaryOf(change, context);
    const policy = besidePrimary(own, primary);
    const { before, identity, key } = policy;
    const open = [after, identity, before].find((fact) => fact?.known === false);
    if (open?.known === false) return [unknown(`whether anybody gets access to key ${key}: ${open.reason}`)];
    if (!after.known || !identity.known) return [notApplicable];
    const was = before?.known ? before.value : NOBODY;
    const gains = accessGains(was, policy);
    if (!gains) return [unknown(`whether anybody gets access to key ${key}: ${TOO_MANY_KEYS}`)];
    const told = primary ? gainsToldOf(primary) : [];
    const news = gains.filter(
      (gain) => !(isExpectedBy(policy.expectedPrincipals, gain.principal) && isAmong(told, gain)),
    );
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

/** Whoever a denial kept out may get access when it goes. */
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
      expected: "every Deny statement as it is, or wider",
      fix: "make sure that the principals that were denied may use the key",
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

/** A new replica is held against its primary as it is: whoever may use the one key can read what the other encrypted. */
function besidePrimary(
  policy: PolicyChange,
  { before, expectedPrincipalsBefore }: Partial<PolicyChange> = {},
): PolicyChange {
  return {
    ...policy,
    ...(before && { before }),
    ...(policy.expectedPrincipals && expectedPrincipalsBefore && { expectedPrincipalsBefore }),
  };
}

/** What those who are pinned on the primary get there by the same plan: what there is to say of it is said of the primary. */
function gainsToldOf(primary: PolicyChange): readonly AccessGain[] {
  const { before } = primary;
  if (before?.known === false) return [];
  const gains = accessGains(before?.value ?? NOBODY, primary) ?? [];
  return gains.filter(({ principal }) => isExpectedBy(primary.expectedPrincipals, principal));
}

function isAmong(told: readonly AccessGain[], { principal, operations }: AccessGain): boolean {
  return told.some(
    (one) =>
      one.principal.name === principal.name && operations.every((operation) => one.operations.includes(operation)),
  );
}

function orCompliant(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.length > 0 ? verdicts : [compliant];
}
