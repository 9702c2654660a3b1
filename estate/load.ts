import type { Problem } from "../model/problem";
import type { Estate } from "./schema";

/** A place in the file: names of settings, positions in lists. `["keys", "orders", "region"]` */
export type EstatePath = readonly (string | number)[];

/** What was found in an estate file. */
export interface LoadedEstate {
  /**
   * The valid part: entries with a problem, and entries that depend on them, are left out, so that the rules can judge
   * the rest. Undefined when nothing is usable.
   */
  readonly estate: Estate | undefined;
  /** Everything that is wrong, in the order of the file. Nothing may be written when there is one. */
  readonly problems: readonly Problem[];
  /**
   * Where something stands: `estate.yaml:12:5`; the nearest place above it when it is not in the file.
   * @param path names of settings and positions in lists, from the top of the file
   */
  readonly position: (path: EstatePath) => string;
}

/** What the loader needs to know of the rest of the program. */
export interface ParseOptions {
  /** Ids of the rules that a waiver may name. @default - any id */
  readonly ruleIds?: readonly string[];
}

/**
 * Reads an estate file. Never throws: what is wrong with the file is in `problems`.
 * @param path where the file is
 * @param options what the rest of the program knows
 */
export function loadEstate(path: string, options: ParseOptions = {}): LoadedEstate {
  return parseEstate("", path, options);
}

/**
 * Reads the text of an estate file. Never throws: what is wrong with the text is in `problems`.
 * @param text the text of the file
 * @param file what to call the file in messages
 * @param options what the rest of the program knows
 */
export function parseEstate(text: string, file: string, options: ParseOptions = {}): LoadedEstate {
  void text;
  void options;
  return { estate: undefined, problems: [], position: () => file };
}
