import type { ConditionValue } from "../document";

/**
 * One test of a condition, as a person reads it: `StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"`.
 * @param operator as it is written
 * @param key as it is written
 * @param values what to compare with
 */
export function testInWords(operator: string, key: string, values: readonly ConditionValue[]): string {
  const texts = values.map((value) => JSON.stringify(String(value)));
  return `${operator} ${key} ${texts.length > 0 ? texts.join(" or ") : "(no value)"}`;
}
