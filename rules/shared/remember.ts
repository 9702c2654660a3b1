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
