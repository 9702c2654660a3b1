/* What is computed for one key holds for thousands of others with the same policy: here it is kept. */

const remembered = new WeakMap<object, Map<string, unknown>>();

/**
 * A value that follows from an object alone, computed once.
 * @param of the object
 * @param name what the value is
 * @param compute the value
 */
export function remember<T>(of: object, name: string, compute: () => T): T {
  const values = remembered.get(of) ?? new Map<string, unknown>();
  remembered.set(of, values);
  if (!values.has(name)) values.set(name, compute());
  return values.get(name) as T;
}

/**
 * A value that follows from two objects alone, computed once.
 * @param one an object
 * @param other another one
 * @param name what the value is
 * @param compute the value
 */
export function rememberOfBoth<T>(one: object, other: object, name: string, compute: () => T): T {
  const pairs = remember(one, "with others", () => new WeakMap<object, object>());
  const pair = pairs.get(other) ?? {};
  pairs.set(other, pair);
  return remember(pair, name, compute);
}
