import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type YAMLMap } from "yaml";
import type { EstatePath, Fault } from "./fault";

/** Something wrong at an offset of the text, before anything is known about what the text means. */
export type SourceFault = Fault & { readonly offset: number };

/** A YAML text: what it says, and where it says so. */
export interface YamlSource {
  /** The text as plain data; undefined when it is not one YAML document. */
  readonly value: unknown;
  readonly faults: readonly SourceFault[];
  /** Where a setting (`name`) or its value stands, as an offset; the nearest place above it when it is not there. */
  offsetOf(path: EstatePath, part: "name" | "value"): number;
  /** How the scalar at the path is written, quotes left out: `012345678901` where the data has 12345678901. */
  writtenAt(path: EstatePath): string | undefined;
  /** Line and column, both from 1. */
  lineAndColumn(offset: number): string;
}

/**
 * Aliases (`*name`) that a document may resolve to in all. They are resolved by reference, so this is only a bound
 * against documents made to explode.
 */
const MAX_ALIASES = 100_000;

/** Syntax errors that are shown: later ones are mostly consequences of the first. */
const MAX_SYNTAX_ERRORS = 5;

/**
 * Reads a YAML text. Never throws.
 * @param text the text
 */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const index = new WeakMap<YAMLMap, Map<string, Entry>>();
  const lineAndColumn = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const find = (path: EstatePath): Found => locate(document, path, index);
  const source = (value: unknown, faults: readonly SourceFault[]): YamlSource => ({
    value,
    faults,
    lineAndColumn,
    offsetOf: (path, part) => find(path)[part],
    writtenAt: (path) => find(path).written,
  });

  const broken = syntaxFaults(document, lineAndColumn);
  if (broken.length > 0) return source(undefined, broken);
  try {
    return source(document.toJS({ maxAliasCount: MAX_ALIASES }), nameFaults(document, lineAndColumn));
  } catch (error) {
    // An alias without an anchor, or too many of them: the only things that can not be read any more.
    return source(undefined, [syntaxFault(0, error instanceof Error ? error.message : String(error))]);
  }
}

interface Entry {
  readonly name: number;
  readonly value: unknown;
}

interface Found {
  readonly name: number;
  readonly value: number;
  readonly written?: string;
}

function locate(document: Document, path: EstatePath, index: WeakMap<YAMLMap, Map<string, Entry>>): Found {
  let node: unknown = document.contents;
  let name = startOf(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    const entry: Entry | undefined = isMap(node)
      ? entriesOf(node, document, index).get(String(step))
      : isSeq(node) && typeof step === "number" && step < node.items.length
        ? { name: startOf(node.items[step]) ?? name, value: node.items[step] }
        : undefined;
    if (!entry) return { name, value: name };
    name = entry.name;
    node = entry.value;
  }
  // A value that is left out has a place, but nothing stands there.
  const value = isScalar(node) && node.source === "" && node.value === null ? name : (startOf(node) ?? name);
  return { name, value, written: isScalar(node) ? node.source : undefined };
}

function entriesOf(map: YAMLMap, document: Document, index: WeakMap<YAMLMap, Map<string, Entry>>): Map<string, Entry> {
  const known = index.get(map);
  if (known) return known;
  const entries = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    // The later of two equal names is the one that the data has.
    entries.set(nameOf(key, document), { name: startOf(key) ?? 0, value });
  }
  index.set(map, entries);
  return entries;
}

function nameOf(key: unknown, document: Document): string {
  const node = isAlias(key) ? key.resolve(document) : key;
  return isScalar(node) ? String(node.value ?? "") : String(node);
}

function startOf(node: unknown): number | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}

/** What the parser's codes mean to the person who wrote the file. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with blanks",
  BAD_INDENT: "start all settings of one map in the same column, and indent what belongs to a setting further than it",
  BLOCK_AS_IMPLICIT_KEY: "put text that contains `: ` in quotes, or begin the nested map on a line of its own",
  MULTILINE_IMPLICIT_KEY: "write `name: value` on one line",
  MISSING_CHAR: "close the quote or bracket, and put a blank after each `:`",
  BAD_SCALAR_START: "put the text in quotes",
  BAD_DQ_ESCAPE: "write \\\\ for a backslash, or use single quotes",
  MULTIPLE_DOCS: "keep one document in the file: take out the line `---`, and what does not belong to it",
  TAG_RESOLVE_FAILED: "take the tag (!name) out",
  RESOURCE_EXHAUSTION: "nest less deeply",
};

function syntaxFaults(document: Document, lineAndColumn: (offset: number) => string): SourceFault[] {
  const faults = new Map<string, SourceFault>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const line = lineAndColumn(pos[0]).split(":")[0] ?? "";
    const words = code === "MULTIPLE_DOCS" ? "a second document" : message;
    if (!faults.has(line)) faults.set(line, syntaxFault(pos[0], words, ADVICE[code]));
  }
  return [...faults.values()].slice(0, MAX_SYNTAX_ERRORS);
}

function syntaxFault(offset: number, got: string, fix = "correct the syntax there"): SourceFault {
  return {
    code: "estate-syntax",
    offset,
    path: [],
    part: "value",
    what: "the file must be one YAML document",
    got: got.replace(/\.$/, ""),
    expected: "valid YAML 1.2",
    fix,
  };
}

/** Names that are there twice, and names that YAML reads as something else than text. */
function nameFaults(document: Document, lineAndColumn: (offset: number) => string): SourceFault[] {
  const faults: SourceFault[] = [];
  const paths = new Map<unknown, EstatePath>();
  visit(document, {
    Seq: (_, seq) => seq.items.forEach((item, i) => paths.set(item, [...(paths.get(seq) ?? []), i])),
    Map: (_, map) => {
      const seen = new Map<string, number>();
      for (const { key, value } of map.items) {
        const name = nameOf(key, document);
        const offset = startOf(key) ?? startOf(map) ?? 0;
        const path = [...(paths.get(map) ?? []), name];
        paths.set(value, path);
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else faults.push(duplicate(name, offset, path, lineAndColumn(first)));
        const scalar = isAlias(key) ? key.resolve(document) : key;
        if (!isScalar(scalar) || typeof scalar.value !== "string") faults.push(notText(scalar, name, offset, path));
      }
    },
  });
  return faults;
}

function duplicate(name: string, offset: number, path: EstatePath, first: string): SourceFault {
  return {
    code: "estate-duplicate",
    offset,
    path,
    part: "name",
    what: "each setting and each name must be there once",
    got: `${JSON.stringify(name)} for the second time (the first is at ${first})`,
    expected: "one of it",
    fix: "rename one of the two, or take one out",
  };
}

function notText(node: unknown, name: string, offset: number, path: EstatePath): SourceFault {
  const written = isScalar(node) ? (node.source ?? "") : "";
  const kind = isScalar(node) ? (node.value === null ? "null" : typeof node.value) : "a list or map";
  return {
    code: "estate-wrong-type",
    offset,
    path,
    part: "name",
    what: "a name must be a text",
    got: written && kind !== "null" ? `the ${kind} ${written}` : kind,
    expected: "a text",
    fix: written ? `quote it: "${written}"` : `give it a name${name ? " without brackets" : ""}`,
  };
}
