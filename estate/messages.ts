import type { ProblemCode } from "../model/codes";
import { formatList } from "../util/format-list";

/** A place in the file: names of settings, positions in lists. `["keys", "orders", "region"]` */
export type EstatePath = readonly (string | number)[];

/** One problem, with its place as a path; the loader turns it into a `Problem` with line and column. */
export interface EstateProblem {
  readonly code: ProblemCode;
  readonly path: EstatePath;
  /** Which part of the setting to point at: its name or its value. */
  readonly part: "name" | "value";
  readonly what: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** A section whose entries have names. */
export type Section = "accounts" | "keys" | "instances";

/** Whether the entries of a section have names. */
export function isSection(name: unknown): name is Section {
  return typeof name === "string" && Object.hasOwn(ENTRY_KIND, name);
}

/** What one entry of a section is called. */
export const ENTRY_KIND: Readonly<Record<string, string>> = { accounts: "account", keys: "key", instances: "instance" };

/** A place as a person calls it: "`region` of key orders", "waiver 2", "`aura.projectId`". */
export function describePath(path: EstatePath): string {
  const [section, entry, ...rest] = path;
  if (section === undefined) return "the file";
  const owner = entry === undefined ? undefined : describeEntry(section, entry);
  if (!owner) return `\`${dotted(path)}\``;
  return rest.length > 0 ? `\`${dotted(rest)}\` of ${owner}` : owner;
}

function describeEntry(section: string | number, entry: string | number): string | undefined {
  if (section === "waivers") return `waiver ${Number(entry) + 1}`;
  if (section === "removed") return `removal ${Number(entry) + 1}`;
  const kind = ENTRY_KIND[section];
  return kind && `${kind} ${quoteIfNeeded(String(entry))}`;
}

function dotted(path: EstatePath): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${quoteIfNeeded(step)}`))
    .join("");
}

/** Characters of a value that a message shows. */
const MAX_LENGTH = 100;

/**
 * A value of the file, on one line: `"eu-west1"`, `the number 12`, `a list`.
 * @param value the value
 * @param written how it is written in the file, where that differs
 */
export function describeValue(value: unknown, written?: string): string {
  if (value === undefined) return "none";
  if (value === null) return "no value";
  if (Array.isArray(value)) return value.length > 0 ? "a list" : "an empty list";
  if (typeof value === "object") return "a map";
  if (typeof value === "number") return `the number ${written ?? value}`;
  const text = JSON.stringify(value);
  return text.length > MAX_LENGTH ? quoteWithLength(String(value)) : text;
}

/** A text in quotes, cut when it is long, and how long it is. */
export function quoteWithLength(text: string): string {
  const quoted = JSON.stringify(text);
  const shown = quoted.length > MAX_LENGTH ? `${quoted.slice(0, MAX_LENGTH)}...` : quoted;
  return `${shown} (${text.length} characters)`;
}

/** A name in the middle of a sentence: as it is, or in quotes when it could be taken for something else. */
export function quoteIfNeeded(name: string): string {
  return /^[\w.:/-]{1,100}$/.test(name) ? name : describeValue(name);
}

/** Names that a message offers before the rest is only counted. */
const MAX_CHOICES = 9;

/** What can be chosen from: `one of a, b, c`; empty when there is nothing. */
export function formatChoices(names: readonly string[]): string {
  const choices = formatList(names.map(quoteIfNeeded), { max: MAX_CHOICES });
  return names.length > 1 ? `one of ${choices}` : choices;
}
