/** Returns to the beginning of the line and erases it. */
export const ERASE_LINE = "\r\u001b[2K";

/**
 * Whether a line can be erased: on a terminal, unless it is `TERM=dumb` (Emacs, some CI).
 * @param output where it is written
 */
export function canEraseLine(output: { readonly isTTY?: boolean }): boolean {
  return output.isTTY === true && process.env["TERM"] !== "dumb";
}
