import { parseArn } from "../../policy/arn";
import { answersFor, type KeyRequest } from "../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../policy/document";
import { allowedPrincipals, representativeOf } from "../../policy/access/allowed-principals";
import { giveControl, isHarmful } from "../../policy/access/powers";
import type { Principal } from "../../policy/access/principal";
import { PERMISSIVENESS } from "./permissions";
import { arnsOf, identityForPolicies } from "./key-identity";
import { memoize } from "../../util/memoize";
import type { PolicyChange } from "./policy-change";
import { combined, relationsOf } from "../../policy/diff/compare";
import { diffPolicies, type StatementChange } from "../../policy/diff/diff";
import { normalizeStatement, partitionIn } from "../../policy/diff/normalize";
import { canonicalStatement } from "../../policy/canonical";
import { isDeletionGuard } from "../../policy/deletion-guard";

/** A principal that may do more with a key than before. */
export interface AccessGain {
  readonly principal: Principal;
  /** What it may do now and could not do before, or only under a condition. */
  readonly operations: readonly string[];
  /**
   * Whether it needs no IAM policy for some of it, so that the key's account cannot take it away: the key policy lets it in by name, or
   * as one of everybody.
   */
  readonly isWithoutIam?: true;
}

/**
 * The principals that may do more after what a plan does to a policy, apart from its deletion guards.
 * @param before the policy to compare with
 * @param policy what the plan does
 * @returns undefined where that cannot be determined
 */
export function accessGains(
  before: PolicyDocument,
  { after, identity }: PolicyChange,
): readonly AccessGain[] | undefined {
  if (!after?.known || !identity.known) return undefined;
  const { accountId } = identity.value;
  const arns = arnsOf(identityForPolicies(identity.value, before, after.value), before, after.value);
  if (!arns) return undefined;
  const gains = gainsOf(before, after.value, accountId, ...arns);
  if (!gains.some(({ operations }) => operations.includes(SCHEDULE_DELETION))) return gains;
  const apart = gainsOf(withoutDeletionGuards(before), withoutDeletionGuards(after.value), accountId, ...arns);
  return gains.flatMap((gain) => {
    const same = apart.find(
      (one) => one.principal.name === gain.principal.name && one.isWithoutIam === gain.isWithoutIam,
    );
    const operations = gain.operations.filter((one) => one !== SCHEDULE_DELETION || same?.operations.includes(one));
    return operations.length > 0 ? [{ ...gain, operations }] : [];
  });
}

const SCHEDULE_DELETION = "kms:ScheduleKeyDeletion";

/** What a deletion guard denies no more is no gain of access: `key-survives` judges it. */
const withoutDeletionGuards = memoize((document: PolicyDocument): PolicyDocument => {
  const others = document.Statement.filter((statement) => !isDeletionGuard(statement));
  return others.length < document.Statement.length ? { ...document, Statement: others } : document;
});

/**
 * The principals that may do more under a policy than under the one before it, also because a denial is gone. An operation that was
 * allowed under conditions counts as gained where the conditions are gone, and as kept where there are still conditions.
 */
const gainsOf = memoize(
  (
    before: PolicyDocument,
    after: PolicyDocument,
    keyAccountId: string,
    ...keyArns: readonly string[]
  ): readonly AccessGain[] => {
    const [old, now] = [operationsByPrincipal(before), operationsByPrincipal(after)];
    return [...now.values()].flatMap(({ principal, operations }): AccessGain[] => {
      const requests = keyArns.flatMap((keyArn) => requestOf(principal, { keyArn, keyAccountId }) ?? []);
      if (principal.accountId === keyAccountId && requests.length > 0)
        return gainOfOwn(
          principal,
          [...operations].filter((operation) => isHarmful(operation, before, after)),
          requests,
          before,
          statementsAbout(principal, after),
        );
      const had = old.get(principal.name)?.operations ?? new Set();
      const tests = requests.map((one) => isGained(one, before, after));
      const gained = [...operations].filter((operation) =>
        tests.length > 0 ? tests.some((test) => test(operation)) : !had.has(operation),
      );
      return gained.length > 0 ? [{ principal, operations: gained }] : [];
    });
  },
);

type OpenRequest = Omit<KeyRequest, "action">;

/**
 * What a principal of the key's own account gains. What it may do only through an AWS service, with its data or for its grants, is the
 * service's to decide.
 * @param operations those that can hurt: the rest can be decided by IAM without harm
 */
function gainOfOwn(
  principal: Principal,
  operations: readonly string[],
  requests: readonly OpenRequest[],
  before: PolicyDocument,
  after: PolicyDocument,
): AccessGain[] {
  const gainedWith = (iam: NonNullable<KeyRequest["iam"]>): readonly string[] =>
    operations.filter((operation) =>
      requests.some((one) =>
        isGained({ ...one, iam, context: { ...one.context, ...directly(operation) } }, before, after)(operation),
      ),
    );
  const [withoutIam, withIam] = [gainedWith("allow nothing"), gainedWith("allow everything")];
  const gained = operations.filter((one) => withoutIam.includes(one) || withIam.includes(one));
  if (gained.length === 0) return [];
  return [{ principal, operations: gained, ...(withoutIam.length > 0 && { isWithoutIam: true }) }];
}

/** A policy without what it allows to others: what everybody gains is reported as that. */
function statementsAbout({ name }: Principal, document: PolicyDocument): PolicyDocument {
  const own = new Set(
    allowedPrincipals(document).flatMap(({ principal, statement }) => (principal.name === name ? [statement] : [])),
  );
  return { ...document, Statement: document.Statement.filter((one, place) => isDenial(one) || own.has(place)) };
}

/** What a request for data or for a grant has when no AWS service makes it. */
function directly(operation: string): KeyRequest["context"] {
  const isUse = operation === "kms:CreateGrant" || !giveControl([operation]);
  return isUse ? { "kms:ViaService": [], "kms:GrantIsForAWSResource": "false" } : {};
}

function operationsByPrincipal(
  document: PolicyDocument,
): Map<string, { principal: Principal; operations: Set<string> }> {
  const found = new Map<string, { principal: Principal; operations: Set<string> }>();
  for (const { principal, operations } of allowedPrincipals(document)) {
    const one = found.get(principal.name) ?? { principal, operations: new Set() };
    found.set(principal.name, one);
    for (const operation of operations) one.operations.add(operation);
  }
  return found;
}

/** A request of a representative of the principal; undefined where it has none. */
function requestOf(principal: Principal, key: Pick<KeyRequest, "keyArn" | "keyAccountId">): OpenRequest | undefined {
  const who = representativeOf(principal, parseArn(key.keyArn)?.partition);
  return who && { ...who, ...key, others: "unknown" };
}

/** Whether an operation is allowed more than before. */
function isGained(request: OpenRequest, before: PolicyDocument, after: PolicyDocument): (operation: string) => boolean {
  const [had, has] = [answersFor(before, request), answersFor(after, request)];
  return (operation) => PERMISSIVENESS[has(operation)] > PERMISSIVENESS[had(operation)];
}

/**
 * The denials that a change of a policy removes or narrows, apart from its deletion guards: the principals that they denied may gain access, also where no statement names
 * them, such as roles of an account that has access.
 * @param before the policy as it is
 * @param after the policy as it will be
 */
export const lostDenials = memoize((before: PolicyDocument, after: PolicyDocument): readonly StatementChange[] => {
  if (!before.Statement.some(isDenial)) return [];
  const partition = partitionIn(before, after);
  const denials = after.Statement.filter(isDenial).map((one) => normalizeStatement(one, partition));
  return diffPolicies(before, after).filter(({ kind, before: place = -1 }) => {
    const old = before.Statement[place];
    if (!old || !isDenial(old) || isDeletionGuard(old) || kind === "unchanged" || kind === "narrowed") return false;
    const normal = normalizeStatement(old, partition);
    // What `${...}` means depends on the version of its policy, which is not compared here.
    if (canonicalStatement(normal).includes("${")) return true;
    return !denials.some((now) => ["same", "more"].includes(combined(Object.values(relationsOf(normal, now)))));
  });
});

function isDenial({ Effect: effect }: Statement): boolean {
  return effect === "Deny";
}
