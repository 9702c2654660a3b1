import { visit } from "jsonc-parser";

/** Where something is written in a text. */
export interface Region {
  /** The first line is 1. */
  readonly startLine: number;
  /** The first column is 1. */
  readonly startColumn: number;
  /** The line of the last character. */
  readonly endLine: number;
  /** The column after the last character. */
  readonly endColumn: number;
}

/** How many names are above the body of a `resource` or `data` block, with the kind of block. */
const LABELS = 3;

/**
 * Where each `resource` and `data` block of a file in Terraform's JSON syntax is written, from its name to the end of its body. Lists,
 * which may stand around any part of it, do not count.
 * @param text a file that was parsed
 * @returns regions by address; of several blocks of one address the first
 */
export function blockRegions(text: string): ReadonlyMap<string, Region> {
  const regions = new Map<string, Region>();
  const names: string[] = [];
  let depth = 0;
  let start: Pick<Region, "startLine" | "startColumn"> | undefined;
  visit(text, {
    onObjectBegin: () => void depth++,
    onObjectProperty(name, _offset, _length, line, character) {
      names[depth - 1] = name;
      if (depth === LABELS) start = { startLine: line + 1, startColumn: character + 1 };
    },
    onObjectEnd(_offset, length, line, character) {
      const [kind, type, name] = names;
      const address = `${kind === "data" ? "data." : ""}${type}.${name}`;
      if (depth === LABELS + 1 && start && (kind === "resource" || kind === "data") && !regions.has(address))
        regions.set(address, { ...start, endLine: line + 1, endColumn: character + 1 + length });
      depth--;
    },
  });
  return regions;
}
