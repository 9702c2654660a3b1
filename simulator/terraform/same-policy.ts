import { canonicalStatement } from "../../policy/canonical";
import {
  asList,
  type Condition,
  type OneOrMany,
  type PolicyDocument,
  type PolicyPrincipal,
  type Statement,
} from "../../policy/document";
import { partitionIn, principalName } from "../../policy/diff/normalize";
import { goJson, sorted } from "./go-json";

/**
 * True when the AWS provider shows no difference between two policies: order of statements and of lists, one value or a list
 * of it, an account id or its root ARN, a boolean or number of a condition or its text. Other differences remain: Sids, Ids,
 * Versions and the case of an action.
 */
export function isSamePolicy(left: string, right: string): boolean {
  if (left === right) return true;
  const [one, other] = [parse(left), parse(right)];
  if (!one || !other) return false;
  const partition = partitionIn(one, other);
  return structureOf(one, partition) === structureOf(other, partition);
}

function parse(text: string): PolicyDocument | undefined {
  try {
    const document = JSON.parse(text) as Omit<PolicyDocument, "Statement"> & { Statement?: OneOrMany<Statement> };
    return { ...document, Statement: asList(document.Statement) };
  } catch {
    return undefined;
  }
}

function structureOf(document: PolicyDocument, partition: string | undefined): string {
  const statements = document.Statement.map((statement) =>
    canonicalStatement({
      ...statement,
      ...(statement.Principal !== undefined && { Principal: withArns(statement.Principal, partition) }),
      ...(statement.NotPrincipal !== undefined && { NotPrincipal: withArns(statement.NotPrincipal, partition) }),
      ...(statement.Condition !== undefined && { Condition: withTexts(statement.Condition) }),
    }),
  );
  return JSON.stringify([document.Version, document.Id, statements.sort()]);
}

function withTexts(condition: Condition): Condition {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, asList(values).map(String)])),
    ]),
  );
}

function withArns(principal: PolicyPrincipal, partition: string | undefined): PolicyPrincipal {
  if (typeof principal !== "object" || principal.AWS === undefined) return principal;
  return { ...principal, AWS: asList(principal.AWS).map((name) => principalName(name, partition)) };
}

/**
 * A policy as the AWS provider writes it to plans and state: compact, with sorted keys. A text that is not JSON stays as it is.
 * @param text the policy
 */
export function normalizedPolicy(text: string): string {
  try {
    return goJson(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}
