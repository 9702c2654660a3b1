import type { Key } from "../access/aura-permissions";
import { parseArn, parseKeyArn } from "../arn";
import { namesKeys, unnamedKeyArn } from "../access/key-arns";
import { statementName, type PolicyDocument, type Statement } from "../document";
import { type LintTarget, textsIn, type Lint } from "./lint";
import { matchesPattern } from "../evaluate/wildcard";
import { SINCE_2025 } from "../limits";
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
 * @param statementNames what a person calls the statements of the policy, by their place
 */
export function keyFor(
  document: PolicyDocument,
  target: LintTarget,
  statementNames?: readonly string[],
): Key | undefined {
  const { keyArn, accountId, partition } = target;
  if (accountId === undefined) return undefined;
  if (keyArn === undefined && whyKeyArnIsNeeded(document, target) !== undefined) return undefined;
  return {
    ...{ keyArn: keyArn ?? unknownKeyArn(accountId, partition), accountId },
    ...(statementNames && { statementNames }),
  };
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
  if (/kms:MultiRegion/i.test(text)) return "multi-Region keys (kms:MultiRegion)";
  const partitions = [...text.matchAll(/"arn:([^:"*?]+):/g)].map(([, named]) => named);
  const other = partitions.find((named) => named !== partition);
  return other === undefined ? undefined : `partition ${other}`;
}

/** Finds what in a statement is about another key than the target, as far as that is known. */
export function lintTarget(lint: Lint, statement: Readonly<Record<string, unknown>>, target: LintTarget): void {
  for (const element of ["Resource", "NotResource"]) lintResources(lint, element, statement[element], target);
  for (const element of ["Principal", "NotPrincipal"]) {
    const { partition } = target;
    if (partition !== undefined) lintPartition(lint, element, statement[element], partition);
  }
}

function lintResources(lint: Lint, element: string, resource: unknown, target: LintTarget): void {
  const isKnown = target.keyArn !== undefined || target.accountId !== undefined;
  for (const { text, path } of textsIn([element], resource)) {
    if (!isKeyResource(text) || (text === "*" && element === "Resource")) continue;
    const isOther = element === "Resource" && isKnown && !text.includes("${") && !isThisKey(text, target);
    lint.report(path, {
      code: isOther ? "resource-other-key" : "resource-not-wildcard",
      what: isOther ? `${lint.name([element])} is another key` : `KMS refuses ${lint.name([element])}`,
      got: isOther ? quote(text) : `${quote(text)}, refused ${SINCE_2025}`,
      expected: '"Resource": "*" (this key)',
      fix: `write "Resource": "*"${isOther ? ", or copy the statement of this key" : ""}`,
    });
  }
}

/** Whether a resource is a key, or a pattern for keys. */
export function isKeyResource(text: string): boolean {
  if (text === "*") return true;
  return /[*?]/.test(text) ? /^arn:[^:]*:kms:[^:]*:[^:]*:(key\/.+|\*)$/.test(text) : !("error" in parseKeyArn(text));
}

function isThisKey(text: string, { keyArn, accountId }: LintTarget): boolean {
  if (keyArn) return matchesPattern(text, keyArn);
  const owner = parseArn(text)?.accountId;
  return owner === undefined || /[*?]/.test(owner) || owner === accountId;
}

function lintPartition(lint: Lint, element: string, principal: unknown, partition: string): void {
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
