import { parseArn } from "../arn";
import { matchesPattern } from "../decide/wildcard";
import { isObject } from "../document";
import { quote } from "../problem";
import { textsIn, type Lint, type LintTarget } from "./lint";

/**
 * Finds what in a statement is about another key than the one whose policy it is, as far as that one is known.
 * @param lint takes the findings down
 * @param statement the statement
 * @param target whose policy it is
 */
export function lintTarget(lint: Lint, statement: Readonly<Record<string, unknown>>, target: LintTarget): void {
  lintResources(lint, statement["Resource"], target);
  for (const element of ["Principal", "NotPrincipal"]) {
    if (target.keyArn) lintPartition(lint, element, statement[element], target.keyArn);
  }
}

function lintResources(lint: Lint, resource: unknown, target: LintTarget): void {
  const expected = target.keyArn ?? (target.accountId && `a key of account ${target.accountId}`);
  for (const { text, path } of textsIn(["Resource"], resource)) {
    if (!expected || text === "*" || text.includes("${") || isThisKey(text, target)) continue;
    lint.report(path, {
      code: "resource-other-key",
      what: `${lint.name(["Resource"])} must be this key`,
      got: `${quote(text)}, another key, so the statement does not reach this one`,
      expected: `"*", which means this key, or ${expected}`,
      fix: 'write "*", or copy the statement that belongs to this key',
    });
  }
}

function isThisKey(text: string, { keyArn, accountId }: LintTarget): boolean {
  if (keyArn) return matchesPattern(text, keyArn);
  const owner = parseArn(text)?.accountId;
  return owner === undefined || /[*?]/.test(owner) || owner === accountId;
}

function lintPartition(lint: Lint, element: string, principal: unknown, keyArn: string): void {
  const partition = parseArn(keyArn)?.partition;
  for (const { text, path } of isObject(principal) ? textsIn([element, "AWS"], principal["AWS"]) : []) {
    const other = parseArn(text)?.partition;
    if (other === undefined || other === partition) continue;
    lint.report(path, {
      code: "principal-other-partition",
      what: `${lint.name([element, "AWS"])} must be of the key's partition`,
      got: `${quote(text)}, of partition ${other}`,
      expected: `a principal of partition ${partition}`,
      fix: "copy the statement that belongs to this key",
    });
  }
}
