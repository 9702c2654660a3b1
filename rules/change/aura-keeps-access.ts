import { isDeleted, isReplaced, isUntouched, type Change } from "../../model/change";
import type { GrantNode } from "../../model/model";
import { AURA_OPERATIONS, auraAnswers, type Key } from "../../policy/access/aura-permissions";
import { evaluateForAll } from "../../policy/access/evaluate-for-all";
import { diffPolicies } from "../../policy/diff/diff";
import type { PolicyDocument } from "../../policy/document";
import { allowedPrincipals, representativeOf } from "../../policy/access/allowed-principals";
import { isExpected, type Principal } from "../../policy/access/principal";
import { formatList } from "../../util/format-list";
import { aKey, given, OWN_STATEMENT, policyText } from "../example";
import {
  cannotVerify,
  changeRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ChangeContext,
  type Verdict,
} from "../rule";
import {
  arnsOf,
  expectedAuraPrincipals,
  grantsOn,
  identityForPolicies,
  isExpectedBy,
  mayIncludeExpected,
  placeOfGrant,
  type PolicyChange,
  policyChangeOf,
  possibleAuraPrincipals,
  TOO_MANY_KEYS,
  withGrants,
} from "../analysis";
import { memoize } from "../../util/memoize";
import { grantLossVerdicts } from "./grant-verdicts";
import { needsReview, MAX_NAMED, describeOperations } from "./verdicts";

const PUT_BACK = "keep Aura's statement; if this is not Aura, set `auraAccountId`";

const TAKE_OUT = "make sure that it is not Aura; if it is, add its statement to the configuration";

/** Aura keeps every permission it has. */
export const auraKeepsAccess = changeRule({
  id: "aura-keeps-access",
  title: "Aura keeps its access to the key",
  severity: "error",
  rationale:
    "As soon as Aura cannot use the key, its instances lose access to their data; if that lasts, the data is lost. In AWS: every " +
    "external principal in the policy counts as Aura, unless `auraAccountId` is set, only `keyStatements` name it, or the access was " +
    "granted outside Terraform. A grant on the key that stays as it is counts as access.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "the principal that loses access is not Aura, or no instance uses the key any more.",
  on: ["key", "key-policy", "grant"],
  check(change, context) {
    if ((change.after ?? change.before)?.kind === "grant")
      return grantLossVerdicts(change as Change<GrantNode>, context);
    const policy = policyChangeOf(change, context);
    if (!policy?.before || !policy.after || isReplaced(change) || isDeleted(change)) return [notApplicable];
    if (policy.isSame) return [compliant];
    const { before, after, identity, key } = policy;
    if (!before.known) return [cannotVerify(`Aura keeps its access to key ${key}`, before.reason)];
    if (!identity.known) return [cannotVerify(`Aura keeps its access to key ${key}`, identity.reason)];
    const principals = possibleAuraPrincipals(before.value, identity.value.accountId).filter((principal) =>
      roleOf(principal, policy),
    );
    // Phase 1: there is nothing to keep.
    if (principals.length === 0) return [notApplicable];
    if (!after.known) return [cannotVerify(`Aura keeps its access to key ${key}`, after.reason)];
    const { accountId } = identity.value;
    const arns = arnsOf(identityForPolicies(identity.value, before.value, after.value), before.value, after.value);
    if (!arns) return [unknown(`cannot verify that Aura keeps its access to key ${key}: ${TOO_MANY_KEYS}`)];
    const grants = untouchedGrants(change, context);
    const [was, is] = [withGrants(before.value, grants), withGrants(after.value, grants)];
    const changes = principals.flatMap((principal) =>
      arns.map((keyArn) => changeFor(principal, was.document, is.document, { ...is, keyArn, accountId }, policy)),
    );
    const verdicts = verdictsOn(changes, policy);
    return verdicts.length > 0
      ? verdicts
      : statementChanges(
          principals.filter((principal) => roleOf(principal, policy) !== "beside-aura"),
          before.value,
          after.value,
          policy,
        );
  },
  example: () => ({
    bad: { before: [aKey()], after: [aKey({ policy: given(policyText(OWN_STATEMENT), "`policy` of key orders") })] },
    good: { before: [aKey()], after: [aKey()] },
  }),
});

/** The grants on a key that the plan leaves as they are: what they allow stays, whatever becomes of the policy. */
function untouchedGrants({ after }: Change, context: ChangeContext): readonly GrantNode[] {
  if (after?.kind !== "key" && after?.kind !== "key-policy") return [];
  return grantsOn(after, context.after).filter((grant) => {
    const change = context.changeOf(grant.id);
    return change !== undefined && isUntouched(change) && placeOfGrant(grant, context.after) !== undefined;
  });
}

/**
 * Whether an external principal is Aura: any of them may be, where no expected principals are set, apart from those that only the
 * owner's own statements name.
 */
function roleOf(principal: Principal, policy: PolicyChange): "aura" | "former" | "beside-aura" | undefined {
  const { expectedPrincipalsBefore, besideAura = [], besideAuraBefore = [] } = policy;
  const before = expectedAuraPrincipals({ expectedPrincipals: expectedPrincipalsBefore, besideAura: besideAuraBefore });
  const after = expectedAuraPrincipals(policy);
  const [wasBeside, isBeside] = [isExpected(besideAuraBefore, principal), isExpected(besideAura, principal)];
  const wasAura = !wasBeside && (!before || mayIncludeExpected(before, principal));
  if (!isBeside && after && mayIncludeExpected(after, principal)) return "aura";
  if (wasAura) return after || isBeside ? "former" : "aura";
  return wasBeside || isBeside ? "beside-aura" : undefined;
}

/** Whether access was granted to a principal outside of Terraform, and nothing in the configuration names it as Aura. */
function isIntruder(
  { accountId }: Principal,
  { expectedPrincipals, expectedPrincipalsBefore, besideAuraBefore, lastKnown, identity }: PolicyChange,
): boolean {
  if (expectedPrincipals || expectedPrincipalsBefore || !lastKnown?.known || !identity.known) return false;
  const had = possibleAuraPrincipals(lastKnown.value, identity.value.accountId, besideAuraBefore);
  // Anyone includes every account, and an account its roles.
  return had.every((one) => one.accountId !== undefined && accountId !== undefined && one.accountId !== accountId);
}

/** What becomes of the access of one principal. */
interface AccessChange {
  readonly principal: Principal;
  readonly isIntruder: boolean;
  /** Whether only the owner's own statements name it. */
  readonly isBesideAura: boolean;
  readonly lost: readonly string[];
  readonly open: readonly string[];
  /** Why the policy after the plan gives its answer on an operation, in one sentence. */
  readonly because: (operation: string) => string;
  readonly losesAll: boolean;
  /** Whether it blocks, or a person has to look at it. */
  readonly blocks: boolean;
}

function changeFor(
  principal: Principal,
  before: PolicyDocument,
  after: PolicyDocument,
  key: Key,
  policy: PolicyChange,
): AccessChange {
  const [had, has] = [accessOf(before, key, principal), accessOf(after, key, principal)];
  const lost = has.cannot.filter((operation) => !had.cannot.includes(operation));
  const role = roleOf(principal, policy);
  const intrudes = role !== "beside-aura" && isIntruder(principal, policy);
  return {
    principal,
    isIntruder: intrudes,
    isBesideAura: role === "beside-aura",
    lost,
    open: has.unknown.filter((operation) => had.can.includes(operation)),
    because: (operation) => {
      const { accountId: keyAccountId, ...rest } = key;
      return evaluateForAll(after, { ...rest, keyAccountId }, principal)(operation).because;
    },
    losesAll: has.can.length + has.unknown.length === 0,
    // Where it changes with the policy who Aura is, that may be right, and a person has to know it.
    blocks:
      role === "aura" &&
      !intrudes &&
      lost.some((operation) => NEEDED.has(operation)) &&
      !isNarrowedToAura(principal, after, key, policy),
  };
}

const accessOf = memoize(auraAnswers, (document, { keyArn, accountId }, { name }) => [
  ...([document, keyArn, accountId, name] as const),
]);

/**
 * Whether a narrower principal, which may be Aura, can still do all that Aura needs: anyone may become one account, and an
 * account the role that is expected. Where no expected principals are set, it is unknown which role Aura uses.
 */
function isNarrowedToAura({ accountId }: Principal, after: PolicyDocument, key: Key, policy: PolicyChange): boolean {
  const auras = expectedAuraPrincipals(policy);
  if (accountId !== undefined && !auras) return false;
  return possibleAuraPrincipals(after, key.accountId, policy.besideAura).some((other) => {
    const mayBeAura = auras ? isExpectedBy(auras, other) : true;
    if (!mayBeAura || (accountId !== undefined && other.accountId !== accountId)) return false;
    const { can } = accessOf(after, key, other);
    return [...NEEDED].every((operation) => can.includes(operation));
  });
}

function verdictsOn(changes: readonly AccessChange[], { key, against }: PolicyChange): readonly Verdict[] {
  const losing = changes.filter(({ lost }) => lost.length > 0);
  const words = (group: readonly AccessChange[]) => ({
    what: `this plan revokes Aura's access to key ${key}`,
    got: inWords([...new Set(group.map(lossInWords))]),
    expected: "",
    fix: PUT_BACK,
    ...(against && { against }),
  });
  const blocking = losing.filter(({ blocks }) => blocks);
  const intruders = losing.filter((change) => change.isIntruder);
  const besideAura = losing.filter((change) => change.isBesideAura);
  const others = losing.filter((change) => !change.blocks && !change.isIntruder && !change.isBesideAura);
  const open = changes.filter((change) => change.open.length > 0 && !change.blocks);
  return [
    ...(blocking.length > 0 ? [violation(words(blocking))] : []),
    ...(others.length > 0 ? [needsReview(words(others))] : []),
    ...(intruders.length > 0
      ? [
          needsReview({
            ...words(intruders),
            what: `this plan revokes access to key ${key} granted outside Terraform`,
            expected: "",
            fix: TAKE_OUT,
          }),
        ]
      : []),
    ...(besideAura.length > 0
      ? [
          needsReview({
            ...words(besideAura),
            what: `this plan revokes access to key ${key} from others than Aura`,
            fix: "make sure that they no longer need it",
          }),
        ]
      : []),
    ...(open.length > 0
      ? [
          unknown(
            `cannot verify that ${inWords(open.map((change) => `${change.principal.name} can still ${describeOperations(change.open, MAX_OPERATIONS)} with key ${key}: ${reasonOf(change, change.open)}`))}`,
          ),
        ]
      : []),
  ];
}

function lossInWords(change: AccessChange): string {
  const { principal, lost, losesAll } = change;
  const loss = losesAll ? "loses all access" : `loses ${describeOperations(lost)}`;
  const reason = reasonOf(change, lost);
  return `${principal.name} ${loss}${reason.startsWith("no statement allows") ? "" : `: ${reason}`}`;
}

function inWords(clauses: readonly string[]): string {
  return formatList(clauses, { max: MAX_NAMED, separator: "; " });
}

/** Operations in a headline. */
const MAX_OPERATIONS = 2;

const NEEDED = new Set(AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name));

/** The decision was made for a representative of the principal. */
function reasonOf({ principal, because }: AccessChange, [first]: readonly string[]): string {
  const arn = representativeOf(principal)?.principal.arn ?? "";
  return (first === undefined ? "" : because(first)).replaceAll(arn, () => principal.name);
}

/** Characters of one difference between two statements; the review shows the whole of both. */
const MAX_DIFFERENCE = 80;

function cutWords(words: string): string {
  return words.length > MAX_DIFFERENCE ? `${words.slice(0, MAX_DIFFERENCE)}...` : words;
}

/** What changes in the statements that grant Aura access, although it loses none of its operations. */
function statementChanges(
  aura: readonly Principal[],
  before: PolicyDocument,
  after: PolicyDocument,
  { key, against }: PolicyChange,
): Verdict[] {
  const names = new Set(aura.map(({ name }) => name));
  const ofAura = (document: PolicyDocument): Set<number> =>
    new Set(
      allowedPrincipals(document).flatMap(({ principal, statement }) => (names.has(principal.name) ? [statement] : [])),
    );
  const [old, now] = [ofAura(before), ofAura(after)];
  const changed = diffPolicies(before, after).filter(
    ({ kind, before: was = -1, after: is = -1 }) => kind !== "unchanged" && (old.has(was) || now.has(is)),
  );
  if (changed.length === 0) return [compliant];
  return [
    needsReview({
      what: `Aura's statement on key ${key} changes`,
      got: changed
        .map(
          ({ name, kind, words }) => `${name} ${kind}${words.length > 0 ? ` (${words.map(cutWords).join(", ")})` : ""}`,
        )
        .join("; "),
      expected: "the statement in the Aura Console",
      fix: "compare the two",
      ...(against && { against }),
    }),
  ];
}
