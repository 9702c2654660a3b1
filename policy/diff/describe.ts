import { canonicalStatement } from "../canonical";
import { operationsCovered, operationsOf } from "../evaluate/actions";
import { asList, type Condition, type OneOrMany, type Statement } from "../document";
import type { Relations } from "./compare";
import { normalizeCondition } from "./normalize";
import { statementPrincipals } from "../access/allowed-principals";
import { describeTest } from "../access/principal";

/**
 * What a statement allows or denies, and to which principals: one clause for each set of conditions.
 * @param past whether the statement was removed
 */
export function describeStatement(statement: Statement, past: boolean): string[] {
  const groups = new Map<string, string[]>();
  for (const { principal, conditions } of statementPrincipals(statement)) {
    const under = conditions.length > 0 ? `, only under ${conditions.join(" and ")}` : "";
    groups.set(under, [...(groups.get(under) ?? []), principal.name]);
  }
  if (groups.size === 0) groups.set("", ["no principal"]);
  const verb = statement.Effect === "Allow" ? "allow" : "den";
  const ending = statement.Effect === "Allow" ? (past ? "ed" : "s") : past ? "ied" : "ies";
  return [...groups].map(
    ([under, names]) => `${verb}${ending} ${names.join(", ")} ${actionsOf(statement)}${resourcesOf(statement)}${under}`,
  );
}

function actionsOf({ Action: action, NotAction: notAction }: Statement): string {
  if (action !== undefined) return asList(action).join(", ") || "nothing";
  return notAction === undefined ? "nothing" : `everything but ${asList(notAction).join(", ")}`;
}

function resourcesOf({ Resource: resource, NotResource: notResource }: Statement): string {
  if (resource !== undefined)
    return asList(resource).includes("*") ? "" : ` on ${asList(resource).join(", ") || "nothing"}`;
  return ` on ${notResource === undefined ? "nothing" : `everything but ${asList(notResource).join(", ")}`}`;
}

/**
 * What is different about a statement that does not mean the same any more.
 * @param relations of the parts; absent when an Allow became a Deny, or the other way round
 */
export function describeChange(before: Statement, after: Statement, relations: Relations | undefined): string[] {
  if (!relations) {
    const became = after.Effect === "Deny" ? "is a Deny now, was an Allow" : "is an Allow now, was a Deny";
    return [became, ...describeStatement(before, true), ...describeStatement(after, false)];
  }
  const principals = principalWords(before, after);
  const conditions = conditionWords(before, after);
  return [
    ...(principals.length > 0 || relations.principals === "same"
      ? principals
      : elementWords("Principal", before, after)),
    ...(relations.actions === "same" ? [] : actionWords(before, after)),
    ...(relations.resources === "same" ? [] : resourceWords(before, after)),
    ...(conditions.length + principals.length > 0 || relations.conditions === "same"
      ? conditions
      : elementWords("Condition", before, after)),
  ];
}

function principalWords(before: Statement, after: Statement): string[] {
  const names = (statement: Statement): string[] =>
    statementPrincipals(statement).map(({ principal }) => principal.name);
  return differences(after.Effect === "Allow" ? "allows" : "denies", names(before), names(after));
}

function actionWords(before: Statement, after: Statement): string[] {
  const [was, is] = [new Set(operationsOf(before)), new Set(operationsOf(after))];
  const verb = after.Effect === "Allow" ? "allows" : "denies";
  const gained = [...is].filter((operation) => !was.has(operation));
  const lost = [...was].filter((operation) => !is.has(operation));
  const words = gainsAndLosses(verb, named(gained, after.Action), named(lost, before.Action), was.size > 0);
  return words.length > 0 ? words : elementWords("Action", before, after);
}

/** The operations, replaced by patterns that cover only these where there are any. */
function named(operations: readonly string[], action: OneOrMany | undefined): string[] {
  const all = new Set(operations);
  const patterns = asList(action).filter((pattern) => {
    const covered = operationsCovered(pattern);
    return covered.length > 0 && covered.every((operation) => all.has(operation));
  });
  const covered = new Set(operationsCovered(patterns));
  return [...patterns, ...operations.filter((operation) => !covered.has(operation))];
}

function resourceWords(before: Statement, after: Statement): string[] {
  const words = differences("applies to", asList(before.Resource), asList(after.Resource));
  return words.length > 0 && !before.NotResource && !after.NotResource
    ? words
    : elementWords("Resource", before, after);
}

function differences(verb: string, before: readonly string[], after: readonly string[]): string[] {
  const [was, is] = [new Set(before), new Set(after)];
  const gained = [...is].filter((one) => !was.has(one));
  const lost = [...was].filter((one) => !is.has(one));
  return gainsAndLosses(verb, gained, lost, was.size > 0);
}

function gainsAndLosses(verb: string, gained: readonly string[], lost: readonly string[], hadSome: boolean): string[] {
  const asWell = hadSome && lost.length === 0 ? " as well" : "";
  return [
    ...(gained.length > 0 ? [`${verb} ${gained.join(", ")}${asWell}`] : []),
    ...(lost.length > 0 ? [`no longer ${verb} ${lost.join(", ")}`] : []),
  ];
}

/** Both as written, where the difference cannot be described otherwise. */
function elementWords(
  element: "Principal" | "Action" | "Resource" | "Condition",
  before: Statement,
  after: Statement,
): string[] {
  const written = (statement: Statement): string => {
    const names = element === "Condition" ? [element] : [element, `Not${element}` as const];
    const found = names.find((name) => statement[name] !== undefined);
    return found ? `${JSON.stringify(found)}: ${JSON.stringify(statement[found])}` : `no ${element}`;
  };
  return [`has ${written(after)} now, had ${written(before)}`];
}

/** One key of a condition. */
interface Test {
  readonly words: string;
  /** The same for tests of one operator and key. */
  readonly place: string;
  /** The same for tests that mean the same. */
  readonly meaning: string;
}

function conditionWords(before: Statement, after: Statement): string[] {
  const [lost, gained] = [testsLeft(before, after), testsLeft(after, before)];
  const changed = gained.flatMap((test) => {
    const old = lost.find(({ place }) => place === test.place);
    return old ? [{ test, old }] : [];
  });
  return [
    ...changed.map(({ test, old }) => `now under ${test.words} instead of ${old.words}`),
    ...gained.filter((test) => !changed.some((one) => one.test === test)).map(({ words }) => `now only under ${words}`),
    ...lost
      .filter((test) => !changed.some(({ old }) => old === test))
      .map(({ words }) => `no longer only under ${words}`),
  ];
}

/** The tests of a statement that another one does not have and that its principals do not express. */
function testsLeft(statement: Statement, other: Statement): Test[] {
  const remaining = new Set(statementPrincipals(statement).flatMap(({ conditions }) => conditions));
  const known = new Set(testsIn(other.Condition).map(({ meaning }) => meaning));
  return testsIn(statement.Condition).filter(({ words, meaning }) => remaining.has(words) && !known.has(meaning));
}

function testsIn(condition: Condition = {}): Test[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const normal = Object.entries(normalizeCondition({ [operator]: { [key]: values } }));
      const [name = operator, test = {}] = normal[0] ?? [];
      return {
        words: describeTest(operator, key, asList(values)),
        place: JSON.stringify([name, Object.keys(test)]),
        meaning: canonicalStatement({ Effect: "Allow", Condition: Object.fromEntries(normal) }),
      };
    }),
  );
}
