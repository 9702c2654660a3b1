import { isObject, type JsonObject } from "../../util/json";
import { sorted } from "./go-json";

/*
 * Policies as `aws_iam_policy_document` reads and writes them. What the real provider drops is dropped here too, because a plan shows
 * what it would write.
 */

/** A policy, with its members in the order in which they are written. */
export interface Document {
  readonly Version?: string | undefined;
  readonly Id?: string | undefined;
  readonly Statement?: readonly JsonObject[];
}

/** One value by itself, or a list. */
export type Identifiers = string | readonly string[];

/** A document that the data source refuses. */
export class DocumentError extends Error {}

/**
 * Reads a policy that is to be merged. Names of members may be in any case, as Go reads them.
 * @throws DocumentError, or SyntaxError when it is not JSON
 */
export function parseDocument(json: string): Document {
  const document = membersOf(JSON.parse(json), "IAMPolicyDoc");
  const statements = document("Statement") ?? [];
  if (!Array.isArray(statements)) {
    throw new DocumentError(
      `json: cannot unmarshal ${kindOf(statements)} into Go struct field IAMPolicyDoc.Statement of type []*iam.IAMPolicyStatement`,
    );
  }
  return {
    Version: textIn(document("Version"), "IAMPolicyDoc.Version"),
    Id: textIn(document("Id"), "IAMPolicyDoc.Id"),
    Statement: statements.map(parseStatement),
  };
}

function parseStatement(value: unknown): JsonObject {
  const statement = membersOf(value, "IAMPolicyDoc.Statement");
  const members = {
    Sid: textIn(statement("Sid"), "IAMPolicyStatement.Sid"),
    Effect: textIn(statement("Effect"), "IAMPolicyStatement.Effect"),
    Action: statement("Action"),
    NotAction: statement("NotAction"),
    Resource: statement("Resource"),
    NotResource: statement("NotResource"),
    Principal: parsePrincipals(statement("Principal")),
    NotPrincipal: parsePrincipals(statement("NotPrincipal")),
    Condition: parseConditions(statement("Condition")),
  };
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}

function parsePrincipals(value: unknown): unknown {
  if (value === undefined) return undefined;
  // Any text stands for anyone here.
  if (typeof value === "string") return "*";
  return principals(
    Object.entries(objectIn(value, "IAMPolicyStatementPrincipalSet")).map(([type, names]) => {
      if (typeof names === "string") return { type, identifiers: names };
      if (!Array.isArray(names)) throw unsupported(names, "IAMPolicyStatementPrincipalSet.Identifiers");
      return { type, identifiers: names.map(String).sort().reverse() };
    }),
  );
}

function parseConditions(value: unknown): unknown {
  if (value === undefined) return undefined;
  const set = "IAMPolicyStatementConditionSet";
  return conditions(
    Object.entries(objectIn(value, set)).flatMap(([test, variables]) =>
      Object.entries(objectIn(variables, set)).flatMap(([variable, values]) => {
        if (Array.isArray(values)) return { test, variable, values: values.map(String) };
        // A number by itself is dropped.
        return typeof values === "number" ? [] : { test, variable, values: [String(values)] };
      }),
    ),
  );
}

/** The element Principal or NotPrincipal; undefined when there is none. */
export function principals(found: readonly { readonly type: string; readonly identifiers: Identifiers }[]): unknown {
  const [only, ...others] = found;
  if (!only) return undefined;
  if (others.length === 0 && only.type === "*" && [only.identifiers].flat().join() === "*") return "*";
  const byType: Record<string, Identifiers> = {};
  for (const { type, identifiers } of found) {
    const known = byType[type];
    byType[type] = known === undefined ? identifiers : [known, identifiers].flat();
  }
  return sorted(byType);
}

/** The element Condition; undefined when there is none. */
export function conditions(
  found: readonly { readonly test: string; readonly variable: string; readonly values: readonly string[] }[],
): unknown {
  if (found.length === 0) return undefined;
  const byTest: Record<string, Record<string, Identifiers>> = {};
  for (const { test, variable, values } of found) {
    const variables = (byTest[test] ??= {});
    const all = [variables[variable] ?? [], values].flat();
    variables[variable] = all.length === 1 ? String(all[0]) : all;
  }
  return sorted(byTest);
}

function membersOf(value: unknown, type: string): (name: string) => unknown {
  if (!isObject(value))
    throw new DocumentError(`json: cannot unmarshal ${kindOf(value)} into Go value of type iam.${type}`);
  const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member ?? undefined]));
  return (name) => members.get(name.toLowerCase());
}

/** A text; an empty one is left out. */
function textIn(value: unknown, field: string): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  throw new DocumentError(`json: cannot unmarshal ${kindOf(value)} into Go struct field ${field} of type string`);
}

function objectIn(value: unknown, type: string): JsonObject {
  if (isObject(value)) return value;
  throw unsupported(value, type);
}

function unsupported(value: unknown, type: string): DocumentError {
  return new DocumentError(`Unsupported data type ${kindOf(value)} for ${type}`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
}
