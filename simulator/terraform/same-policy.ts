import { ACCOUNT_ID } from "../../policy/arn";
import { canonicalStatement } from "../../policy/canonical";
import { asList, type Principal, type Statement } from "../../policy/document";

/**
 * True when two policies mean the same, so that the AWS provider shows no difference: order of statements and of lists,
 * one value or a list of it, an account id or its root ARN.
 * @param left policy text
 * @param right policy text
 */
export function isSamePolicy(left: string, right: string): boolean {
  if (left === right) return true;
  const [one, other] = [meaning(left), meaning(right)];
  return one !== undefined && one === other;
}

function meaning(text: string): string | undefined {
  let document: { Version?: string; Id?: string; Statement?: Statement | Statement[] };
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    return undefined;
  }
  const statements = asList(document.Statement as Statement[])
    .map((statement) => canonicalStatement({ ...statement, Principal: withArns(statement.Principal) }))
    .sort();
  return JSON.stringify([document.Version, document.Id, statements]);
}

function withArns(principal: Principal | undefined): Principal | undefined {
  if (typeof principal !== "object" || principal.AWS === undefined) return principal;
  return {
    ...principal,
    AWS: asList(principal.AWS).map((value) => (ACCOUNT_ID.test(value) ? `arn:aws:iam::${value}:root` : value)),
  };
}
