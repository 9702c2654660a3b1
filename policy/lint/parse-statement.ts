import type { Statement } from "../document";
import { describeValue, sortAndLimit, type StatementProblem } from "../problem";
import { lintDocument } from "./document";
import { plainValue, type JsonNode } from "../parse-json";
import { locateIn, type Locate } from "./lint";
import { detectWrongDocument, SHAPES } from "./wrong-document";
import { readPolicyText, type PolicyText } from "./parse-policy";
import { lintForms, NO_STATEMENT } from "./statement";

/** The statements, or everything that is wrong with the text. */
export type StatementParse =
  { readonly statements: readonly Statement[] } | { readonly problems: readonly StatementProblem[] };

/**
 * Parses and checks what a person copied from the Aura Console: one statement; several joined by commas, without brackets
 * or as a list; or a whole policy. Commas may lead and trail, and the text may begin with a byte-order mark.
 * @param text the text as it was saved
 */
export function parseStatement(text: string): StatementParse {
  const { statements, problems } = readStatements(text);
  return problems.length > 0 ? { problems: sortAndLimit(problems) } : { statements: statements as Statement[] };
}

/** Statements as written in a text, and what is wrong with their form. */
export interface StatementReading {
  readonly statements: readonly unknown[];
  readonly problems: readonly StatementProblem[];
  /** The position of a part of a statement: the path begins with the statement's place. */
  readonly locate: Locate;
  /** Whether the text is a whole policy. */
  readonly isPolicy: boolean;
}

/**
 * Reads the statements in a text, however much is wrong with it.
 * @param text the text as it was saved
 */
export function readStatements(text: string): StatementReading {
  const source = readPolicyText(text, "the statement");
  const { nodes, problems: misshapen } = statementNodes(source);
  const statements = nodes.map(plainValue);
  const locate = locateIn(nodes, source.at);
  const problems = [...source.problems, ...misshapen, ...lintForms(statements, locate)];
  return { statements, problems, locate, isPolicy: source.values.some(isDocument) };
}

interface StatementNodes {
  readonly nodes: readonly JsonNode[];
  readonly problems: readonly StatementProblem[];
}

function statementNodes(source: PolicyText): StatementNodes {
  const { values, at, complete } = source;
  const [first, second] = values;
  if (!first) {
    // Commas alone; an empty text and one that breaks off have been reported.
    return { nodes: [], problems: complete && source.problems.length === 0 ? [{ ...NO_STATEMENT, ...at(0) }] : [] };
  }
  if (second && values.some((value) => isDocument(value) || value.items)) {
    return { nodes: [], problems: [{ ...SEVERAL_DOCUMENTS, ...at(second.offset) }] };
  }
  const only = first.items?.length === 1 ? first.items[0] : first;
  const unfit = second || !only || !complete ? undefined : detectWrongDocument(plainValue(only), "the statement");
  if (only && unfit) return { nodes: [], problems: [{ ...unfit, path: "", ...at(only.offset) }] };
  if (isDocument(first)) {
    const { nodes, problems } = lintDocument(first, at);
    return { nodes, problems: [...problems, ...lostVariables(first, nodes, source)] };
  }
  const inside = first.items?.find(isDocument);
  if (inside) return { nodes: [], problems: [{ ...IN_A_LIST, ...at(inside.offset) }] };
  if (first.items) {
    const problems = first.items.length === 0 ? [{ ...NO_STATEMENT, ...at(first.offset) }] : [];
    return { nodes: first.items, problems };
  }
  return {
    nodes: values.filter((value) => value.members),
    problems: values.flatMap((value) => [
      ...(value.members ? [] : [notAStatement(value, source)]),
      ...(value.afterComma ? [] : [{ ...NO_COMMA, ...at(value.offset) }]),
    ]),
  };
}

const SEVERAL_DOCUMENTS = {
  code: "several-documents",
  path: "",
  what: "more than one policy or list",
  got: "several documents, one after the other",
  expected: "one statement, statements joined by commas, one list of them, or one policy",
  fix: "keep the document of this key",
} as const;

const IN_A_LIST = {
  code: "wrong-type",
  path: "",
  what: "the list contains a policy",
  got: "a policy in a list",
  expected: "one policy without a list around it, or a list of statements",
  fix: "remove the list around the policy",
} as const;

const NO_COMMA = {
  code: "json-malformed",
  path: "",
  what: "no comma between two statements",
  got: "a statement right after another",
  expected: "a comma between the two",
  fix: "add the comma",
} as const;

function isDocument(node: JsonNode): boolean {
  return node.members?.some(({ name }) => name === "Statement") ?? false;
}

function notAStatement(node: JsonNode, source: PolicyText): StatementProblem {
  return {
    code: "wrong-type",
    path: "",
    what: "the statement is not a JSON object",
    got: describeValue(plainValue(node)),
    expected: SHAPES["the statement"],
    fix: "copy the statement again, from the first brace to the last one",
    ...source.at(node.offset),
  };
}

// The statements go into a policy of the newer version, where `${...}` is a variable; in an older one it means itself.
function lostVariables(document: JsonNode, nodes: readonly JsonNode[], source: PolicyText): StatementProblem[] {
  const version = document.members?.find(({ name }) => name === "Version");
  if (version?.node.value === "2012-10-17") return [];
  const used = nodes.find((node) => JSON.stringify(plainValue(node)).includes("${"));
  if (!used) return [];
  const problem = {
    code: "variables-change-meaning",
    path: version ? "Version" : "",
    what: "statements contain ${, but the policy has no Version 2012-10-17",
    got: version
      ? `"Version": ${describeValue(version.node.value)}, which takes it literally`
      : "no Version, so it is taken literally",
    expected: '"Version": "2012-10-17"',
    fix: "set the Version if variables are intended",
  } as const;
  return [{ ...problem, ...source.at(version?.node.offset ?? document.offset) }];
}
