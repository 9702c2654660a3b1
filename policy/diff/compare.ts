import { meetsCondition } from "../evaluate/condition";
import { operatorName, parseOperator } from "../evaluate/operators";
import { coversResource } from "../evaluate/wildcard";
import {
  asList,
  type Condition,
  type ConditionValue,
  type OneOrMany,
  type PolicyPrincipal,
  type Statement,
} from "../document";
import { patternCovers } from "./normalize";
import { operationsOf } from "../evaluate/actions";

/**
 * How a part of a statement relates to what it was: it provably applies to the same, to less or to more, or that cannot be determined.
 */
export type Relation = "same" | "less" | "more" | "other";

/** How each part of a statement relates to what it was. */
export interface Relations {
  readonly principals: Relation;
  readonly actions: Relation;
  readonly resources: Relation;
  readonly conditions: Relation;
}

/**
 * How a statement relates to what it was, both of one effect and in their normal spelling. Operations are those that KMS has
 * today.
 */
export function relationsOf(before: Statement, after: Statement): Relations {
  return {
    principals: principals(before, after),
    actions: actions(before, after),
    resources: resources(before, after),
    conditions: relation(
      implies(before.Condition ?? {}, after.Condition ?? {}),
      implies(after.Condition ?? {}, before.Condition ?? {}),
    ),
  };
}

/** How the whole relates to what it was, by its parts. */
export function combined(relations: readonly Relation[]): Relation {
  const seen = new Set(relations.filter((one) => one !== "same"));
  const [only = "same", ...others] = seen;
  return others.length > 0 ? "other" : only;
}

function relation(beforeWithinAfter: boolean, afterWithinBefore: boolean): Relation {
  if (beforeWithinAfter) return afterWithinBefore ? "same" : "more";
  return afterWithinBefore ? "less" : "other";
}

function reverse(one: Relation): Relation {
  return one === "less" ? "more" : one === "more" ? "less" : one;
}

/** Relates two lists; a value that has wildcards may cover others. */
function lists(
  before: readonly string[],
  after: readonly string[],
  covers: (wide: string, narrow: string) => boolean,
): Relation {
  const within = (inner: readonly string[], outer: readonly string[]): boolean => {
    const exact = new Set(outer);
    const wide = outer.filter((value) => /[*?]/.test(value));
    return inner.every((value) => exact.has(value) || wide.some((other) => covers(other, value)));
  };
  return relation(within(before, after), within(after, before));
}

function principals(before: Statement, after: Statement): Relation {
  if (before.NotPrincipal !== undefined && after.NotPrincipal !== undefined) {
    return reverse(relateNames(namesIn(before.NotPrincipal), namesIn(after.NotPrincipal), false));
  }
  if (before.NotPrincipal !== undefined || after.NotPrincipal !== undefined) return "other";
  return relateNames(namesIn(before.Principal), namesIn(after.Principal), before.Effect === "Deny");
}

function namesIn(principal: PolicyPrincipal = {}): string[] {
  return Object.entries(principal).flatMap(([kind, names]) =>
    asList(names as OneOrMany).map((name) => `${kind} ${name}`),
  );
}

/** In a Deny an account covers all of its principals; in an Allow it only delegates to the account's own policies. */
function relateNames(before: readonly string[], after: readonly string[], denial: boolean): Relation {
  const within = (inner: readonly string[], outer: readonly string[]): boolean => {
    const names = new Set(outer);
    return inner.every((name) => {
      if (names.has(name)) return true;
      if (!name.startsWith("AWS ")) return false;
      return names.has("AWS *") || (denial && names.has(name.replace(IDENTITY, "AWS arn:$1:iam::$2:root")));
    });
  };
  return relation(within(before, after), within(after, before));
}

const IDENTITY = /^AWS arn:([^:]+):(?:iam|sts)::(\d{12}):.*$/s;

function actions(before: Statement, after: Statement): Relation {
  const today = lists(operationsOf(before), operationsOf(after), () => false);
  if (today !== "same") return today;
  if (before.Action !== undefined && after.Action !== undefined) {
    return lists(asList(before.Action), asList(after.Action), patternCovers);
  }
  if (before.NotAction !== undefined && after.NotAction !== undefined) {
    return reverse(lists(asList(before.NotAction), asList(after.NotAction), patternCovers));
  }
  return before.Action === after.Action && before.NotAction === after.NotAction ? "same" : "other";
}

function resources(before: Statement, after: Statement): Relation {
  if (before.NotResource === undefined && after.NotResource === undefined) {
    return lists(asList(before.Resource), asList(after.Resource), resourceCovers);
  }
  if (before.NotResource === undefined || after.NotResource === undefined) return "other";
  return reverse(lists(asList(before.NotResource), asList(after.NotResource), resourceCovers));
}

/** A text with wildcards or variables; a wide pattern with a variable then covers no other text. */
const INDEFINITE = /[*?]|\$\{/;

function resourceCovers(wide: string, narrow: string): boolean {
  if (wide === "*") return true;
  return !INDEFINITE.test(narrow) && coversResource(wide, narrow) === true;
}

/** Whether every request that meets the one condition provably meets the other too. */
function implies(one: Condition, other: Condition): boolean {
  return Object.entries(other).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      [operator, withoutIfExists(operator)].some((stricter) => {
        const own = stricter === undefined ? undefined : one[stricter]?.[key];
        return own !== undefined && valuesImply(operator, own, values);
      }),
    ),
  );
}

function withoutIfExists(name: string): string | undefined {
  const operator = parseOperator(name);
  return operator?.ifExists ? operatorName({ ...operator, ifExists: false }) : undefined;
}

function valuesImply(operator: string, own: OneOrMany<ConditionValue>, others: OneOrMany<ConditionValue>): boolean {
  const [mine, theirs] = [asList(own).map(String), asList(others).map(String)];
  const covers = (wide: string, narrow: string): boolean => valueCovers(operator, wide, narrow);
  const related = lists(mine, theirs, covers);
  if (related === "same") return true;
  return related === (parseOperator(operator)?.negated ? "less" : "more");
}

/** Whether a value of an operator with wildcards covers another value, which has no wildcards. */
function valueCovers(name: string, wide: string, narrow: string): boolean {
  const operator = parseOperator(name);
  if (!operator?.base.endsWith("Like") || INDEFINITE.test(narrow)) return false;
  const positive = { [operator.base.replace("Not", "")]: { key: wide } };
  return meetsCondition(positive, () => [narrow], false) === true;
}
