/** Longest text in a message, in characters; a whole file may have been pasted where a name belongs. */
const MAX_LENGTH = 80;

/**
 * A text in quotes, on one line, cut when it is long.
 * @param text the text
 */
export function quote(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH - 3).join("")}...` : text);
}
