import { operationsCovered } from "../../../policy/decide/actions";
import { few } from "../../../text/few";

/** Parties, or instances, that one finding names. */
export const MOST_NAMED = 10;

/**
 * Names in a sentence: "a, b and c".
 * @param names at least one
 * @param most how many are named; the others are counted
 */
export function listed(names: readonly string[], most = names.length): string {
  const last = names.at(-1) ?? "";
  if (names.length > most) return few(names, most);
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${last}` : last;
}

/** What matters most comes first: what ends or opens the key, then what reads data. */
const FIRST: readonly string[] = [
  ...["PutKeyPolicy", "ScheduleKeyDeletion", "DisableKey", "CreateGrant"],
  ...["Decrypt", "Encrypt", "ReEncrypt*", "GenerateDataKey*"],
];

/** Names that stand for several operations. */
const FAMILIES: readonly string[] = ["ReEncrypt*", "GenerateDataKey*"];

/**
 * Operations as a person reads them: what matters first, and a whole family by one name.
 * @param operations such as `kms:Decrypt`
 */
export function operationsInWords(operations: readonly string[]): readonly string[] {
  const families = FAMILIES.filter((family) =>
    operationsCovered(`kms:${family}`).every((operation) => operations.includes(operation)),
  );
  const named = new Set(families.flatMap((family) => operationsCovered(`kms:${family}`)));
  const others = operations.filter((operation) => !named.has(operation)).map((name) => name.replace(/^kms:/, ""));
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return [...families, ...others].sort((a, b) => rank(a) - rank(b));
}
