import { valueOf } from "../../model/fact";
import { resetsOnDelete, type GrantNode, type KeyPolicyNode, type KmsKeyNode } from "../../model/model";
import { isDestroyed, isForgotten, isReplaced, type Change } from "../../model/change";
import type { PolicyDocument } from "../../policy/document";
import { findExternalAccess } from "../../policy/access/external-access";
import { mayBeAura, type Principal } from "../../policy/access/principal";
import { formatList } from "../../util/format-list";
import { aKey, given, OWN_STATEMENT, policyText } from "../example";
import { cannotVerify, changeRule, compliant, notApplicable, unknown, type ChangeContext, type Verdict } from "../rule";
import {
  type AccessGain,
  accessGains,
  effectivePolicy,
  gainedByGrant,
  lostByGrant,
  type PolicyChange,
  policyChangeOf,
  TOO_MANY_KEYS,
} from "../analysis";
import { CONFIRM_OTHERS } from "./of-others";
import { describeOperations, MAX_NAMED, needsReview } from "./verdicts";

const PARTNER = {
  ...{ Sid: "Partner", Effect: "Allow", Principal: { AWS: "arn:aws:iam::222233334444:root" } },
  ...{ Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: "*" },
};

/** Other accounts keep the access that they have to a key without any sign of Aura, and gain none. */
export const externalAccessStays = changeRule({
  id: "external-access-stays",
  title: "External access to a key that shows no sign of Aura stays as it is",
  severity: "warning",
  of: "others",
  rationale:
    "Keys of other uses allow other accounts, too: a log archive, a vendor. Nothing shows that Aura uses such a key, so the other rules " +
    "do not judge it. If it is Aura's after all, a change of its external access is what Aura would notice first.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  on: ["key", "key-policy", "grant"],
  check(change, context) {
    const node = change.after ?? change.before;
    if (node?.kind === "grant") return ofGrant(change as Change<GrantNode>, context);
    // A new key takes no access away; the review lists its external principals.
    if (!change.before || isForgotten(change)) return [notApplicable];
    if (node?.kind === "key-policy" && policyChangeOf(change, context) === undefined) {
      return ofRewrittenPolicy(change as Change<KeyPolicyNode>, context);
    }
    return ofPolicy(change as Change<KmsKeyNode | KeyPolicyNode>, context);
  },
  example: () => ({
    bad: {
      before: [aKey({ policy: given(policyText(OWN_STATEMENT, PARTNER), "`policy` of key orders") })],
      after: [aKey({ policy: given(policyText(OWN_STATEMENT), "`policy` of key orders") })],
    },
    good: { before: [aKey()], after: [aKey()] },
  }),
});

function ofPolicy(change: Change<KmsKeyNode | KeyPolicyNode>, context: ChangeContext): readonly Verdict[] {
  const policy = policyChangeOf(change, context);
  const { before, after, identity, key } = policy ?? {};
  if (!policy || key === undefined || !before?.known || !identity?.known) return [notApplicable];
  const { accountId } = identity.value;
  const had = externalAccounts(before.value, accountId);
  const end = had.length > 0 ? endOfKey(change) : undefined;
  if (end !== undefined) {
    return [
      changes(
        key,
        [
          `${formatList(
            had.map(({ name }) => name),
            { max: MAX_NAMED, and: true },
          )} ${had.length > 1 ? "lose" : "loses"} all access: ${end}`,
        ],
        context,
      ),
    ];
  }
  if (policy.isSame || !after) return [compliant];
  if (!after.known) {
    return [
      had.length > 0 ? cannotVerify(`external access to key ${key} stays as it is`, after.reason) : notApplicable,
    ];
  }
  const isOutside = ({ principal }: AccessGain): boolean => isExternal(principal, accountId);
  const gained = accessGains(before.value, policy)?.filter(isOutside);
  const lost = accessGains(after.value, reversed(policy, before.value))?.filter(isOutside);
  if (!gained || !lost)
    return [unknown(`cannot verify that external access to key ${key} stays as it is: ${TOO_MANY_KEYS}`)];
  const has = new Set(externalAccounts(after.value, accountId).map(({ name }) => name));
  const clauses = [
    ...lost.map(({ principal: { name }, operations }) =>
      has.has(name) ? `${name} loses ${describeOperations(operations, MAX_NAMED)}` : `${name} loses all access`,
    ),
    ...gained.map(
      ({ principal: { name }, operations }) => `${name} gains ${describeOperations(operations, MAX_NAMED)}`,
    ),
  ];
  return clauses.length > 0 ? [changes(key, clauses, context)] : [compliant];
}

/** The same change the other way round. */
function reversed(policy: PolicyChange, before: PolicyDocument): PolicyChange {
  return { ...policy, after: { known: true, value: before, source: "the policy before" } };
}

/** How a key ends for everybody who may use it; undefined where it does not. */
function endOfKey({ before, after, ...change }: Change<KmsKeyNode | KeyPolicyNode>): string | undefined {
  if (before?.kind !== "key") return undefined;
  if (isDestroyed(change)) return `the key is ${isReplaced(change) ? "replaced" : "scheduled for deletion"}`;
  const isDisabled = after?.kind === "key" && valueOf(before.enabled) === true && valueOf(after.enabled) === false;
  return isDisabled ? "the key is disabled" : undefined;
}

/** The deletion of a policy writes the default policy, also where another resource is to write the policy again. */
function ofRewrittenPolicy(change: Change<KeyPolicyNode>, context: ChangeContext): readonly Verdict[] {
  const { before } = change;
  const was = before && effectivePolicy(before, context.before);
  if (!before || !was?.document.known || !was.identity.known || !isDestroyed(change) || !resetsOnDelete(before)) {
    return [notApplicable];
  }
  const had = externalAccounts(was.document.value, was.identity.value.accountId);
  const isBack = context.after.model.keyPolicies.some(
    (other) => effectivePolicy(other, context.after)?.name === was.name,
  );
  if (had.length === 0 || !isBack) return [notApplicable];
  return [
    changes(
      was.name,
      [`its policy is reset to the AWS default policy, and written again in no certain order`],
      context,
    ),
  ];
}

function ofGrant(change: Change<GrantNode>, context: ChangeContext): readonly Verdict[] {
  const key = context.changeOf((change.after ?? change.before)?.key);
  // A new key takes no access away.
  if (key && !key.before) return [notApplicable];
  const found = [
    { verb: "loses", part: lostByGrant(change, context) },
    { verb: "gains", part: gainedByGrant(change, context) },
  ] as const;
  const verdicts = found.flatMap(({ verb, part }): Verdict[] => {
    if (!part) return [];
    if ("outcome" in part) return [part];
    const { accountId, allowed, key: name } = part.access;
    if (part.operations.length === 0 || !isExternal(allowed.principal, accountId)) return [];
    return [
      changes(
        name.replace(/^key /, ""),
        [
          `${allowed.principal.name} ${verb} ${describeOperations(part.operations, MAX_NAMED)} (grant ${(change.after ?? change.before)?.name})`,
        ],
        context,
      ),
    ];
  });
  return verdicts.length > 0 ? verdicts : [compliant];
}

/** All of them, those that only read the configuration of the key too. */
function externalAccounts(document: PolicyDocument, accountId: string): readonly Principal[] {
  return findExternalAccess(document, accountId).possibleAuraPrincipals;
}

function isExternal(principal: Principal, accountId: string): boolean {
  return principal.accountId !== accountId && mayBeAura(principal);
}

function changes(key: string, clauses: readonly string[], { isDrift }: ChangeContext): Verdict {
  return needsReview({
    what: `external access to key ${key} ${isDrift ? "changed outside Terraform" : "changes"}`,
    got: formatList(clauses, { max: MAX_NAMED, separator: "; " }),
    expected: "",
    fix: CONFIRM_OTHERS,
  });
}
