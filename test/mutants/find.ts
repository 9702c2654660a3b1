/** How often a text occurs in another. */
export function occurrences(text: string, search: string): number {
  return text.split(search).length - 1;
}
