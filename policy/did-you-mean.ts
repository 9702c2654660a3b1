import { distance } from "fastest-levenshtein";

/**
 * The name that a misspelt one was probably meant to be; undefined when none is near enough to be worth saying.
 * @param text what was written
 * @param names what could have been meant
 */
export function didYouMean(text: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({ name, edits: distance(text.toLowerCase(), name.toLowerCase()) }));
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (nearest, candidate) => (nearest && nearest.edits <= candidate.edits ? nearest : candidate),
    undefined,
  );
  return best && best.edits <= Math.ceil(text.length / 4) ? best.name : undefined;
}
