import type { ProblemCode } from "../model/codes";
import { plain } from "./words";

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
