/**
 * The first names of a list, and how many more there are: "a, b and 3 more".
 * @param names what is listed
 * @param most how many are named
 * @param separator what stands between two of them
 */
export function formatList(names: readonly string[], most: number, separator = ", "): string {
  const shown = names.slice(0, most).join(separator);
  const more = names.length - most;
  return more > 0 ? `${shown}${separator === ", " ? " " : separator}and ${more} more` : shown;
}
