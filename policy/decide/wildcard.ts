/**
 * Whether a text matches a pattern in which `*` stands for any characters and `?` for one. Takes time in proportion to
 * the product of the lengths at worst, whatever the pattern.
 * @param pattern the pattern
 * @param text the text
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let [p, t, star, retry] = [0, 0, -1, 0];
  while (t < text.length) {
    const character = pattern[p];
    if (character === "*") {
      star = p++;
      retry = t;
    } else if (p < pattern.length && (character === "?" || character === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // The last star takes one character more.
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}
