import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLMap } from "yaml";
import type { EstatePath } from "./messages";
import { nameProblems, nameOf, startOf, syntaxProblem, syntaxProblems, type SourceProblem } from "./yaml-problems";

/** A YAML text: what it says, and where it says so. */
export interface YamlSource {
  /** The text as quoteIfNeeded data; undefined when it is not one YAML document. */
  readonly value: unknown;
  readonly problems: readonly SourceProblem[];
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

/**
 * Reads a YAML text. Never throws.
 * @param text the text
 */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  // Its own errors are gathered, and duplicates are looked for below: with the place of the first.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: "error" } as const;
  const document = parseDocument(text.replace(/^\uFEFF/, ""), options);
  const index = new WeakMap<YAMLMap, Map<string, Entry>>();
  const lineAndColumn = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const find = (path: EstatePath): Found => locate(document, path, index);
  const source = (value: unknown, problems: readonly SourceProblem[]): YamlSource => ({
    value,
    problems,
    lineAndColumn,
    offsetOf: (path, part) => find(path)[part],
    writtenAt: (path) => find(path).written,
  });

  const broken = syntaxProblems(document, lineAndColumn);
  if (broken.length > 0) return source(undefined, broken);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    // All that can still go wrong: a few lines that stand for millions of values.
    const got = `aliases (*name) expand to more than ${MAX_ALIASES} values`;
    return source(undefined, [syntaxProblem(0, got, "write the values out")]);
  }
  return source(value, nameProblems(document, lineAndColumn));
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
