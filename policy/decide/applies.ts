import { asList, type Statement } from "../document";
import { actionCovers } from "./actions";
import { meetsCondition } from "./condition";
import type { Context } from "./context";
import { coversResource } from "./resource";
import { allOf, anyOf, not, type Truth } from "./truth";
import { fillIn, literally } from "./variables";

const VARIABLE_TOO_EARLY = /^([^:$]*:){0,4}[^:$]*\$\{/;

/** What is asked for, whoever asks. */
export interface Access {
  readonly operation: string;
  readonly keyArn: string;
  readonly context: Context;
}

/**
 * Whether action, resource and condition of a statement fit what is asked for; its principal is not looked at.
 * @param statement the statement
 * @param version of its policy, which decides whether `${...}` is a variable
 * @param access what is asked for
 */
export function applies(statement: Statement, version: string | undefined, access: Access): Truth {
  if (!actionApplies(statement, access.operation)) return false;
  const variables = version === "2012-10-17";
  return allOf([
    resourceApplies(statement, access, variables),
    meetsCondition(statement.Condition, access.context, variables),
  ]);
}

function actionApplies({ Action: action, NotAction: notAction }: Statement, operation: string): boolean {
  if (action !== undefined) return asList(action).some((pattern) => actionCovers(pattern, operation));
  return notAction !== undefined && !asList(notAction).some((pattern) => actionCovers(pattern, operation));
}

function resourceApplies(statement: Statement, { keyArn, context }: Access, variables: boolean): Truth {
  const covers = (patterns: readonly string[]): Truth =>
    anyOf(
      patterns.map((text) => {
        const pattern = variables ? fillIn(text, context)?.pattern : text;
        const covers = pattern === undefined ? undefined : coversResource(pattern, literally(keyArn));
        // Before the fifth colon IAM has no variables; what it makes of them there is not documented.
        return covers && variables && VARIABLE_TOO_EARLY.test(text) ? undefined : covers;
      }),
    );
  if (statement.Resource !== undefined) return covers(asList(statement.Resource));
  // KMS takes a statement without resource, and it does nothing.
  return statement.NotResource !== undefined && not(covers(asList(statement.NotResource)));
}
