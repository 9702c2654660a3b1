import { parseArn } from "./arn";
import { asList, type OneOrMany } from "./document";
import { KEY_CONDITION_KEYS, KMS_OPERATIONS } from "./kms-table";
import type { Caller } from "./principal";
import { matchesPattern } from "./wildcard";

/** What a request has for a condition key: its values, none, or what nobody knows. */
export type Values = readonly string[] | "absent" | "unknown";

/** Tells what a request has for a condition key, whose name knows no case. */
export type Context = (key: string) => Values;

/**
 * The condition keys of a request: those that are given, those that follow from the principal, and whatever is said of all
 * others. A key of KMS that only other operations have is absent, even when it is given.
 * @param operation one operation on a key, as AWS writes it
 * @param principal who asks
 * @param given values of condition keys
 * @param others what the request has for a key that is not given
 */
export function contextOf(
  operation: string,
  principal: Caller,
  given: Readonly<Record<string, OneOrMany>>,
  others: "absent" | "unknown",
): Context {
  const values = new Map<string, Values>([
    ["kms:calleraccount", [principal.accountId]],
    ["aws:principalaccount", [principal.accountId]],
    ["aws:principalarn", parseArn(principal.arn)?.service === "sts" ? "unknown" : [principal.arn]],
    ...Object.entries(given).map(([key, value]) => [key.toLowerCase(), asList(value)] as const),
  ]);
  return (key) => {
    const name = key.toLowerCase();
    return isForeign(name, operation) ? "absent" : (values.get(name) ?? others);
  };
}

/** Keys of KMS that only some operations have, in lower case, and which. */
const OPERATIONS_OF_KEY = operationsOfKey();
const FAMILIES = [...OPERATIONS_OF_KEY.keys()].filter((key) => key.endsWith("*"));

function operationsOfKey(): ReadonlyMap<string, ReadonlySet<string>> {
  const operations = new Map<string, Set<string>>();
  for (const { name, conditionKeys } of KMS_OPERATIONS) {
    for (const key of conditionKeys) {
      if (!key.startsWith("kms:") || KEY_CONDITION_KEYS.includes(key)) continue;
      const lower = key.toLowerCase();
      operations.set(lower, (operations.get(lower) ?? new Set()).add(name));
    }
  }
  return operations;
}

function isForeign(key: string, operation: string): boolean {
  if (!key.startsWith("kms:")) return false;
  const operations = OPERATIONS_OF_KEY.get(key) ?? OPERATIONS_OF_KEY.get(familyOf(key) ?? "");
  return operations !== undefined && !operations.has(operation);
}

function familyOf(key: string): string | undefined {
  return FAMILIES.find((family) => matchesPattern(family, key));
}
