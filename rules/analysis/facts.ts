import type { Fact, Known, Unknown } from "../../model/fact";
import { differingPlaces } from "../messages";

/**
 * The first fact that is not known yet.
 * @param facts what a verdict needs
 */
export function firstUnknown(facts: readonly Fact<unknown>[]): Unknown | undefined {
  return facts.find((fact): fact is Unknown => !fact.known);
}

/**
 * The facts that are known.
 * @param facts known and unknown ones
 */
export function knownOf<T>(facts: readonly Fact<T>[]): Known<T>[] {
  return facts.filter((fact): fact is Known<T> => fact.known);
}

/**
 * The known fact whose value all known ones have; undefined where none is known, or they contradict each other: there are
 * rules that say so.
 * @param facts known and unknown ones
 */
export function agreedValue<T>(facts: readonly Fact<T>[]): Known<T> | undefined {
  const [first, ...others] = knownOf(facts);
  return others.every(({ value }) => value === first?.value) ? first : undefined;
}

/**
 * A value as a message shows it: plain when it is one word, quoted otherwise, so that blanks and emptiness can be seen.
 * @param value what was given
 */
export function show(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return /^[\w.:/+*-]+$/.test(value) ? value : JSON.stringify(value);
}

/**
 * A value and where it was read: "eu-west-1 (`region` of the key)".
 * @param fact a known fact
 */
export function cite(fact: Known<unknown>): string {
  return `${show(fact.value)} (${fact.source})`;
}

/** A fact and what it is a fact about: "key", "instance". */
export type Claim<T> = readonly [about: string, fact: Fact<T>];

/** Two known claims that cannot both be true. */
export interface Conflict<T> {
  /** The first claim that is known: the one to go by. */
  readonly trusted: Known<T>;
  /** The first claim that says something else. */
  readonly other: Known<T>;
  /** Both, with their sources: "key in us-east-1 (...), instance in eu-west-1 (...)". */
  readonly text: string;
}

/**
 * The first two known claims that contradict each other, however many more are unknown.
 * @param claims claims about things that must be in the same place; the most trusted first
 */
export function conflictOf<T>(claims: readonly Claim<T>[]): Conflict<T> | undefined {
  let trusted: readonly [string, Known<T>] | undefined;
  for (const [about, fact] of claims) {
    if (!fact.known) continue;
    trusted ??= [about, fact];
    if (fact.value === trusted[1].value) continue;
    const text = differingPlaces([about, cite(fact)], [trusted[0], cite(trusted[1])]);
    return { trusted: trusted[1], other: fact, text };
  }
  return undefined;
}
