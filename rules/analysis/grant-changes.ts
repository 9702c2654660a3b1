import { valueOf } from "../../model/fact";
import type { GrantConstraints, GrantNode } from "../../model/model";
import { isForgotten, isUntouched, type Change } from "../../model/change";
import type { ChangeContext, ModelIndex, Verdict } from "../rule";
import { placeOfGrant } from "./effective-policy";
import { grantedAccess, type GrantedAccess } from "./grants";

/** What a change of a grant adds to the access of its grantee, or takes from it. */
export interface GrantChange {
  readonly access: GrantedAccess;
  /** Such as `kms:Decrypt`: those that no other grant allows the same grantee on the same key. */
  readonly operations: readonly string[];
}

/**
 * What a grantee gains by what a plan does to a grant; or the verdict where that cannot be determined.
 * @returns undefined where the plan leaves no grant, or does nothing to it
 */
export function gainedByGrant(change: Change<GrantNode>, context: ChangeContext): GrantChange | Verdict | undefined {
  const { after } = change;
  return after && !isUntouched(change) ? operationsOnlyHere(after, context.after, context.before) : undefined;
}

/**
 * What a grantee loses by what a plan does to a grant; or the verdict where that cannot be determined.
 * @returns undefined where there was none, or it stays, also where Terraform no longer manages it
 */
export function lostByGrant(change: Change<GrantNode>, context: ChangeContext): GrantChange | Verdict | undefined {
  const { before, after } = change;
  if (!before || isUntouched(change) || isForgotten(change)) return undefined;
  const unclear = after && grantedAccess(after, context.after);
  return unclear && "outcome" in unclear ? unclear : operationsOnlyHere(before, context.before, context.after);
}

function operationsOnlyHere(grant: GrantNode, index: ModelIndex, others: ModelIndex): GrantChange | Verdict {
  const access = grantedAccess(grant, index);
  if ("outcome" in access) return access;
  const place = placeOfGrant(grant, index);
  const same = others.model.grants.filter(
    (other) => valueOf(other.grantee) === valueOf(grant.grantee) && placeOfGrant(other, others) === place,
  );
  return {
    access,
    operations: access.allowed.operations.filter((operation) => !same.some((other) => allows(other, grant, operation))),
  };
}

/** Whether a grant allows the same grantee all that another one does. */
export function grantAllowsAll(grant: GrantNode, other: GrantNode): boolean {
  const wanted = valueOf(other.operations);
  return (
    valueOf(grant.grantee) === valueOf(other.grantee) &&
    wanted !== undefined &&
    wanted.every((operation) => allows(grant, other, operation))
  );
}

/** Whether a grant allows an operation whenever another one does. */
function allows(
  { operations, constraints }: GrantNode,
  { constraints: wanted }: GrantNode,
  operation: string,
): boolean {
  return (
    valueOf(operations)?.includes(operation.replace(/^kms:/, "")) === true &&
    constraints.known &&
    wanted.known &&
    isAsWide(constraints.value, wanted.value)
  );
}

/** Whether every encryption context that fits the second constraints fits the first ones. */
function isAsWide({ equals, subset }: GrantConstraints = {}, other: GrantConstraints = {}): boolean {
  const pairs = { ...other.subset, ...other.equals };
  const hasAll = Object.entries(subset ?? {}).every(([key, value]) => pairs[key] === value);
  return hasAll && (equals === undefined || (other.equals !== undefined && isSame(equals, other.equals)));
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
