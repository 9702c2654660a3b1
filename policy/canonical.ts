import { DOCUMENT_ELEMENTS, STATEMENT_ELEMENTS, type PolicyDocument, type Statement } from "./document";

/**
 * The one text of a key policy: compact JSON, the same bytes for every way to write the same policy down.
 * - Elements are in the order of IAM's grammar; operators, condition keys and kinds of principal in that of their code units.
 * - Lists of actions, resources, principals and condition values are sets to IAM: they are sorted, without duplicates.
 *   A list of one value is written as that value, as KMS itself gives it back; an empty list stays.
 * - Statements keep their order, and every value stays as it was written: Sids, `"1"` and `1`, an account id and its root ARN.
 * @param document the policy; it is not changed
 */
export function canonicalPolicy(document: PolicyDocument): string {
  return object(document, DOCUMENT_ELEMENTS, (element, value) =>
    element === "Statement" && Array.isArray(value)
      ? `[${value.map((statement) => canonicalStatement(statement as Statement)).join(",")}]`
      : canonical(value),
  );
}

/**
 * The one text of a statement, by the rules of {@link canonicalPolicy}.
 * @param statement the statement; it is not changed
 */
export function canonicalStatement(statement: Statement): string {
  return object(statement, STATEMENT_ELEMENTS, (_, value) => canonical(value));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const [first = "", ...others] = [...new Set(value.map(canonical))].sort();
    return first && others.length === 0 ? first : `[${[first, ...others].join(",")}]`;
  }
  if (typeof value === "object" && value !== null) return object(value, [], (_, member) => canonical(member));
  return JSON.stringify(value);
}

// The text is put together by hand: an object would put keys that look like numbers first, and swallow `__proto__`.
function object(value: object, order: readonly string[], write: (key: string, member: unknown) => string): string {
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(key, member)}`);
  return `{${members.join(",")}}`;
}
