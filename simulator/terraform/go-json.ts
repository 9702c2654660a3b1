import { isObject } from "../../util/json";

/** The characters that the JSON of Go escapes. */
const ESCAPED = /[<>&\u2028\u2029]/g;

/**
 * JSON as the AWS provider, which is written in Go, writes it.
 * @param indent spaces of each level @default 0, which is compact
 */
export function goJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The value with the members of all its objects by name, as Go writes maps. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
