import type { Subject } from "./types";

/** Characters of a name that are shown; an ARN has at most 2,048. */
const MAX_NAME = 300;

/** A name between backticks. */
export function quoted(name: string): string {
  const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}...` : name;
  return `\`${shown.replaceAll("`", "'")}\``;
}

/** The name of a resource and its address, or the address alone. */
export function subjectName({ address, name, plan }: Subject): string {
  const called = name === undefined ? quoted(address) : `${quoted(name)} (${quoted(address)})`;
  return plan === undefined ? called : `${called} in ${quoted(plan)}`;
}

/** The name of a resource, or its address where it has none. */
export function shortName({ address, name, plan }: Subject): string {
  return `${quoted(name ?? address)}${plan === undefined ? "" : ` in ${quoted(plan)}`}`;
}

/** `removed-from-state` as words. */
export function kindInWords(kind: string): string {
  return kind.replaceAll("-", " ");
}

/** Names in one place; the JSON of the review has all. */
export const MAX_NAMED = 10;
