import { valueOf } from "../../model/fact";
import type { GrantNode } from "../../model/model";
import { isDestroyed, isForgotten, isUntouched, type Change } from "../../model/change";
import { AURA_OPERATIONS, auraAnswers } from "../../policy/access/aura-permissions";
import { parseArn } from "../../policy/arn";
import { representativeOf } from "../../policy/access/allowed-principals";
import { evaluate, isAllowed } from "../../policy/evaluate/evaluate";
import { describePowers, isHarmful } from "../../policy/access/powers";
import { isExpected, mayBeAura, type Principal } from "../../policy/access/principal";
import { formatList } from "../../util/format-list";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import {
  accessText,
  arnsOf,
  effectivePolicyOf,
  type EffectivePolicy,
  expectedAuraPrincipals,
  gainedByGrant,
  grantAllowsAll,
  type GrantChange,
  identityForPolicies,
  isExpectedBy,
  lostByGrant,
  mayIncludeExpected,
  placeOfGrant,
  possibleAuraPrincipals,
} from "../analysis";
import { ownPrincipalVerdict, trustVerdict, type PrincipalTrust } from "./principal-trust";
import { describeOperations, describeReason, isHandedOver, needsReview, subjectOf } from "./verdicts";

/* What a plan does to grants, in the rules about who gains access and who keeps it. */

/**
 * Verdicts on what principals gain by a change of a grant.
 * @param change of a grant
 */
export function grantGainVerdicts(change: Change<GrantNode>, context: ChangeContext): readonly Verdict[] {
  const gain = gainedByGrant(change, context);
  if (!gain) return [change.after ? compliant : notApplicable];
  if ("outcome" in gain) return [unclear(`no principal gains access by ${subjectOf(change)}`, gain)];
  const verdicts = [...granteeVerdicts(change, gain, context), ...retiringVerdicts(change, gain)];
  return verdicts.length > 0 ? verdicts : [compliant];
}

function granteeVerdicts(change: Change<GrantNode>, gain: GrantChange, context: ChangeContext): readonly Verdict[] {
  const { access, operations } = gain;
  if (operations.length === 0) return [];
  const [{ principal }, key] = [access.allowed, nameOf(access.key)];
  if (principal.accountId === access.accountId) return ownGranteeVerdicts(change, gain, context);
  const trust = trustIn(gain, change, context);
  const got = `${withConditions(gain)} (${subjectOf(change)})`;
  return trust === "expected"
    ? []
    : [trustVerdict(trust, principal.name, key, { got, about: accessText([[principal, operations]]) })];
}

/** A grant needs no IAM policy: for a principal of the key's own account it is the same as a statement that names it. */
function ownGranteeVerdicts(change: Change<GrantNode>, gain: GrantChange, context: ChangeContext): readonly Verdict[] {
  const { principal } = gain.access.allowed;
  const policy = change.after && effectivePolicyOf(change.after, context.before);
  const operations = gain.operations.filter(
    (operation) => isHarmful(operation) && !isAllowedWithoutIam(operation, principal, policy),
  );
  // With a new key everything on it is new.
  const isNewKey = change.after?.key !== undefined && !policy;
  if (operations.length === 0 || isNewKey || isExpectedBy(policy?.expectedPrincipals, principal)) return [];
  const got = `can ${describePowers(operations)}, without IAM (${subjectOf(change)})`;
  return [ownPrincipalVerdict(principal.name, nameOf(gain.access.key), { operations, got, isOne: true })];
}

/** A grant names its grantee: an unexpected one is never Aura by chance. */
function trustIn({ access }: GrantChange, { after }: Change<GrantNode>, context: ChangeContext): PrincipalTrust {
  const { principal } = access.allowed;
  if (principal.kind === "anyone") return "anyone";
  if (principal.kind === "service") return "service";
  const before = after && effectivePolicyOf(after, context.before);
  if (isExpectedBy(before?.expectedPrincipals, principal) || isExpectedBy(before?.besideAura, principal))
    return "expected";
  const had =
    before?.document.known === true
      ? possibleAuraPrincipals(before.document.value, access.accountId, before.besideAura)
      : [];
  if (access.isExpected) {
    const now = after && effectivePolicyOf(after, context.after);
    if (isExpectedBy(now?.besideAura, principal)) return "beside-aura";
    if (now?.expectedPrincipals) return "newly-expected";
    return had.length > 0 ? "more-access" : "first-aura-access";
  }
  return context.knownAccounts.has(principal.accountId ?? "") ? "existing" : "unexpected";
}

/** A principal that may retire a grant can take the access away. */
function retiringVerdicts({ before, after }: Change<GrantNode>, { access }: GrantChange): readonly Verdict[] {
  const [was, is] = [before?.retiringPrincipal, after?.retiringPrincipal];
  if (!is || (is.known && is.value === undefined)) return [];
  if (!is.known) return [cannotVerify(`only expected principals can retire grant ${after?.name}`, is.reason)];
  const { value: arn = "" } = is;
  const accountId = parseArn(arn)?.accountId;
  const isKnown = isExpected([access.accountId, ...access.expected], {
    arn,
    ...(accountId !== undefined && { accountId }),
  });
  if (isKnown || (was?.known === true && was.value === arn)) return [];
  return [
    needsReview({
      what: `unexpected ${arn} can retire a grant of ${access.key}`,
      got: `grant ${after?.name}, for ${access.allowed.principal.name}`,
      expected: "",
      fix: "make sure that it may take this access away",
    }),
  ];
}

/**
 * Verdicts on what Aura, or a principal that may be Aura, loses by a change of a grant.
 * @param change of a grant
 */
export function grantLossVerdicts(change: Change<GrantNode>, context: ChangeContext): readonly Verdict[] {
  const { before } = change;
  const keyChange = context.changeOf(before?.key);
  // With its key it goes, which has a rule of its own.
  if (!before || (keyChange && isDestroyed(keyChange))) return [notApplicable];
  if (isUntouched(change)) return [compliant];
  if (isForgotten(change)) return [isHandedOver(change, "the key keeps the grant")];
  const loss = lostByGrant(change, context);
  if (!loss) return [compliant];
  if ("outcome" in loss) return [unclear(`Aura keeps the access of ${subjectOf(change)}`, loss)];
  const { access, operations } = loss;
  const { principal } = access.allowed;
  const [was, is] = [effectivePolicyOf(before, context.before), effectivePolicyOf(before, context.after)];
  const role = roleOf(principal, access.accountId, was, is);
  const isNeeded = (operation: string): boolean => !isAllowedByPolicy(operation, principal, is);
  // What the policy allows too stays, also while one grant takes the place of another.
  if (!role || !access.allowed.operations.some(isNeeded)) return [compliant];
  const lost = operations.filter(isNeeded);
  if (operations.length > 0 && lost.length === 0) return [compliant];
  const name = nameOf(access.key);
  const where = `${subjectOf(change)}: ${describeReason(change.after ? (isDestroyed(change) ? "replaced" : "changed") : "deleted", change)}`;
  if (lost.length === 0 && (isCreatedFirst(change) || isKeptByAnother(before, context))) return [compliant];
  if (lost.length === 0) {
    return [
      needsReview({
        what: `grant of ${principal.name} on key ${name} is replaced`,
        got: `${where}; there may be no access in between`,
        expected: "",
        fix: "create the new grant before the old one goes",
      }),
    ];
  }
  const got = `${principal.name} loses ${describeOperations(lost)} (${where})`;
  if (role === "unknown") {
    return [
      needsReview({
        what: `${principal.name} loses access to key ${name}`,
        got: `${describeOperations(lost)} (${where})`,
        expected: "",
        fix: "make sure that it is not Aura; if it is, keep the grant",
      }),
    ];
  }
  const words = {
    what: `this plan revokes Aura's access to key ${name}`,
    got,
    expected: "",
    fix: "keep the grant; if this is not Aura, set `auraAccountId`",
  };
  return [role === "aura" && lost.some((operation) => NEEDED.has(operation)) ? violation(words) : needsReview(words)];
}

const NEEDED = new Set(AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name));

/**
 * Whether the new grant is there before the old one goes. KMS answers the creation of a grant of the same name and content with the grant
 * that there is, and then that one goes.
 */
function isCreatedFirst({ before, after, actions }: Change<GrantNode>): boolean {
  if (!before || !after || actions.indexOf("create") < 0 || actions.indexOf("create") > actions.indexOf("delete"))
    return false;
  const { grantName: name } = after;
  if (!name?.known || name.value === undefined) return name?.known === true;
  const content = ({ grantName, grantee, operations, constraints, retiringPrincipal }: GrantNode): string =>
    JSON.stringify(
      [grantName, grantee, operations, constraints, retiringPrincipal].map((fact) => valueOf<unknown>(fact)),
    );
  return content(before) !== content(after);
}

/** Whether a grant that stays as it is allows the same. */
function isKeptByAnother(grant: GrantNode, context: ChangeContext): boolean {
  const place = placeOfGrant(grant, context.before);
  return context.after.model.grants.some((other) => {
    const change = context.changeOf(other.id);
    return (
      other.id !== grant.id &&
      change !== undefined &&
      isUntouched(change) &&
      placeOfGrant(other, context.after) === place &&
      grantAllowsAll(other, grant)
    );
  });
}

/** Whether a grantee is Aura: without expected principals, one of an account that the policy allows; any other may be. */
function roleOf(
  principal: Principal,
  owner: string,
  was: EffectivePolicy | undefined,
  is: EffectivePolicy | undefined,
): "aura" | "former" | "unknown" | undefined {
  if (principal.accountId === owner || !mayBeAura(principal)) return undefined;
  const [before, after] = [was, is].map((side) => side && expectedAuraPrincipals(side));
  if (after && mayIncludeExpected(after, principal)) return "aura";
  if (before && mayIncludeExpected(before, principal)) return after ? "former" : "aura";
  if ((before && after) || isExpectedBy(was?.besideAura, principal)) return undefined;
  const had = was?.document.known === true ? possibleAuraPrincipals(was.document.value, owner) : [];
  return had.some(({ accountId }) => accountId === principal.accountId) ? "aura" : "unknown";
}

function isAllowedByPolicy(operation: string, principal: Principal, policy: EffectivePolicy | undefined): boolean {
  if (!policy?.document.known || !policy.identity.known) return false;
  const { value: document } = policy.document;
  const { accountId } = policy.identity.value;
  const arns = arnsOf(identityForPolicies(policy.identity.value, document), document) ?? [];
  return (
    arns.length > 0 &&
    arns.every((keyArn) => auraAnswers(document, { keyArn, accountId }, principal).can.includes(operation))
  );
}

/** Whether the policy allows a principal of the key's own account by name, or as one of everybody. */
function isAllowedWithoutIam(operation: string, principal: Principal, policy: EffectivePolicy | undefined): boolean {
  if (!policy?.document.known || !policy.identity.known) return false;
  const { value: document } = policy.document;
  const { accountId: keyAccountId, partition } = policy.identity.value;
  const who = representativeOf(principal, partition);
  const arns = arnsOf(identityForPolicies(policy.identity.value, document), document) ?? [];
  const request = { action: operation, keyAccountId, iam: "allow nothing", others: "unknown" } as const;
  return (
    who !== undefined &&
    arns.length > 0 &&
    arns.every((keyArn) => isAllowed(evaluate(document, { ...who, ...request, keyArn })))
  );
}

function unclear(claim: string, verdict: Verdict): Verdict {
  return verdict.outcome === "unknown" ? cannotVerify(claim, verdict.why) : verdict;
}

function withConditions({ access, operations }: GrantChange): string {
  const { conditions } = access.allowed;
  return `${describeOperations(operations)}${conditions.length > 0 ? ` if ${formatList(conditions, { and: true })}` : ""}`;
}

function nameOf(key: string): string {
  return key.replace(/^key /, "");
}
