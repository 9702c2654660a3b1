import { distance } from "fastest-levenshtein";

/**
 * The candidate that was most likely meant, or undefined when none is near.
 * @param word what was written
 * @param candidates what could have been meant
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  // Case and separators are how the same word differs between tools: `assume_role_arn`, `AURADB`.
  const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, "");
  const limit = Math.max(1, Math.floor(plain(word).length / 3));
  let best: { readonly candidate: string; readonly steps: number } | undefined;
  for (const candidate of candidates) {
    const steps = distance(plain(word), plain(candidate));
    if (steps <= limit && steps < (best?.steps ?? Infinity)) best = { candidate, steps };
  }
  return best?.candidate;
}

/** Names shown in a message before the rest is only counted. */
const MAX_NAMES = 12;

/**
 * Names as a list for a person: `one of a, b, c`.
 * @param names the names, in the order in which to show them
 * @param none what to say when there are none
 */
export function oneOf(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  if (names.length === 1) return String(names[0]);
  const more = names.length - MAX_NAMES;
  return `one of ${names.slice(0, MAX_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
