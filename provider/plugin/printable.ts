import { showInvisible } from "../../util/invisible-characters";

/** A text with its line breaks, in which no other character acts on a terminal. */
export const printable = (text: string): string => text.split("\n").map(showInvisible).join("\n");
