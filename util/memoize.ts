type Primitive = string | number | boolean | undefined;

/** What a result is kept by: an object first, so that nothing is kept forever. */
type Keys = readonly [object, ...(object | Primitive)[]];

/** What was computed for some keys, and for those with further keys. */
interface Entry<R> {
  ofObjects?: WeakMap<object, Entry<R>>;
  ofPrimitives?: Map<Primitive, Entry<R>>;
  result?: { readonly value: R };
}

/**
 * A function that computes each result once, and keeps it as long as the objects that it is kept by: thousands of keys with the
 * same policy share what is computed for it.
 * @param compute the function; its result must depend on nothing but its arguments
 */
export function memoize<Args extends Keys, R>(compute: (...args: Args) => R): (...args: Args) => R;
/**
 * @param compute the function; its result must depend on nothing but the keys
 * @param keysOf what the result is kept by, where that is not the arguments themselves: their names, for instance
 */
export function memoize<Args extends readonly unknown[], R>(
  compute: (...args: Args) => R,
  keysOf: (...args: Args) => Keys,
): (...args: Args) => R;
export function memoize<Args extends readonly unknown[], R>(
  compute: (...args: Args) => R,
  keysOf: (...args: Args) => Keys = (...args) => args as unknown as Keys,
): (...args: Args) => R {
  const root: Entry<R> = {};
  return (...args) => {
    let entry = root;
    for (const key of keysOf(...args)) entry = entryFor(entry, key);
    entry.result ??= { value: compute(...args) };
    return entry.result.value;
  };
}

function entryFor<R>(entry: Entry<R>, key: object | Primitive): Entry<R> {
  return typeof key === "object"
    ? entryIn<object, R>((entry.ofObjects ??= new WeakMap()), key)
    : entryIn<Primitive, R>((entry.ofPrimitives ??= new Map()), key);
}

function entryIn<K, R>(entries: { get(key: K): Entry<R> | undefined; set(key: K, entry: Entry<R>): unknown }, key: K) {
  const found = entries.get(key);
  if (found) return found;
  const entry: Entry<R> = {};
  entries.set(key, entry);
  return entry;
}
