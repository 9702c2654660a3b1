import { DOCUMENT_ELEMENTS, statementName, type Statement } from "../document";
import { POLICY_VERSIONS } from "../limits";
import { describeValue, type Position, type StatementProblem } from "../problem";
import { didYouMean } from "../../util/did-you-mean";
import { plainValue, type JsonNode } from "../parse-json";
import { Lint, locateIn, type Locate, type LintTarget } from "./lint";
import { lintAccess } from "./access";
import { lintActionNames } from "./actions";
import { lintConditionMeaning } from "./condition-meaning";
import { lintTarget } from "./key";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";

/**
 * Checks the elements of a whole policy that was given as text, but not the statements in it.
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

/** Checks the elements of a whole policy, but not the statements in it. */
export function lintElements(document: unknown, locate: Locate): readonly StatementProblem[] {
  const lint = new Lint("the key policy", locate);
  if (!isObject(document)) {
    lint.report([], {
      code: "wrong-type",
      what: "the key policy is not an object",
      got: describeValue(document),
      expected: "an object with Version and Statement",
      fix: "copy the key policy again",
    });
    return lint.problems;
  }
  const { Version: version, Id: id, Statement: statement } = document;
  for (const element of Object.keys(document)) {
    if (document[element] === undefined || (DOCUMENT_ELEMENTS as readonly string[]).includes(element)) continue;
    const meant = didYouMean(element, DOCUMENT_ELEMENTS);
    const problem = {
      code: "unknown-element" as const,
      what: "the key policy contains an unknown element",
      got: quote(element),
      expected: DOCUMENT_ELEMENTS.join(", "),
      fix: meant ? `did you mean "${meant}"?` : "delete it",
    };
    lint.report([element], problem, "name");
  }
  if (version !== undefined && !(POLICY_VERSIONS as readonly unknown[]).includes(version)) {
    lint.report(["Version"], {
      code: "unknown-version",
      what: "Version of the key policy is unknown",
      got: describeValue(version),
      expected: POLICY_VERSIONS.map(quote).join(" or "),
      fix: `write ${quote(POLICY_VERSIONS[1])}`,
    });
  }
  if (id !== undefined && typeof id !== "string") {
    lint.report(["Id"], {
      code: "wrong-type",
      what: "Id of the key policy is not text",
      got: describeValue(id),
      expected: "a text",
      fix: "put it between double quotes, or delete it",
    });
  }
  if (!isObject(statement) && !(Array.isArray(statement) && statement.length > 0)) {
    lint.report(statement === undefined ? [] : ["Statement"], {
      code: "no-statement",
      what: "Statement of the key policy contains no statements",
      got: statement === undefined ? "none" : describeValue(statement),
      expected: "a statement or a list of them",
      fix: "copy the key policy again",
    });
  }
  return lint.problems;
}

/** What is known in addition to the statements. */
export interface Circumstances {
  readonly target: LintTarget;
  /** Whether `${...}` is a variable. */
  readonly variables: boolean;
  /** Whether a vendor wrote the statement, for its own access. */
  readonly isVendors: (statement: Statement) => boolean;
  /** Whether other statements deny operations to external principals. */
  readonly denied: (operations: readonly string[]) => boolean;
}

/**
 * Finds what KMS accepts in statements although it has no effect or does more than it should.
 * @param locate the position of a part of a statement: the path begins with the statement's place
 */
export function lintMeanings(
  statements: readonly unknown[],
  flaws: readonly StatementProblem[],
  locate: Locate,
  { target, variables, isVendors, denied }: Circumstances,
): StatementProblem[] {
  const flawed = new Set(flaws.map(({ path }) => statementAt(path)));
  return statements.flatMap((statement, index) => {
    if (!isObject(statement)) return [];
    const name = statementName(index, statement);
    const lint = new Lint(name, (path, part) => locate([index, ...path], part), ["Statement", index]);
    lintActionNames(lint, statement);
    lintTarget(lint, statement, target);
    lintConditionMeaning(lint, statement, target, variables);
    // Principals can only be determined where the form of the statement is correct.
    if (!flawed.has(index)) {
      const sound = statement as object as Statement;
      lintAccess(lint, sound, target, isVendors(sound), denied);
    }
    return lint.problems;
  });
}

/**
 * Finds the statements of an older policy in which `${...}` is not a variable.
 * @param locate the position of a part of a statement: the path begins with the statement's place
 */
export function lintVariables(statements: readonly unknown[], locate: Locate): StatementProblem[] {
  return statements.flatMap((statement, index) => {
    if (!JSON.stringify(statement).includes("${")) return [];
    const problem: StatementProblem = {
      code: "variable-taken-literally",
      path: `Statement[${index}]`,
      what: `${statementName(index, statement)} contains \${, but the policy has no Version`,
      got: "it is taken literally",
      expected: '"Version": "2012-10-17"',
      fix: "set the Version if variables are intended",
    };
    return [{ ...problem, ...locate([index], "value") }];
  });
}

/**
 * The place of the statement that the path of a problem is about, counted from 0.
 * @param path such as `Statement[1].Principal.AWS[0]`
 */
export function statementAt(path: string): number | undefined {
  const [, index] = /^Statement\[(\d+)\]/.exec(path) ?? [];
  return index === undefined ? undefined : Number(index);
}
