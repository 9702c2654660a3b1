import { isObject, statementName, type Statement } from "../document";
import type { StatementProblem } from "../problem";
import { lintAccess } from "./access";
import { lintActionNames } from "./actions";
import { lintConditionMeaning } from "./condition-meaning";
import { Lint, type LintTarget, type Locate } from "./lint";
import { lintTarget } from "./target";

/** What is known beside the statements. */
export interface Circumstances {
  readonly target: LintTarget;
  /** Whether `${...}` is a variable. */
  readonly variables: boolean;
  /** Whether somebody else wrote the statements, for access of his own. */
  readonly vendor: boolean;
  /** Whether other statements deny operations to somebody of a strange account. */
  readonly denied: (operations: readonly string[]) => boolean;
}

/**
 * Finds what KMS takes of statements, and what does not do what it says or does more than it should.
 * @param statements the statements, whatever they are
 * @param flaws what is wrong with their form
 * @param locate where a part of a statement stands: the path begins with the statement's place
 * @param circumstances what is known beside them
 */
export function lintMeanings(
  statements: readonly unknown[],
  flaws: readonly StatementProblem[],
  locate: Locate,
  { target, variables, vendor, denied }: Circumstances,
): StatementProblem[] {
  const flawed = new Set(flaws.map(({ path }) => statementAt(path)));
  return statements.flatMap((statement, index) => {
    if (!isObject(statement)) return [];
    const name = statementName(index, statement);
    const lint = new Lint(name, (path, part) => locate([index, ...path], part), ["Statement", index]);
    lintActionNames(lint, statement);
    lintTarget(lint, statement, target);
    lintConditionMeaning(lint, statement, target, variables);
    // Who is let in can only be told of a statement whose form is right.
    if (!flawed.has(index)) lintAccess(lint, statement as object as Statement, target, vendor, denied);
    return lint.problems;
  });
}

/**
 * Finds the statements of an older policy in which `${...}` is no variable.
 * @param statements the statements, whatever they are
 * @param locate where a part of a statement stands: the path begins with the statement's place
 */
export function lintVariables(statements: readonly unknown[], locate: Locate): StatementProblem[] {
  return statements.flatMap((statement, index) => {
    if (!JSON.stringify(statement).includes("${")) return [];
    const problem: StatementProblem = {
      code: "variable-taken-literally",
      path: `Statement[${index}]`,
      what: `a policy whose ${statementName(index, statement)} holds \${ must say what that means`,
      got: 'no "Version": "2012-10-17", so it is no variable',
      expected: '"Version": "2012-10-17"',
      fix: "set the Version when variables are meant",
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
