/** Control characters, invisible ones, and those that change the direction of text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|[\ufe00-\ufe0f]/gu;

/**
 * A text in one line, in which every character can be seen: `\n` and `\u202e` instead of what they would do.
 * @param text any text
 */
export function showInvisible(text: string): string {
  return text.replace(UNSEEN, escapeSequence);
}

/**
 * As {@link showInvisible}, with blanks for line breaks: for a message, which has one line.
 * @param text any text
 */
export function oneLine(text: string): string {
  return showInvisible(text.replace(/\s*[\r\n]+\s*/g, " "));
}

/**
 * Plain data as JSON with the very same values, in which every character can be seen too.
 * @param value plain data
 */
export function printJson(value: object): string {
  const text = JSON.stringify(value, null, 2).replace(UNSEEN, (character) =>
    character === "\n" ? character : utf16Units(character),
  );
  return `${text}\n`;
}

function escapeSequence(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

function utf16Units(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
