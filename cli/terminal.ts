/** Goes back to the beginning of the line and empties it. */
export const ERASE_LINE = "\r\u001b[2K";
