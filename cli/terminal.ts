/** Goes back to the beginning of the line and empties it. */
export const ERASE_LINE = "\r\u001b[2K";

/**
 * Whether a line can be written anew: on a terminal that does more than print, which `TERM=dumb` (Emacs, some CI) does not.
 * @param output where it is written
 */
export function rewrites(output: { readonly isTTY?: boolean }): boolean {
  return output.isTTY === true && process.env["TERM"] !== "dumb";
}
