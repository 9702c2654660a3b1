import { memoize } from "../../util/memoize";
import { asList, type PolicyDocument, type Statement } from "../document";
import { operationsOf } from "./actions";
import { conditionTest, resolveVariables, unescapeVariables } from "./condition";
import type { Context } from "./request-context";
import { allOf, anyOf, not, type Truth } from "./truth";
import { coversResource } from "./wildcard";

/** The requested access, whatever the principal. */
export interface Access {
  readonly operation: string;
  readonly keyArn: string;
  readonly context: Context;
}

/**
 * The access that a statement is about: its actions, resources and condition. Statements that differ in nothing but effect, Sid and principals
 * have the same one, so that what was decided for one of hundreds of roles holds for those alike.
 */
export interface Scope {
  /** A number of its own. */
  readonly id: number;
  /** The condition keys that it depends on, in lower case; undefined where variables may make it depend on any. */
  readonly keys: readonly string[] | undefined;
  readonly includes: (access: Access) => Truth;
}

/** The scopes of the statements of a policy, by their places. */
export const scopesOf = memoize(({ Version: version, Statement: statements }: PolicyDocument): readonly Scope[] =>
  // Its version decides whether `${...}` is a variable.
  statements.map((statement) => scopeOf(statement, version === "2012-10-17")),
);

const SCOPES = new Map<string, Scope>();
const MAX_SCOPES = 10_000;
let count = 0;

function scopeOf(statement: Statement, variables: boolean): Scope {
  const { Action, NotAction, Resource, NotResource, Condition: condition } = statement;
  const elements = [Action, NotAction, Resource, NotResource, condition].map((element) => element ?? 0);
  const text = JSON.stringify([...elements, variables]);
  // JSON has one word for several numbers.
  if (text.includes("null")) return newScope(statement, variables, text);
  if (SCOPES.size >= MAX_SCOPES) SCOPES.clear();
  const scope = SCOPES.get(text) ?? newScope(statement, variables, text);
  SCOPES.set(text, scope);
  return scope;
}

function newScope(statement: Statement, variables: boolean, text: string): Scope {
  const operations = new Set(operationsOf(statement));
  const coversKey = resourceTest(statement, variables);
  const meets = conditionTest(statement.Condition, variables);
  const keys = Object.values(statement.Condition ?? {}).flatMap((tests) => Object.keys(tests));
  return {
    id: count++,
    keys: variables && text.includes("${") ? undefined : [...new Set(keys.map((key) => key.toLowerCase()))],
    includes: (access) => operations.has(access.operation) && allOf([coversKey(access), meets(access.context)]),
  };
}

const VARIABLE_TOO_EARLY = /^([^:$]*:){0,4}[^:$]*\$\{/;

function resourceTest(
  { Resource: resource, NotResource: notResource }: Statement,
  variables: boolean,
): (access: Access) => Truth {
  const covers = (patterns: readonly string[], { keyArn, context }: Access): Truth =>
    patterns.includes("*") ||
    anyOf(
      patterns.map((text) => {
        const pattern = variables ? resolveVariables(text, context)?.pattern : text;
        const covers = pattern === undefined ? undefined : coversResource(pattern, unescapeVariables(keyArn));
        // Before the fifth colon IAM has no variables; what it makes of them there is not documented.
        return covers && variables && VARIABLE_TOO_EARLY.test(text) ? undefined : covers;
      }),
    );
  if (resource !== undefined) return (access) => covers(asList(resource), access);
  // KMS accepts a statement without resource, but it has no effect.
  return (access) => notResource !== undefined && not(covers(asList(notResource), access));
}
