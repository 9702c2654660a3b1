/** A JSON object of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NOTHING: JsonObject = {};

/** The value where it is an object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

/** The value where it is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value where it is a text, else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list, without what is none. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((entry) => typeof entry === "string");
}

/**
 * A member of an object: never one that every object inherits.
 * @param object any object
 * @param name name of the member, as somebody else wrote it
 */
export function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** All texts in a value, however deep. */
export function textsWithin(value: unknown): string[] {
  const texts: string[] = [];
  const add = (one: unknown): void => {
    if (typeof one === "string") texts.push(one);
    else if (typeof one === "object" && one !== null) Object.values(one).forEach(add);
  };
  add(value);
  return texts;
}
