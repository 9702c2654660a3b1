import { distance } from "fastest-levenshtein";

/**
 * The name that a misspelt one was probably meant to be; undefined when none is near enough to be worth saying.
 * @param text what was written
 * @param names what could have been meant
 */
export function didYouMean(text: string, names: Iterable<string>): string | undefined {
  const word = bare(text);
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of names) {
    const other = bareName(name);
    // So many letters more or fewer are as many edits at least; whole files have been pasted where a name belongs.
    if (Math.abs(other.length - word.length) > limit) continue;
    const edits = distance(word, other);
    if (edits <= limit && edits < (best?.edits ?? Infinity)) best = { name, edits };
  }
  return best?.name;
}

// Names are few, and are asked about once for every misspelt word.
const BARE_NAMES = new Map<string, string>();

function bareName(name: string): string {
  const known = BARE_NAMES.get(name) ?? bare(name);
  BARE_NAMES.set(name, known);
  return known;
}

// Case and separators are how the same word differs between tools: `assume_role_arn`, `AURADB`.
function bare(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, "");
}
