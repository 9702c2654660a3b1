import { operationsCovered } from "../../../policy/actions";

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
