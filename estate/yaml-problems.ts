import { isAlias, isMap, isScalar, isSeq, visit, type Document } from "yaml";
import { quoteIfNeeded, type EstatePath, type EstateProblem } from "./messages";

/** A problem at an offset of the text, before anything is known about its meaning. */
export type SourceProblem = EstateProblem & { readonly offset: number };

/** Syntax errors that are shown: later ones are mostly consequences of the first. */
const MAX_SYNTAX_ERRORS = 5;

/** What the parser's codes mean to the person who wrote the file. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BAD_INDENT: "start all settings of a map in the same column, and indent their values further",
  BLOCK_AS_IMPLICIT_KEY: "quote text that contains `: `, or begin the nested map on its own line",
  MULTILINE_IMPLICIT_KEY: "write `name: value` on one line",
  MISSING_CHAR: "close the quote or bracket, and put a space after each `:`",
  BAD_SCALAR_START: "put the text in quotes",
  BAD_DQ_ESCAPE: "write \\\\ for a backslash, or use single quotes",
  MULTIPLE_DOCS: "keep one document in the file: remove the line `---` and the other document",
  TAG_RESOLVE_FAILED: "remove the tag (!name)",
  RESOURCE_EXHAUSTION: "nest less deeply",
};

/** What the parser found, where its own words are not clear. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second document",
  RESOURCE_EXHAUSTION: "too many levels",
};

/**
 * What keeps a text from being one YAML document: at most one problem a line, the first few.
 * @param document the document as far as it could be read
 * @param lineAndColumn where an offset is
 */
export function syntaxProblems(document: Document, lineAndColumn: (offset: number) => string): SourceProblem[] {
  const problems = new Map<string, SourceProblem>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const line = lineAndColumn(pos[0]).split(":")[0] ?? "";
    const advice = message.startsWith("Flow ") ? ADVICE.MISSING_CHAR : ADVICE[code];
    if (!problems.has(line)) problems.set(line, syntaxProblem(pos[0], DESCRIPTIONS[code] ?? message, advice));
  }
  return (problems.size > 0 ? [...problems.values()] : danglingAliases(document)).slice(0, MAX_SYNTAX_ERRORS);
}

function danglingAliases(document: Document): SourceProblem[] {
  const problems: SourceProblem[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Value: (_, { anchor }) => void (anchor && anchors.add(anchor)),
    Alias: (_, alias) => {
      if (anchors.has(alias.source)) return;
      const fix = `put &${alias.source} before the value it refers to, or quote the text`;
      problems.push(syntaxProblem(startOf(alias) ?? 0, `alias *${alias.source} has no anchor`, fix));
    },
  });
  return problems;
}

/**
 * A problem of the syntax.
 * @param offset where it is
 * @param got what was found
 * @param fix what to do
 */
export function syntaxProblem(offset: number, got: string, fix = "correct the syntax there"): SourceProblem {
  return {
    code: "estate-syntax",
    offset,
    path: [],
    part: "value",
    what: "the file is not one valid YAML document",
    got: got.replace(/\.$/, ""),
    expected: "",
    fix,
  };
}

/**
 * Names that are there twice, and names that YAML reads as something else than text.
 * @param document the document
 * @param lineAndColumn where an offset is
 */
export function nameProblems(document: Document, lineAndColumn: (offset: number) => string): SourceProblem[] {
  const problems: SourceProblem[] = [];
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
        else problems.push(duplicate(name, offset, path, lineAndColumn(first)));
        const scalar = isAlias(key) ? key.resolve(document) : key;
        if (!isScalar(scalar) || typeof scalar.value !== "string") problems.push(notText(scalar, name, offset, path));
      }
    },
  });
  return problems;
}

function duplicate(name: string, offset: number, path: EstatePath, first: string): SourceProblem {
  return {
    code: "estate-duplicate",
    offset,
    path,
    part: "name",
    what: `\`${quoteIfNeeded(name)}\` occurs twice`,
    got: `first at ${first}`,
    expected: "",
    fix: "rename or remove one of the two",
  };
}

function notText(node: unknown, name: string, offset: number, path: EstatePath): SourceProblem {
  const written = isScalar(node) ? (node.source ?? "") : "";
  const kind = isScalar(node) ? (node.value === null ? "null" : typeof node.value) : "a list or map";
  return {
    code: "estate-wrong-type",
    offset,
    path,
    part: "name",
    what: "a name is not text",
    got: written && kind !== "null" ? `the ${kind} ${written}` : kind,
    expected: "",
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
