import { formatList } from "../util/format-list";
import type { ProblemCode } from "../model/codes";

/** Names shown in a message before the rest is only counted. */
const MAX_NAMES = 20;

/**
 * Names as a list for a person: `one of a, b, c`.
 * @param names the names, in the order in which to show them
 * @param none what to say when there are none
 */
export function oneOf(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  if (names.length === 1) return plain(String(names[0]));
  return `one of ${formatList(names.map(plain), { max: MAX_NAMES })}`;
}

/** Characters of a value that a message shows. */
const MAX_SHOWN = 100;

/**
 * A value in words, on one line: `"eu-west1"`, `the number 12`, `a list`.
 * @param value the value
 * @param written how it is written in the file, where that differs
 */
export function inWords(value: unknown, written?: string): string {
  if (value === undefined) return "none";
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return value.length > 0 ? "a list" : "an empty list";
  if (typeof value === "object") return "a map";
  if (typeof value === "number") return `the number ${written ?? value}`;
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? withLength(String(value)) : text;
}

/**
 * A text in quotes, cut when it is long, and how long it is.
 * @param text the text
 */
export function withLength(text: string): string {
  const quoted = JSON.stringify(text);
  const shown = quoted.length > MAX_SHOWN ? `${quoted.slice(0, MAX_SHOWN)}...` : quoted;
  return `${shown} (${text.length} characters)`;
}

/**
 * A name in the middle of a sentence: as it is, or in quotes when it could be taken for something else.
 * @param name the name
 */
export function plain(name: string): string {
  return /^[\w.:/-]{1,100}$/.test(name) ? name : inWords(name);
}

/** A place in the file: names of settings, positions in lists. `["keys", "orders", "region"]` */
export type EstatePath = readonly (string | number)[];

/** One mistake, with its place as a path; the loader turns it into a `Problem` with line and column. */
export interface Fault {
  readonly code: ProblemCode;
  readonly path: EstatePath;
  /** Which part of the setting to point at: its name or its value. */
  readonly part: "name" | "value";
  readonly what: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** What one entry of a section is called. */
export const SINGULAR: Readonly<Record<string, string>> = { accounts: "account", keys: "key", instances: "instance" };

/**
 * What a person calls the place: "`region` of key orders", "waiver 2", "`aura.projectId`".
 * @param path the place
 */
export function subjectOf(path: EstatePath): string {
  const [section, entry, ...rest] = path;
  if (section === undefined) return "the file";
  const kind = SINGULAR[section];
  const owner =
    entry === undefined
      ? undefined
      : kind
        ? `${kind} ${plain(String(entry))}`
        : section === "waivers"
          ? `waiver ${Number(entry) + 1}`
          : undefined;
  if (!owner) return `\`${dotted(path)}\``;
  return rest.length > 0 ? `\`${dotted(rest)}\` of ${owner}` : owner;
}

function dotted(path: EstatePath): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${plain(step)}`)).join("");
}
