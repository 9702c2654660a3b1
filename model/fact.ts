/** A value that is known now, and where it was read: "`region` of the key", "4th field of the key ARN". */
export interface Known<T> {
  readonly known: true;
  readonly value: T;
  readonly source: string;
}

/** A value that is not known yet, and why: "`region` of the key is known only at apply". */
export interface Unknown {
  readonly known: false;
  readonly reason: string;
}

/** A property with its value, or why it is unknown. A rule never guesses: an unknown fact leads to an unknown outcome. */
export type Fact<T> = Known<T> | Unknown;

/**
 * A fact that is known.
 * @param value the value
 * @param source where it was read, as the user wrote it
 */
export function known<T>(value: T, source: string): Known<T> {
  return { known: true, value, source };
}

/**
 * A fact that is not known yet.
 * @param reason why, as a clause that can follow "unknown:"
 */
export function unknown(reason: string): Unknown {
  return { known: false, reason };
}

/**
 * The value of a fact, or undefined where it is unknown.
 * @param fact the fact
 */
export function valueOf<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.known ? fact.value : undefined;
}

/**
 * A fact computed from another one; what is unknown stays unknown.
 * @param fact the fact to start from
 * @param map computes the new value
 * @param source where the new value was read; by default the same place
 */
export function mapFact<T, U>(fact: Fact<T>, map: (value: T) => U, source?: string): Fact<U> {
  return fact.known ? known(map(fact.value), source ?? fact.source) : fact;
}
