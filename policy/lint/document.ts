import { DOCUMENT_ELEMENTS, isObject } from "../document";
import { POLICY_VERSIONS } from "../limits";
import { describe, quote, type Position, type StatementProblem } from "../problem";
import { didYouMean } from "./did-you-mean";
import { plainValue, type JsonNode } from "./json";
import { Lint, locateIn, type Locate } from "./lint";

/**
 * Checks the elements of a whole policy that was given as text, but not the statements in it.
 * @param node the policy
 * @param at line and column of a place in the text
 * @returns the statements of the policy, and what is wrong with the rest
 */
export function lintDocument(
  node: JsonNode,
  at: (offset: number) => Position,
): { readonly nodes: readonly JsonNode[]; readonly problems: readonly StatementProblem[] } {
  const statement = node.members?.find(({ name }) => name === "Statement")?.node;
  const locate = locateIn([node], at);
  return {
    nodes: statement?.items ?? (statement?.members ? [statement] : []),
    problems: lintElements(plainValue(node), (path, part) => locate([0, ...path], part)),
  };
}

/**
 * Checks the elements of a whole policy, but not the statements in it.
 * @param document the policy
 * @param locate where its parts stand in the text
 */
export function lintElements(document: unknown, locate: Locate): readonly StatementProblem[] {
  const lint = new Lint("the key policy", locate);
  if (!isObject(document)) {
    lint.report([], {
      code: "wrong-type",
      what: "the key policy must be an object",
      got: describe(document),
      expected: "an object with Version and Statement",
      fix: "copy the key policy again",
    });
    return lint.problems;
  }
  const { Version: version, Id: id, Statement: statement } = document;
  for (const element of Object.keys(document)) {
    if (document[element] === undefined || (DOCUMENT_ELEMENTS as readonly string[]).includes(element)) continue;
    const meant = didYouMean(element, DOCUMENT_ELEMENTS);
    const complaint = {
      code: "unknown-element" as const,
      what: "the key policy must hold only elements of the policy language",
      got: quote(element),
      expected: DOCUMENT_ELEMENTS.join(", "),
      fix: meant ? `did you mean "${meant}"?` : "delete it",
    };
    lint.report([element], complaint, "name");
  }
  if (version !== undefined && !(POLICY_VERSIONS as readonly unknown[]).includes(version)) {
    lint.report(["Version"], {
      code: "unknown-version",
      what: "Version of the key policy must be one of the policy language",
      got: describe(version),
      expected: POLICY_VERSIONS.map(quote).join(" or "),
      fix: `write ${quote(POLICY_VERSIONS[1])}`,
    });
  }
  if (id !== undefined && typeof id !== "string") {
    lint.report(["Id"], {
      code: "wrong-type",
      what: "Id of the key policy must be a text",
      got: describe(id),
      expected: "a text",
      fix: "put it between double quotes, or delete it",
    });
  }
  if (!isObject(statement) && !(Array.isArray(statement) && statement.length > 0)) {
    lint.report(statement === undefined ? [] : ["Statement"], {
      code: "no-statement",
      what: "Statement of the key policy must hold statements",
      got: statement === undefined ? "none" : describe(statement),
      expected: "a statement or a list of them",
      fix: "copy the key policy again",
    });
  }
  return lint.problems;
}
