import type { Key } from "../access/aura-permissions";
import { parseArn } from "../arn";
import { namesKeys, unnamedKeyArn } from "../access/key-arns";
import { statementName, type PolicyDocument, type Statement } from "../document";
import { type LintTarget, textsIn, type Lint } from "./lint";
import { matchesPattern } from "../evaluate/wildcard";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";

/** The partition where it is unknown. */
const DEFAULT_PARTITION = "aws";

/**
 * An ARN for a key with an unknown ARN: a policy that names no key is the same for every key of its account.
 * @param accountId the account that owns the key, 12 digits
 */
export function unknownKeyArn(accountId: string, partition = DEFAULT_PARTITION): string {
  return unnamedKeyArn({ partition, accountId, region: undefined });
}

/**
 * The key to decide about: without its ARN any key of its account. Undefined when the policy distinguishes them (see
 * {@link whyKeyArnIsNeeded}), and when the account is not known.
 */
export function keyFor(document: PolicyDocument, target: LintTarget): Key | undefined {
  const { keyArn, accountId, partition } = target;
  if (accountId === undefined) return undefined;
  if (keyArn !== undefined) return { keyArn, accountId };
  if (whyKeyArnIsNeeded(document, target) !== undefined) return undefined;
  return { keyArn: unknownKeyArn(accountId, partition), accountId };
}

/**
 * Why the key's ARN is needed to evaluate a policy, in one clause; undefined while the policy is the same for all keys of an
 * account.
 */
export function whyKeyArnIsNeeded(
  document: PolicyDocument,
  { partition = DEFAULT_PARTITION }: Pick<LintTarget, "partition">,
): string | undefined {
  for (const [index, statement] of document.Statement.entries()) {
    const what = distinguishesKeysBy(statement, partition);
    if (what !== undefined) return `${statementName(index, statement)} names ${what}`;
  }
  return undefined;
}

function distinguishesKeysBy(statement: Statement, partition: string): string | undefined {
  if (namesKeys(statement)) return "a key by its ARN";
  const text = JSON.stringify(statement);
  if (/aws:RequestedRegion/i.test(text)) return "the region (aws:RequestedRegion)";
  const partitions = [...text.matchAll(/"arn:([^:"*?]+):/g)].map(([, named]) => named);
  const other = partitions.find((named) => named !== partition);
  return other === undefined ? undefined : `partition ${other}`;
}

/** Finds what in a statement is about another key than the target, as far as that is known. */
export function lintTarget(lint: Lint, statement: Readonly<Record<string, unknown>>, target: LintTarget): void {
  lintResources(lint, statement["Resource"], target);
  for (const element of ["Principal", "NotPrincipal"]) {
    if (target.keyArn) lintPartition(lint, element, statement[element], target.partition);
  }
}

function lintResources(lint: Lint, resource: unknown, target: LintTarget): void {
  const expected = target.keyArn ?? (target.accountId && `a key of account ${target.accountId}`);
  for (const { text, path } of textsIn(["Resource"], resource)) {
    if (!expected || text === "*" || text.includes("${") || isThisKey(text, target)) continue;
    lint.report(path, {
      code: "resource-other-key",
      what: `${lint.name(["Resource"])} is another key`,
      got: `${quote(text)}`,
      expected: `"*" (this key), or ${expected}`,
      fix: 'write "*", or copy the statement of this key',
    });
  }
}

function isThisKey(text: string, { keyArn, accountId }: LintTarget): boolean {
  if (keyArn) return matchesPattern(text, keyArn);
  const owner = parseArn(text)?.accountId;
  return owner === undefined || /[*?]/.test(owner) || owner === accountId;
}

function lintPartition(lint: Lint, element: string, principal: unknown, partition: string | undefined): void {
  for (const { text, path } of isObject(principal) ? textsIn([element, "AWS"], principal["AWS"]) : []) {
    const other = parseArn(text)?.partition;
    if (other === undefined || other === partition) continue;
    lint.report(path, {
      code: "principal-other-partition",
      what: `${lint.name([element, "AWS"])} is in another partition than the key`,
      got: `${quote(text)}, of partition ${other}`,
      expected: `a principal of partition ${partition}`,
      fix: "copy the statement of this key",
    });
  }
}
