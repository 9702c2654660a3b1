import { operationsOf } from "./evaluate/actions";
import { asList, type PolicyDocument, type Statement } from "./document";
import { SCHEDULE_DELETION, TRAILING_DAYS } from "./key-policy";

/**
 * How many days without use a policy demands of everyone before the key can be deleted.
 * @returns 0 without a guard, Infinity where the deletion is denied without a condition
 */
export function deletionGuardInDays({ Statement: statements }: PolicyDocument): number {
  return Math.max(0, ...statements.map(guardedDays));
}

/** Whether a statement is a guard against the deletion of a key in use, and nothing else. */
export function isDeletionGuard(statement: Statement): boolean {
  const days = guardedDays(statement);
  return days > 0 && days !== Infinity && operationsOf(statement).length === 1;
}

function guardedDays(statement: Statement): number {
  const { Effect: effect, Principal: principal, Resource: resource, Condition: condition = {} } = statement;
  const isForAll = principal === "*" || (typeof principal === "object" && asList(principal["AWS"]).includes("*"));
  const isOfKey = asList(resource).includes("*");
  if (effect !== "Deny" || !isForAll || !isOfKey || !operationsOf(statement).includes(SCHEDULE_DELETION)) return 0;
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: asList(values).map(Number) })),
  );
  const [test] = tests;
  if (!test) return Infinity;
  if (tests.length > 1 || test.key.toLowerCase() !== TRAILING_DAYS.toLowerCase()) return 0;
  const days = Math.max(...test.values.filter(Number.isFinite), 0);
  if (/^NumericLessThan(IfExists)?$/i.test(test.operator)) return days;
  return /^NumericLessThanEquals(IfExists)?$/i.test(test.operator) ? days + 1 : 0;
}
