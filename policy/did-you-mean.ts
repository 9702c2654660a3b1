import { distance } from "fastest-levenshtein";

/**
 * The name that a misspelt one was probably meant to be; undefined when none is near enough to be worth saying.
 * @param text what was written
 * @param names what could have been meant
 */
export function didYouMean(text: string, names: Iterable<string>): string | undefined {
  // Case and separators are how the same word differs between tools: `assume_role_arn`, `AURADB`.
  const bare = (word: string): string => word.toLowerCase().replace(/[\s_-]/g, "");
  const limit = Math.max(1, Math.floor(bare(text).length / 3));
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of names) {
    const edits = distance(bare(text), bare(name));
    if (edits <= limit && edits < (best?.edits ?? Infinity)) best = { name, edits };
  }
  return best?.name;
}
