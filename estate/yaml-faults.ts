import { isAlias, isMap, isScalar, isSeq, visit, type Document } from "yaml";
import type { EstatePath, Fault } from "./messages";

/** Something wrong at an offset of the text, before anything is known about what the text means. */
export type SourceFault = Fault & { readonly offset: number };

/** Syntax errors that are shown: later ones are mostly consequences of the first. */
const MAX_SYNTAX_ERRORS = 5;

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

/** Better words for what the parser found. */
const WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second document",
  RESOURCE_EXHAUSTION: "too many levels",
};

/**
 * What keeps a text from being one YAML document: at most one fault a line, the first few.
 * @param document the document as far as it could be read
 * @param lineAndColumn where an offset is
 */
export function syntaxFaults(document: Document, lineAndColumn: (offset: number) => string): SourceFault[] {
  const faults = new Map<string, SourceFault>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const line = lineAndColumn(pos[0]).split(":")[0] ?? "";
    const advice = message.startsWith("Flow ") ? ADVICE.MISSING_CHAR : ADVICE[code];
    if (!faults.has(line)) faults.set(line, syntaxFault(pos[0], WORDS[code] ?? message, advice));
  }
  return (faults.size > 0 ? [...faults.values()] : danglingAliases(document)).slice(0, MAX_SYNTAX_ERRORS);
}

function danglingAliases(document: Document): SourceFault[] {
  const faults: SourceFault[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Value: (_, { anchor }) => void (anchor && anchors.add(anchor)),
    Alias: (_, alias) => {
      if (anchors.has(alias.source)) return;
      const fix = `put &${alias.source} before the value that it stands for, or put the text in quotes`;
      faults.push(syntaxFault(startOf(alias) ?? 0, `the alias *${alias.source} without its anchor`, fix));
    },
  });
  return faults;
}

/**
 * A fault of the syntax.
 * @param offset where it is
 * @param got what was found
 * @param fix what to do
 */
export function syntaxFault(offset: number, got: string, fix = "correct the syntax there"): SourceFault {
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

/**
 * Names that are there twice, and names that YAML reads as something else than text.
 * @param document the document
 * @param lineAndColumn where an offset is
 */
export function nameFaults(document: Document, lineAndColumn: (offset: number) => string): SourceFault[] {
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

/**
 * The text of a name, as the data has it.
 * @param key the node of the name
 * @param document where it stands
 */
export function nameOf(key: unknown, document: Document): string {
  const node = isAlias(key) ? key.resolve(document) : key;
  return isScalar(node) ? String(node.value ?? "") : String(node);
}

/**
 * The offset of a node.
 * @param node the node
 */
export function startOf(node: unknown): number | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
