import { asList, type OneOrMany } from "../document";
import { KEY_CONDITION_KEYS, KMS_CONDITION_KEYS, KMS_OPERATIONS } from "../kms-table";
import { GLOBAL_CONDITION_KEYS } from "./global-keys";
import { parseOperator } from "./operators";
import { parseBoolean } from "./values";
import { matchesPattern } from "./wildcard";

/** Every condition key that requests to KMS are known to carry; `*` is a part that varies. */
export const KNOWN_CONDITION_KEYS: readonly string[] = [...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS];

const EXACT = new Set(KNOWN_CONDITION_KEYS.map((key) => key.toLowerCase()));
const FAMILIES = KNOWN_CONDITION_KEYS.map((key) => key.toLowerCase()).filter((key) => key.endsWith("*"));

/** For every condition key of KMS in lower case, as the table writes it, the operations on a key whose requests carry it. */
const CARRIERS = carriers();

function carriers(): ReadonlyMap<string, readonly string[]> {
  const operations = KMS_OPERATIONS.filter(({ onKey }) => onKey);
  return new Map(
    Object.keys(KMS_CONDITION_KEYS)
      .filter((key) => key.startsWith("kms:") && !KEY_CONDITION_KEYS.includes(key))
      .map((key) => [
        key.toLowerCase(),
        operations.filter(({ conditionKeys }) => conditionKeys.includes(key)).map(({ name }) => name),
      ]),
  );
}

/**
 * Whether requests to KMS are known to carry a condition key. Keys of identity providers, such as
 * `token.actions.githubusercontent.com:sub`, come with the session of the caller and can not be listed.
 * @param key the key, in any case of letters
 */
export function isKnownConditionKey(key: string): boolean {
  const lower = key.toLowerCase();
  return EXACT.has(lower) || familyOf(lower) !== undefined || /^([^:]*[./][^:]*|saml):/.test(lower);
}

/**
 * The operations on a key whose requests carry a condition key; undefined when all may.
 * @param key the key, in any case of letters
 */
export function operationsThatCarry(key: string): readonly string[] | undefined {
  const lower = key.toLowerCase();
  return CARRIERS.get(lower) ?? CARRIERS.get(familyOf(lower) ?? "");
}

function familyOf(lower: string): string | undefined {
  return FAMILIES.find((family) => matchesPattern(family, lower));
}

/**
 * Whether no request without the key can meet the comparison.
 * @param operator the operator as it is written
 * @param values what it compares with
 */
export function needsKey(operator: string, values: unknown): boolean {
  const parsed = parseOperator(operator);
  if (!parsed || parsed.ifExists || parsed.quantifier === "ForAllValues") return false;
  if (parsed.type === "Null") {
    return asList(values as OneOrMany<unknown>).every((value) => parseBoolean(String(value)) === false);
  }
  return !parsed.negated || parsed.quantifier === "ForAnyValue";
}
