/**
 * "1 finding", "2 findings".
 * @param number how many
 * @param noun what, in the singular
 */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
